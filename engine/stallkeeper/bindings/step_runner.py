"""The steps of an action or an upload in, their requests sent in order, and one receipt for all of them out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from stallkeeper.bindings.answers import Judge, Read
from stallkeeper.bindings.bodies import Outgoing
from stallkeeper.bindings.call_log import Call, CallLog, CallResult
from stallkeeper.bindings.context import Context
from stallkeeper.bindings.rendering import Unsendable, holds, picked_lines
from stallkeeper.bindings.session import Session
from stallkeeper.errors import RETRYABLE, ChannelError
from stallkeeper.orders import OrderLine, Receipt, RefusedLine
from stallkeeper.spec.action_binding import StepSpec
from stallkeeper.spec.conditions import Condition
from stallkeeper.spec.request_spec import AnswerSpec
from stallkeeper.text.paths import texts

RESEND_WITHIN = timedelta(minutes=5)
"""After a call's first attempt: later than this the submission may soon be taken for left behind, and is not ours."""

DONE_BY_ANOTHER = "the marketplace says that this was done already, which was not by this: it was never sent before"
_LONGEST_KEPT = 500
_OVER = frozenset({"canceled", "refused"})
"""Line statuses at which a fan-out leaves a line alone."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A step's call for a line, or for the whole order."""

    step: StepSpec
    key: str
    line: OrderLine | None = None


@dataclass(slots=True)
class StepRunner:
    """Sends what is not settled yet, and writes each answer down before the next request leaves."""

    session: Session
    steps: tuple[StepSpec, ...]
    context: Callable[[], Context]
    """The names of the requests, made anew for each."""
    judge: Callable[[AnswerSpec], Judge]
    order_id: str
    log: CallLog
    before_send: Callable[[], None]
    remembers: bool = True
    """False: one request alone, of which the caller remembers all there is."""
    believes_done_already: bool = True
    """Whether "done already" can be about this action: where no order shows it and it has not been sent before, it is
    about another one like it, such as a refund of another amount."""
    _begun: bool = field(default=False, init=False)

    def run(self) -> Receipt:
        """Raises ChannelError where a step is refused or in doubt; lines of which some went are no error."""
        self._rehearse()
        receipt = Receipt()
        for at, step in enumerate(self.steps):
            calls = list(self._calls(step))
            for place, planned in enumerate(calls):
                last = place == len(calls) - 1 and not any(self._happens(later) for later in self.steps[at + 1 :])
                receipt = self._step(planned, last, receipt, waits=place == 0 and at > 0)
            if any(self._refused(planned) for planned in calls):
                return self._in_part(calls, receipt)
        return receipt

    def _step(self, planned: Planned, last: bool, before: Receipt, *, waits: bool) -> Receipt:
        known = self.log.results().get(planned.key)
        if known is None or self._is_old(planned.step):
            if waits and planned.step.after is not None:
                self.session.clock.sleep(planned.step.after.total_seconds())
            line = planned.line.id if planned.line is not None else None
            call = Call(planned.key, line, last, bool(planned.step.keep))
            known = self._settled(call, planned)
        reference = known.reference or before.reference
        return Receipt(reference=reference, already_done=known.kind == "already_done" and len(self.steps) == 1)

    def _settled(self, call: Call, planned: Planned) -> CallResult:
        try:
            receipt, read = self._sent(call, planned)
            if receipt.already_done and not self.believes_done_already:
                raise ChannelError(DONE_BY_ANOTHER, "state_conflict")
        except ChannelError as error:
            if planned.line is None or error.doubtful or error.kind in (*RETRYABLE, "auth"):
                raise self._told(error, planned) from None
            result = CallResult(line=call.line, refused=str(error), kind=error.kind)
        else:
            kind = "already_done" if receipt.already_done else None
            kept, reads = _kept(planned.step, read), planned.step.request.only_reads
            result = CallResult(kept, receipt.reference, call.line, kind=kind, reads=reads)  # type: ignore[arg-type]
        if self.remembers:
            self.log.settled(call, result)
        return result

    def _sent(self, call: Call, planned: Planned) -> tuple[Receipt, Read]:
        """Send it once. Only a refusal of the token is answered by sending again, with a new one."""
        outgoing = self._built(planned)
        self.session.turn(outgoing)
        self._announce(call)
        announced = self.session.clock.now()
        token = self.session.current_token()
        try:
            return self._exchanged(outgoing, planned)
        except ChannelError as error:
            if not self.session.may_resend(error):
                raise
            refusal = error
        self.session.renew(token)
        outgoing = self._built(planned)
        if self.session.clock.now() - announced > RESEND_WITHIN:
            raise refusal
        return self._exchanged(outgoing, planned)

    def _announce(self, call: Call) -> None:
        if not self._begun:
            self.before_send()
            self._begun = True
        if self.remembers:
            self.log.leaving(call)

    def _exchanged(self, outgoing: Outgoing, planned: Planned) -> tuple[Receipt, Read]:
        judge = self.judge(planned.step.answer)
        return judge.taken(self.session.exchange(outgoing, effectful=True), self.order_id)

    # Which calls there are

    def _is_old(self, step: StepSpec) -> bool:
        """Whether what it read may be of long ago, and nothing was done with it yet: a revision, say."""
        if not step.request.only_reads:
            return False
        went = {key.partition("/")[0] for key, result in self.log.results().items() if result.refused is None}
        later = self.steps[self.steps.index(step) + 1 :]
        return not any(each.name in went and not each.request.only_reads for each in later)

    def _calls(self, step: StepSpec) -> Iterator[Planned]:
        context = self.context().within(kept=self._kept(None))
        of_order, of_line = _parted(step.conditions)
        if not holds(of_order, context):
            return
        if not step.each_line:
            yield Planned(step, step.name)
            return
        seen: dict[str, int] = {}
        for line in self._lines(step, context, of_line):
            seen[line.id] = seen.get(line.id, 0) + 1
            twin = f"#{seen[line.id]}" if seen[line.id] > 1 else ""
            yield Planned(step, f"{step.name}/{line.id}{twin}", line)

    def _lines(self, step: StepSpec, context: Context, of_line: tuple[Condition, ...]) -> list[OrderLine]:
        """Those that are left. Where none is, an earlier attempt has dealt with them, or there was never any."""
        found = _lines(context, of_line)
        if not found and not any(key.startswith(f"{step.name}/") for key in self.log.results()):
            raise ChannelError("the request cannot be built: the order has no line left for it", "validation")
        return found

    def _happens(self, step: StepSpec) -> bool:
        return holds(_parted(step.conditions)[0], self.context().within(kept=self._kept(None)))

    def _kept(self, line: str | None) -> Mapping[str, str]:
        """What earlier calls kept: those for the whole order, and those for this line."""
        found: dict[str, str] = {}
        for result in self.log.results().values():
            if result.line is None or result.line == line:
                found |= result.kept
        return found

    def _built(self, planned: Planned) -> Outgoing:
        line = planned.line
        context = self.context().within(kept=self._kept(line.id if line else None), line=line)
        return self.session.build(planned.step.request, context)

    def _rehearse(self) -> None:
        """Build what needs nothing of an earlier answer: a value that is missing shows before the first byte leaves."""
        if len(self.steps) == 1 and not self.steps[0].each_line:
            return
        for step in self.steps:
            if not step.request.uses_kept:
                for planned in self._calls(step):
                    self._built(planned)

    # What is told

    def _refused(self, planned: Planned) -> bool:
        result = self.log.results().get(planned.key)
        return result is not None and result.refused is not None

    def _in_part(self, calls: list[Planned], receipt: Receipt) -> Receipt:
        """Some lines were refused. Where none went, now or before, that is a refusal of the whole."""
        of_step = f"{calls[0].step.name}/"  # a line that went before may not be among the calls any more
        settled = {key: result for key, result in self.log.results().items() if key.startswith(of_step)}
        results = {result.line: result for result in settled.values() if result.line is not None}
        went = tuple(line for line, result in results.items() if result.refused is None)
        refused = tuple(
            RefusedLine(line, result.kind or "unknown", result.refused)
            for line, result in results.items()
            if result.refused is not None
        )
        if not went:
            raise ChannelError(refused[0].why, refused[0].kind)
        return Receipt(receipt.reference, went=went, refused=refused)

    def _told(self, error: ChannelError, planned: Planned) -> ChannelError:
        """The error with the step it met, and what had been taken before."""
        if not self.remembers:
            return error
        taken = [key for key, result in self.log.results().items() if result.refused is None]
        before = f" (taken before: {', '.join(taken[:5])})" if taken else ""
        return ChannelError(
            f"step {planned.key}: {error}{before}",
            error.kind,
            doubtful=error.doubtful,
            retry_after=error.retry_after,
            code=error.code,
            http_status=error.http_status,
        )


def _parted(conditions: tuple[Condition, ...]) -> tuple[tuple[Condition, ...], tuple[Condition, ...]]:
    """What has to hold for a step to happen at all, and what says which lines it is about."""
    of_line = tuple(each for each in conditions if each.name.startswith("line."))
    return tuple(each for each in conditions if each not in of_line), of_line


def _lines(context: Context, conditions: tuple[Condition, ...]) -> list[OrderLine]:
    """The lines of a fan-out: the one that the field `line` names, or all that are still to be dealt with."""
    try:
        lines = picked_lines(context, "line")
    except Unsendable as error:
        raise ChannelError(f"the request cannot be built: {error}", "validation") from None
    if context.fields.get("line") is None:
        lines = [line for line in lines if line.quantity > 0 and line.status not in _OVER]
    return [line for line in lines if holds(conditions, context.within(line=line))]


def _kept(step: StepSpec, read: Read) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, path in step.keep:
        values = texts(read.root if path.startswith("/") else read.data, (path,))
        if values and len(values[0]) <= _LONGEST_KEPT:
            found[name] = values[0]
    return found
