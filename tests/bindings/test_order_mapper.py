"""How a native order becomes ours, and what happens when it is not as expected."""

from __future__ import annotations

import json
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stallkeeper.bindings.order_mapper import Mapper, compile_mapper
from stallkeeper.bindings.record_maker import RecordMaker
from stallkeeper.orders import Address
from stallkeeper.text import json_codec
from tests.bindings.arranged import bundled, corner_shop, sample

NATIVE: dict[str, Any] = {
    "id": "A-1",
    "status": "OPEN",
    "at": "2026-11-22T09:00:00Z",
    "total": {"amount": Decimal("12.30"), "currency": "EUR"},
    "gift": True,
    "lines": [{"no": 1, "sku": "CHAIR", "count": 2, "price": Decimal("6.15")}],
    "to": {"name": "Ada Model", "street": "12 rue du Gabarit", "mail": "ada@example.invalid"},
}


def mapper(*changes: tuple[str, str]) -> Mapper:
    binding = corner_shop(*changes).binding
    assert binding is not None
    return compile_mapper(binding.order, binding.times.zone)


def changed(**values: Any) -> dict[str, Any]:
    return deepcopy(NATIVE) | values


def test_an_order_is_mapped_field_by_field() -> None:
    report = mapper()(NATIVE)
    assert (report.id, report.native_status, report.total, report.currency) == ("A-1", "OPEN", Decimal("12.30"), "EUR")
    assert (report.lines[0].id, report.lines[0].sku, report.lines[0].quantity) == ("1", "CHAIR", 2)
    assert report.delivery == Address(full_name="Ada Model", street="12 rue du Gabarit", email="ada@example.invalid")
    assert (report.billing, report.extras, report.drift) == (None, {"gift": True}, ())


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("at", 5, "ordered_at"),
        ("total.amount", "a lot", "total"),
        ("total.amount", [1], "total"),
        ("total", "12.30", "total"),
        ("total.currency", 978.5, "currency"),
    ],
)
def test_a_value_of_another_type_is_none_and_its_path_is_told(path: str, value: Any, field: str) -> None:
    native = deepcopy(NATIVE)
    *way, last = path.split(".")
    holder = native
    for step in way:
        holder = holder[step]
    holder[last] = value
    report = mapper()(native)
    assert getattr(report, field) is None
    assert any(told.startswith(path) for told in report.drift)


def test_drift_in_a_line_names_the_path_once_and_keeps_the_line() -> None:
    lines = [{"no": 1, "sku": "A", "count": "two"}, {"no": 2, "sku": "B", "count": "three"}]
    report = mapper()(changed(lines=lines))
    assert report.drift == ("lines.count",)
    assert [line.sku for line in report.lines] == ["A", "B"]


def test_lines_that_are_no_list_are_drift_and_one_line_alone_is_a_list() -> None:
    assert mapper()(changed(lines="none")).drift == ("lines",)
    assert [line.sku for line in mapper()(changed(lines={"no": 1, "sku": "A"})).lines] == ["A"]
    assert mapper()(changed(lines=[{"sku": "A"}, 7])).drift == ("lines",)


def test_lines_alike_in_id_or_without_one_are_told_apart() -> None:
    lines = [{"no": 1, "sku": "A"}, {"no": 1, "sku": "A"}, {"sku": "C"}]
    assert [line.id for line in mapper()(changed(lines=lines)).lines] == ["1", "1#2", "3"]


@pytest.mark.parametrize("key", [key for key in NATIVE if key != "id"])
def test_each_field_may_be_missing(key: str) -> None:
    native = deepcopy(NATIVE)
    del native[key]
    report = mapper()(native)
    assert report.id == "A-1"
    assert report.drift == (("status",) if key == "status" else ())


def test_a_line_without_a_status_of_its_own_has_none() -> None:
    assert mapper()(NATIVE).lines[0].native_status is None


def test_an_order_without_a_status_is_kept_and_says_so() -> None:
    report = mapper()(changed(status=None))
    assert (report.native_status, report.drift) == ("", ("status",))


@pytest.mark.parametrize("value", [None, {}, {"name": None, "street": None}])
def test_an_address_of_which_nothing_is_there_is_not_given_yet(value: Any) -> None:
    report = mapper()(changed(to=value))
    assert (report.delivery, report.drift) == (None, ())


def test_an_address_of_empty_texts_was_given_empty() -> None:
    assert mapper()(changed(to={"name": "", "street": "", "mail": ""})).delivery == Address()


IN_LINES = (("    at: to\n", "    at: lines.*.to\n    given_by: [street]\n"),)


@pytest.mark.parametrize(
    "places",
    [
        [{"street": "First"}, {"street": "Second"}],
        [None, {"street": "First"}],
        [{}, {"name": "Nobody", "street": None}, {"street": "First"}],
    ],
)
def test_of_the_addresses_of_lines_the_first_that_is_given_counts(places: list[Any]) -> None:
    report = mapper(*IN_LINES)(changed(lines=[{"sku": "HAT", "to": place} for place in places]))
    assert (report.delivery and report.delivery.street, report.drift) == ("First", ())


def test_an_address_that_no_line_has_is_not_given_yet() -> None:
    report = mapper(*IN_LINES)(changed(lines=[{"sku": "HAT"}, {"sku": "CAP", "to": {"street": None}}]))
    assert (report.delivery, report.drift) == (None, ())


def test_an_address_of_a_line_that_is_none_is_told() -> None:
    assert mapper(*IN_LINES)(changed(lines=[{"sku": "HAT", "to": "somewhere"}])).drift == ("lines.to",)


def test_a_parcel_that_each_of_its_lines_tells_is_one_parcel() -> None:
    parcels = ("  delivery:\n", "  parcels: {at: lines.*.parcels, fields: {tracking_number: number}}\n  delivery:\n")
    one, other = {"number": "P-1"}, {"number": "P-2"}
    report = mapper(parcels)(changed(lines=[{"sku": "HAT", "parcels": [one, other]}, {"sku": "CAP", "parcels": [one]}]))
    assert [parcel.tracking_number for parcel in report.parcels] == ["P-1", "P-2"]


def test_an_address_counts_as_given_by_what_makes_one() -> None:
    only_city = mapper(("    at: to\n", "    at: to\n    given_by: [name, street]\n"))
    assert only_city(changed(to={"name": None, "street": "", "city": "Lille"})).delivery is None
    assert only_city(changed(to={"name": "Ada", "street": ""})).delivery == Address(full_name="Ada")


def test_a_word_the_map_lacks_is_drift_unless_there_is_an_else() -> None:
    strict = mapper(("  ordered_at: at", "  delivery_mode: {from: mode, map: {T: suivi}}"))
    assert (strict(changed(mode="T")).delivery_mode, strict(changed(mode="T")).drift) == ("suivi", ())
    assert (strict(changed(mode="X")).delivery_mode, strict(changed(mode="X")).drift) == (None, ("mode",))
    lenient = mapper(("  ordered_at: at", "  fulfilled_by_channel: {from: log, map: {M: true}, else: false}"))
    assert [lenient(changed(log=word)).fulfilled_by_channel for word in ("M", "S", None)] == [True, False, False]


def test_null_words_are_no_value() -> None:
    nulls = mapper(("order:\n  id", 'order:\n  null_words: [N/A, "0001-01-01T00:00:00"]\n  id'))
    report = nulls(changed(at="0001-01-01T00:00:00", to={"name": "N/A", "street": "1 a"}))
    assert (report.ordered_at, report.drift, report.delivery) == (None, (), Address(street="1 a"))


def test_values_are_joined_summed_and_counted() -> None:
    joined = mapper(
        ("  ordered_at: at", "  site: {join: [land, shop], with: -}\n  refunded: {sum: back, of: sum.amount}"),
        ("  currency: total.currency", "  partially_canceled: {some_of: lines, counted: gone.units, out_of: count}"),
    )
    back = [{"sum": {"amount": Decimal("0.1")}}, {"sum": {"amount": "0.2"}}]
    lines = [{"sku": "A", "count": 2, "gone": {"units": 1}}, {"sku": "B", "count": 1}]
    report = joined(changed(land="fr", shop=7, back=back, lines=lines))
    assert (report.site, report.refunded, report.partially_canceled) == ("fr-7", Decimal("0.3"), True)
    everything = joined(changed(lines=[{"sku": "A", "count": 2, "gone": {"units": 2}}]))
    assert (everything.partially_canceled, everything.refunded) == (False, None)
    assert joined(changed(back=[{"sum": {"amount": "x"}}])).drift == ("back.sum.amount",)


def test_a_flag_is_raised_by_a_boolean() -> None:
    flagged = mapper(("  ordered_at: at", "  flags: {gift_wrap: gift, express: fast}"))
    assert flagged(NATIVE).flags == ("gift_wrap",)


def test_two_orders_share_no_mutable_part() -> None:
    mapped = mapper()
    first, second = mapped(NATIVE), mapped(changed(id="A-2", gift=False))
    assert (first.extras, second.extras) == ({"gift": True}, {"gift": False})


NOISE = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.decimals(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_payload_of_a_bundled_channel_makes_the_mapping_raise(data: st.DataObject) -> None:
    channel, name = data.draw(st.sampled_from([("manomano", "answer-order.json"), ("veepee", "answer-order.json")]))
    native = json_codec.decode(sample(channel, name))
    native = native.get("content", native)
    for _ in range(data.draw(st.integers(1, 3))):
        holder: Any = native
        key = data.draw(st.sampled_from(sorted(holder)))
        while isinstance(holder[key], dict | list) and holder[key] and data.draw(st.booleans()):
            holder = holder[key]
            key = data.draw(st.sampled_from(range(len(holder)) if isinstance(holder, list) else sorted(holder)))
        holder[key] = data.draw(NOISE)
    binding = bundled(channel).binding
    assert binding is not None
    record = RecordMaker(binding).record(native, json.dumps(native, default=str).encode())
    if record.problem is None:
        record.report()
