"""An order's form and the kinds of orders that arrive in, every status that would never come out as it is named out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from stallkeeper.played.deriving import derive
from stallkeeper.played.draft import Draft
from stallkeeper.played.play_spec import Arrival, OrderForm
from stallkeeper.played.template import render
from stallkeeper.played.tree_path import write
from stallkeeper.text.source import Path


def check_derived(draft: Draft, form: OrderForm, arrivals: tuple[Arrival, ...]) -> None:
    """Where the status only follows from the payload, arrivals have to look like theirs, and nothing may write one."""
    if not form.status.cases or form.status.paths or draft.problems:
        return
    for index, arrival in enumerate(arrivals):
        word = _word(form, arrival)
        if word != arrival.status:
            draft.problem(
                ("life", "arrivals", index, "status"),
                "wrong-status",
                f"such an order would be `{word or 'nothing'}`, not `{arrival.status}`",
                f"say under order.looks.{arrival.status} what the payload holds then",
            )
    for at in _writers(draft.data):
        draft.problem(at, "wrong-status", "the status follows from the payload: write `set` or `line_set` instead")


def _word(form: OrderForm, arrival: Arrival) -> str:
    tree = deepcopy(form.sample)
    for change in (*form.looks.get(arrival.status, ()), *arrival.changes):
        write(tree, change.path, render(change.value, {"order": tree}))
    return derive(form.status, {"order": tree, "ledger": {}}, "")


def _writers(data: Mapping[str, Any]) -> Iterator[Path]:
    for index, move in enumerate(data["life"].get("moves", ())):
        if "to" in move:
            yield ("life", "moves", index, "to")
    for name, route in data["routes"].items():
        for action, entry in route.get("acts", {}).get("actions", {}).items():
            if "becomes" in entry:
                yield ("routes", name, "acts", "actions", action, "becomes")
