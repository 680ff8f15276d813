"""What play.yaml says of where an order's native status stands or how it follows in, a typed form out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stallkeeper.played.draft import OWN, Draft
from stallkeeper.played.split import SplitForm
from stallkeeper.played.status_form import StatusCase, StatusForm
from stallkeeper.text.source import Path


def build_status(draft: Draft, data: Any, at: Path) -> StatusForm:
    """A path, several that are joined, the first of some words, or cases."""
    if isinstance(data, str):
        return StatusForm(paths=(draft.order_path(data, at),))
    ways = [key for key in ("join", "first_of", "cases") if key in data]
    if len(ways) != 1 or ("join" in data) != ("with" in data) or ("first_of" in data) != ("in" in data):
        draft.problem(at, "wrong-status", "a status is a path, `join` and `with`, `first_of` and `in`, or `cases`")
        return StatusForm()
    if "join" in data:
        return _joined(draft, data, at)
    if "first_of" in data:
        draft.status_set(data["first_of"], (*at, "first_of"))
        return StatusForm(spread=draft.order_path(data["in"], (*at, "in")), words=tuple(data["first_of"]))
    return StatusForm(
        paths=(draft.order_path(data["at"], (*at, "at")),) if "at" in data else (),
        cases=tuple(_case(draft, entry, (*at, "cases", index)) for index, entry in enumerate(data["cases"])),
        otherwise=draft.status(data.get("else"), (*at, "else")),
    )


def build_read_as(draft: Draft, data: list[Any], at: Path) -> StatusForm:
    """What clients read an order as, where its own status does not tell all of it: words that are no statuses here."""
    return StatusForm(
        cases=tuple(
            StatusCase(
                draft.condition(entry["if"], (*at, index, "if"), OWN),
                str(entry["then"]),
                draft.status_set(entry["from"], (*at, index, "from")) if "from" in entry else None,
            )
            for index, entry in enumerate(data)
        )
    )


def _joined(draft: Draft, data: Mapping[str, Any], at: Path) -> StatusForm:
    paths = tuple(draft.order_path(path, (*at, "join", index)) for index, path in enumerate(data["join"]))
    for status in draft.lists.get("statuses", ()):
        if status.count(data["with"]) != len(paths) - 1:
            draft.problem(at, "wrong-status", f"`{status}` of lists.statuses is not {len(paths)} joined words")
    return StatusForm(paths=paths, joined_by=data["with"])


def _case(draft: Draft, data: Mapping[str, Any], at: Path) -> StatusCase:
    return StatusCase(
        draft.condition(data.get("if"), (*at, "if"), OWN),
        str(draft.status(data["then"], (*at, "then"))),
        draft.status_set(data["from"], (*at, "from")) if "from" in data else None,
    )


def build_split(draft: Draft, data: Mapping[str, Any], at: Path) -> SplitForm:
    """Where a line counts its units by their states."""
    lines = draft.data["order"]["lines"]
    of = draft.order_path(f"{lines}.*.{data['of']}", (*at, "of"))
    for key in ("status", "quantity"):
        draft.order_path(f"{of.text}.*.{data[key]}", (*at, key))
    return SplitForm(
        draft.path(data["of"], (*at, "of")),
        draft.path(data["status"], (*at, "status")),
        draft.path(data["quantity"], (*at, "quantity")),
    )
