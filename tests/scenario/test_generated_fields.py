"""Values that are made up for an action: of the channel's own lists, and no more than a line may give back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from stallkeeper.machine.compile import Machine, compile_machine
from stallkeeper.machine.decide import decide
from stallkeeper.machine.decision import Change
from stallkeeper.orders import ListedValue, Order, OrderKey, OrderLine, OrderReport
from stallkeeper.scenario.generated_fields import completed, made_up
from stallkeeper.spec.load import load_channel
from tests.channel_folders import folder_of

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
LISTS = {"refund_reasons": (ListedValue("15", "Out of stock"), ListedValue("16", "Broken"))}


def shipped() -> tuple[Machine, Order]:
    spec = load_channel(folder_of("mirakl"), with_binding=False, with_scenarios=False).spec
    assert spec is not None
    lines = tuple(
        OrderLine(name, name, quantity=1, total=Decimal(total), shipping=Decimal(1))
        for name, total in (("LAMP", "20"), ("VASE", "5"))
    )
    report = OrderReport(
        id="1",
        native_status="SHIPPED",
        total=Decimal(27),
        shipping=Decimal(2),
        lines=lines,
        extras={"has_taxes": False},
    )
    return compile_machine(spec), Order(OrderKey("a", "mirakl", "1"), "a", "shipped", "SHIPPED", NOW, NOW, NOW, report)


def test_values_are_those_of_the_channels_own_list_where_it_was_read() -> None:
    machine, order = shipped()
    reason = machine.requirements["refund"].fields["refund_reason"]
    assert [made_up(machine, order, reason, NOW, turn, LISTS) for turn in (0, 1, 2)] == ["15", "16", "15"]
    assert made_up(machine, order, reason, NOW) == "It arrived damaged"


def test_an_amount_is_no_more_than_the_line_whose_turn_it_is_may_give_back() -> None:
    machine, order = shipped()
    for turn, line, most in ((0, "LAMP", "20"), (1, "VASE", "5")):
        fields = completed(machine, order, "refund", {}, now=NOW, turn=turn, lists=LISTS)
        assert (fields["line"], fields["refund_price"], fields["refund_shipping_price"]) == (line, Decimal(most), 1)
        assert isinstance(decide(machine, order, "refund", fields, now=NOW, lists=LISTS), Change)


def test_an_order_that_tells_no_amounts_gives_back_something_all_the_same() -> None:
    machine, order = shipped()
    bare = replace(order, report=replace(order.report, total=None, shipping=None, lines=()))
    assert completed(machine, bare, "refund", {}, now=NOW, lists=LISTS)["refund_price"] == 1
