"""What a buyer asks to cancel is sent from the command line only with --yes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result

from stallkeeper.clock import SystemClock
from stallkeeper.played.load import load_play
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from tests.channel_folders import folder_of
from tests.cli.command_line import run
from tests.runtime.test_walmart_lived import CONFIG, ENVIRON

pytestmark = pytest.mark.requirement("R16")

PARCEL = ("--carrier", "UPS", "--tracking-number", "1Z0000000001")


class Desk:
    """One order at a played Walmart, whose buyer asks to cancel it."""

    def __init__(self, server: PlayedServer, accounts: Path) -> None:
        self.server, self.accounts = server, accounts
        (self.order,) = server.world.create(1, variant="acknowledged", ago=timedelta(minutes=30), lines=1)
        held = server.world.order(self.order)
        assert held is not None
        held.tree["orderLines"]["orderLine"][0]["intentToCancel"] = "CUSTOMER"
        assert self.run("sync", "us").exit_code == 0

    def run(self, *words: str) -> Result:
        return run("--accounts", str(self.accounts), *words, environ=ENVIRON)

    def effects(self) -> list[str]:
        return [effect.action for effect in self.server.world.effects(self.order)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    play, problems = load_play(folder_of("walmart"))
    assert play is not None, problems
    with PlayedServer(World(play, 7, SystemClock())) as server:
        accounts = tmp_path / "stallkeeper.yaml"
        accounts.write_text(CONFIG.format(url=server.base_url))
        yield Desk(server, accounts)


def test_without_a_person_to_ask_nothing_is_sent_and_it_is_said_how(desk: Desk) -> None:
    result = desk.run("act", "ship", desk.order, *PARCEL)
    assert result.exit_code == 1
    assert "not confirmed  the buyer asks to cancel line 1" in result.stdout
    assert "add --yes" in result.stdout
    assert desk.effects() == []


def test_yes_sends_it_and_the_request_is_rejected(desk: Desk) -> None:
    desk.run("act", "ship", desk.order, *PARCEL, "--yes")
    assert desk.effects() == ["ship"]


def test_the_page_and_the_json_of_an_order_tell_the_request(desk: Desk) -> None:
    assert "The buyer asks to cancel\n  line 1, on " in desk.run("order", desk.order).stdout
    (request,) = json.loads(desk.run("order", desk.order, "--json").stdout)["cancel_requests"]
    assert (request["line"], request["state"], request["how"]) == ("1", "requested", None)


def test_a_plan_names_it_apart_from_what_is_ready(desk: Desk) -> None:
    result = desk.run("plan", "ship", desk.order, *PARCEL)
    assert (result.exit_code, "to confirm    1 order" in result.stdout) == (1, True)
