"""The parts of a play.yaml that say what orders are and how they live in, typed values out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta
from decimal import Decimal
from typing import Any, cast

from stallkeeper.durations import parse_duration
from stallkeeper.played.build_status import build_read_as, build_split, build_status
from stallkeeper.played.draft import OWN, Draft
from stallkeeper.played.growth import NAMES, Growth, Operand, Way
from stallkeeper.played.play_spec import Arrival, Move, OrderForm
from stallkeeper.played.template import as_text
from stallkeeper.played.tree_path import TreePath, read
from stallkeeper.text.source import Path

_LINE = frozenset({"line"})


def build_lists(draft: Draft) -> None:
    """Read the named lists into the draft: values, or values out of a sample."""
    for name, value in draft.data["lists"].items():
        at: Path = ("lists", name)
        draft.lists[name] = tuple(value) if isinstance(value, list) else _sampled(draft, value, at)


def _sampled(draft: Draft, value: Mapping[str, str], at: Path) -> tuple[str, ...]:
    found = read(draft.sample(value["sample"], (*at, "sample")), draft.path(value["path"], (*at, "path")))
    texts = (
        tuple(as_text(item) for item in found if not isinstance(item, dict | list)) if isinstance(found, list) else ()
    )
    if not texts and value["sample"] in draft.samples:
        draft.problem((*at, "path"), "unknown-path", f"the sample has no list of values at `{value['path']}`")
    return texts


def build_order(draft: Draft) -> OrderForm:
    """What an order is; sets the draft's order sample, against which later paths are checked."""
    data, at = draft.data["order"], ("order",)
    sample = draft.sample(data["sample"], (*at, "sample"))
    draft.order_sample = _root_content(sample) if data["sample"].endswith(".xml") else sample
    fulfilled = data.get("fulfilled_by_marketplace")
    return OrderForm(
        sample=draft.order_sample,
        id=draft.order_path(data["id"], (*at, "id")),
        status=build_status(draft, data["status"], (*at, "status")),
        created=_order_paths(draft, data["created"], (*at, "created")),
        modified=_order_paths(draft, data["modified"], (*at, "modified")),
        lines=_lines_path(draft, data["lines"], (*at, "lines")),
        line_id=draft.path(data["line_id"], (*at, "line_id")),
        line_count=_two(data["line_count"]),
        fulfilled_by_marketplace=draft.condition(fulfilled, (*at, "fulfilled_by_marketplace"), OWN)
        if fulfilled
        else None,
        ledger={name: draft.order_path(path, (*at, "ledger", name)) for name, path in data.get("ledger", {}).items()},
        looks={
            str(draft.status(status, (*at, "looks", status))): draft.order_changes(looks, (*at, "looks", status), OWN)
            for status, looks in data.get("looks", {}).items()
        },
        hidden=_hidden(draft, data.get("hidden", []), (*at, "hidden")),
        line_key=draft.template(data.get("line_key", f"<line.{data['line_id']}>"), (*at, "line_key"), _LINE),
        line_quantity=_line_value_path(draft, data, "line_quantity"),
        total=_amount_path(draft, data, "total"),
        refunded=_amount_path(draft, data, "refunded"),
        line_status=_line_value_path(draft, data, "line_status"),
        line_ledger=_line_ledger(draft, data),
        split=build_split(draft, data["split"], (*at, "split")) if "split" in data else None,
        revision=draft.order_path(data["revision"], (*at, "revision")) if "revision" in data else None,
        also=draft.order_path(data["also"], (*at, "also")) if "also" in data else None,
        read_as=build_read_as(draft, data.get("read_as", []), (*at, "read_as")),
        apart=tuple(draft.order_path(path, (*at, "apart", index)) for index, path in enumerate(data.get("apart", ()))),
    )


def _line_value_path(draft: Draft, data: Mapping[str, Any], key: str) -> TreePath | None:
    """A path below one line; the first line of the order's sample has to have it."""
    if key not in data:
        return None
    draft.order_path(f"{data['lines']}.*.{data[key]}", ("order", key))
    return draft.path(data[key], ("order", key))


def _line_ledger(draft: Draft, data: Mapping[str, Any]) -> dict[str, TreePath]:
    """Running amounts of each line, each with the path below the line that it starts from."""
    accounts = data.get("line_ledger", {})
    for name, path in accounts.items():
        draft.order_path(f"{data['lines']}.*.{path}", ("order", "line_ledger", name))
    return {name: draft.path(path, ("order", "line_ledger", name)) for name, path in accounts.items()}


def _amount_path(draft: Draft, data: Mapping[str, Any], key: str) -> TreePath | None:
    return draft.order_path(data[key], ("order", key)) if key in data else None


def _root_content(sample: Any) -> Any:
    """An order in XML lives inside its element; the element itself belongs to the list."""
    return next(iter(sample.values())) if isinstance(sample, dict) and len(sample) == 1 else sample


def _order_paths(draft: Draft, texts: list[str], at: Path) -> tuple[TreePath, ...]:
    return tuple(draft.order_path(text, (*at, index)) for index, text in enumerate(texts))


def _lines_path(draft: Draft, text: str, at: Path) -> TreePath:
    path = draft.order_path(text, at)
    lines = read(draft.order_sample, path)
    if draft.order_sample is not None and not (isinstance(lines, list) and lines):
        draft.problem(at, "no-lines", f"the order's sample has no list with a line at `{text}`")
    return path


def _two(numbers: list[int]) -> tuple[int, int]:
    return min(numbers), max(numbers)


def _hidden(draft: Draft, data: list[Any], at: Path) -> dict[str, tuple[TreePath, ...]]:
    hidden: dict[str, tuple[TreePath, ...]] = {}
    for index, entry in enumerate(data):
        paths = _order_paths(draft, entry["paths"], (*at, index, "paths"))
        for status in draft.status_set(entry["at"], (*at, index, "at")):
            hidden[status] = hidden.get(status, ()) + paths
    return hidden


def build_growth(draft: Draft) -> tuple[Growth, ...]:
    """What differs from order to order."""
    return tuple(_growth(draft, path, data, ("grow", path)) for path, data in draft.data["grow"].items())


def _growth(draft: Draft, path_text: str, data: Mapping[str, Any], at: Path) -> Growth:
    path = draft.order_path(path_text, at)
    ways = [key for key in data if key != "rate"]
    if len(ways) != 1 or ("rate" in data) != ("before_tax" in data):
        draft.problem(at, "wrong-growth", "exactly one way is wanted, and `rate` with `before_tax` only")
        return Growth(path, "pick", choices=("",))
    way = cast(Way, ways[0])
    return _GROWN[way](draft, path, way, data, (*at, way))


def _grown_text(draft: Draft, path: TreePath, way: Way, data: Mapping[str, Any], at: Path) -> Growth:
    return Growth(path, way, template=draft.template(data[way], at, NAMES))


def _grown_choice(draft: Draft, path: TreePath, way: Way, data: Mapping[str, Any], at: Path) -> Growth:
    if way in ("number", "amount") and data[way][0] > data[way][1]:
        draft.problem(at, "wrong-growth", "the first number is greater than the second")
    return Growth(path, way, choices=tuple(data[way]))


def _grown_sum(draft: Draft, path: TreePath, way: Way, data: Mapping[str, Any], at: Path) -> Growth:
    texts = data[way] if isinstance(data[way], list) else [data[way]]
    operands = tuple(_operand(draft, text, at) for text in texts)
    return Growth(path, way, operands=operands, rate=Decimal(data.get("rate", 0)))


def _grown_serial(draft: Draft, path: TreePath, way: Way, data: Mapping[str, Any], at: Path) -> Growth:
    del draft, at
    return Growth(path, way, start=data[way])


def _grown_later(draft: Draft, path: TreePath, way: Way, data: Mapping[str, Any], at: Path) -> Growth:
    del draft, at
    return Growth(path, way, later=parse_duration(data[way]) or timedelta())


_GROWN = {
    "text": _grown_text,
    "pick": _grown_choice,
    "pick_number": _grown_choice,
    "number": _grown_choice,
    "amount": _grown_choice,
    "serial_from": _grown_serial,
    "copy": _grown_sum,
    "sum": _grown_sum,
    "less": _grown_sum,
    "before_tax": _grown_sum,
    "later": _grown_later,
}


def _operand(draft: Draft, text: str, at: Path) -> Operand:
    return tuple(draft.order_path(part.strip(), at) for part in text.split(" x "))


def build_arrivals(draft: Draft) -> tuple[Arrival, ...]:
    """The kinds of orders that arrive; at least one of them has to have a weight."""
    at: Path = ("life", "arrivals")
    data = draft.data["life"]["arrivals"]
    if not any(entry["weight"] for entry in data):
        draft.problem(at, "no-arrival", "no kind of order has a weight, so that none would ever arrive")
    return tuple(_arrival(draft, entry, (*at, index)) for index, entry in enumerate(data))


def _arrival(draft: Draft, data: Mapping[str, Any], at: Path) -> Arrival:
    return Arrival(
        name=data["name"],
        weight=data["weight"],
        status=str(draft.status(data["status"], (*at, "status"))),
        lines=data.get("lines"),
        foreign=data.get("foreign", False),
        changes=draft.order_changes(data.get("set"), (*at, "set"), OWN),
    )


def build_moves(draft: Draft) -> tuple[Move, ...]:
    """What the marketplace does by itself."""
    moves = draft.data["life"].get("moves", [])
    return tuple(_move(draft, entry, index, ("life", "moves", index)) for index, entry in enumerate(moves))


def _move(draft: Draft, data: Mapping[str, Any], number: int, at: Path) -> Move:
    if ("after" in data) == ("each_night" in data):
        draft.problem(at, "wrong-move", "a move is due `after` a while or `each_night`, one of the two")
    if "after" in data and not parse_duration(data["after"]):
        draft.problem((*at, "after"), "wrong-move", "a move takes some time, else two of them go round for ever")
    if not data.keys() & {"to", "set", "line_set"}:
        draft.problem(at, "wrong-move", "a move leads `to` a status or has something to `set`")
    return Move(
        number=number,
        starts=draft.status_set(data["from"], (*at, "from")),
        to=draft.status(data.get("to"), (*at, "to")),
        after=parse_duration(data["after"]) if "after" in data else None,
        each_night=time.fromisoformat(data["each_night"]) if "each_night" in data else None,
        share=float(data.get("share", 100)),
        condition=draft.condition(data.get("if"), (*at, "if"), OWN),
        changes=draft.order_changes(data.get("set"), (*at, "set"), OWN),
        line_condition=draft.condition(data.get("line_if"), (*at, "line_if"), OWN | {"sold"}),
        line_changes=draft.line_changes(data.get("line_set"), (*at, "line_set"), OWN | {"sold"}),
    )
