"""An HTTP request in, what the impersonated marketplace answers out; what it does in between, the world remembers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from stallkeeper.played.access import Access
from stallkeeper.played.act import act
from stallkeeper.played.answering import conclude, fill, refuse
from stallkeeper.played.exchange import Answer, Reply, Request
from stallkeeper.played.faults import Faults
from stallkeeper.played.field_form import NAMELESS, Checker, FieldForm
from stallkeeper.played.listing import show
from stallkeeper.played.matching import match
from stallkeeper.played.play_spec import Route
from stallkeeper.played.refusal import Refusal
from stallkeeper.played.template import as_text
from stallkeeper.played.tree_path import read
from stallkeeper.played.wire import read_body, write_answer
from stallkeeper.played.world import World


class Marketplace:
    """One played marketplace without its network: its world, who may ask, and the faults that are switched on."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.play = world.play
        self.access = Access(world.play, world.seed)
        self.faults = Faults()
        self._bodies = Checker(world.play.format == "soap", world.play.time)
        self._queries = Checker(True, world.play.time)

    def route_of(self, request: Request) -> Route | None:
        """The route that a request leads to, if any."""
        matched = match(self.play, request)
        return None if isinstance(matched, Refusal) else matched[0]

    def answer(self, request: Request) -> Reply:
        """Do what is asked, and say so. One step: nothing else happens in the world meanwhile."""
        with self.world.lock:
            self.world.advance()
            matched = match(self.play, request)
            if isinstance(matched, Refusal):
                headers = {"Allow": matched.about} if matched.kind == "method" else {}
                return self._reply(refuse(self.play, matched, {}), headers=headers)
            route, parts = matched
            return self._reply(self._answer(route, parts, request), route)

    def crashed(self) -> Reply:
        """The answer when something broke that should not have."""
        return self._reply(refuse(self.play, Refusal("crashed"), {}))

    def too_large(self) -> Reply:
        """The answer to a body that is not even read."""
        return self._reply(refuse(self.play, Refusal("too_large", "body"), {}))

    def _reply(self, answer: Answer, route: Route | None = None, headers: Mapping[str, str] | None = None) -> Reply:
        self.faults.spoil(answer)
        body, content_type = write_answer(self.play, answer)
        name = route.name if route else ""
        return Reply(answer.status, body, content_type, headers or {}, name, answer.acted)

    def _answer(self, route: Route, parts: dict[str, str], request: Request) -> Answer:
        names: dict[str, Any] = {"path": parts, "credentials": self.play.credentials}
        names["now"] = self.play.time.write(self.world.time.real_now())
        refusal = self._admit(route, request, names)
        if refusal is not None:
            return refuse(self.play, refusal, names)
        if route.issues_token:
            names["token"] = self.access.issue()
        if route.acts is not None and route.outcome is not None:
            results = act(self.world, route.acts, names, request.digest())
            return conclude(self.play, route.outcome, results, names)
        return self._tell(route, names, request)

    def _admit(self, route: Route, request: Request, names: dict[str, Any]) -> Refusal | None:
        """Check who asks and what; leaves query and body in `names`."""
        if not self.access.holds(route.auth, request):
            return Refusal("unauthorized")
        body = read_body(self.play, route, request)
        if isinstance(body, Refusal):
            return body
        names["body"] = body
        if not self.access.knows(route.auth, names):
            return Refusal("token")
        names["token"] = as_text(read(body, route.auth.token.path)) if route.auth.token else None
        fault = self._body_fault(route, request, body)
        return Refusal("shape", fault) if fault else self._read_query(route, request, names)

    def _body_fault(self, route: Route, request: Request, body: Any) -> str | None:
        if route.body is None:
            return "body" if request.body else None
        return self._bodies.fault(body, route.body, "body")

    def _read_query(self, route: Route, request: Request, names: dict[str, Any]) -> Refusal | None:
        fault = _query_fault(route.query, request.query)
        query = dict(_query(route.query, request.query))
        if fault is None:
            faults = (self._queries.fault(query.get(name), _listed(form), name) for name, form in route.query.items())
            fault = next((name for name in faults if name), None)
        names["query"] = query
        return Refusal("parameter", fault) if fault else None

    def _repeats(self, route: Route, request: Request) -> bool:
        return self.faults.take("repeat_page", route.name, request.method) is not None

    def _tell(self, route: Route, names: dict[str, Any], request: Request) -> Answer:
        assert route.answer is not None
        if route.one is not None:
            order = self.world.order(as_text(read(names[route.one.root], route.one.path)))
            if order is None:
                return refuse(self.play, Refusal("unknown_order"), names)
            names["order"] = self.world.visible(order)
        if route.listing is not None:
            shown = show(self.world, route.listing, names, request, lambda: self._repeats(route, request))
            names |= {"records": shown.records, "page": shown.page}
        return fill(route.answer, names)


def _query_fault(forms: Mapping[str, FieldForm], pairs: Iterable[tuple[str, str]]) -> str | None:
    """The first parameter that is unknown, or that stands twice though it may not."""
    for name, count in Counter(name for name, _ in pairs).items():
        if name not in forms or (count > 1 and not forms[name].repeated):
            return name or NAMELESS
    return None


def _query(forms: Mapping[str, FieldForm], pairs: tuple[tuple[str, str], ...]) -> Iterable[tuple[str, Any]]:
    for name, form in forms.items():
        values = [value for given, value in pairs if given == name]
        if form.repeated and values:
            yield name, values
        elif values or form.default is not None:
            yield name, values[0] if values else form.default


def _listed(form: FieldForm) -> FieldForm:
    """A repeated parameter is a list of what it would be alone."""
    return FieldForm("list", optional=form.optional, of=form) if form.repeated else form
