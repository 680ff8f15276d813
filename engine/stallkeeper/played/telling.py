"""A route that only tells and a request in; the orders, records, parts and pages that its answer may name out."""

from __future__ import annotations

from typing import Any

from stallkeeper.played.events import tell_events
from stallkeeper.played.exchange import Request
from stallkeeper.played.list_form import Listing, PartForm
from stallkeeper.played.listing import Choosing, show
from stallkeeper.played.paging import Pages, Place
from stallkeeper.played.play_spec import Route
from stallkeeper.played.refusal import Refusal
from stallkeeper.played.template import Names, as_text, render
from stallkeeper.played.tree_path import read
from stallkeeper.played.world import World


class Teller:
    """Tells what one world holds."""

    def __init__(self, world: World, pages: Pages) -> None:
        self._world = world
        self._pages = pages
        self._choosing = Choosing(world)

    def tell(self, route: Route, names: Names, request: Request, place: Place) -> dict[str, Any] | Refusal:
        """The names `order`, `part`, `records` and `page`, as far as the route has them."""
        told: dict[str, Any] = {}
        if route.one is not None:
            order = self._world.order(as_text(read(names.get(route.one.root), route.one.path)))
            if order is None:
                return Refusal("unknown_order")
            told["order"] = self._world.visible(order)
            if route.files is not None:
                told["files"] = self._files(route, order.id, names)
            if route.part is not None:
                return _with(told, self._part(route.part, read(order.tree, route.part.of), names, request, place))
        if route.events is not None:
            return _with(told, tell_events(self._world, route.events, names))
        if route.listing is not None:
            return _with(told, self._records(route.listing, names, request, place))
        return told

    def _files(self, route: Route, order_id: str, names: Names) -> list[Any]:
        kept = (file for file in self._world.files if file.order_id == order_id)
        return [
            render(route.files, {**names, "file": {**file.told(), "number": at}}) for at, file in enumerate(kept, 1)
        ]

    def _records(self, listing: Listing, names: Names, request: Request, place: Place) -> dict[str, Any] | Refusal:
        world, chosen = self._world, self._choosing.choose(listing, names)
        page = self._pages.cut(chosen, listing.page, names, request, place)
        if not isinstance(page, Refusal) and world.troubles.drifts(not page.told.get("offset"), bool(chosen)):
            # as if one had left the first page meanwhile
            page = self._pages.cut(chosen[1:], listing.page, names, request, place)
        if isinstance(page, Refusal):
            return page
        records = [show(world, listing, record, names) for record in page.items]
        return {"records": world.troubles.muddled(records), "page": page.told}

    def _part(
        self, form: PartForm, value: Any, names: Names, request: Request, place: Place
    ) -> dict[str, Any] | Refusal:
        """A list has records on pages, anything else is just there."""
        if not isinstance(value, list):
            return {"part": value}
        keyed = [((index,), item) for index, item in enumerate(value)]
        page = self._pages.cut(keyed, form.page, names, request, place)
        if isinstance(page, Refusal):
            return page
        return {"part": list(page.items), "records": list(page.items), "page": page.told}


def _with(told: dict[str, Any], more: dict[str, Any] | Refusal) -> dict[str, Any] | Refusal:
    return more if isinstance(more, Refusal) else {**told, **more}
