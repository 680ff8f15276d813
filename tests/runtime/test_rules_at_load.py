"""A seller's rules against their channel: what makes no sense there is told before anything happens, with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from stallkeeper.errors import AccountError
from stallkeeper.runtime.opening import open_engine

HEAD = """language: 1
store: orders.db
accounts:
  shop:
    channel: manomano
    hosts: {api: "http://127.0.0.1:9"}
    parameters: {seller_contract_id: 12345}
    secrets: {api_key: SHOP_KEY}
"""
STATUS = "status: waiting_acceptance"


def told(folder: Path, rule: str, *more: str) -> AccountError:
    """What a program hears that opens an engine and looks at the rules."""
    file = folder / "stallkeeper.yaml"
    file.write_text(HEAD + "    rules:\n" + f"      mine: {rule}\n" + "".join(f"    {line}\n" for line in more))
    with pytest.raises(AccountError) as caught, open_engine(file, environ={}) as engine:
        engine.rules.list()
    return caught.value


OF_THE_CHANNEL = [
    ("{when: {STATUS}, do: accpt}", "undeclared-action", "did you mean accept?"),
    ("{when: {status: to_pickup}, do: accept}", "undeclared-status", "is ever at to_pickup"),
    ("{when: {native: PENDNG}, do: accept}", "undeclared-native", "did you mean PENDING?"),
    ("{when: {status: shipped}, do: accept}", "never-offered", "accept is not offered at shipped; it is at"),
    ("{when: {native: SHIPPED}, do: accept}", "never-offered", "accept is not offered at shipped; it is at"),
    ("{when: {STATUS, if: {order.totl: 5}}, do: accept}", "undeclared-field", "did you mean `order.total`?"),
    ("{when: {STATUS, if: {carrier: DPD}}, do: accept}", "undeclared-field", "no action is at hand here"),
    ("{when: {STATUS, if: {order.total: cheap}}, do: accept}", "impossible-condition", "is a number"),
    ("{when: {STATUS, if: {order.total: {below: 2026-11-22}}}, do: accept}", "impossible-condition", "write a number"),
    ("{when: {STATUS}, do: accept, with: {colour: red}}", "undeclared-field", "takes no field 'colour'"),
    ("{when: {status: waiting_shipment}, do: ship}", "field-not-given", "add `carrier` under `with`"),
    (
        "{when: {status: shipped}, do: refund, with: {refund_reason: Late, refund_shipping_fees: maybe}}",
        "wrong-value",
        "refund_shipping_fees has to be true or false",
    ),
    ("{when: {STATUS}, do: accept, stock_buffer: 2}", "no-stock", "add `stock: {file: stock.csv}`"),
    (
        "{when: {status: shipped}, do: refund, with: {refund_reason: A, refund_shipping_fees: true}, stock_buffer: 2}",
        "stock-not-asked",
        "refund promises no goods",
    ),
]


@pytest.mark.parametrize(("rule", "code", "words"), OF_THE_CHANNEL)
def test_what_the_channel_makes_nonsense_of_is_told_at_its_line(
    tmp_path: Path, rule: str, code: str, words: str
) -> None:
    error = told(tmp_path, rule.replace("STATUS", STATUS))
    assert code in [problem.code for problem in error.problems]
    problem = next(problem for problem in error.problems if problem.code == code)
    assert (problem.place.line, len(problem.message) <= 300) == (10, True)
    assert words in str(error)
    assert "^" in str(error)


OF_ANY = [
    ("{do: accept}", "missing-key", "does not say which orders it is for"),
    ("{when: {STATUS}}", "missing-key", "does not say which action is asked for"),
    ("{when: {for: 1 hour}, do: accept}", "rule-without-status", 'rule "mine" is for orders at any status'),
    ("{when: {status: acepted}, do: accept}", "unknown-status-word", "did you mean"),
    ("{when: {STATUS, countries: france}, do: accept}", "wrong-value", "a country's two letters such as FR"),
    ("{when: {STATUS}, do: accept, limits: {amount: 500}}", "wrong-value", "such as 500 EUR"),
    ("{when: {STATUS}, do: accept, limits: {per_day: 0}}", "wrong-value", "per_day"),
    ("{when: {STATUS}, do: accept, since: yesterday}", "wrong-value", "switched_on, always, a day"),
    ("{when: {STATUS, for: a while}, do: accept}", "wrong-value", "a number and a unit"),
    ("{when: {STATUS}, do: accept, buffer: 2}", "unknown-key", "buffer"),
]


@pytest.mark.parametrize(("rule", "code", "words"), OF_ANY)
def test_what_is_wrong_on_any_channel_is_told_by_the_file_itself(
    tmp_path: Path, rule: str, code: str, words: str
) -> None:
    error = told(tmp_path, rule.replace("STATUS", STATUS))
    assert code in [problem.code for problem in error.problems], error
    assert words in str(error)


@pytest.mark.parametrize(
    ("stock", "code"),
    [
        ("stock: {file: stock.csv, database: erp.db, table: t}", "two-stocks"),
        ("stock: {file: stock.xlsx}", "wrong-value"),
        ("stock: {database: erp.db}", "wrong-value"),
        ('stock: {database: erp.db, table: "t] WHERE 1; --"}', "wrong-value"),
    ],
)
def test_a_stock_that_cannot_be_one_is_told(tmp_path: Path, stock: str, code: str) -> None:
    error = told(tmp_path, f"{{when: {{{STATUS}}}, do: accept}}", stock)
    assert code in [problem.code for problem in error.problems], error


def test_all_that_is_wrong_with_all_rules_is_told_at_once(tmp_path: Path) -> None:
    other = f"other: {{when: {{{STATUS}}}, do: shp}}"
    error = told(tmp_path, f"{{when: {{{STATUS}}}, do: accpt}}", f"  {other}")
    assert [(problem.place.line, problem.code) for problem in error.problems] == [
        (10, "undeclared-action"),
        (11, "undeclared-action"),
    ]
