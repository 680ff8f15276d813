"""A channel's spec in; a marketplace in memory that shows orders and does what its actions promise, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from stallkeeper.bindings.client import ActionRequest, CarrierEntry, DocumentFile, ListQuery, Outcome, Page
from stallkeeper.clock import Clock
from stallkeeper.errors import ChannelError
from stallkeeper.machine.purpose import CALLED_OFF, purpose_of
from stallkeeper.orders import Budget, ListedValue, Order, OrderReport, Receipt
from stallkeeper.scenario.memory_effect import with_evidence
from stallkeeper.scenario.memory_record import MemoryRecord, with_line_words
from stallkeeper.spec.action_spec import UNCHANGED
from stallkeeper.spec.channel_spec import ChannelSpec, LineDecision


class MemoryClient:
    """Behind the ChannelClient protocol. It lists every order whatever the interval, and agrees to every action."""

    def __init__(self, spec: ChannelSpec, clock: Clock) -> None:
        self._spec = spec
        self._clock = clock
        self._orders: dict[str, OrderReport] = {}
        self.agrees_with: str | None = None
        """The native status that the next action leads to; None: the first of the status it results in."""

    def show(self, report: OrderReport) -> None:
        """From now on the marketplace shows the order like this, modified now."""
        self._orders[report.id] = replace(report, modified_at=self._clock.now())

    def shown(self, order_id: str) -> OrderReport:
        return self._orders[order_id]

    def pages(self, query: ListQuery, resume: str | None = None) -> Iterator[Page]:  # noqa: ARG002  # the protocol's
        records = tuple(MemoryRecord(report) for report in self._orders.values())
        yield Page(1, records, None, None, len(records))

    def fetch(self, order_id: str, *, patient: bool = False) -> MemoryRecord | None:  # noqa: ARG002
        report = self._orders.get(order_id)
        return None if report is None else MemoryRecord(report)

    def send(self, request: ActionRequest) -> Receipt:
        request.before_send()
        report = self._orders.get(request.order.id)
        if report is None:
            raise ChannelError("there is no such order", "not_found")
        shown = after_action(self._spec, report, request.action, request.fields)
        if self.agrees_with:
            shown = moved(self._spec, report, self.agrees_with)
        self.show(self._with_evidence(request, report, shown))
        return Receipt(request.submission)

    def _status(self, report: OrderReport) -> str | None:
        return self._spec.status_of_native().get(report.native_status)

    def _with_evidence(self, request: ActionRequest, report: OrderReport, shown: OrderReport) -> OrderReport:
        """Where it stands does not say what was done if it stood there before, or may come there by other lines."""
        before, now = request.order.status, self._status(shown)
        results = self._spec.actions[request.action].results_from(before or "")
        purpose = purpose_of(results, before)
        elsewhere = purpose == "call_off" and now not in CALLED_OFF
        silent = now == self._status(report) or elsewhere
        return with_evidence(shown, purpose, request.fields) if silent else shown

    def acknowledge(self, order_ids: tuple[str, ...]) -> None:
        """Nothing comes again."""

    def values(self, name: str) -> tuple[ListedValue, ...]:  # noqa: ARG002  # the protocol's
        """No list is given: the values that the spec holds stand for it."""
        raise ChannelError("a simulated marketplace gives no lists", "permanent")

    def budgets(self) -> tuple[Budget, ...]:
        """Nothing limits how often it is asked."""
        return ()

    def carriers(self) -> tuple[CarrierEntry, ...]:
        known = self._spec.carriers.known if self._spec.carriers else ()
        return tuple(CarrierEntry(each.code, each.name, each.tracking_url) for each in known)

    def outcome(self, action: str, order_id: str, reference: str) -> Outcome:  # noqa: ARG002  # the protocol's
        return Outcome("done")

    def upload(self, order: Order, name: str, file: DocumentFile) -> Receipt:  # noqa: ARG002  # the protocol's
        return Receipt()

    def is_listed(self, order: Order, name: str, file_name: str) -> bool | None:  # noqa: ARG002  # the protocol's
        return None

    def documents(self, order_id: str, name: str) -> tuple[DocumentFile, ...]:  # noqa: ARG002  # the protocol's
        return ()

    def close(self) -> None:
        """Nothing is open."""


def after_action(spec: ChannelSpec, report: OrderReport, action: str, fields: Mapping[str, Any]) -> OrderReport:
    """The order as the marketplace shows it once it has agreed: at the first status that the action results in.

    Where that status has no native word, the lines take the word that decides it; a named line alone takes it, and an
    order with other lines is then only partly refunded.
    """
    line = fields.get("line")
    named = {each.id for each in report.lines if each.id == line} or {each.id for each in report.lines}
    target = _target(spec, action, partly=len(named) < len(report.lines))
    if target == UNCHANGED:
        return report
    status = spec.statuses.get(target)
    if status is not None and status.native:
        return moved(spec, report, status.native[0])
    word = _line_word(spec, target)
    return report if word is None else with_line_words(report, dict.fromkeys(named, word))


def moved(spec: ChannelSpec, report: OrderReport, native: str) -> OrderReport:
    """The order with another native word, and the lines that said the same as the one before, with theirs."""
    meant = spec.status_of_native()
    said = {**meant, **spec.lines.statuses}
    own = next((word for word, status in spec.lines.statuses.items() if status == meant.get(native)), native)
    words = {
        line.id: native if line.native_status == report.native_status else own
        for line in report.lines
        if line.native_status and said.get(line.native_status) == meant.get(report.native_status)
    }
    return with_line_words(replace(report, native_status=native), words)


def _target(spec: ChannelSpec, action: str, *, partly: bool) -> str:
    results = spec.actions[action].results_in
    if partly and "partial_refunded" in results and spec.statuses["partial_refunded"].native:
        return "partial_refunded"
    return results[0]


def _line_word(spec: ChannelSpec, status: str) -> str | None:
    """The first native word of a line by which the lines decide that the order has `status`."""
    rules = (rule for rule in spec.lines.decide if rule.status == status)
    return next((word for rule in rules for word in _words(spec, rule)), None)


def _words(spec: ChannelSpec, rule: LineDecision) -> Iterator[str]:
    return (word for word, status in spec.lines.statuses.items() if status == rule.line_status)
