"""R21: each limit that a channel declares is held before anything is queued, and what just keeps it is let through."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.machine.decide import decide
from stallkeeper.machine.decision import Change, Decision
from stallkeeper.orders import Order
from tests.bindings.arranged import changed
from tests.channel_folders import BUNDLED, folder_of
from tests.requirements.limits import WORDS, Limit, declared, limits_of
from tests.requirements.test_r21_accepted import Market, market
from tests.runtime.played import SELLER, Played, marketplace, seller

pytestmark = pytest.mark.requirement("R21")

ROUNDS = 6


def objected(decision: Decision, field: str) -> str:
    """What is said against a field's value, in words."""
    reasons = () if isinstance(decision, Change) else decision.reasons
    return "; ".join(reason.message for reason in reasons if (reason.code, reason.field) == ("wrong_value", field))


def overstep(here: Market, order: Order, action: str, limit: Limit) -> None:
    """Ask for the action, all else being right: overstepped nothing is queued, and kept nothing is said against it."""
    lists, line = here.engine.lists(order.key, action), {} if limit.line is None else {"line": limit.line}
    right = {**here.right_fields(order, action, **line), **line}
    result = here.engine.act(action, order.key, {**right, limit.field: limit.overstepped}, SELLER)
    assert WORDS[limit.kind] in objected(result.decision, limit.field), (action, limit, result.decision)
    assert result.submission is None and here.store.open_submission(order.key) is None
    if limit.kept is not None:
        given = {**right, limit.field: limit.kept}
        found = decide(here.machine, order, action, given, now=here.clock.now(), lists=lists)
        assert WORDS[limit.kind] not in objected(found, limit.field), (action, limit, found)


def limits(here: Market, order: Order, action: str) -> Iterator[Limit]:
    requirements, lists = here.machine.requirements[action], here.engine.lists(order.key, action)
    for field in requirements.fields.values():
        yield from limits_of(order, requirements, field, lists)


@pytest.mark.parametrize("channel", BUNDLED)
def test_each_limit_of_a_channel_is_held_before_anything_is_queued(channel: str, tmp_path: Path) -> None:
    with market(channel, tmp_path) as here:
        for window in here.machine.spec.retrieval:
            here.engine.sync("shop", window.name)
        tried: dict[str, set[tuple[str, str]]] = {name: set() for name in here.machine.requirements}
        for _ in range(ROUNDS):
            for order in here.orders():
                offered = here.engine.offered(order.key)
                for action in offered:
                    for limit in limits(here, order, action):
                        overstep(here, order, action, limit)
                        tried[action].add((limit.field, limit.kind))
                if offered:
                    action = here.lot.choice(offered)
                    here.engine.act(action, order.key, here.right_fields(order, action), SELLER)
            here.engine.send()
            here.clock.advance(timedelta(hours=3))
            here.engine.tick()
        assert tried == {name: declared(action) for name, action in here.machine.requirements.items()}


STRICT = (
    (
        "refund_reason: {type: text, max_length: 255}",
        "refund_reason: {type: text, max_length: 12, pattern: '[A-Z ]{1,40}'}",
    ),
    (
        "refund_shipping_fees: {type: boolean}",
        "refund_shipping_fees: {type: boolean}\n  refund_price: {type: decimal, minimum: 0.5, maximum: 90}\n"
        "  quantity: {type: whole_number, maximum: 3}\n  refund_mode: {type: text, values: [CARD, VOUCHER]}",
    ),
    (
        "needs: [refund_reason, refund_shipping_fees]",
        "needs: [refund_reason, refund_shipping_fees]\n    accepts: [refund_price, quantity, refund_mode]",
    ),
)
"""ManoMano with a limit of each kind, for no bundled channel has all."""


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Played]:
    channel = tmp_path / "channels" / "manomano"
    shutil.copytree(folder_of("manomano"), channel)
    spec = channel / "channel.yaml"
    spec.write_text(changed(spec.read_text(), *STRICT))
    with (
        marketplace("manomano") as (server, clock),
        seller(tmp_path, "manomano", server, clock, channels=(tmp_path / "channels",)) as here,
    ):
        here.arrive("SHIPPED", lines=1)
        here.sync()
        yield here


RIGHT = {"refund_reason": "BROKEN", "refund_shipping_fees": "true"}


@pytest.mark.parametrize(
    ("field", "overstepped", "kept", "words"),
    [
        ("refund_reason", "BROKEN GLASSES", "BROKEN GLASS", "has 14 characters; 12 are the most"),
        ("refund_reason", "broken", "BROKEN", "has to look like [A-Z ]{1,40}"),
        ("refund_reason", "BROKEN 2", "BROKEN", "has to look like [A-Z ]{1,40}"),
        ("refund_price", "0.49", "0.5", "has to be at least 0.5"),
        ("refund_price", "90.01", "90", "has to be at most 90"),
        ("quantity", "4", "3", "has to be at most 3"),
        ("quantity", "1.5", "1", "has to be a whole number"),
        ("refund_price", "12,50", "12.50", "has to be a decimal number with a point"),
        ("refund_mode", "CASH", "CARD", "has to be CARD or VOUCHER"),
        ("refund_shipping_fees", "perhaps", "false", "has to be true or false"),
    ],
)
def test_a_limit_of_each_kind_stops_what_oversteps_it_and_nothing_else(
    strict: Played, field: str, overstepped: str, kept: str, words: str
) -> None:
    (order,) = strict.store.orders()
    asked: dict[str, Any] = {**RIGHT, field: overstepped}
    result = strict.engine.act("refund", order.key, asked, SELLER)
    assert objected(result.decision, field).startswith(f"{field} {words}")
    assert result.submission is None and list(strict.store.submissions()) == []
    strict.engine.send()
    assert strict.world.effects() == ()
    allowed = strict.engine.act("refund", order.key, {**RIGHT, field: kept}, SELLER, dry_run=True)
    assert allowed.taken, allowed.decision
