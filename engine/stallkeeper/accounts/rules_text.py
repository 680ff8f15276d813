"""The `rules` and `stock` keys of a stallkeeper.yaml in; what they say of one account, and where, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stallkeeper.problems import Problem
from stallkeeper.text.source import Source
from stallkeeper.text.wording import quoted


@dataclass(frozen=True, slots=True)
class RulesText:
    """An account's rules as they were written. What they mean on its channel is for those to say who know the channel.

    `value` fits its schema; `path` is the way to it in `source`, which knows the line of everything.
    """

    value: Mapping[str, Any]
    path: tuple[str | int, ...]
    source: Source = field(repr=False)


@dataclass(frozen=True, slots=True)
class StockFile:
    """A CSV or JSON file that tells how many units of each product are free."""

    path: Path


@dataclass(frozen=True, slots=True)
class StockTable:
    """A table of an SQLite database that does."""

    path: Path
    table: str
    sku: str = "sku"
    quantity: str = "quantity"


StockSource = StockFile | StockTable


def rules_of(source: Source, account: str, given: Mapping[str, Any]) -> RulesText | None:
    """The rules of one account; None where there are none."""
    rules = given.get("rules")
    return RulesText(rules, ("accounts", account, "rules"), source) if rules else None


def stock_of(given: Mapping[str, Any] | None, beside: Path) -> StockSource | None:
    """What a `stock` key leads to; a relative path lies beside the accounts file."""
    if not given:
        return None
    if "file" in given:
        return StockFile(beside / given["file"])
    names = {key: given[key] for key in ("sku", "quantity") if key in given}
    return StockTable(beside / given["database"], given["table"], **names)


def rules_problems(source: Source, data: Any) -> Iterator[Problem]:
    """What no schema can say: a rule without a status, a stock that is two."""
    accounts = data.get("accounts") if isinstance(data, dict) else None
    if not isinstance(accounts, dict):
        return
    yield from _two_stocks(source, ("stock",), data.get("stock"))
    for name, account in accounts.items():
        given = account if isinstance(account, dict) else {}
        yield from _two_stocks(source, ("accounts", name, "stock"), given.get("stock"))
        rules = given.get("rules")
        for rule, said in (rules if isinstance(rules, dict) else {}).items():
            yield from _rule(source, ("accounts", name, "rules", rule), said)


def _rule(source: Source, path: tuple[str | int, ...], said: Any) -> Iterator[Problem]:
    when = said.get("when") if isinstance(said, dict) else None
    if isinstance(when, dict) and when.get("status") is None and when.get("native") is None:
        message = f"rule {quoted(path[-1])} is for orders at any status"
        hint = "add `status: waiting_acceptance`, or another one, under `when`"
        yield _problem(source, (*path, "when"), "rule-without-status", message, hint)


def _two_stocks(source: Source, path: tuple[str | int, ...], given: Any) -> Iterator[Problem]:
    if isinstance(given, dict) and "file" in given and "database" in given:
        message = "this stock is read from a file and from a database, and one of them would be ignored"
        yield _problem(source, (*path, "database"), "two-stocks", message, "write `file`, or `database` and `table`")


def _problem(source: Source, path: tuple[str | int, ...], code: str, message: str, hint: str) -> Problem:
    place = source.place_of(path)
    return Problem(place, code, message, hint, excerpt=source.excerpt(place.line, 0))
