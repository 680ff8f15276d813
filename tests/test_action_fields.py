"""The catalogue of standard action fields."""

from __future__ import annotations

import re

from stallkeeper.action_fields import ACTION_FIELDS
from stallkeeper.spec.standard_fields import STANDARD_FIELDS
from tests.shared_material import shared


def test_the_names_are_those_of_the_glossary() -> None:
    glossary = shared("design", "glossary.md").read_text(encoding="utf-8")
    listed = re.search(r"Field names to adopt from there: `([^`]+)`", glossary)
    assert listed is not None
    assert set(re.split(r",\s*", listed[1])) == set(ACTION_FIELDS)


def test_every_field_is_described_in_one_sentence() -> None:
    for field in ACTION_FIELDS.values():
        assert field.about.endswith(".") and ". " not in field.about


def test_every_standard_field_is_declared_with_its_type_and_its_least_value() -> None:
    assert list(STANDARD_FIELDS) == list(ACTION_FIELDS)
    assert all(STANDARD_FIELDS[name].type == field.type for name, field in ACTION_FIELDS.items())
    assert STANDARD_FIELDS["quantity"].minimum == 1
