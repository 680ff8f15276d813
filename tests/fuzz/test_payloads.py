"""A marketplace's answers, damaged at random: orders come out, or a typed Error; and nothing is done twice over it."""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

from stallkeeper.accounts import Account, EnvironmentSecret
from stallkeeper.bindings.client import ActionRequest, ListQuery
from stallkeeper.bindings.connect import connect
from stallkeeper.bindings.http import HttpSettings
from stallkeeper.bindings.marketplace_client import MarketplaceClient
from stallkeeper.clock import ManualClock
from stallkeeper.errors import Error
from stallkeeper.machine.compile import compile_machine
from stallkeeper.orders import Order, OrderKey
from stallkeeper.runtime.intake import take_in
from stallkeeper.spec.load import load_channel
from stallkeeper.spec.loaded import LoadedChannel
from stallkeeper.text.shipped import shipped_folder
from tests.bindings.arranged import NOW, SINCE, UNTIL
from tests.fuzz.damage import damaged_bytes, damaged_value
from tests.fuzz.watched import watched
from tests.shared_material import ROOT

CASES = 16_000
LOTS = 10
QUICK = HttpSettings(attempts=1)


def channels() -> list[LoadedChannel]:
    """Every bundled and test channel that can be reached, editions too."""
    files = [*shipped_folder("channels").rglob("channel.yaml"), *(ROOT / "tests" / "channels").rglob("channel.yaml")]
    found = [load_channel(file.parent) for file in sorted(files)]
    return [each for each in found if each.spec is not None and each.binding is not None and answers(each.folder)]


def answers(folder: Path) -> list[bytes]:
    files = sorted(file for file in (folder / "samples").glob("*") if file.suffix in (".json", ".xml"))
    return [file.read_bytes() for file in files if not file.name.startswith("request")]


CHANNELS = channels()
ANSWERS = {each.folder: answers(each.folder) for each in CHANNELS}
MACHINES = {each.folder: compile_machine(each.spec) for each in CHANNELS if each.spec is not None}


def account(loaded: LoadedChannel) -> Account:
    binding = loaded.binding
    assert binding is not None
    words: dict[str, Any] = {"text": "a", "whole_number": 1, "decimal": "1.5", "boolean": True}
    given = {name: words[each.type] for name, each in binding.parameters.items()}
    environ = {f"T_{name.upper()}": "c2VjcmV0LXNlY3JldA==" for name in binding.secrets}
    secrets = {name: EnvironmentSecret(f"T_{name.upper()}", environ) for name in binding.secrets}
    return Account("fuzz", loaded.folder.name, "fuzz", parameters=given, secrets=secrets)


def damaged(content: bytes, dice: random.Random) -> bytes:
    if dice.random() < 0.6:
        try:
            return json.dumps(damaged_value(json.loads(content), dice)).encode()
        except ValueError:
            pass
    return damaged_bytes(content, dice)


class Mangler:
    """Answers whatever is asked with something of the channel's own samples, damaged."""

    def __init__(self, samples: list[bytes]) -> None:
        self.samples, self.dice, self.asked = samples, random.Random(), 0

    def __call__(self, _request: httpx.Request) -> httpx.Response:
        self.asked += 1
        assert self.asked < 500, "asks without end"
        status = self.dice.choice((200, 200, 200, 200, 201, 204, 207, 302, 400, 401, 429, 500))
        headers = {"Retry-After": self.dice.choice(("1", "x", "-5", "9" * 30))} if status == 429 else {}
        return httpx.Response(status, content=damaged(self.dice.choice(self.samples), self.dice), headers=headers)


@cache
def shop_of(folder: Path) -> tuple[MarketplaceClient, Mangler]:
    """One client a channel: its mapping is compiled once."""
    (loaded,) = [each for each in CHANNELS if each.folder == folder]
    mangler = Mangler(ANSWERS[folder])
    made = connect(loaded, account(loaded), ManualClock(NOW), settings=QUICK, transport=httpx.MockTransport(mangler))
    return made, mangler


@pytest.mark.parametrize("lot", range(LOTS))
def test_a_damaged_answer_gives_orders_or_a_typed_error(lot: int) -> None:
    dice = random.Random(f"payloads {lot}")
    for number in range(CASES // LOTS):
        loaded = dice.choice(CHANNELS)
        try:
            with watched(str(ROOT), "/usr/share/zoneinfo/"):
                used(loaded, dice)
        except BaseException as error:
            raise AssertionError(
                f"lot {lot}, case {number}, {loaded.folder.name}: {type(error).__name__}: {error}"
            ) from error


def used(loaded: LoadedChannel, dice: random.Random) -> None:
    """One of the things that the engine does with a client, and what it does with the answer."""
    shop, mangler = shop_of(loaded.folder)
    mangler.dice, mangler.asked = dice, 0
    doing = dice.choice(("list", "list", "fetch", "act", "carriers"))
    try:
        if doing == "list":
            for page in shop.pages(ListQuery("latest", dice.choice((None, SINCE)), UNTIL)):
                for record in page.records:
                    taken(loaded, record)
        elif doing == "fetch":
            record = shop.fetch("A-1")
            if record is not None:
                taken(loaded, record)
        elif doing == "act":
            act(loaded, shop, dice)
        else:
            shop.carriers()
    except Error as error:
        assert len(str(error)) < 1200, error
        assert "c2VjcmV0" not in str(error)


def taken(loaded: LoadedChannel, record: Any) -> Order | None:
    """The record taken in as an order, where it is one."""
    if record.problem is not None:
        return None
    assert loaded.spec is not None
    key = OrderKey("fuzz", loaded.spec.channel, record.id)
    order = take_in(MACHINES[loaded.folder], key, "fuzz", record.report(), None, NOW).order
    assert order is None or order.id
    return order


def act(loaded: LoadedChannel, shop: MarketplaceClient, dice: random.Random) -> None:
    assert loaded.spec is not None
    order = None
    for page in shop.pages(ListQuery("latest", SINCE, UNTIL)):
        order = next((each for record in page.records if (each := taken(loaded, record)) is not None), order)
        break
    if order is not None:
        action = dice.choice(list(loaded.spec.actions))
        fields = {name: dice.choice(("x", "1", "true")) for name in loaded.spec.actions[action].takes()}
        shop.send(ActionRequest("5ubm1ss10n", order, action, fields))


def test_there_are_at_least_twenty_thousand_cases() -> None:
    from tests.fuzz import test_specs

    assert CASES + test_specs.CASES >= 20_000
