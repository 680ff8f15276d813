"""What play.yaml says of a route's lists in, typed values out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stallkeeper.played.build_fields import time_form
from stallkeeper.played.draft import ITEM, REQUEST, Draft
from stallkeeper.played.instant import TimeForm
from stallkeeper.played.list_form import Filter, Listing, PageForm, PartForm
from stallkeeper.played.template import Name
from stallkeeper.text.source import Path

_FIELDS = frozenset({"order", "line", "status", "created", "modified"})
_RECORD = ITEM | {"line"}


def build_listing(draft: Draft, data: Mapping[str, Any], at: Path, query: Mapping[str, Any]) -> Listing:
    """How a list of orders is chosen and shown; `query` are the route's parameters as they were written."""
    return Listing(
        filters=tuple(_filter(draft, entry, (*at, "where", index), query) for index, entry in enumerate(data["where"])),
        sort=data.get("sort", "created"),
        page=build_page(draft, data.get("page", {}), (*at, "page")),
        shows=tuple(
            (draft.order_path(path, (*at, "shows", path)), draft.name(asked, (*at, "shows", path), REQUEST))
            for path, asked in data.get("shows", {}).items()
        ),
        of_lines=data.get("of", "orders") == "lines",
        only=_order_paths(draft, data, "only", at),
        without=_order_paths(draft, data, "without", at),
        gives=draft.tree(data.get("gives"), (*at, "gives"), _RECORD),
    )


def build_page(draft: Draft, data: Mapping[str, Any], at: Path) -> PageForm:
    """How a list is cut into pages."""
    ways = [key for key in ("number", "offset", "cursor") if key in data]
    if data and (len(ways) != 1 or ("size" in data) == ("fixed_size" in data)):
        draft.problem(
            at,
            "wrong-page",
            "a page has one of `number`, `offset`, `cursor`, and one of `size`, `fixed_size`",
        )
    return PageForm(
        number=draft.optional_name(data, "number", at, REQUEST),
        offset=draft.optional_name(data, "offset", at, REQUEST),
        cursor=draft.optional_name(data, "cursor", at, REQUEST),
        size=draft.optional_name(data, "size", at, REQUEST),
        fixed_size=data.get("fixed_size", 0),
        parameter=data.get("parameter", ""),
        cap=data.get("cap", 0),
    )


def build_part(draft: Draft, data: Mapping[str, Any], at: Path) -> PartForm:
    """A part of one order that is asked for by itself."""
    return PartForm(draft.order_path(data["of"], (*at, "of")), build_page(draft, data.get("page", {}), (*at, "page")))


def _order_paths(draft: Draft, data: Mapping[str, Any], key: str, at: Path) -> Any:
    return tuple(draft.order_path(text, (*at, key, index)) for index, text in enumerate(data.get(key, ())))


def _filter(draft: Draft, data: Mapping[str, Any], at: Path, query: Mapping[str, Any]) -> Filter:
    field = draft.name(data["field"], (*at, "field"), _FIELDS)
    is_instant = field.root in ("created", "modified")
    if is_instant == ("is" in data) or (field.root not in ("order", "line") and field.path.steps):
        draft.problem(
            at,
            "wrong-filter",
            "order.PATH, line.PATH, status go with `is`; created, modified with `from`, `until`, `on`",
        )
    if field.root == "line" and field.path.steps:
        draft.order_path(f"{draft.data['order']['lines']}.*.{field.path.text}", (*at, "field"))
    day = draft.optional_name(data, "on", at, REQUEST)
    since = day or draft.optional_name(data, "from", at, REQUEST)
    until = day or draft.optional_name(data, "until", at, REQUEST)
    return Filter(
        field=field,
        values=draft.optional_name(data, "is", at, REQUEST),
        since=since,
        until=until,
        minutes=draft.optional_name(data, "minutes", at, REQUEST),
        beside=draft.optional_name(data, "with", at, REQUEST),
        alone=data.get("alone", False),
        means={key: tuple(values) for key, values in data.get("means", {}).items()},
        time=time_form(draft, data) or _time_of(draft, since or until, query),
    )


def _time_of(draft: Draft, name: Name | None, query: Mapping[str, Any]) -> TimeForm | None:
    """How the query parameter that a filter compares with is written."""
    if name is None or name.root != "query":
        return None
    form = query.get(name.path.text)
    return time_form(draft, form) if isinstance(form, Mapping) else None
