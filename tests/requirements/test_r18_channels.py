"""R18 at the bundled channels whose orders' statuses follow from their lines: any lines, in any order, give one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, combinations_with_replacement, product
from typing import Any

import pytest

from stallkeeper.bindings.order_mapper import Mapper, compile_mapper
from stallkeeper.machine.observe import observe
from stallkeeper.spec.binding_mapping import FieldMapping, OrderMapping
from stallkeeper.text import json_codec
from tests.bindings.arranged import bundled as bound
from tests.bindings.arranged import sample
from tests.machine.arranged import a_report, an_order, bundled
from tests.machine.test_observe import after

_READ = ("id", "sku", "quantity", "shipped", "native_status", "fulfilled_by_channel")


def bol_item(item: dict[str, Any], word: str, quantity: int) -> None:
    item["quantity"] = quantity
    item["quantityShipped"] = {"SHIPPED": quantity, "SHIPPED_IN_PART": quantity - 1}.get(word, 0)
    item["quantityCancelled"] = quantity if word == "CANCELLED" else 0
    item["cancellationRequest"] = word == "CANCELLATION_REQUESTED"
    item["fulfilment"]["method"] = "FBB" if word == "FULFILLED_BY_BOL" else "FBR"


def kaufland_unit(unit: dict[str, Any], word: str, _quantity: int) -> None:
    unit["status"] = word


def walmart_line(line: dict[str, Any], word: str, quantity: int) -> None:
    (status,) = line["orderLineStatuses"]["orderLineStatus"]
    status["status"] = word
    status["statusQuantity"]["amount"] = str(quantity)


@dataclass(frozen=True)
class Shop:
    """Where in a sample its order is, and the order's lines; `words` are what a line may be, in `quantities`."""

    file: str
    order: tuple[str, ...]
    lines: tuple[str, ...]
    words: tuple[str, ...]
    change: Callable[[dict[str, Any], str, int], None]
    quantities: tuple[int, ...] = (1, 2, 3)


SHOPS = {
    "bol": Shop(
        "answer-order-open.json",
        (),
        ("orderItems",),
        ("OPEN", "SHIPPED_IN_PART", "SHIPPED", "FULFILLED_BY_BOL", "CANCELLED", "CANCELLATION_REQUESTED"),
        bol_item,
    ),
    "kaufland": Shop(
        "answer-order-open.json",
        ("data",),
        ("order_units",),
        ("open", "need_to_be_sent", "sent", "sent_and_autopaid", "received", "returned", "returned_paid", "cancelled"),
        kaufland_unit,
        quantities=(1,),  # a line is a unit
    ),
    "walmart": Shop(
        "answer-order-created.json",
        ("order",),
        ("orderLines", "orderLine"),
        ("Created", "Acknowledged", "Shipped", "Delivered", "Refund", "Cancelled"),
        walmart_line,
    ),
}


def reached(tree: Any, way: tuple[str, ...]) -> Any:
    for step in way:
        tree = tree[step]
    return tree


@cache
def mapper(channel: str) -> Mapper:
    binding = bound(channel).binding
    assert binding is not None and binding.order.lines is not None
    lines = replace(binding.order.lines, fields=_of_status(binding.order.lines.fields))
    told = OrderMapping(_of_status(binding.order.fields), lines, extras=binding.order.extras, flags=binding.order.flags)
    return compile_mapper(told, binding.times.zone)


def _of_status(fields: tuple[FieldMapping, ...]) -> tuple[FieldMapping, ...]:
    """What an order's status may depend on, for the rest takes its time."""
    return tuple(each for each in fields if each.target in _READ)


def several(states: list[tuple[str, int]]) -> Iterator[tuple[tuple[str, int], ...]]:
    return chain.from_iterable(combinations_with_replacement(states, count) for count in range(1, 5))


@pytest.mark.requirement("R18")
@pytest.mark.parametrize("channel", SHOPS)
def test_any_lines_of_an_order_give_one_status_in_any_order_and_give_it_again(channel: str) -> None:
    shop, machine, mapped = SHOPS[channel], bundled(channel), mapper(channel)
    record = reached(json_codec.decode(sample(channel, shop.file)), shop.order)
    first = deepcopy(reached(record, shop.lines)[0])
    states = list(product(shop.words, shop.quantities))
    made = {}
    for state in states:
        made[state] = deepcopy(first)
        shop.change(made[state], *state)
    lines = reached(record, shop.lines)
    for chosen in several(states):
        lines[:] = [made[state] for state in chosen]
        report = mapped(record)
        seen = observe(machine, None, report)
        assert (seen.status is not None, seen.unknown_native, report.drift) == (True, None, ()), chosen
        lines.reverse()
        assert observe(machine, None, mapped(record)).status == seen.status, chosen
        assert observe(machine, None, report) == seen


@pytest.mark.requirement("R18")
@pytest.mark.parametrize("channel", ["cdiscount/soap", "cdiscount/octopia", "kaufland"])
def test_what_a_rule_makes_of_any_lines_is_one_status_in_any_order_and_stays(channel: str) -> None:
    machine = bundled(channel)
    spec = machine.spec
    words = (*spec.lines.statuses, *spec.lines.says_nothing, "Unheard", None)
    for native in machine.reading.order_words:
        for count in range(5):
            for chosen in combinations_with_replacement(words, count):
                report = a_report(native, *chosen)
                seen = observe(machine, None, report)
                assert seen.status in spec.statuses
                assert observe(machine, None, a_report(native, *reversed(chosen))).status == seen.status
                held = after(an_order(seen.status, native, *chosen), seen, native)
                assert observe(machine, held, report).path == ()
