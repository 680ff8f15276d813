"""The statuses of a description in, ours out: native words once each, moves guessed from the general life."""

from __future__ import annotations

from collections.abc import Iterable

from stallkeeper.authoring.marketplaces.entry import Entry
from stallkeeper.text.source import Path
from stallkeeper.text.wording import did_you_mean, quoted
from stallkeeper.words import STATUSES


def native_words(statuses: Entry) -> dict[str, list[str]]:
    """Canonical status -> its native words. A word under two statuses is under neither, and told."""
    found: dict[str, list[str]] = {}
    first: dict[str, tuple[str, Path]] = {}
    twice: set[str] = set()
    for status, listed in statuses.members():
        if status not in STATUSES:
            hint = did_you_mean(status, STATUSES) or "map its words to one of ours by hand"
            statuses.findings.unknown(listed.path, f"{quoted(status)} is no canonical status", hint)
            continue
        words = found.setdefault(status, [])
        for word, path in listed.words():
            if word in words:
                continue
            if word in first:
                twice.add(word)
                where = first[word][0]
                message = f"the native status {quoted(word)} stands under {where} and under {status}"
                hint = "it was left out of both: write it where the marketplace means it"
                statuses.findings.contradictory(path, message, hint)
            else:
                first[word] = (status, path)
                words.append(word)
    return {status: [word for word in words if word not in twice] for status, words in found.items()}


def moves(statuses: Iterable[str], results: dict[str, list[str]]) -> tuple[dict[str, list[str]], list[str]]:
    """Where an order may go by itself, and where it may start: as the general life has it, every status reached.

    `results` holds, for each status, what actions offered there lead to.
    """
    known = list(statuses)
    goes_on = {status: _onward(status, known) for status in known}
    led_to = {status for targets in (*goes_on.values(), *results.values()) for status in targets}
    starts = [status for status in known if status not in led_to] or known[:1]
    while missing := [status for status in known if status not in _reached(starts, goes_on, results)]:
        starts.append(missing[0])
    return goes_on, sorted(starts, key=known.index)


def _onward(status: str, known: list[str]) -> list[str]:
    """The nearest statuses of the general life that this marketplace has."""
    found: list[str] = []
    waiting, seen = [*STATUSES[status].moves_to], {status}
    while waiting:
        target = waiting.pop(0)
        if target in seen:
            continue
        seen.add(target)
        if target in known:
            found.append(target)
        else:
            waiting += STATUSES[target].moves_to
    return found


def _reached(starts: list[str], *ways: dict[str, list[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = list(starts)
    while waiting:
        status = waiting.pop()
        if status not in reached:
            reached.add(status)
            waiting += [target for way in ways for target in way.get(status, [])]
    return reached
