"""What the engine tells in, OpenTelemetry's spans and metrics out. The only importer of opentelemetry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stallkeeper.errors import UsageError
from stallkeeper.runtime.progress import (
    DeadlinePassed,
    ErrorCaught,
    IncidentRaised,
    PageStored,
    Progress,
    SubmissionMoved,
    SweepEnded,
    SweepStarted,
)
from stallkeeper.telemetry.telling import Told, is_worrying, name_of, told_of

if TYPE_CHECKING:
    from opentelemetry.metrics import MeterProvider
    from opentelemetry.trace import Span, TracerProvider

_NAME = "stallkeeper"
_COUNTS = ("created", "changed", "unchanged", "left_out")


class Telemetry:
    """A listener for `on_progress`: a span for each sweep and each time an action is sent, and counters.

    It uses the providers of the process where none are given; without any that the process has set up, OpenTelemetry
    drops everything. Raises UsageError where the package `opentelemetry-api` is not installed.
    """

    def __init__(
        self, tracer_provider: TracerProvider | None = None, meter_provider: MeterProvider | None = None
    ) -> None:
        try:
            from opentelemetry import metrics, trace
        except ModuleNotFoundError:
            raise UsageError(
                "traces and metrics need a further package: install it with `pip install 'stallkeeper[telemetry]'`"
            ) from None
        self._tracer = trace.get_tracer(_NAME, tracer_provider=tracer_provider)
        self._failed = trace.Status(trace.StatusCode.ERROR)
        meter = metrics.get_meter(_NAME, meter_provider=meter_provider)
        self._counters = {
            name: meter.create_counter(f"{_NAME}.{name}", unit, sentence)
            for name, unit, sentence in (
                ("pages", "{page}", "Pages stored."),
                ("orders", "{order}", "Orders in stored pages, by what became of each."),
                ("sweeps", "{sweep}", "Sweeps that ended, by state."),
                ("submissions", "{submission}", "Submissions that took another state."),
                ("deadlines", "{deadline}", "Deadlines that passed."),
                ("incidents", "{incident}", "Incidents raised, each time they came up."),
                ("errors", "{error}", "Errors that became part of a result."),
            )
        }
        self._open: dict[tuple[str, ...], Span] = {}

    def __call__(self, event: Progress) -> None:
        told = told_of(event)
        match event:
            case SweepStarted(account, window):
                self._begin(("sweep", account, window), told)
            case PageStored(account, window):
                self._count_page(event)
                span = self._open.get(("sweep", account, window))
                if span is not None:
                    span.add_event(name_of(event), _named(told))
            case SweepEnded(account, window, state):
                self._count("sweeps", {"account": account, "window": window, "state": state})
                self._end(("sweep", account, window), told, failed=is_worrying(event))
            case SubmissionMoved(account, submission, _, action, state):
                self._count("submissions", {"account": account, "action": action, "state": state})
                self._end(("submission", submission), told, failed=is_worrying(event))
                if state == "sending":
                    self._begin(("submission", submission), told)
            case DeadlinePassed(account, _, rule):
                self._count("deadlines", {"account": account, "rule": rule})
            case IncidentRaised(account, kind):
                self._count("incidents", {"account": account, "kind": kind})
            case ErrorCaught():
                self._count("errors", told)

    def _begin(self, key: tuple[str, ...], told: Told) -> None:
        span = self._tracer.start_span(f"{_NAME}.{key[0]}", attributes=_named(told))
        self._open[key] = span

    def _end(self, key: tuple[str, ...], told: Told, *, failed: bool) -> None:
        span = self._open.pop(key, None)
        if span is None:
            return
        span.set_attributes(_named(told))
        if failed:
            span.set_status(self._failed)
        span.end()

    def _count_page(self, page: PageStored) -> None:
        self._count("pages", {"account": page.account, "window": page.window})
        for change in _COUNTS:
            count = getattr(page, change)
            if count:
                self._count("orders", {"account": page.account, "change": change}, count)

    def _count(self, counter: str, by_what: Told, number: int = 1) -> None:
        self._counters[counter].add(number, _named(by_what))


def _named(told: Told) -> dict[str, str | int | bool]:
    return {f"{_NAME}.{name}": value for name, value in told.items()}
