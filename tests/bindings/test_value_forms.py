"""The forms of a value: where a field of ours comes from, beyond a plain path."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stallkeeper.bindings.order_mapper import compile_mapper
from stallkeeper.bindings.record_maker import RecordMaker
from stallkeeper.orders import OrderReport
from stallkeeper.spec.binding_spec import BindingSpec
from stallkeeper.spec.build_binding import build_binding
from stallkeeper.spec.load import load_channel
from stallkeeper.text.yaml_door import read_source
from tests.bindings.arranged import BINDING, ROOT, changed

LINES = "    fields: {id: no, sku: sku, quantity: count, unit_price: price}"


def binding_of(*changes: tuple[str, str]) -> BindingSpec:
    """The corner shop's binding alone: the words of these tests are no channel's."""
    source, problems = read_source(changed(BINDING, *changes), "binding.yaml")
    assert source is not None and not problems
    binding, problems = build_binding(source, None)
    assert binding is not None, problems
    return binding


def report(native: dict[str, Any], *changes: tuple[str, str]) -> OrderReport:
    binding = binding_of(*changes)
    return compile_mapper(binding.order, binding.times.zone)({"id": "A-1", "status": "OPEN", **native})


def status(native: dict[str, Any], form: str) -> str:
    return report(native, ("native_status: status", f"native_status: {form}")).native_status


def total(native: dict[str, Any], form: str) -> Decimal | None:
    return report(native, ("total: total.amount", f"total: {form}")).total


def line(native: dict[str, Any], fields: str) -> Any:
    found = report({"lines": [{"no": 1, "sku": "A", **native}]}, (LINES, f"    fields: {{id: no, sku: sku, {fields}}}"))
    return found.lines[0], found.drift


COUNTERS = (
    "{cases: [{if: {asked: true}, then: CANCEL_ASKED}, {if: {canceled: {same_as: count}}, then: GONE},"
    " {if: {sent: {above: 0}}, then: SENT}], else: OPEN}"
)


@pytest.mark.parametrize(
    ("native", "word"),
    [
        ({"asked": True, "sent": 1}, "CANCEL_ASKED"),
        ({"asked": "true"}, "CANCEL_ASKED"),
        ({"asked": False, "count": 2, "canceled": 2, "sent": 0}, "GONE"),
        ({"count": "2", "canceled": Decimal("2.0")}, "GONE"),
        ({"count": 2, "canceled": 1, "sent": 1}, "SENT"),
        ({"count": 2, "canceled": 0, "sent": 0}, "OPEN"),
        ({}, "OPEN"),
    ],
)
def test_a_status_is_derived_from_counters_and_booleans(native: dict[str, Any], word: str) -> None:
    assert status(native, COUNTERS) == word


def test_a_counter_that_is_no_number_is_drift_and_the_case_does_not_hold() -> None:
    found = report({"sent": "many"}, ("native_status: status", f"native_status: {COUNTERS}"))
    assert (found.native_status, found.drift) == ("OPEN", ("sent",))


@pytest.mark.parametrize(
    ("native", "word"), [({"refunded": True}, "FULLY_REFUNDED"), ({"refunded": False}, "OPEN"), ({"status": "X"}, "X")]
)
def test_where_no_case_holds_the_channels_own_word_may_count(native: dict[str, Any], word: str) -> None:
    form = "{cases: [{if: {refunded: true}, then: FULLY_REFUNDED}], else: {from: status}}"
    assert status(native, form) == word


def test_an_order_that_no_case_fits_has_no_status_and_says_where_it_looked() -> None:
    found = report({}, ("native_status: status", "native_status: {cases: [{if: {paid: true}, then: PAID}]}"))
    assert (found.native_status, found.drift) == ("", ("paid",))


@pytest.mark.parametrize(
    ("test", "native", "holds"),
    [
        ("{state: [A, B]}", {"state": "B"}, True),
        ("{state: {not: A}}", {"state": "B"}, True),
        ("{state: {not: A}}", {}, True),
        ("{state: {not: A}}", {"state": "A"}, False),
        ("{state: {given: false}}", {"state": ""}, True),
        ("{state: {given: true}}", {"state": {}}, False),
        ("{state: 7}", {"state": 7}, True),
        ("{state: 7}", {"state": "7"}, True),
        ("{count: {below: 2.5}}", {"count": "2"}, True),
        ("{a: 1, b: 2}", {"a": 1, "b": 3}, False),
        ("{units.*.state: SENT}", {"units": [{"state": "OPEN"}, {"state": "SENT"}]}, True),
        ("{units.*.state: {not: SENT}}", {"units": [{"state": "OPEN"}, {"state": "SENT"}]}, False),
        ("{tags: GIFT}", {"tags": ["NEW", "GIFT"]}, True),
        ("{state.inner: A}", {"state": "a text"}, False),
    ],
)
def test_tests_are_what_conditions_are(test: str, native: dict[str, Any], holds: bool) -> None:
    assert status(native, f"{{cases: [{{if: {test}, then: YES}}], else: NO}}") == ("YES" if holds else "NO")


def units(*words: str | None) -> dict[str, Any]:
    return {"units": [{"state": word} for word in words]}


@pytest.mark.parametrize(
    ("native", "word"),
    [
        (units("sent", "need_to_be_sent"), "need_to_be_sent"),
        (units("sent", "canceled"), "sent"),
        (units("sent", "lost_on_mars"), "lost_on_mars"),
        (units(None, "sent"), "sent"),
        ({"units": {"state": "sent"}}, "sent"),
    ],
)
def test_the_first_word_that_any_item_has_counts_and_a_strange_one_before_all(
    native: dict[str, Any], word: str
) -> None:
    assert status(native, "{among: [need_to_be_sent, sent, canceled], in: units, of: state}") == word


def test_words_may_be_the_items_themselves() -> None:
    assert status({"states": ["B", "A"]}, "{among: [A, B], in: states}") == "A"


@pytest.mark.parametrize(
    ("words", "word"),
    [(("SENT", "OPEN"), "OPEN"), (("SENT", "SENT"), "SENT"), (("SENT", "ODD"), "ODD"), ((None, "SENT"), "SENT")],
)
def test_an_order_without_a_word_of_its_own_has_its_lines(words: tuple[str | None, ...], word: str) -> None:
    changes = (
        ("native_status: status", "native_status: {of_lines: [OPEN, SENT]}"),
        ("sku: sku,", "sku: sku, native_status: state,"),
    )
    native = {"lines": [{"no": at, "sku": "A", "state": each} for at, each in enumerate(words)]}
    found = report(native, *changes)
    assert found.native_status == word
    assert RecordMaker(binding_of(*changes)).native_status({"id": 1, **native}) == word


def test_an_order_whose_lines_have_no_word_says_where_they_should_stand() -> None:
    found = report(
        {"lines": [{"no": 1, "sku": "A"}]},
        ("native_status: status", "native_status: {of_lines: [OPEN, SENT]}"),
        ("sku: sku,", "sku: sku, native_status: state,"),
    )
    assert (found.native_status, found.drift) == ("", ("lines.state",))


def test_the_item_that_fits_holds_the_value() -> None:
    charges = [
        {"kind": "SHIPPING", "of": {"amount": Decimal(4)}},
        {"kind": "PRODUCT", "of": {"amount": Decimal("9.90")}},
    ]
    found, drift = line({"charges": charges}, "unit_price: {find: charges, if: {kind: PRODUCT}, of: of.amount}")
    assert (found.unit_price, drift) == (Decimal("9.90"), ())
    missing, drift = line({"charges": charges[:1]}, "unit_price: {find: charges, if: {kind: PRODUCT}, of: of.amount}")
    assert (missing.unit_price, drift) == (None, ())


def test_a_value_in_an_item_that_is_odd_is_told_by_its_whole_path() -> None:
    form = "unit_price: {find: charges, if: {kind: PRODUCT}, of: of.amount}"
    found, drift = line({"charges": [{"kind": "PRODUCT", "of": {"amount": "dear"}}]}, form)
    assert (found.unit_price, drift) == (None, ("lines.charges.of.amount",))
    assert line({"charges": "none"}, form)[1] == ("lines.charges",)


@pytest.mark.parametrize(
    ("form", "amount"),
    [
        ("{sum: refunds, of: amount}", "7"),
        ("{sum: refunds, of: amount, if: {state: DONE}}", "5"),
        ("{sum: refunds, of: amount, if: {state: NEVER}}", "0"),
        ("{sum: nothing, of: amount}", None),
        ("{sum: refunds, of: amount, times: units}", "12"),
        ("{sum: shipments.*.lines, of: price, times: units}", "24"),
        ("{sum: refunds, of: amount, as: cents}", "0.07"),
        ("{sum: refunds, of: amount, plus: fee}", "7.5"),
        ("{sum: refunds, of: amount, times: units, plus: fee, if: {state: ASKED}}", "2.5"),
        ("{sum: refunds, of: amount, plus: fee, as: cents}", None),
    ],
)
def test_amounts_are_summed_over_the_items_that_fit(form: str, amount: str | None) -> None:
    native = {
        "refunds": [
            {"state": "DONE", "amount": 5, "units": 2},
            {"state": "ASKED", "amount": "2", "units": 1, "fee": "0.5"},
        ],
        "shipments": [{"lines": [{"price": 5, "units": 4}]}, {"lines": [{"price": 2, "units": 2}, {"price": 2}]}],
    }
    assert total({**native, "nothing": []}, form) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize(
    ("price", "form", "amount"),
    [
        ({"amount": 1999, "divisor": 100}, "{from: price.amount, divided_by: price.divisor}", "19.99"),
        ({"amount": 1999}, "{from: price.amount, divided_by: 1000}", "1.999"),
        ({"amount": "12.50", "off": "2.50"}, "{from: price.amount, minus: price.off}", "10.00"),
        ({"amount": 5}, "{from: price.amount, minus: price.off}", "5"),
    ],
)
def test_an_amount_with_its_divisor_is_exact(price: Any, form: str, amount: str) -> None:
    assert total({"price": price}, form) == Decimal(amount)


@pytest.mark.parametrize("divisor", [0, "none", 3, None])
def test_a_divisor_that_gives_no_exact_amount_is_drift(divisor: Any) -> None:
    form = ("total: total.amount", "total: {from: price.amount, divided_by: price.divisor}")
    found = report({"price": {"amount": 100, "divisor": divisor}}, form)
    assert (found.total, found.drift) == (None, ("price.amount",))


def test_units_still_ordered_are_those_that_were_not_canceled() -> None:
    split = [{"state": "Sent", "units": {"n": "2"}}, {"state": "Canceled", "units": {"n": "1"}}]
    found, _ = line({"split": split}, "quantity: {sum: split, of: units.n, if: {state: {not: Canceled}}}")
    assert (found.quantity, type(found.quantity)) == (2, int)
    assert line({"count": 5, "gone": 2}, "quantity: {from: count, minus: gone}")[0].quantity == 3


def test_some_of_the_units_that_fit_are_some() -> None:
    form = ("  ordered_at: at", "  partially_canceled: {some_of: split, counted: n, out_of: n, if: {state: Canceled}}")
    split = [{"state": "Sent", "n": 2}, {"state": "Canceled", "n": 1}]
    assert report({"split": split}, form).partially_canceled is True
    assert report({"split": split[:1]}, form).partially_canceled is False
    assert report({"split": split[1:]}, form).partially_canceled is False


def test_the_latest_of_several_instants_says_when_the_order_changed() -> None:
    native = {
        "at": "2026-11-01T00:00:00Z",
        "lines": [{"no": 1, "sku": "A", "t": "2026-11-20T10:00:00Z"}, {"no": 2, "sku": "B"}],
    }
    form = ("  ordered_at: at", "  modified_at: {latest_of: [at, lines.*.t]}\n  ship_by: {earliest_of: lines.*.t}")
    found = report(native, form)
    assert found.modified_at == found.ship_by == datetime(2026, 11, 20, 10, tzinfo=UTC)
    odd = report({**native, "at": "soon"}, form)
    assert (odd.modified_at, odd.drift) == (found.modified_at, ("at",))


@pytest.mark.parametrize(
    ("counted", "word"),
    [
        ({"count": 5, "sent": 3, "gone": 2}, "OVER"),
        ({"count": 5, "sent": 5}, "OVER"),
        ({"count": "5.0", "sent": "3", "gone": 2}, "OVER"),
        ({"count": 5, "sent": 3, "gone": 1}, "OPEN"),
        ({"count": 5, "sent": "some", "gone": 2}, "OPEN"),
        ({"sent": 3, "gone": 2}, "OPEN"),
    ],
)
def test_a_number_may_have_to_be_the_sum_of_others(counted: dict[str, Any], word: str) -> None:
    form = "native_status: {cases: [{if: {count: {same_as: [sent, gone]}}, then: OVER}], else: OPEN}"
    found, drift = line(counted, form)
    assert (found.native_status, drift) == (word, ())


def test_instants_may_be_counted_in_thousandths() -> None:
    form = ("  ordered_at: at", "  ordered_at: {from: at, as: epoch_ms}\n  modified_at: {latest_of: ts, as: epoch_ms}")
    found = report({"at": 1795341600000, "ts": [1795341600000, "1795341600500"]}, form)
    assert found.ordered_at == datetime(2026, 11, 22, 10, tzinfo=UTC)
    assert found.modified_at == datetime(2026, 11, 22, 10, 0, 0, 500000, tzinfo=UTC)


def test_lines_may_stand_in_several_parcels() -> None:
    native = {"parcels": [{"lines": [{"no": 1, "sku": "A"}]}, {"lines": {"no": 2, "sku": "B"}}, {}]}
    assert [each.sku for each in report(native, ("    at: lines\n", "    at: parcels.*.lines\n")).lines] == ["A", "B"]


def test_a_star_in_a_plain_path_gives_the_first_value_there_is() -> None:
    native = {"payments": [{}, {"currency": "EUR"}, {"currency": "USD"}]}
    assert report(native, ("currency: total.currency", "currency: payments.*.currency")).currency == "EUR"


def test_values_tried_or_joined_may_be_of_any_form() -> None:
    axes = "{join: [status, {among: [NEW, SENT], in: parcels, of: state}], with: /}"
    assert status({"parcels": [{"state": "SENT"}]}, axes) == "OPEN/SENT"
    first = "{first_of: [{find: charges, if: {kind: ALL}, of: n}, total.amount]}"
    assert total({"total": {"amount": 3}}, first) == 3
    assert total({"total": {"amount": 3}, "charges": {"kind": "ALL", "n": 4}}, first) == 4


def test_whether_amounts_hold_tax_is_said_for_every_order() -> None:
    assert report({}, ("  ordered_at: at", "  tax: {constant: included}")).tax == "included"


WORDS = """units items orderLines orderLine statuses status quantity amount price charges charge chargeAmount canceled
shipped changedAt vat divisor refunds state name statusDate purchaseOrderId id_order orderId lineNumber itemId"""
KEYS = st.sampled_from(WORDS.split())
SCALARS = st.none() | st.booleans() | st.decimals(allow_nan=False) | st.sampled_from(["", "sent", "3", 10**20])
NOISE = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=25,
)
MAKERS = {
    name: RecordMaker(binding)
    for name in ("counter", "unit", "split")
    if (binding := load_channel(ROOT / "tests" / "channels" / f"{name}_shop").binding) is not None
}


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(MAKERS)), st.dictionaries(KEYS, NOISE, max_size=8))
def test_whatever_a_payload_holds_no_form_raises(name: str, native: dict[str, Any]) -> None:
    told = MAKERS[name].report(native)
    assert isinstance(told.native_status, str)
    MAKERS[name].native_status(native)


def test_the_small_channels_are_all_tried() -> None:
    assert len(MAKERS) == 3


def test_a_parcel_of_which_nothing_is_told_is_none() -> None:
    """Where the order itself carries its one parcel, the keys are there before anything has been shipped."""
    parcels = ("  lines:\n", "  parcels:\n    at: .\n    fields: {carrier: by, tracking_number: track}\n  lines:\n")
    assert report({"by": None, "track": ""}, parcels).parcels == ()
    (told,) = report({"by": None, "track": "4Z"}, parcels).parcels
    assert (told.carrier, told.tracking_number) == (None, "4Z")
