"""A channel's name in; a verdict for each of its mutants, or for a sample of them, out; on two processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from random import Random

from tests.mutants.garble import Mutant
from tests.mutants.judges import Court, Verdict
from tests.mutants.stage import Stage, opened

_stages: list[Stage] = []
_courts: list[Court] = []


def mutants_of(channel: str) -> tuple[Mutant, ...]:
    """Every mutant of a channel."""
    with opened(channel) as stage:
        return stage.mutants()


def sampled(mutants: Sequence[Mutant], count: int | None, seed: int) -> tuple[Mutant, ...]:
    """So many of them, drawn by the seed; all where no number is given."""
    if count is None or count >= len(mutants):
        return tuple(mutants)
    return tuple(sorted(Random(seed).sample(list(mutants), count), key=lambda each: each.id))


def verdicts(
    channel: str, mutants: Sequence[Mutant], processes: int = 2, tell: Callable[[int], None] = lambda _: None
) -> tuple[Verdict, ...]:
    """One verdict for each mutant, in the same order, however many processes work."""
    found = []
    for number, verdict in enumerate(_each(channel, mutants, processes), 1):
        found.append(verdict)
        tell(number)
    return tuple(found)


def _each(channel: str, mutants: Sequence[Mutant], processes: int) -> Iterator[Verdict]:
    if processes == 1:
        with opened(channel) as stage:
            court = Court(stage)
            yield from map(court.judge, mutants)
        return
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes, initializer=_begin, initargs=(channel,)) as pool:
        yield from pool.imap(_judge, mutants, chunksize=4)


def _begin(channel: str) -> None:
    stack = ExitStack()
    _stages.append(stack.enter_context(opened(channel)))
    multiprocessing.util.Finalize(None, stack.close, exitpriority=10)


def _judge(mutant: Mutant) -> Verdict:
    """The court is opened here and not in `_begin`: a pool starts a worker that fails to begin again and again."""
    if not _courts:
        _courts.append(Court(_stages[0]))
    return _courts[0].judge(mutant)
