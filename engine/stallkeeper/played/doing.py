"""A request that acts on orders in; what is answered now, and what is done now or by an asynchronous process, out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from stallkeeper.played.act import Manner, Result, act
from stallkeeper.played.answering import conclude, fill, refuse, words_of
from stallkeeper.played.exchange import Answer, Request
from stallkeeper.played.faults import Faults
from stallkeeper.played.jobs import Ended, Job, JobForm, Jobs, failing
from stallkeeper.played.kept_file import KeptFile, read_file
from stallkeeper.played.play_spec import Route
from stallkeeper.played.refusal import Refusal
from stallkeeper.played.template import as_text
from stallkeeper.played.tree_path import read
from stallkeeper.played.world import World


class Doing:
    """What routes do: to orders, with files, and what waits to be done."""

    def __init__(self, world: World, faults: Faults, jobs: Jobs) -> None:
        self._world, self._play = world, world.play
        self._faults, self._jobs = faults, jobs
        self._answered: dict[tuple[str, str], Answer] = {}

    def act(self, route: Route, names: dict[str, Any], request: Request) -> Answer:
        """Do what is asked, once; a request that says it is the same as an earlier one gets the earlier answer."""
        assert route.acts is not None
        once = route.acts.once
        key = (route.name, as_text(read(names.get(once.root), once.path)) if once else "")
        if key[1] and key in self._answered:
            return replace(self._answered[key], acted=False)
        answer = self._done(route, names, request)
        if key[1] and (answer.acted or route.job is not None):
            self._answered[key] = answer
        return answer

    def keep(self, route: Route, names: dict[str, Any], order_id: str, *, really: bool = True) -> Refusal | None:
        """Keep the file that the request brought, if the route is there for that."""
        if route.keeps is None:
            return None
        found = read_file(route.keeps, names)
        if found is None:
            return Refusal("value", "file", order_id)
        if really:
            now = self._world.time.real_now()
            self._world.files.append(KeptFile(order_id, route.name, found[0], found[1], now, found[2]))
        return None

    def start(self, route: Route, form: JobForm, request: Request) -> Job:
        """A process that has nothing to do but to take its time."""
        fault = self._faults.take("fail_job", route.name, request.method)
        return self._jobs.start(route.name, form, self._world.time.now(), lambda: failing(fault) if fault else Ended())

    def _done(self, route: Route, names: dict[str, Any], request: Request) -> Answer:
        assert route.acts is not None and route.outcome is not None
        no_file = self.keep(route, names, "", really=False)
        if no_file is not None:
            return refuse(self._play, no_file, names, route.error)
        if route.job is not None:
            return self._later(route, route.job, names, request)
        by_item = route.outcome.refused is not None and route.acts.each is not None
        fails = by_item and self._faults.take("fail_item", route.name, request.method) is not None
        manner = Manner(self._swallows(route, request), fails_first=fails)
        results = act(self._world, route.acts, names, request.digest(), manner)
        self._keep_for(route, names, results)
        return conclude(self._play, route.outcome, results, names, route.error)

    def _swallows(self, route: Route, request: Request) -> Callable[[], bool]:
        """Whether what could be done now is answered as done and never happens."""
        return lambda: self._faults.take("swallow_next", route.name, request.method) is not None

    def _keep_for(self, route: Route, names: dict[str, Any], results: Sequence[Result]) -> None:
        done = next((result for result in results if result.refusal is None and not result.swallowed), None)
        if done is not None:
            self.keep(route, names, as_text(read(done.names.get("order"), self._play.order.id)))

    def _later(self, route: Route, form: JobForm, names: dict[str, Any], request: Request) -> Answer:
        assert route.acts is not None and route.outcome is not None
        acts = route.acts
        checked = act(self._world, acts, names, "", Manner(really=False)) if form.checks else []
        if any(result.refusal is not None for result in checked):
            return conclude(self._play, route.outcome, checked, names, route.error)
        fault = self._faults.take("fail_job", route.name, request.method)

        def finish() -> Ended:
            return failing(fault) if fault else self._finish(route, names, request)

        job = self._jobs.start(route.name, form, self._world.time.now(), finish)
        job.lost = self._faults.take("lose_job", route.name, request.method) is not None
        job.order_id = as_text(read({**names, "item": names.get("body")}.get(acts.order.root), acts.order.path))
        return fill(route.outcome.done, {**names, "job": job.told()})

    def _finish(self, route: Route, names: dict[str, Any], request: Request) -> Ended:
        assert route.acts is not None and route.outcome is not None
        names = {**names, "now": self._play.time.write(self._world.time.real_now())}
        results = act(self._world, route.acts, names, request.digest(), Manner(self._swallows(route, request)))
        self._keep_for(route, names, results)
        refused = next((result for result in results if result.refusal is not None), None)
        told = conclude(self._play, route.outcome, results, names, route.error).results
        if refused is None or refused.refusal is None:
            return Ended(None, told)
        return Ended(as_text(words_of(self._play, refused.refusal, refused.names)["message"]), told)
