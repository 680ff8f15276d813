"""An HTTP request in, what the impersonated marketplace answers out; what it does in between, the world remembers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from stallkeeper.played.access import Access
from stallkeeper.played.answering import fill, refuse
from stallkeeper.played.asking import Asking
from stallkeeper.played.doing import Doing
from stallkeeper.played.exchange import Answer, Reply, Request
from stallkeeper.played.faults import Faults
from stallkeeper.played.jobs import Jobs
from stallkeeper.played.matching import match
from stallkeeper.played.paging import Cursor, Pages, Place
from stallkeeper.played.play_spec import Route
from stallkeeper.played.refusal import Refusal
from stallkeeper.played.telling import Teller
from stallkeeper.played.template import Name, as_text
from stallkeeper.played.tree_path import read
from stallkeeper.played.wire import write_answer
from stallkeeper.played.world import World

if TYPE_CHECKING:
    from stallkeeper.played.mix import Mix


class Marketplace:
    """One played marketplace without its network: its world, who may ask, and the faults that are switched on."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.play = world.play
        self.access = Access(world.play, world.seed, world.troubles)
        self.mix: Mix | None = None
        """What goes wrong by lot, if anything."""
        self.faults = Faults(frozenset(route.name for route in world.play.routes))
        self.jobs = Jobs(self._stuck)
        self._doing = Doing(world, self.faults, self.jobs)
        self._pages = Pages(world.seed)
        self._teller = Teller(world, self._pages)
        self._asking = Asking(world, self.access, self._pages)

    def route_of(self, request: Request) -> Route | None:
        """The route that a request leads to, if any."""
        matched = match(self.play, request)
        return None if isinstance(matched, Refusal) else matched[0]

    def answer(self, request: Request) -> Reply:
        """Do what is asked, and say so. One step: nothing else happens in the world meanwhile."""
        with self.world.lock:
            self.advance()
            matched = match(self.play, request)
            if isinstance(matched, Refusal):
                headers = {"Allow": matched.about} if matched.kind == "method" else {}
                return self._reply(refuse(self.play, matched, {}), headers=headers)
            route, parts = matched
            return self._reply(self._answer(route, parts, request), route)

    def go_wrong(self, route: Route | None, method: str) -> None:
        """Before each request: let happen what is drawn for it."""
        if self.mix is not None:
            self.mix.before(self, route, method)

    def met(self) -> dict[str, int]:
        """How often what went wrong: faults and troubles that requests met, hours and happenings of the mix."""
        mixed = self.mix.met if self.mix is not None else Counter[str]()
        return dict(sorted((self.faults.met + self.world.troubles.met + mixed).items()))

    def _stuck(self) -> bool:
        """Whether a process that is due does not come to its end."""
        stuck = self.world.troubles.on("stuck_job")
        self.world.troubles.met["stuck_job"] += stuck
        return stuck

    def advance(self) -> None:
        """Let everything happen that is due, in the world and in what was asked for."""
        with self.world.lock:
            self.world.advance()
            self.jobs.advance(self.world.time.now())

    def crashed(self) -> Reply:
        """The answer when something broke that should not have."""
        return self._reply(refuse(self.play, Refusal("crashed"), {}))

    def too_large(self) -> Reply:
        """The answer to a body that is not even read."""
        return self._reply(refuse(self.play, Refusal("too_large", "body"), {}))

    def _reply(self, answer: Answer, route: Route | None = None, headers: Mapping[str, str] | None = None) -> Reply:
        body, content_type = write_answer(self.play, answer)
        name = route.name if route else ""
        return Reply(answer.status, body, content_type, {**answer.headers, **(headers or {})}, name, answer.acted)

    def _answer(self, route: Route, parts: dict[str, str], request: Request) -> Answer:
        names: dict[str, Any] = {"path": parts, "headers": request.headers, "credentials": self.play.credentials}
        names["origin"] = request.origin
        names["now"] = self.play.time.write(self.world.time.real_now())
        admitted = self._asking.admit(route, request, names)
        if isinstance(admitted, Refusal):
            return refuse(self.play, admitted, names, route.error)
        if route.issues_token is not None:
            issued = self.access.issue_for(route.issues_token, names, self.world.time.real_now())
            if isinstance(issued, Refusal):
                return refuse(self.play, issued, names, route.error)
            names |= issued
        if route.acts is not None:
            return self._doing.act(route, names, request)
        return self._tell(route, names, request, admitted)

    def _tell(self, route: Route, names: dict[str, Any], request: Request, cursor: Cursor | None) -> Answer:
        assert route.answer is not None
        place = Place(route.name, cursor, lambda: self._repeats(route, request))
        told = self._teller.tell(route, names, request, place)
        if not isinstance(told, Refusal):
            told = self._besides(route, {**names, **told}, request)
        if isinstance(told, Refusal):
            return refuse(self.play, told, names, route.error)
        return fill(route.answer, self.faults.spoil(told, route.name, request.method))

    def _besides(self, route: Route, names: dict[str, Any], request: Request) -> dict[str, Any] | Refusal:
        """What a route does although it acts on no order: keep a file, take a receipt, start or ask a process."""
        order_id = as_text(read(names.get("order"), self.play.order.id)) if route.one else ""
        no_file = self._doing.keep(route, names, order_id)
        if no_file is not None:
            return no_file
        if route.acknowledges is not None and not self._acknowledge(route.acknowledges, names):
            return Refusal("unknown_event", route.acknowledges.path.text)
        if route.job is not None:
            job = self._doing.start(route, route.job, request)
            job.records = names.get("records")
            names["job"] = job.told()
        return self._asked_job(route, names) if route.asks_job is not None else names

    def _asked_job(self, route: Route, names: dict[str, Any]) -> dict[str, Any] | Refusal:
        assert route.asks_job is not None
        asked = as_text(read(names.get(route.asks_job.root), route.asks_job.path))
        job = self.jobs.ask(asked, self.world.time.now(), poll=not route.finished)
        if job is None or (route.finished and not job.told()["done"]):
            return Refusal("unknown_job", route.asks_job.path.text)
        return {**names, "job": job.told(), **({"records": job.records} if job.records is not None else {})}

    def _acknowledge(self, name: Name, names: dict[str, Any]) -> bool:
        value = read(names.get(name.root), name.path)
        return self.world.journal.acknowledge(as_text(each) for each in (value if isinstance(value, list) else [value]))

    def _repeats(self, route: Route, request: Request) -> bool:
        return self.faults.take("repeat_page", route.name, request.method) is not None
