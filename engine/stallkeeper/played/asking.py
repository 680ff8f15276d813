"""A request, its route and the parts of its path in; the names that rules and answers may use out, or a refusal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from stallkeeper.played.access import Access
from stallkeeper.played.exchange import Request
from stallkeeper.played.field_form import NAMELESS, Checker, FieldForm
from stallkeeper.played.paging import Cursor, Pages
from stallkeeper.played.play_spec import Route
from stallkeeper.played.refusal import Refusal
from stallkeeper.played.template import as_text
from stallkeeper.played.tree_path import read
from stallkeeper.played.wire import read_body
from stallkeeper.played.world import World


class Asking:
    """Checks who asks and what, in the order in which a server notices."""

    def __init__(self, world: World, access: Access, pages: Pages) -> None:
        self._world, self._play = world, world.play
        self._access, self._pages = access, pages
        self._bodies = Checker(world.play.format == "soap", world.play.time)
        self._texts = Checker(True, world.play.time)

    def admit(self, route: Route, request: Request, names: dict[str, Any]) -> Cursor | Refusal | None:
        """Leave query and body in `names`; give the cursor that the request goes on from, if any."""
        now = self._world.time.real_now()
        refusal = self._access.admit(route.auth, request, now)
        if refusal is not None:
            return refusal
        body = read_body(self._play, route, request)
        if isinstance(body, Refusal):
            return body
        names["body"] = body
        refusal = self._access.admit_body(route.auth, names, now)
        if refusal is not None:
            return refusal
        in_body = route.auth.token is not None and route.auth.token.root == "body"
        names["token"] = as_text(read(body, route.auth.token.path)) if in_body and route.auth.token else None
        fault = self._body_fault(route, request, body)
        return Refusal("shape", fault) if fault else self._read_query(route, request, names)

    def _body_fault(self, route: Route, request: Request, body: Any) -> str | None:
        if route.body is None:
            return "body" if request.body else None
        checker = self._texts if route.sends in ("form", "multipart") else self._bodies
        return checker.fault(body, route.body, "body")

    def _read_query(self, route: Route, request: Request, names: dict[str, Any]) -> Cursor | Refusal | None:
        fault = _query_fault(route, request.query)
        query = dict(_query(route.query, request.query))
        if fault is None:
            faults = (self._texts.fault(query.get(name), _listed(form), name) for name, form in route.query.items())
            fault = next((name for name in faults if name), None)
        names["query"] = _nested(query)
        if fault:
            return Refusal("parameter", fault)
        cursor = self._cursor(route, names)
        return cursor if cursor is not None else _not_exactly_one(route, names)

    def _cursor(self, route: Route, names: dict[str, Any]) -> Cursor | Refusal | None:
        form = route.listing or route.part
        return self._pages.resume(form.page, route.name, names) if form is not None else None


def _not_exactly_one(route: Route, names: Mapping[str, Any]) -> Refusal | None:
    for group in route.exactly_one:
        given = [name for name in group if read(names.get(name.root), name.path) not in (None, "", [])]
        if len(given) != 1:
            return Refusal("parameter", " or ".join(name.path.text for name in group))
    return None


def _query_fault(route: Route, pairs: Iterable[tuple[str, str]]) -> str | None:
    """The first parameter that is unknown, or that stands twice though it may not."""
    signature = route.auth.signature
    beside = {*route.auth.query, signature.parameter if signature else ""} - {""}
    if route.auth.token is not None and route.auth.token.root == "query":
        beside.add(route.auth.token.path.text)
    for name, count in Counter(name for name, _ in pairs if name not in beside).items():
        form = route.query.get(name)
        if (form is None and not route.open_query) or (form is not None and count > 1 and not form.repeated):
            return name or NAMELESS
    return None


def _query(forms: Mapping[str, FieldForm], pairs: tuple[tuple[str, str], ...]) -> Iterable[tuple[str, Any]]:
    for name, form in forms.items():
        values = [value for given, value in pairs if given == name]
        if form.commas:
            values = [part for value in values for part in value.split(",")]
        if (form.repeated or form.commas) and values:
            yield name, values
        elif values or form.default is not None:
            yield name, values[0] if values else form.default


def _listed(form: FieldForm) -> FieldForm:
    """A parameter with several values is a list of what it would be alone."""
    return FieldForm("list", optional=form.optional, of=form) if form.repeated or form.commas else form


def _nested(query: Mapping[str, Any]) -> dict[str, Any]:
    """A parameter called a.b is known as query.a.b."""
    tree: dict[str, Any] = {}
    for name, value in query.items():
        *way, last = name.split(".")
        holder = tree
        for part in way:
            holder = holder.setdefault(part, {})
        holder[last] = value
    return tree
