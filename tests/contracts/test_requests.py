"""Every request that the engine sends is one that the vendor describes, and what it would refuse we refuse first."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from stallkeeper.errors import AccountError, ChannelError
from stallkeeper.machine.decision import Incomplete
from tests.contracts import exchange
from tests.contracts.contract import NAMES, Case, contract
from tests.contracts.description import Description, Operation
from tests.contracts.judge import Sent, breaches

CASES = [(name, case) for name in NAMES for case in contract(name).cases]


def named(value: object) -> str:
    return str(value)


@pytest.mark.parametrize("name", NAMES)
def test_listing_and_reading_ask_for_what_the_vendor_describes(name: str) -> None:
    held = contract(name)
    marketplace = exchange.listed(held)
    assert list(dict.fromkeys(marketplace.names)) == held.data["list"]
    for asked in marketplace.heard:
        assert held.unmentioned(breaches(held.description, asked)) == [], asked
    for each in held.data["orders"]:
        _, marketplace = exchange.order(held, each)
        assert list(dict.fromkeys(marketplace.names)) == held.data["one"]
        for asked in marketplace.heard:
            assert held.unmentioned(breaches(held.description, asked)) == [], asked


@pytest.mark.parametrize(("name", "case"), CASES, ids=named)
def test_an_action_sends_what_the_vendor_describes(name: str, case: Case) -> None:
    held = contract(name)
    marketplace = exchange.done(held, case)
    assert marketplace.names == list(case.sends)
    for asked in marketplace.heard:
        assert held.unmentioned(breaches(held.description, asked)) == [], asked


@pytest.mark.parametrize("name", NAMES)
def test_every_action_of_the_channel_has_a_case(name: str) -> None:
    held = contract(name)
    spec = held.channel.spec
    assert spec is not None
    elsewhere = set(held.data.get("not_described") or {})
    assert {case.action for case in held.cases} | elsewhere == set(spec.actions)
    assert not elsewhere & {case.action for case in held.cases}


@pytest.mark.parametrize(("name", "case"), CASES, ids=named)
def test_a_required_value_that_is_missing_or_wrong_is_refused_by_the_vendor_and_by_us(name: str, case: Case) -> None:
    held = contract(name)
    which, _ = exchange.order(held, case.order)
    decided = exchange.decision(held, which, case.action, case.fields)
    marketplace = exchange.forced(held, case, which, decided.fields)  # type: ignore[union-attr]
    checked = 0
    for asked in marketplace.heard:
        operation = held.description.operation(asked.method, asked.path)
        assert operation is not None
        for what, damaged in damages(held.description, operation, asked):
            refused = held.unmentioned(breaches(held.description, damaged))
            assert refused, f"the vendor's description lets it through: {operation.name} with {what}"
            checked += 1
    for field in needed_fields(case, held.channel.spec):
        refuses(held, case, which, field)
        checked += 1
    assert checked or not any(asked.has_body for asked in marketplace.heard)


def needed_fields(case: Case, spec: Any) -> tuple[str, ...]:
    """The fields of the case that the action cannot go without, always or in this case."""
    needs = spec.actions[case.action].needs
    declared = spec.fields
    names = (name for need in needs for name in need.fields if name in case.fields)
    return tuple(dict.fromkeys(name for name in names if name not in declared or declared[name].default is None))


def refuses(held: Any, case: Case, which: Any, field: str) -> None:
    """Our own validation says no to the field left out, of another type, and outside its list."""
    without = {name: value for name, value in case.fields.items() if name != field}
    assert isinstance(exchange.decision(held, which, case.action, without), Incomplete), f"{field} is not asked for"
    wrong = {**case.fields, field: object()}
    assert isinstance(exchange.decision(held, which, case.action, wrong), Incomplete), f"{field} may be anything"
    spec = held.channel.spec.fields.get(field)
    if spec is not None and spec.values and not getattr(spec, "free", False):
        outside = {**case.fields, field: "NOT_ON_THE_LIST"}
        assert isinstance(exchange.decision(held, which, case.action, outside), Incomplete), (
            f"{field} is not held to its list"
        )


@pytest.mark.parametrize("name", NAMES)
def test_what_the_account_has_to_say_is_asked_for_before_anything_is_sent(name: str) -> None:
    held = contract(name)
    binding = held.channel.binding
    assert binding is not None
    for parameter, spec in binding.parameters.items():
        if spec.default is None:
            with pytest.raises(AccountError, match=f"`{parameter}` is missing"):
                exchange.connect(
                    held.channel, exchange.account(held, without=parameter), exchange.ManualClock(exchange.NOW)
                )


@pytest.mark.parametrize(("name", "case"), CASES, ids=named)
def test_a_field_forced_past_our_validation_is_stopped_by_the_binding_or_by_the_vendor(name: str, case: Case) -> None:
    held = contract(name)
    which, _ = exchange.order(held, case.order)
    decided = exchange.decision(held, which, case.action, case.fields)
    for field in needed_fields(case, held.channel.spec):
        fewer = {name: value for name, value in decided.fields.items() if name != field}  # type: ignore[union-attr]
        try:
            marketplace = exchange.forced(held, case, which, fewer)
        except ChannelError as error:
            assert (error.kind, error.doubtful) == ("validation", False)
            continue
        told = [each for asked in marketplace.heard for each in held.unmentioned(breaches(held.description, asked))]
        assert told or marketplace.names != list(case.sends) or field in (held.data.get("ours_alone") or {}), (
            f"without {field} the vendor's description takes the request: say under ours_alone why we ask for it"
        )


def damages(description: Description, operation: Operation, asked: Sent) -> Iterator[tuple[str, Sent]]:
    """The request with each required value left out, and each value of another type and outside its list, in turn."""
    for parameter in operation.parameters:
        yield from _parameter_damages(description, parameter, asked)
    if asked.has_body and operation.body is not None:
        for path, schema, required in filled_places(description, asked.body, operation.body):
            for what, body in _body_damages(asked.body, path, schema, required=required):
                yield f"{'/'.join(map(str, path))} {what}", asked.with_body(body)


def _parameter_damages(description: Description, parameter: Any, asked: Sent) -> Iterator[tuple[str, Sent]]:
    place, name = parameter["in"], parameter["name"]
    schema = description.resolve(parameter.get("schema", {}))
    present = any(each == name for each, _ in asked.query)
    if parameter.get("required") and place == "query" and present:
        yield f"the query {name} left out", asked.without_query(name)
    if (
        parameter.get("required")
        and place == "header"
        and name.lower() not in ("authorization", "content-type", "accept")
    ):
        yield f"the header {name} left out", asked.without_header(name)
    if place == "query" and present:
        inner = description.resolve(schema.get("items", {})) if schema.get("type") == "array" else schema
        if "enum" in inner:
            yield f"the query {name} outside its list", asked.with_query(name, "NOT_ON_THE_LIST")
        if inner.get("type") in ("integer", "number", "boolean"):
            yield f"the query {name} mistyped", asked.with_query(name, "no such thing")


def filled_places(
    description: Description, value: Any, schema: Any, at: tuple[Any, ...] = ()
) -> Iterator[tuple[tuple[Any, ...], Any, bool]]:
    """Every place of a body that we filled, with its schema and whether it is required, from the outside in."""
    resolved = _merged(description, schema)
    if isinstance(value, dict):
        for name, item in value.items():
            inner = resolved.get("properties", {}).get(name)
            if inner is None:
                continue
            yield (*at, name), _merged(description, inner), name in resolved.get("required", ())
            yield from filled_places(description, item, inner, (*at, name))
    elif isinstance(value, list) and value and "items" in resolved:
        yield from filled_places(description, value[0], resolved["items"], (*at, 0))


def _merged(description: Description, schema: Any) -> Any:
    """A schema with what it takes over from others laid into it."""
    resolved = dict(description.resolve(schema))
    for each in resolved.pop("allOf", ()):
        inner = _merged(description, each)
        resolved = {
            **inner,
            **resolved,
            "properties": {**inner.get("properties", {}), **resolved.get("properties", {})},
            "required": [*inner.get("required", ()), *resolved.get("required", ())],
        }
    return resolved


def _body_damages(body: Any, path: tuple[Any, ...], schema: Any, *, required: bool) -> Iterator[tuple[str, Any]]:
    if required:
        yield "left out", _changed(body, path, None)
    kind = schema.get("type")
    kind = next((each for each in kind if each != "null"), None) if isinstance(kind, list) else kind
    other = {
        "string": {"not": "text"},
        "integer": "many",
        "number": "much",
        "boolean": "perhaps",
        "array": "one",
        "object": "thing",
    }
    if kind in other:
        yield "mistyped", _changed(body, path, [other[kind]])
    if "enum" in schema:
        yield "outside its list", _changed(body, path, ["NOT_ON_THE_LIST"])


def _changed(body: Any, path: tuple[Any, ...], new: list[Any] | None) -> Any:
    """A copy with the value at `path` replaced by the one in `new`, or taken out."""
    whole = copy.deepcopy(body)
    inner = whole
    for step in path[:-1]:
        inner = inner[step]
    if new is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = new[0]
    return whole
