"""Answers built from the vendors' examples import; every value in them is mapped, or deliberately kept native."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

import pytest

from stallkeeper.bindings.drift_paths import fields_at
from stallkeeper.text.paths import steps
from tests.contracts import exchange
from tests.contracts.contract import NAMES, Contract, contract

EXAMPLES = [(name, each) for name in NAMES for each in contract(name).data["examples"]]


def leaves(value: Any, at: str = "") -> Iterator[str]:
    """The path of every plain value, without the indexes of lists."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from leaves(inner, f"{at}.{key}" if at else key)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, at)
    elif value is not None:
        yield at


def without_wildcards(path: str) -> str:
    return ".".join(step for step in steps(path) if step != "*" and not step.isdigit())


def leaf_report(held: Contract, native: Any) -> Mapping[str, str]:
    """Each path of the order with what becomes of it: our field, or why it stays in the native payload alone."""
    binding = held.channel.binding
    assert binding is not None
    read = {without_wildcards(path): fields for path, fields in fields_at(binding.order).items()}
    kept = held.data.get("kept_native") or {}
    report = {}
    for path in dict.fromkeys(leaves(native)):
        fields = read.get(path)
        if fields:
            report[path] = "mapped to " + ", ".join(sorted(".".join(part for part in pair if part) for pair in fields))
        else:
            report[path] = next(
                (f"kept: {why}" for pattern, why in kept.items() if fnmatchcase(path, pattern)), "UNTOLD"
            )
    return report


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=str)
def test_an_order_built_from_the_vendors_example_imports_and_every_value_is_accounted_for(
    name: str, example: str
) -> None:
    held = contract(name)
    which, _ = exchange.order(held, example)
    assert which.status is not None, f"the example's status {which.native_status} is not mapped"
    assert which.report.drift == (), which.report.drift
    assert which.report.lines
    untold = [path for path, told in leaf_report(held, native_of(held, example)).items() if told == "UNTOLD"]
    assert untold == []


def native_of(held: Contract, example: str) -> Any:
    """The order's native payload as the client put it together."""
    given = held.data["orders"][example]
    marketplace = exchange.Marketplace(held, held.answers(given.get("answers") or {}))
    record: Any = exchange.client(held, marketplace).fetch(str(given["id"]))
    assert record is not None
    return json.loads(record.raw)
