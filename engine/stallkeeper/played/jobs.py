"""What a request asked for in, done later out: asynchronous processes that are polled until they are through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from stallkeeper.played.faults import Fault


@dataclass(frozen=True, slots=True)
class JobForm:
    """How a route answers later: how many polls say that it waits, after how long it is through even without polls."""

    polls: int
    after: timedelta
    kept: timedelta | None
    checks: bool
    waiting: str
    done: str
    failed: str


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of a job: nothing wrong, or the marketplace's sentence on what was."""

    message: str | None = None
    results: tuple[Any, ...] = ()


@dataclass(slots=True)
class Job:
    """One asynchronous process. `finish` does what was asked for; it is called once."""

    id: str
    route: str
    form: JobForm
    due: datetime
    finish: Callable[[], Ended]
    order_id: str = ""
    records: list[Any] | None = None
    polls: int = 0
    ended: Ended | None = None
    gone: datetime | None = None
    lost: bool = False
    """It never comes to its end."""

    def told(self) -> dict[str, Any]:
        """What an answer may say of it: a name `job`."""
        ended = self.ended
        word = self.form.waiting if ended is None else self.form.done if ended.message is None else self.form.failed
        return {
            "id": self.id,
            "route": self.route,
            "order": self.order_id,
            "status": word,
            "message": ended.message if ended else None,
            "results": list(ended.results) if ended else [],
            "done": ended is not None and ended.message is None,
        }


@dataclass(slots=True)
class Jobs:
    """Every asynchronous process of one played marketplace."""

    stuck: Callable[[], bool] = lambda: False
    """Whether nothing comes to its end."""
    _jobs: dict[str, Job] = field(default_factory=dict)

    def start(self, route: str, form: JobForm, now: datetime, finish: Callable[[], Ended]) -> Job:
        """A process that has not begun; `now` is the marketplace's time."""
        job = Job(str(7000 + len(self._jobs) + 1), route, form, now + form.after, finish)
        self._jobs[job.id] = job
        return job

    def all(self) -> tuple[Job, ...]:
        """Every process, oldest first."""
        return tuple(self._jobs.values())

    def ask(self, job_id: str, now: datetime, *, poll: bool = True) -> Job | None:
        """The process, after one more poll where it is one; None where there is none, or where it was forgotten."""
        job = self._jobs.get(job_id)
        if job is None or (job.gone is not None and now >= job.gone):
            return None
        job.polls += poll
        if job.ended is None and job.polls > job.form.polls:
            self._end(job, now)
        return job

    def advance(self, now: datetime) -> None:
        """End what is through by now."""
        for job in self._jobs.values():
            if job.ended is None and job.due <= now:
                self._end(job, now)

    def _end(self, job: Job, now: datetime) -> None:
        if self.stuck() or job.lost:
            return
        job.ended = job.finish()
        job.gone = now + job.form.kept if job.form.kept else None


def failing(fault: Fault) -> Ended:
    """What comes of a process that a test lets fail."""
    return Ended(str(fault.settings.get("message", "the process failed")))
