"""What becomes of a template: types are kept, text is text, and what is missing is left out or told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest

from stallkeeper.bindings.context import Context, QueryValues
from stallkeeper.bindings.rendering import Unsendable, render
from stallkeeper.errors import ChannelError
from stallkeeper.orders import OrderLine, OrderReport
from stallkeeper.spec.binding_spec import TimeRules
from stallkeeper.spec.binding_template import Each, Member, Members, Reference, Template, parse_template
from tests.bindings.arranged import NOW, SINCE, action, client, corner_shop, order_of, problems_of

ORDER = order_of(
    OrderReport(
        id="A-1",
        native_status="OPEN",
        total=Decimal("10.10"),
        currency="EUR",
        ordered_at=NOW,
        extras={"gift": True},
        lines=(OrderLine(id="1", sku="CHAIR", quantity=2),),
    )
)
CONTEXT = Context(
    account={"shop": 7, "label": "Ours & theirs"},
    times=TimeRules("utc", "Europe/Paris"),
    now=NOW,
    token="t0k3n",
    query=QueryValues(SINCE, NOW, ("OPEN", "SENT"), 3, 50),
    order=ORDER,
    fields={"price": Decimal("1E+1"), "day": date(2026, 11, 22), "yes": True, "nothing": None, "digits": "007"},
    submission="5ub",
    operation="Ship",
    carrier_name=lambda code: f"Carrier {code}",
)


def rendered(text: str, context: Context = CONTEXT) -> Any:
    template = parse_template(text)
    assert isinstance(template, Template), template
    return render(template, context)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain", "plain"),
        ("", ""),
        ("<order.total>", Decimal("10.10")),
        ("<order.gift>", True),
        ("<order.status>", "waiting_shipment"),
        ("total: <order.total> <order.currency>", "total: 10.10 EUR"),
        ("<fields.price | text>", "10"),
        ("<fields.digits | whole_number>", 7),
        ("<fields.digits>", "007"),
        ("<fields.yes | text>", "true"),
        ("<fields.day>", "2026-11-22"),
        ("<order.currency | lower>", "eur"),
        ("<order.ordered_at>", "2026-11-22T10:00:00Z"),
        ("<order.ordered_at | local>", "2026-11-22T11:00:00"),
        ("<order.ordered_at | unix_seconds>", 1795341600),
        ("<order.ordered_at | epoch_ms>", 1795341600000),
        ("<account.label | base64>", "T3VycyAmIHRoZWlycw=="),
        ("<query.since | date>", "2026-11-22"),
        ("<query.native | comma_joined>", "OPEN,SENT"),
        ("<query.page>", 3),
        ("<account.shop>", 7),
        ("<token>/<submission>/<operation>", "t0k3n/5ub/Ship"),
        ("<true>", True),
        ("<10>", 10),
        ("<1.50>", Decimal("1.50")),
        ("<nil>", None),
    ],
)
def test_a_template_becomes_its_value(text: str, value: Any) -> None:
    found = rendered(text)
    assert found == value and type(found) is type(value)


def test_each_identifier_is_new() -> None:
    assert rendered("<uuid>") != rendered("<uuid>")
    assert len(rendered("<uuid>")) == 36


@pytest.mark.parametrize(
    "text", ["<fields.nothing>", "a <fields.nothing>", "<fields.unheard_of>", "<line.sku>", "<item>"]
)
def test_a_value_that_is_missing_is_told_by_its_name(text: str) -> None:
    with pytest.raises(Unsendable, match="has no value here"):
        rendered(text)


def test_a_submissions_id_is_written_as_a_uuid_where_the_marketplace_wants_one() -> None:
    context = replace(CONTEXT, submission="0f" * 16)
    assert rendered("<submission | uuid>", context) == "0f0f0f0f-0f0f-0f0f-0f0f-0f0f0f0f0f0f"


def test_an_id_that_is_no_uuid_is_told_and_not_shown() -> None:
    with pytest.raises(Unsendable, match="`submission` is no UUID"):
        rendered("<submission | uuid>")


@pytest.mark.parametrize(("amount", "cents"), [("12.5", 1250), ("0.01", 1), ("7", 700)])
def test_an_amount_is_written_in_cents(amount: str, cents: int) -> None:
    context = replace(CONTEXT, fields={"refund_price": Decimal(amount)})
    assert rendered("<fields.refund_price | cents>", context) == cents


def test_an_amount_with_a_part_of_a_cent_is_not_rounded() -> None:
    context = replace(CONTEXT, fields={"refund_price": Decimal("1.005")})
    with pytest.raises(Unsendable, match="is no amount of whole cents"):
        rendered("<fields.refund_price | cents>", context)


def test_a_cast_that_does_not_fit_names_the_field_and_not_its_value() -> None:
    with pytest.raises(Unsendable) as error:
        rendered("<account.label | whole_number>")
    assert str(error.value) == "`account.label` is no whole number"


def test_a_context_prints_nothing_of_what_it_holds() -> None:
    assert repr(CONTEXT) == "Context(…)"


@pytest.mark.parametrize(
    "text", ["<", "a < b", "<a", "a>", "<order id>", "<Order.id>", "<a.b.c>", "<>", "<x | >", "<{{7*7}}>"]
)
def test_what_is_no_template_is_refused_when_it_is_read(text: str) -> None:
    assert isinstance(parse_template(text), str)


OPEN_LINES = "lines: {for_each: lines, if: {line.native_status: [OPEN, ASKED]}, give:"


def sent_skus(*words: str, lines_named: str = OPEN_LINES) -> list[str]:
    """The lines that leave of an order whose lines have these words, where only those that are open are named."""
    heard: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        heard.append(request)
        return httpx.Response(204)

    lines = tuple(OrderLine(str(at), f"SKU-{word}", native_status=word) for at, word in enumerate(words))
    order = order_of(OrderReport(id="A-1", native_status="OPEN", lines=lines))
    shop = client(corner_shop(("lines: {for_each: lines, give:", lines_named)), answer)
    shop.send(action(order, "ship", {"carrier": "DHL"}))
    return [line["sku"] for line in json.loads(heard[-1].content)["lines"]]


def test_a_list_of_lines_names_those_that_its_condition_holds_for() -> None:
    assert sent_skus("GONE", "OPEN", "ASKED") == ["SKU-OPEN", "SKU-ASKED"]


def test_a_condition_may_name_several_words_that_a_line_must_not_have() -> None:
    none_of = OPEN_LINES.replace("[OPEN, ASKED]", "{not: [GONE, LOST]}")
    assert sent_skus("GONE", "OPEN", "LOST", "ASKED", lines_named=none_of) == ["SKU-OPEN", "SKU-ASKED"]


def test_where_the_condition_holds_for_no_line_nothing_is_sent() -> None:
    with pytest.raises(ChannelError, match="`lines` has no value here"):
        sent_skus("GONE")


def test_a_line_says_how_many_of_its_units_have_not_left() -> None:
    context = replace(CONTEXT, line=OrderLine("1", "LAMP", quantity=3, shipped=2))
    assert rendered("<line.unshipped>", context) == 1
    assert rendered("<line.unshipped>", replace(context, line=OrderLine("1", "LAMP", quantity=3))) == 3


def test_a_condition_on_lines_names_what_a_line_has() -> None:
    (problem,) = problems_of(("lines: {for_each: lines, give:", "lines: {for_each: lines, if: {line.mood: sad}, give:"))
    assert (problem.code, problem.message) == ("unknown-name", 'nothing is called "line.mood" here')


def test_a_day_is_written_as_an_instant_where_the_marketplace_takes_no_days() -> None:
    context = replace(CONTEXT, times=TimeRules(), fields={"shipping_date": date(2025, 3, 11)})
    assert rendered("<fields.shipping_date | utc>", context) == "2025-03-11T12:00:00Z"
    assert rendered("<fields.shipping_date>", context) == "2025-03-11"
    paris = replace(context, times=TimeRules("offset", "Europe/Paris"))
    assert rendered("<fields.shipping_date | offset>", paris) == "2025-03-11T12:00:00+01:00"


def test_an_amount_is_written_with_a_minus_where_the_marketplace_gives_back_less_than_nothing() -> None:
    assert rendered("<fields.price | negative>") == Decimal("-10")
    with pytest.raises(Unsendable, match="is no amount"):
        rendered("<fields.yes | negative>")


CHAIRS = order_of(
    OrderReport(
        id="A-1",
        native_status="OPEN",
        ordered_at=NOW,
        lines=(
            OrderLine("CHAIR/1", "CHAIR", ean="1"),
            OrderLine("CHAIR/2", "CHAIR", ean="2"),
            OrderLine("LAMP/1", "LAMP"),
            OrderLine("STOOL/1", "STOOL"),
        ),
    )
)


def named(*words: str) -> Members:
    """A line by these words of it, as far as it has them."""
    return Members(tuple(Member(word, Template((Reference(("line", word)),)), optional=True) for word in words))


def lines_asked_for(words: str, **fields: Any) -> list[str]:
    each = Each(("lines",), named(*words.split()), "line")
    return [" ".join(line.values()) for line in render(each, replace(CONTEXT, order=CHAIRS, fields=fields))]


def test_a_line_of_two_of_one_product_is_not_asked_for_by_the_product_alone() -> None:
    with pytest.raises(Unsendable, match="another line of the order is of the same one; do it at the marketplace"):
        lines_asked_for("sku", line="CHAIR/1")
    with pytest.raises(Unsendable, match="another line of the order is of the same one"):
        lines_asked_for("sku ean", line="CHAIR/1")


def test_it_is_by_an_id_of_its_own_and_so_is_the_only_line_of_a_product() -> None:
    assert lines_asked_for("id sku", line="CHAIR/1") == ["CHAIR/1 CHAIR"]
    assert lines_asked_for("ean", line="CHAIR/1") == ["1"]
    assert lines_asked_for("sku ean", line="LAMP/1") == ["LAMP"]  # without an EAN, as the stool is


def test_both_lines_of_a_product_are_asked_for_where_both_are_meant() -> None:
    assert lines_asked_for("sku") == ["CHAIR", "CHAIR", "LAMP", "STOOL"]
    assert lines_asked_for("sku", line="CHAIR") == ["CHAIR", "CHAIR"]
