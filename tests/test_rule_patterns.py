"""The eighteen patterns that a channel's rules follow: each with who uses it, what it lets through, what it stops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from stallkeeper.machine.compile import Machine, compile_machine
from stallkeeper.machine.decide import decide
from stallkeeper.machine.decision import Change, Decision
from stallkeeper.machine.expire import expire
from stallkeeper.machine.facts import is_about_fields
from stallkeeper.machine.observe import observe
from stallkeeper.orders import ListedValue, Order, OrderLine
from stallkeeper.runtime.schedule import next_due
from stallkeeper.scenario.simulate import simulate
from stallkeeper.spec.channel_spec import ChannelSpec, FieldSpec
from stallkeeper.spec.conditions import Need
from stallkeeper.spec.load import load_channel
from stallkeeper.spec.loaded import LoadedChannel
from tests.bindings.arranged import changed, corner_channel, problems_of
from tests.channel_folders import BUNDLED, folder_of
from tests.machine.arranged import NOON, a_report, an_order, later
from tests.shared_material import ROOT
from tests.spec.test_aliases import WITH_ALIAS

TEST_CHANNELS = ROOT / "tests" / "channels"


@cache
def loaded(name: str) -> LoadedChannel:
    """A bundled channel, or one of the tests' own."""
    return load_channel(folder_of(name) if name in BUNDLED else TEST_CHANNELS / name)


@cache
def machine(name: str) -> Machine:
    spec = loaded(name).spec
    assert spec is not None, loaded(name).problems
    return compile_machine(spec)


def ask(name: str, action: str, order: Order, lists: Any = None, **fields: Any) -> Decision:
    return decide(machine(name), order, action, fields, now=NOON, lists=lists or {})


def sends(name: str, action: str, order: Order, lists: Any = None, **fields: Any) -> Mapping[str, Any]:
    """The fields that leave; fails where the action is not possible."""
    decision = ask(name, action, order, lists, **fields)
    assert isinstance(decision, Change), decision
    return decision.fields


def stops(name: str, action: str, order: Order, lists: Any = None, **fields: Any) -> set[tuple[str, str | None]]:
    """The words of the reasons against it, each with its field; none where the action is possible."""
    decision = ask(name, action, order, lists, **fields)
    return set() if isinstance(decision, Change) else {(reason.code, reason.field) for reason in decision.reasons}


@dataclass(frozen=True)
class Pattern:
    """A pattern's number in the list and what it says.

    `uses` tells whether a channel has it, `users` name channels that do. `lets` is true when the rule lets through what
    it should, `stops` when it stops what it should.
    """

    number: int
    title: str
    users: tuple[str, ...]
    uses: Callable[[LoadedChannel], object]
    lets: Callable[[], object]
    stops: Callable[[], object]


def spec_of(channel: LoadedChannel) -> ChannelSpec:
    assert channel.spec is not None, channel.problems
    return channel.spec


def needs_of(channel: LoadedChannel) -> list[Need]:
    return [need for action in spec_of(channel).actions.values() for need in action.needs]


def names_in_needs(channel: LoadedChannel) -> set[tuple[str, str]]:
    """The name and the operator of every condition of a need."""
    return {(each.name, each.operator) for need in needs_of(channel) for each in need.conditions}


def fields_of(channel: LoadedChannel) -> list[FieldSpec]:
    return list(spec_of(channel).fields.values())


VEEPEE = an_order("waiting_shipment", "PENDING")
MANOMANO = an_order("waiting_shipment", "PREPARATION")
CDISCOUNT = an_order("waiting_shipment", "WaitingForShipmentAcceptation")
OPEN = an_order("waiting_shipment", "OPEN")


def tracked(mode: str) -> Order:
    return an_order("waiting_shipment", "WaitingForShipmentAcceptation", delivery_mode=mode)


def sent(native: str = "RECEIVED") -> Order:
    order = an_order("shipped", native, total=Decimal("30.00"))
    lines = (OrderLine("L1", "MUG", quantity=3, shipping=Decimal("1.50")), OrderLine("L2", "CUP"))
    return replace(order, report=replace(order.report, lines=lines))


def advice(**fields: str) -> list[str]:
    decision = ask("rulebook", "ship", OPEN, carrier="DHL", **fields)
    assert isinstance(decision, Change)
    return [each.because for each in decision.advice]


def moves(name: str, status: str, native: str, to: str) -> tuple[object, bool]:
    """Where an order goes when it is reported with another word, and whether that was foreseen."""
    seen = observe(machine(name), an_order(status, native), a_report(to, modified_at=later(hours=1)))
    return seen.status, seen.foreseen


def passed(name: str, status: str, native: str, **after: float) -> list[tuple[str, tuple[str, ...]]]:
    order = an_order(status, native)
    return [(each.kept_by, each.outcomes) for each in expire(machine(name), order, now=later(**after))]


def alias_problems(*changes: tuple[str, str]) -> set[str]:
    """What is wrong with a binding beside a channel whose `refuse` is sent as `cancel`, with these changes to it."""
    return {problem.code for problem in problems_of(channel=corner_channel(changed(WITH_ALIAS, *changes)))}


def morning(day: int, hour: int) -> datetime:
    """When the refunds of a channel that tells them at six in Paris are read next."""
    (window,) = [each for each in machine("veepee").spec.retrieval if each.at is not None]
    return next_due(window, datetime(2026, 11, day, hour, tzinfo=UTC), NOON)


REASONS = {"refund_reasons": (ListedValue("17", "Lost"),)}
CLAIM = {"refund_reason": "ClientClaim", "refund_mode": "Claim"}
MISSING_BOTH = {("missing_field", "carrier"), ("missing_field", "tracking_number")}
OTHER = {"carrier": "Other", "tracking_url": "https://parcels.example/1"}

PATTERNS = (
    Pattern(
        1,
        "required always",
        ("veepee", "manomano"),
        uses=lambda channel: any(not need.conditions for need in needs_of(channel)),
        lets=lambda: sends("veepee", "ship", VEEPEE, carrier="5") == {"carrier": "5"},
        stops=lambda: stops("veepee", "ship", VEEPEE) == {("missing_field", "carrier")},
    ),
    Pattern(
        2,
        "required if another field has a value",
        ("veepee",),
        uses=lambda channel: any(is_about_fields(name) and "is" in how for name, how in names_in_needs(channel)),
        lets=lambda: sends("veepee", "ship", VEEPEE, carrier="130", tracking_number="X1"),
        stops=lambda: stops("veepee", "ship", VEEPEE, carrier="130") == {("missing_field", "tracking_number")},
    ),
    Pattern(
        3,
        "required if the order is of some kind",
        ("cdiscount/soap",),
        uses=lambda channel: any(name.startswith("order.") for name, _ in names_in_needs(channel)),
        lets=lambda: sends("cdiscount/soap", "ship", tracked("standard")) == {},
        stops=lambda: stops("cdiscount/soap", "ship", tracked("suivi")) == MISSING_BOTH,
    ),
    Pattern(
        4,
        "required together",
        ("rulebook",),
        uses=lambda channel: any(is_about_fields(name) and how == "given" for name, how in names_in_needs(channel)),
        lets=lambda: sends("rulebook", "ship", OPEN, carrier="DHL", tracking_number="X1") and advice() != [],
        stops=lambda: stops("rulebook", "ship", OPEN, tracking_number="X1") == {("missing_field", "carrier")},
    ),
    Pattern(
        5,
        "another carrier than those listed needs its name, and where to follow it",
        ("manomano",),
        uses=lambda channel: spec_of(channel).carriers is not None and spec_of(channel).carriers.fallback,  # type: ignore[union-attr]
        lets=lambda: sends("manomano", "ship", MANOMANO, carrier_name="Pony", **OTHER),
        stops=lambda: stops("manomano", "ship", MANOMANO, **OTHER) == {("missing_field", "carrier_name")},
    ),
    Pattern(
        6,
        "a list of values, fixed",
        ("cdiscount/soap",),
        uses=lambda channel: any(field.values and not field.free for field in fields_of(channel)),
        lets=lambda: sends(
            "cdiscount/soap", "refund", sent("Shipped"), refund_reason="ClientClaim", refund_mode="Claim"
        ),
        stops=lambda: (
            ("wrong_value", "refund_mode") in stops("cdiscount/soap", "refund", sent("Shipped"), refund_mode="Clame")
        ),
    ),
    Pattern(
        6,
        "a list of values, fetched, with labels, or any other value",
        ("rulebook",),
        uses=lambda channel: any(field.values_from and field.labels and field.free for field in fields_of(channel)),
        lets=lambda: (
            sends("rulebook", "refund", sent(), REASONS, refund_reason="lost") == {"refund_reason": "17"}
            and sends("rulebook", "refund", sent(), refund_reason="damaged") == {"refund_reason": "DMG"}
            and sends("rulebook", "refund", sent(), refund_reason="By phone") == {"refund_reason": "By phone"}
        ),
        stops=lambda: stops("bazaar", "refund", sent(), refund_reason="By phone") == {("wrong_value", "refund_reason")},
    ),
    Pattern(
        7,
        "recommended, with what is lost",
        ("rulebook",),
        uses=lambda channel: any(action.recommends for action in spec_of(channel).actions.values()),
        lets=lambda: advice() == ["Parcels without tracking count against the seller's score."],
        stops=lambda: advice(tracking_number="X1") == [],
    ),
    Pattern(
        8,
        "a guard on the native status",
        ("rulebook", "bazaar", "mirakl"),
        uses=lambda channel: any(
            each.name == "native.status" for action in spec_of(channel).actions.values() for each in action.conditions
        ),
        lets=lambda: sends("rulebook", "refund", sent("RECEIVED"), refund_reason="OOS"),
        stops=lambda: stops("rulebook", "refund", sent("SENT"), refund_reason="OOS") == {("condition", None)},
    ),
    Pattern(
        9,
        "one family, and operators that differ",
        ("bazaar_north", "bazaar_south", "laredoute", "galerieslafayette"),
        uses=lambda channel: spec_of(channel).family,
        lets=lambda: sends("bazaar_north", "refund", sent("SENT"), refund_reason="OTHER"),
        stops=lambda: (
            stops("bazaar", "refund", sent("SENT"), refund_reason="LATE") == {("condition", None)}
            and stops("bazaar_south", "refund", sent()) == {("unknown_action", None)}
        ),
    ),
    Pattern(
        10,
        "lines: none, some, one at a time; whole or in part",
        ("rulebook", "bol", "mirakl"),
        uses=lambda channel: {action.lines for action in spec_of(channel).actions.values()} - {None},
        lets=lambda: (
            sends("rulebook", "refund", sent(), refund_reason="OOS", line="L1", quantity=3)
            and sends("rulebook", "refund", sent(), refund_reason="OOS")
        ),
        stops=lambda: (
            stops("rulebook", "refund", sent(), refund_reason="OOS", line="L1", quantity=4)
            == {("wrong_value", "quantity")}
            and stops("rulebook", "credit", sent(), refund_price=1) == {("missing_field", "line")}
            and stops("rulebook", "ship", OPEN, line="L1") == {("unknown_field", "line")}
        ),
    ),
    Pattern(
        11,
        "amounts: with tax or without, limited, empty for all",
        ("rulebook", "mirakl"),
        uses=lambda channel: any(field.amount for field in fields_of(channel)),
        lets=lambda: sends("rulebook", "credit", sent(), refund_price="30", line="L1", refund_shipping_price="1.50"),
        stops=lambda: (
            stops("rulebook", "credit", sent(), refund_price="30.01", line="L1", refund_shipping_price="1.51")
            == {("wrong_value", "refund_price"), ("wrong_value", "refund_shipping_price")}
        ),
    ),
    Pattern(
        12,
        "a carrier by its code or by its name",
        ("veepee", "cdiscount/soap"),
        uses=lambda channel: spec_of(channel).carriers is not None and len(spec_of(channel).carriers.by) == 2,  # type: ignore[union-attr]
        lets=lambda: sends("veepee", "ship", VEEPEE, carrier="Fedex") == sends("veepee", "ship", VEEPEE, carrier="5"),
        stops=lambda: stops("veepee", "ship", VEEPEE, carrier="Custom") == {("missing_field", "tracking_number")},
    ),
    Pattern(
        13,
        "moves that the marketplace makes by itself",
        ("veepee", "bol"),
        uses=lambda channel: any(status.next for status in spec_of(channel).statuses.values()),
        lets=lambda: moves("veepee", "accepted", "WAITING_INFORMATION", "PENDING") == ("waiting_shipment", True),
        stops=lambda: moves("veepee", "refunded", "REFUNDED", "PENDING") == ("waiting_shipment", False),
    ),
    Pattern(
        14,
        "a deadline, what follows, and who keeps it",
        ("veepee",),
        uses=lambda channel: any(status.deadline for status in spec_of(channel).statuses.values()),
        lets=lambda: passed("veepee", "accepted", "WAITING_INFORMATION", days=4) == [],
        stops=lambda: passed("veepee", "accepted", "WAITING_INFORMATION", days=6) == [("channel", ("canceled",))],
    ),
    Pattern(
        15,
        "a gate: a native status at which nothing is possible",
        ("cdiscount/soap",),
        uses=lambda channel: spec_of(channel).gates,
        lets=lambda: sends("cdiscount/soap", "cancel", CDISCOUNT) == {},
        stops=lambda: (
            ("gate", None) in stops("cdiscount/soap", "cancel", an_order("waiting_shipment", "PaymentInProgress"))
        ),
    ),
    Pattern(
        16,
        "an action that is sent as another one",
        ("cdiscount/octopia", "rulebook"),
        uses=lambda channel: any(action.sent_as for action in spec_of(channel).actions.values()),
        lets=lambda: alias_problems() == set(),
        stops=lambda: alias_problems((", sent_as: cancel", "")) == {"unbound-action"},
    ),
    Pattern(
        17,
        "windows with a reach and a time of their own",
        ("veepee",),
        uses=lambda channel: len(spec_of(channel).retrieval) > 1,
        lets=lambda: morning(21, 5) == datetime(2026, 11, 22, 5, tzinfo=UTC),
        stops=lambda: morning(21, 4) == datetime(2026, 11, 21, 5, tzinfo=UTC),
    ),
    Pattern(
        18,
        "one order for several channels over one seller's account",
        ("bazaar_north",),
        uses=lambda channel: channel.binding and channel.binding.retrieval.identity_scope != "account",
        lets=lambda: loaded("bazaar_north").order_channel == loaded("bazaar_south").order_channel == "bazaar",
        stops=lambda: loaded("veepee").order_channel == "veepee" and loaded("manomano").order_channel == "manomano",
    ),
)
"""Pattern 6 has two rows: a list that is fixed, and one that is fetched or free."""


def test_the_table_holds_each_of_the_eighteen_patterns() -> None:
    assert sorted({pattern.number for pattern in PATTERNS}) == list(range(1, 19))


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: f"{pattern.number}-{pattern.title}")
def test_a_pattern_lets_through_what_it_should(pattern: Pattern) -> None:
    assert pattern.lets()


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: f"{pattern.number}-{pattern.title}")
def test_a_pattern_stops_what_it_should(pattern: Pattern) -> None:
    assert pattern.stops()


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: f"{pattern.number}-{pattern.title}")
def test_a_pattern_is_used_by_the_channels_that_are_named_for_it(pattern: Pattern) -> None:
    assert pattern.users
    assert [name for name in pattern.users if not pattern.uses(loaded(name))] == []


def test_the_rulebook_has_no_problems_and_keeps_its_stories() -> None:
    rulebook = loaded("rulebook")

    assert rulebook.problems == ()
    assert rulebook.scenarios
    for story in rulebook.scenarios:
        assert [step.broken for step in simulate(rulebook, story).steps if step.broken] == []
