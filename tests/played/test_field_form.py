"""What a request's values must be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from stallkeeper.played.field_form import Checker, FieldForm
from stallkeeper.played.instant import TimeForm

JSON = Checker(False, TimeForm("utc_seconds", ZoneInfo("UTC")))
TEXT = Checker(True, TimeForm("local_millis", ZoneInfo("Europe/Paris")))
WHOLE = FieldForm("integer", at_least=Decimal(1), at_most=Decimal(100))


@pytest.mark.parametrize(
    ("form", "value"),
    [
        (WHOLE, 100),
        (FieldForm("text"), "x"),
        (FieldForm("number"), Decimal("1.5")),
        (FieldForm("boolean"), False),
        (FieldForm("text", decimal=True), "1.50"),
        (FieldForm("text", optional=True), None),
        (FieldForm("text", nullable=True), None),
        (FieldForm("list", of=WHOLE), [1, 2]),
        (FieldForm("object", fields={"a": WHOLE}), {"a": 1}),
    ],
)
def test_json_takes_what_has_its_type(form: FieldForm, value: Any) -> None:
    assert JSON.fault(value, form, "it") is None


@pytest.mark.parametrize(
    ("form", "value"),
    [
        (WHOLE, "100"),
        (WHOLE, 101),
        (WHOLE, 0),
        (WHOLE, True),
        (WHOLE, None),
        (FieldForm("text"), 5),
        (FieldForm("text"), ""),
        (FieldForm("boolean"), "true"),
        (FieldForm("number"), "1.5"),
        (FieldForm("text", decimal=True), "one"),
        (FieldForm("text", values=("a",)), "b"),
        (FieldForm("instant"), "2026-11-22T10:00:00"),
        (FieldForm("list", of=WHOLE), []),
        (FieldForm("list", of=WHOLE), {"a": 1}),
        (FieldForm("text"), ["x"]),
    ],
)
def test_json_refuses_what_has_not(form: FieldForm, value: Any) -> None:
    assert JSON.fault(value, form, "it") == "it"


def test_an_unknown_key_and_a_missing_one_are_named() -> None:
    form = FieldForm("object", fields={"a": WHOLE, "b": WHOLE})
    assert JSON.fault({"a": 1, "c": 1}, form, "it") == "c"
    assert JSON.fault({"a": 1}, form, "it") == "b"


def test_texts_are_read_as_what_they_say() -> None:
    assert TEXT.fault("100", WHOLE, "it") is None
    assert TEXT.fault("1.0", WHOLE, "it") == "it"
    assert TEXT.fault("true", FieldForm("boolean"), "it") is None
    assert TEXT.fault("2026-11-22T10:00:00", FieldForm("instant"), "it") is None
    assert TEXT.fault("", FieldForm("text"), "it") == "it"
    assert TEXT.fault("", FieldForm("text", optional=True), "it") is None


def test_keys_out_of_order_are_a_fault_where_the_order_counts() -> None:
    form = FieldForm("object", fields={"A": FieldForm("text"), "B": FieldForm("text")}, ordered=True)
    assert TEXT.fault({"A": "1", "B": "2"}, form, "it") is None
    assert TEXT.fault({"B": "2", "A": "1"}, form, "it") == "it (its elements are out of order)"
