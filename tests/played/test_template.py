"""Templates: the only language that a play.yaml has."""

from __future__ import annotations

from decimal import Decimal

import pytest

from stallkeeper.played.template import Template, as_number, as_text, parse_template, render

NAMES = {"order": {"id": "M1", "total": Decimal("10.50"), "flag": True}, "records": [1, 2]}


def template(text: str) -> Template:
    parsed = parse_template(text)
    assert isinstance(parsed, Template)
    return parsed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain", "plain"),
        ("Order <order.id> costs <order.total>", "Order M1 costs 10.50"),
        ("<order.total>", Decimal("10.50")),
        ("<order.total|text>", "10.50"),
        ("<order.nothing>", None),
        ("[<order.nothing>]", "[]"),
        ("<records>", [1, 2]),
        ("<true>", True),
        ("<null>", None),
        ("<204>", 204),
        ("<0.50>", Decimal("0.50")),
        ("<[]>", []),
        ("", ""),
    ],
)
def test_a_template_gives_its_value(text: str, value: object) -> None:
    given = render(template(text), NAMES)
    assert given == value
    assert type(given) is type(value)


def test_a_tree_of_templates_keeps_its_form() -> None:
    tree = {"a": [template("<order.id>"), None], "b": {"c": template("<true>")}}
    assert render(tree, NAMES) == {"a": ["M1", None], "b": {"c": True}}


@pytest.mark.parametrize("text", ["<order.id|upper>", "<__import__('os')>", "<a b>", "<>", "<order..id>"])
def test_what_is_no_name_and_no_literal_is_said(text: str) -> None:
    assert isinstance(parse_template(text), str)


def test_a_literal_list_is_never_shared_between_two_answers() -> None:
    parsed = template("<[]>")
    render(parsed, {}).append(1)
    assert render(parsed, {}) == []


def test_scalars_print_as_a_marketplace_prints_them() -> None:
    assert [as_text(value) for value in (None, True, Decimal("1E+2"), 3)] == ["", "true", "100", "3"]
    assert [as_number(value) for value in ("1.50", True, "x", None, 4)] == [Decimal("1.50"), None, None, None, 4]
