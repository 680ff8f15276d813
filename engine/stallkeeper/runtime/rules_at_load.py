"""An account and the machine of its channel in; its rules out, or everything that is wrong with them and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from stallkeeper.accounts.load import refused
from stallkeeper.accounts.rules_text import RulesText
from stallkeeper.machine.compile import Machine
from stallkeeper.machine.seller_rule_checks import check_seller_rules
from stallkeeper.problems import Problem
from stallkeeper.runtime.lane import AccountLike
from stallkeeper.spec.build_seller_rules import build_seller_rules
from stallkeeper.spec.part import Part
from stallkeeper.spec.seller_rule import SellerRule


def rules_for(account: AccountLike, machine: Machine, *, has_stock: bool) -> tuple[SellerRule, ...]:
    """In the author's order. Raises AccountError with all problems."""
    text = getattr(account, "rules", None)
    if not isinstance(text, RulesText):
        return ()
    rules = build_seller_rules(Part(text.value, text.path, text.source), machine.spec)
    problems = [*check_seller_rules(machine, rules), *(() if has_stock else _without_stock(rules))]
    if problems:
        with_lines = (replace(each, excerpt=text.source.line_at(each.place)) for each in problems)
        raise refused(Path(text.source.path), tuple(sorted(with_lines)))
    return rules


def _without_stock(rules: tuple[SellerRule, ...]) -> Iterator[Problem]:
    for rule in rules:
        if rule.stock_buffer is not None:
            message = f'rule "{rule.id}" asks for the free stock, and nothing says where it is read'
            hint = "add `stock: {file: stock.csv}` to the account, or to the whole file"
            yield Problem(rule.places["stock_buffer"], "no-stock", message, hint)
