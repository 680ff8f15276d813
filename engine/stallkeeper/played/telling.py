"""A route that only tells and a request in; the orders, records, parts and pages that its answer may name out."""

from __future__ import annotations

from typing import Any

from stallkeeper.played.events import tell_events
from stallkeeper.played.exchange import Request
from stallkeeper.played.list_form import Listing, PartForm
from stallkeeper.played.listing import choose, show
from stallkeeper.played.paging import Pages, Place
from stallkeeper.played.play_spec import Route
from stallkeeper.played.refusal import Refusal
from stallkeeper.played.template import Names, as_text, render
from stallkeeper.played.tree_path import read
from stallkeeper.played.world import World


def tell(
    world: World, pages: Pages, route: Route, names: Names, request: Request, place: Place
) -> dict[str, Any] | Refusal:
    """The names `order`, `part`, `records` and `page`, as far as the route has them."""
    told: dict[str, Any] = {}
    if route.one is not None:
        order = world.order(as_text(read(names.get(route.one.root), route.one.path)))
        if order is None:
            return Refusal("unknown_order")
        told["order"] = world.visible(order)
        if route.files is not None:
            told["files"] = _files(world, route, order.id, names)
        if route.part is not None:
            return _with(told, _part(route.part, read(order.tree, route.part.of), pages, names, request, place))
    if route.events is not None:
        return _with(told, tell_events(world, route.events, names))
    if route.listing is not None:
        return _with(told, _records(world, route.listing, pages, names, request, place))
    return told


def _files(world: World, route: Route, order_id: str, names: Names) -> list[Any]:
    kept = (file for file in world.files if file.order_id == order_id)
    return [render(route.files, {**names, "file": {**file.told(), "number": at}}) for at, file in enumerate(kept, 1)]


def _with(told: dict[str, Any], more: dict[str, Any] | Refusal) -> dict[str, Any] | Refusal:
    return more if isinstance(more, Refusal) else {**told, **more}


def _records(
    world: World, listing: Listing, pages: Pages, names: Names, request: Request, place: Place
) -> dict[str, Any] | Refusal:
    chosen = choose(world, listing, names)
    page = pages.cut(chosen, listing.page, names, request, place)
    if not isinstance(page, Refusal) and world.troubles.drifts(not page.told.get("offset"), bool(chosen)):
        page = pages.cut(chosen[1:], listing.page, names, request, place)  # as if one had left the first page meanwhile
    if isinstance(page, Refusal):
        return page
    records = [show(world, listing, record, names) for record in page.items]
    return {"records": world.troubles.muddled(records), "page": page.told}


def _part(
    form: PartForm, value: Any, pages: Pages, names: Names, request: Request, place: Place
) -> dict[str, Any] | Refusal:
    """A list has records on pages, anything else is just there."""
    if not isinstance(value, list):
        return {"part": value}
    page = pages.cut([((index,), item) for index, item in enumerate(value)], form.page, names, request, place)
    if isinstance(page, Refusal):
        return page
    return {"part": list(page.items), "records": list(page.items), "page": page.told}
