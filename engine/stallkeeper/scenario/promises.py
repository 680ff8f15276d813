"""What an author promised of a step and what came of it in; a sentence for every promise that was not kept out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from stallkeeper.machine.decision import Change, Explanation, Incomplete, NotOffered, Observation
from stallkeeper.machine.trace import Answer
from stallkeeper.orders import Event, Order
from stallkeeper.spec.scenario_spec import Promise, Step
from stallkeeper.words import Status

_ENGINE_FLAGS = frozenset({"unforeseen", "late"})


def broken_promises(
    step: Step, answer: Answer, order: Order | None, events: Iterable[Event], overdue: Iterable[str]
) -> tuple[str, ...]:
    """Every promise of `step` that was not kept, as "expected …, found …". `order` None: it is left out."""
    broken = [*_of_the_order(step.promise, order, events, tuple(overdue)), *_of_the_word(step.promise, answer)]
    if step.verb == "do":
        broken += _of_the_action(step.promise, answer)
    elif step.verb == "ask":
        broken += _of_the_question(step.promise, answer)
    return tuple(broken)


def _of_the_order(
    promise: Promise, order: Order | None, events: Iterable[Event], overdue: tuple[str, ...]
) -> Iterator[str]:
    status = None if order is None else order.status
    if promise.status is not None and promise.status != status:
        found = "left out" if order is None else status or f"unknown ({order.native_status})"
        yield f"expected the status {promise.status}, found {found}"
    if promise.line_statuses is not None:
        yield from _of_the_lines(promise.line_statuses, order)
    yield from _of_the_move(promise, any(event.kind == "unforeseen" for event in events))
    if promise.left_out is not None:
        yield from _yes_or_no("an order left out", promise.left_out, order is None)
    if promise.flags is not None:
        yield from _same("the flags", promise.flags, flags_of(order) - (_ENGINE_FLAGS - set(promise.flags)))
    if promise.overdue is not None:
        yield from _same("the deadlines passed", promise.overdue, overdue)


def _of_the_move(promise: Promise, unforeseen: bool) -> Iterator[str]:
    """A move of which nothing is promised is promised to be foreseen: a `next` that loses it breaks the story."""
    if promise.unforeseen is None and unforeseen:
        yield "expected a foreseen move, found an unforeseen one; add it to next, or announce it with unforeseen: true"
    elif promise.unforeseen is not None:
        yield from _yes_or_no("an unforeseen move", promise.unforeseen, unforeseen)


def _of_the_word(promise: Promise, answer: Answer) -> Iterator[str]:
    """A word that is a flag gives no status either, and is not unknown."""
    if promise.unknown is not None:
        unknown = isinstance(answer, Observation) and answer.left_out is None and answer.unknown_native is not None
        yield from _yes_or_no("an unknown status", promise.unknown, unknown)


def _of_the_lines(promised: tuple[Status, ...], order: Order | None) -> Iterator[str]:
    found = () if order is None else tuple(line.status or "without status" for line in order.report.lines)
    if promised != found:
        yield f"expected the lines to be {_listed(promised)}, found {_listed(found)}"


def _of_the_action(promise: Promise, answer: Answer) -> Iterator[str]:
    """An action of which no refusal is promised is promised to be possible."""
    if promise.refused is not None:
        codes = [reason.code for reason in answer.reasons] if isinstance(answer, NotOffered) else []
        if promise.refused not in codes:
            yield f"expected a refusal because of {promise.refused}, found {_answer_text(answer)}"
    elif promise.missing is not None or promise.wrong is not None:
        yield from _of_the_fields(promise, answer)
    elif not isinstance(answer, Change):
        yield f"expected the action to be possible, found {_answer_text(answer)}"
    else:
        yield from _of_what_is_sent(promise.sends or {}, answer.fields)
        if promise.advice is not None:
            yield from _same("the recommended fields", promise.advice, _recommended(answer))


def _of_the_fields(promise: Promise, answer: Answer) -> Iterator[str]:
    if not isinstance(answer, Incomplete):
        asked = ", ".join((*(promise.missing or ()), *(promise.wrong or ())))
        yield f"expected that nothing is sent because of {asked}, found {_answer_text(answer)}"
        return
    if promise.missing is not None:
        yield from _same("the missing fields", promise.missing, answer.missing)
    if promise.wrong is not None:
        wrong = {reason.field for reason in answer.reasons if reason.field and reason.code != "missing_field"}
        yield from _same("the wrong fields", promise.wrong, wrong)


def _of_what_is_sent(promised: Mapping[str, Any], sent: Mapping[str, Any]) -> Iterator[str]:
    for name, value in promised.items():
        if sent.get(name) != value:
            yield f"expected {name} to be sent as {value}, found {sent.get(name, 'nothing')}"


def _of_the_question(promise: Promise, answer: Answer) -> Iterator[str]:
    if promise.offered is not None and answer != promise.offered:
        yield f"expected the actions {_listed(promise.offered)}, found {_answer_text(answer)}"
    if promise.reasons is not None:
        found = {reason.code for reason in answer.reasons} if isinstance(answer, Explanation) else set()
        yield from _same("the reasons", promise.reasons, found)


def _recommended(answer: Change) -> tuple[str, ...]:
    return tuple(name for advice in answer.advice for name in advice.fields)


def flags_of(order: Order | None) -> frozenset[str]:
    """The flags of the order and of its lines."""
    if order is None:
        return frozenset()
    return frozenset((*order.flags, *(flag for line in order.report.lines for flag in line.flags)))


def _same(what: str, promised: Iterable[str], found: Iterable[str]) -> Iterator[str]:
    expected, seen = sorted(set(promised)), sorted(set(found))
    if expected != seen:
        yield f"expected {what} {_listed(expected)}, found {_listed(seen)}"


def _yes_or_no(what: str, promised: bool, found: bool) -> Iterator[str]:
    if promised != found:
        yield f"expected {what}, found none" if promised else f"expected not {what}, found one"


def _answer_text(answer: Answer) -> str:
    if isinstance(answer, Change):
        return f"that {answer.action} is sent"
    if isinstance(answer, NotOffered | Incomplete):
        return "; ".join(reason.message for reason in answer.reasons) or f"missing: {_listed(_missing(answer))}"
    if isinstance(answer, tuple):
        return _listed(answer)
    return "no such order"


def _missing(answer: NotOffered | Incomplete) -> tuple[str, ...]:
    return answer.missing if isinstance(answer, Incomplete) else ()


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words) or "none"
