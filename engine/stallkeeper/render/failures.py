"""Errors go in, one paragraph for each cause with all that it struck comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stallkeeper.orders import Failure
from stallkeeper.render.pen import printable

_SHOWN = 5


def failures_text(failures: Iterable[Failure]) -> str:
    """The cause that struck most comes first."""
    causes: dict[tuple[str, str, str], list[Failure]] = {}
    for failure in failures:
        causes.setdefault(failure.cause, []).append(failure)
    largest_first = sorted(causes.items(), key=lambda each: -len(each[1]))
    return "".join(f"{line}\n" for cause, struck in largest_first for line in _paragraph(cause, struck))


def _paragraph(cause: tuple[str, str, str], struck: list[Failure]) -> Iterator[str]:
    """One alone is told in its own words, whose order and command can be taken as they stand."""
    account, kind, words = cause
    if len(struck) == 1:
        words = struck[0].message
    yield f"{account}  {kind}  {len(struck)} time{'s' if len(struck) != 1 else ''}: {printable(words)}"
    for failure in struck[:_SHOWN]:
        again = f", again at {failure.next_attempt_at:%Y-%m-%d %H:%M:%S}" if failure.next_attempt_at else ""
        tries = f"{failure.attempts} attempt{'s' if failure.attempts != 1 else ''}"
        yield f"  {printable(failure.id)}  {printable(failure.subject)}, {tries}{again}"
    if len(struck) > _SHOWN:
        yield f"  and {len(struck) - _SHOWN} more"
