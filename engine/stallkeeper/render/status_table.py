"""A channel's statuses go in, the rows of its status table come out, in the shape of the marketplaces' help pages."""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.render.assumed import Marks
from stallkeeper.render.pen import Pen, Safe, joined, listed
from stallkeeper.render.sentences import action_lines, codes, deadline_sentence
from stallkeeper.spec.action_spec import UNCHANGED
from stallkeeper.spec.channel_spec import ActionSpec, ChannelSpec, StatusSpec

BREAK = "<br>"


def status_rows(pen: Pen, spec: ChannelSpec, marks: Marks) -> tuple[tuple[Safe, Safe, Safe], ...]:
    """(canonical status, the marketplace's words, what may be done or happens by itself), in the author's order."""
    return tuple(
        (_status(pen, spec, status, marks), _native(pen, spec, status, marks), _actions(pen, spec, status, marks))
        for status in spec.statuses.values()
    )


def _status(pen: Pen, spec: ChannelSpec, status: StatusSpec, marks: Marks) -> Safe:
    starts = f"{BREAK}an order may start here{marks.at('starts_at')}" if status.status in spec.starts_at else ""
    return Safe(f"{pen.code(status.status)}{marks.at('statuses', status.status)}{starts}")


def _native(pen: Pen, spec: ChannelSpec, status: StatusSpec, marks: Marks) -> Safe:
    """The marketplace's heading and words; a gate is marked at its word."""
    gate = f" (gate){marks.within('gates')}"
    words = [Safe(f"{pen.code(word)}{gate if word in spec.gates else ''}") for word in status.native]
    words += [Safe(f"{pen.code(word)} (on lines)") for word, on in spec.lines.statuses.items() if on == status.status]
    title = [Safe(f"{pen.text(status.title)}:")] if status.title and words else []
    alone = [pen.text(status.title)] if status.title and not words else []
    shown = title + alone + words or [Safe("no word of its own")]
    return Safe(f"{joined(shown, BREAK)}{marks.at('statuses', status.status, 'native')}")


def _actions(pen: Pen, spec: ChannelSpec, status: StatusSpec, marks: Marks) -> Safe:
    lines = list(_action_lines(pen, spec, status, marks)) or [Safe("No action available.")]
    return joined([*lines, *_by_itself(pen, status, marks)], BREAK)


def _action_lines(pen: Pen, spec: ChannelSpec, status: StatusSpec, marks: Marks) -> Iterator[Safe]:
    mark = marks.at("statuses", status.status, "actions")
    for name in status.actions:
        action = spec.actions[name]
        yield Safe(f"{_heading(pen, action)}{marks.within('actions', name)}{mark}")
        yield from (Safe(f"&nbsp;• {line}") for line in action_lines(pen, spec, action))


def _heading(pen: Pen, action: ActionSpec) -> Safe:
    label = f" ({pen.text(action.label)})" if action.label else ""
    return Safe(f"{pen.code(action.name)}{label} → {results(pen, action)}")


def results(pen: Pen, action: ActionSpec) -> Safe:
    """What an action leads to; where the order may stay as it is, that is said in words."""
    told = [Safe("the status stays") if each == UNCHANGED else pen.code(each) for each in action.results_in]
    return listed(told, "or")


def _by_itself(pen: Pen, status: StatusSpec, marks: Marks) -> Iterator[Safe]:
    """Moves that need no seller: the marketplace's own, automatic ones, deadlines."""
    name = status.status
    if status.next:
        mark = marks.at("statuses", name, "next")
        yield Safe(f"The marketplace may move it to {codes(pen, status.next, 'or')}.{mark}")
    if status.advances_to is not None:
        yield Safe(
            f"It goes on to {pen.code(status.advances_to)} by itself.{marks.within('statuses', name, 'advances')}"
        )
    if status.deadline is not None:
        sentence = deadline_sentence(pen, status.deadline)
        yield Safe(f"{sentence}{marks.within('statuses', name, 'deadline')}")
