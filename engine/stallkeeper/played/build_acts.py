"""What play.yaml says of what a route does to orders in, typed values out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stallkeeper.played.act_form import Action, Acts, LineCase, LineForm, Need, Refuse
from stallkeeper.played.draft import ITEM, LINE, REQUEST, Draft, Roots
from stallkeeper.played.split import SplitChange
from stallkeeper.played.template import Name
from stallkeeper.played.tree_path import TreePath
from stallkeeper.text.source import Path
from stallkeeper.text.wording import did_you_mean


def build_acts(draft: Draft, data: Mapping[str, Any], at: Path) -> Acts:
    """Which orders and lines a route is about, and the actions that it may mean."""
    return Acts(
        each=draft.optional_name(data, "each", at, REQUEST),
        order=draft.name(data["order"], (*at, "order"), REQUEST | {"item"}),
        lines=_lines(draft, data["lines"], (*at, "lines")) if "lines" in data else None,
        by_line=data.get("by", "order") == "line",
        once=draft.optional_name(data, "once", at, REQUEST),
        actions=tuple(_action(draft, name, entry, (*at, "actions", name)) for name, entry in data["actions"].items()),
    )


def _lines(draft: Draft, data: Mapping[str, Any], at: Path) -> LineForm:
    return LineForm(
        each=draft.name(data["each"], (*at, "each"), ITEM),
        id=draft.path(data.get("id", ""), (*at, "id")),
        quantity=draft.path(data["quantity"], (*at, "quantity")) if "quantity" in data else None,
        optional=data.get("optional", False),
        all=draft.condition(data["all"], (*at, "all"), LINE) if "all" in data else None,
        changes=draft.changes(data.get("set"), (*at, "set"), LINE),
        result=draft.tree(data.get("result"), (*at, "result"), LINE),
        ordered=_line_path(draft, data, "ordered", at),
        key=_line_path(draft, data, "key", at),
    )


def _action(draft: Draft, name: str, data: Mapping[str, Any], at: Path) -> Action:
    return Action(
        name=name,
        when=draft.condition(data.get("when"), (*at, "when"), ITEM),
        at=draft.status_set(data.get("at", []), (*at, "at")),
        refuses=tuple(_refuse(draft, entry, (*at, "refuses", i)) for i, entry in enumerate(data.get("refuses", ()))),
        needs=tuple(_need(draft, entry, (*at, "needs", i)) for i, entry in enumerate(data.get("needs", ()))),
        line_if=draft.condition(data.get("line_if"), (*at, "line_if"), LINE),
        take=_amounts(draft, data, "take", at),
        add=_amounts(draft, data, "add", at),
        becomes=draft.status(data.get("becomes"), (*at, "becomes")),
        changes=draft.order_changes(data.get("set"), (*at, "set"), ITEM),
        append=draft.order_changes(data.get("append"), (*at, "append"), ITEM),
        units=data.get("units", ""),
        within=_pool(draft, data, at),
        line_take=_amounts(draft, data, "line_take", at, LINE),
        line_set=draft.line_changes(data.get("line_set"), (*at, "line_set"), LINE),
        line_cases=tuple(
            LineCase(
                draft.condition(entry["if"], (*at, "line_cases", index, "if"), LINE),
                draft.line_changes(entry["set"], (*at, "line_cases", index, "set"), LINE),
            )
            for index, entry in enumerate(data.get("line_cases", ()))
        ),
        line_done=draft.line_changes(data.get("line_done"), (*at, "line_done"), LINE),
        line_add=tuple(
            (_sold_path(draft, path, (*at, "line_add", path)), draft.name(text, (*at, "line_add", path), LINE))
            for path, text in data.get("line_add", {}).items()
        ),
        line_append=draft.line_changes(data.get("line_append"), (*at, "line_append"), LINE),
        split=_split(draft, data["split"], (*at, "split")) if "split" in data else None,
    )


def _line_path(draft: Draft, data: Mapping[str, Any], key: str, at: Path) -> TreePath | None:
    return _sold_path(draft, data[key], (*at, key)) if key in data else None


def _sold_path(draft: Draft, text: str, at: Path) -> TreePath:
    """A path below one of the order's lines; the first line of the order's sample has to have it."""
    draft.order_path(f"{draft.data['order']['lines']}.*.{text}", at)
    return draft.path(text, at)


def _pool(draft: Draft, data: Mapping[str, Any], at: Path) -> str:
    """A pool that some action takes units from."""
    routes = draft.data["routes"].values()
    actions = [pair for route in routes for pair in route.get("acts", {}).get("actions", {}).items()]
    pools = {action.get("units", name) for name, action in actions}
    name: str = data.get("within", "")
    if name and name not in pools:
        draft.problem(
            (*at, "within"), "unknown-pool", f"no action takes units from `{name}`", did_you_mean(name, pools)
        )
    return name


def _split(draft: Draft, data: Mapping[str, Any], at: Path) -> SplitChange:
    if "split" not in draft.data["order"]:
        draft.problem(
            at, "wrong-split", "`split` goes with order.split, which says where a line counts its units by state"
        )
    return SplitChange(frozenset(data["from"]), data["to"], draft.changes(data.get("set"), (*at, "set"), LINE))


def _refuse(draft: Draft, data: Mapping[str, Any], at: Path) -> Refuse:
    return Refuse(draft.condition(data["if"], (*at, "if"), ITEM), data["as"], data.get("about", ""))


def _need(draft: Draft, data: Any, at: Path) -> Need:
    if isinstance(data, str):
        return Need(draft.condition(None, at, ITEM), (draft.name(data, at, ITEM),))
    names = tuple(draft.name(text, (*at, "then", index), ITEM) for index, text in enumerate(data["then"]))
    return Need(draft.condition(data["if"], (*at, "if"), ITEM), names)


def _amounts(
    draft: Draft, data: Mapping[str, Any], key: str, at: Path, roots: Roots = ITEM
) -> dict[str, tuple[Name, ...]]:
    return {
        account: tuple(draft.name(text, (*at, key, account, index), roots) for index, text in enumerate(texts))
        for account, texts in data.get(key, {}).items()
    }
