"""What play.yaml says of what a route does to orders in, typed values out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stallkeeper.played.act_form import Action, Acts, LineForm, Need, Refuse
from stallkeeper.played.draft import ITEM, LINE, REQUEST, Draft
from stallkeeper.played.template import Name
from stallkeeper.text.source import Path


def build_acts(draft: Draft, data: Mapping[str, Any], at: Path) -> Acts:
    """Which orders and lines a route is about, and the actions that it may mean."""
    return Acts(
        each=draft.optional_name(data, "each", at, REQUEST),
        order=draft.name(data["order"], (*at, "order"), REQUEST | {"item"}),
        lines=_lines(draft, data["lines"], (*at, "lines")) if "lines" in data else None,
        actions=tuple(_action(draft, name, entry, (*at, "actions", name)) for name, entry in data["actions"].items()),
    )


def _lines(draft: Draft, data: Mapping[str, Any], at: Path) -> LineForm:
    return LineForm(
        each=draft.name(data["each"], (*at, "each"), ITEM),
        id=draft.path(data["id"], (*at, "id")),
        quantity=draft.path(data["quantity"], (*at, "quantity")) if "quantity" in data else None,
        optional=data.get("optional", False),
        all=draft.condition(data["all"], (*at, "all"), LINE) if "all" in data else None,
        changes=draft.changes(data.get("set"), (*at, "set"), LINE),
        result=draft.tree(data.get("result"), (*at, "result"), LINE),
    )


def _action(draft: Draft, name: str, data: Mapping[str, Any], at: Path) -> Action:
    return Action(
        name=name,
        when=draft.condition(data.get("when"), (*at, "when"), ITEM),
        at=draft.status_set(data["at"], (*at, "at")),
        refuses=tuple(_refuse(draft, entry, (*at, "refuses", i)) for i, entry in enumerate(data.get("refuses", ()))),
        needs=tuple(_need(draft, entry, (*at, "needs", i)) for i, entry in enumerate(data.get("needs", ()))),
        line_if=draft.condition(data.get("line_if"), (*at, "line_if"), LINE),
        take=_amounts(draft, data, "take", at),
        add=_amounts(draft, data, "add", at),
        becomes=draft.status(data.get("becomes"), (*at, "becomes")),
        changes=draft.order_changes(data.get("set"), (*at, "set"), ITEM),
    )


def _refuse(draft: Draft, data: Mapping[str, Any], at: Path) -> Refuse:
    return Refuse(draft.condition(data["if"], (*at, "if"), ITEM), data["as"], data.get("about", ""))


def _need(draft: Draft, data: Any, at: Path) -> Need:
    if isinstance(data, str):
        return Need(draft.condition(None, at, ITEM), (draft.name(data, at, ITEM),))
    names = tuple(draft.name(text, (*at, "then", index), ITEM) for index, text in enumerate(data["then"]))
    return Need(draft.condition(data["if"], (*at, "if"), ITEM), names)


def _amounts(draft: Draft, data: Mapping[str, Any], key: str, at: Path) -> dict[str, tuple[Name, ...]]:
    return {
        account: tuple(draft.name(text, (*at, key, account, index), ITEM) for index, text in enumerate(texts))
        for account, texts in data.get(key, {}).items()
    }
