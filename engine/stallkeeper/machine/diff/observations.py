"""Two machines in, every way in which they understand a report differently out: words, lines, moves, whose it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations_with_replacement
from types import MappingProxyType
from typing import Any

from stallkeeper.machine.decision import Observation
from stallkeeper.machine.diff.cases import (
    ANOTHER_WORD,
    NOTHING,
    Sides,
    assignments,
    held,
    report_of,
    split,
)
from stallkeeper.machine.diff.difference import Broken, Difference, Kind, Witness
from stallkeeper.machine.diff.tally import Tally, said
from stallkeeper.machine.observe import observe
from stallkeeper.spec.conditions import Condition

STORED: tuple[Broken, ...] = ("stored orders",)


def compare_observations(sides: Sides, tally: Tally) -> None:
    """Everything that `observe` says, on first sight and afterwards."""
    for word in (*sides.words, ANOTHER_WORD):
        _word(sides, tally, word)
    for word in _line_words(sides):
        _line_word(sides, tally, word)
    _lines(sides, tally)
    _ours(sides, tally)
    _moves(sides, tally)


def _both(sides: Sides, tally: Tally, *report: Any, at: str | None = None) -> tuple[Observation, Observation]:
    tally.count()
    said_now = report_of(*report)
    before = held(at, report_of(ANOTHER_WORD)) if at is not None else None
    old, new = (observe(side, before, said_now) for side in sides)
    return old, new


def _word(sides: Sides, tally: Tally, word: str) -> None:
    old, new = _both(sides, tally, word)
    if _told(old) != _told(new):
        kind, message, breaks = _of_word(word, old, new)
        place = tally.place("statuses", new.status or old.status or "")
        witness = Witness(None, word, _meaning(old), _meaning(new))
        tally.add(Difference(kind, f"native.{word}", message, place, breaks, witness=witness))
    elif sides.ships_itself():
        _shipped_for_us(sides, tally, word)


def _shipped_for_us(sides: Sides, tally: Tally, word: str) -> None:
    """A word that means the same in the seller's own orders, and not in those that the marketplace ships."""
    order = {"fulfilled_by_channel": True}
    old, new = _both(sides, tally, word, order)
    if _told(old) != _told(new):
        message = f"an order that the marketplace ships is {_meaning(new)} at {word}, not {_meaning(old)}"
        place = tally.place("fulfilled_by_channel")
        witness = Witness(None, word, _meaning(old), _meaning(new), MappingProxyType(order))
        tally.add(Difference("rule-changed", "fulfilled_by_channel", message, place, witness=witness))


def _told(seen: Observation) -> tuple[Any, ...]:
    return seen.status, seen.flags, seen.unknown_native is None, seen.path, seen.foreseen


def _of_word(word: str, old: Observation, new: Observation) -> tuple[Kind, str, tuple[Broken, ...]]:
    if old.unknown_native is not None and new.unknown_native is None:
        return "word-added", f"{word} is now understood: {_meaning(new)}", ()
    if new.unknown_native is not None and old.unknown_native is None:
        return "word-removed", f"{word} is no longer understood; it meant {_meaning(old)}", STORED
    return "word-changed", f"{word} means {_meaning(new)}, not {_meaning(old)}", STORED


def _meaning(seen: Observation) -> str:
    """What a report means, as a clause."""
    flags = f" with the flag {', '.join(seen.flags)}" if seen.flags else ""
    unforeseen = "" if seen.foreseen else ", unforeseen"
    onward = [status for status in seen.path[1:-1] if len(seen.path) > 2]
    by_way = f" by way of {', '.join(onward)}" if onward else ""
    status = "unknown" if seen.unknown_native is not None else seen.status or "no status"
    return f"{status}{by_way}{flags}{unforeseen}"


def _line_words(sides: Sides) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for side in sides for word in side.reading.line_words))


def _own_line_words(sides: Sides) -> frozenset[str]:
    """Words that are declared for lines: any other means of a line what it means of the order."""
    rules = [side.spec.lines for side in sides]
    declared = {word for each in rules for word in (*each.statuses, *each.says_nothing)}
    return frozenset(declared | {word for side in sides for word in side.spec.flags})


def _line_word(sides: Sides, tally: Tally, word: str) -> None:
    if word not in _own_line_words(sides):
        return
    native = ANOTHER_WORD
    old, new = _both(sides, tally, native, NOTHING, (word,))
    before, after = _of_line(old), _of_line(new)
    if before != after:
        message = f"a line at {word} means {after}, not {before}"
        witness = Witness(None, native, before, after, lines=(word,))
        about = f"lines.{word}"
        tally.add(Difference("line-word-changed", about, message, tally.place("lines"), STORED, witness=witness))


def _of_line(seen: Observation) -> str:
    if seen.unknown_line_natives:
        return "unknown"
    flags = [*(flag for each in seen.line_flags for flag in each), *seen.flags]
    status = seen.line_statuses[0] if seen.line_statuses else None
    with_flags = f" with the flag {', '.join(flags)}" if flags else ""
    return f"{status or 'no status'}{with_flags}"


def _lines(sides: Sides, tally: Tally) -> None:
    """Which status the lines give the order: at most two kinds of line decide it, so pairs are every case."""
    if not any(side.reading.verdicts for side in sides):
        return
    rules = _line_conditions(sides)
    for native in sides.words:
        for pair in combinations_with_replacement(_one_word_each(sides), 2):
            found, whole = assignments(sides, rules)
            if not whole:
                tally.leave("what the lines decide depends on too many things; pairs of them were tried")
            for assigned in found:
                _line_case(sides, tally, native, split(assigned)[0], pair)


def _line_case(sides: Sides, tally: Tally, native: str, order: Mapping[str, Any], pair: Sequence[str]) -> None:
    old, new = _both(sides, tally, native, order, pair)
    alone = _both(sides, tally, native, order, ())
    if old.status == new.status or (old.status, new.status) == (alone[0].status, alone[1].status):
        return
    witness = Witness(None, native, _meaning(old), _meaning(new), MappingProxyType(said(order)), tuple(pair))
    message = f"lines at {' and '.join(dict.fromkeys(pair))} make an order {_meaning(new)}, not {_meaning(old)}"
    place = tally.place("lines", "decide")
    tally.add(Difference("lines-decide-otherwise", "lines.decide", message, place, STORED, witness=witness))


def _one_word_each(sides: Sides) -> tuple[str, ...]:
    """A word for every pair of meanings that a line's word has in the two editions."""
    meanings = {
        tuple(_line_meaning(side.reading.line_words.get(word)) for side in sides): word for word in _line_words(sides)
    }
    return (*meanings.values(), ANOTHER_WORD)


def _line_meaning(word: Any) -> str:
    return "" if word is None else str(word.status)


def _line_conditions(sides: Sides) -> tuple[Condition, ...]:
    return tuple(each for side in sides for rule in side.spec.lines.decide for each in rule.conditions)


def _ours(sides: Sides, tally: Tally) -> None:
    """Which orders are left out."""
    rules = tuple(each for side in sides for rule in side.spec.only for each in rule.conditions)
    words = dict.fromkeys((*map(str, sides.points(rules, "native.status")[1:]), ANOTHER_WORD))
    for native in words if rules else ():
        found, whole = assignments(sides, rules)
        if not whole:
            tally.leave("which orders are ours depends on too many things; pairs of them were tried")
        for assigned in found:
            order, _ = split(assigned)
            old, new = _both(sides, tally, native, order)
            if (old.left_out is None) != (new.left_out is None):
                _left_out(tally, native, order, old, new)


def _left_out(tally: Tally, native: str, order: Mapping[str, Any], old: Observation, new: Observation) -> None:
    was, now = (f"left out: {seen.left_out}" if seen.left_out else "taken in" for seen in (old, new))
    message = "orders are left out that were taken in" if new.left_out else "orders are taken in that were left out"
    witness = Witness(None, native, was, now, MappingProxyType(said(order)))
    breaks: tuple[Broken, ...] = STORED if new.left_out else ()
    about = "only.left_out" if new.left_out else "only.taken_in"
    tally.add(Difference("ours-changed", about, message, tally.place("only"), breaks, witness=witness))


def _moves(sides: Sides, tally: Tally) -> None:
    """Where a later report takes an order that stands somewhere."""
    for status, word in _later(sides):
        old, new = _both(sides, tally, word, NOTHING, at=status)
        alone = [_meant(observe(side, None, report_of(word))) for side in sides]
        if (old.status, old.foreseen) == (new.status, new.foreseen) or alone[0] != alone[1]:
            continue
        said_of = tuple(f"{seen.status}{'' if seen.foreseen else ', unforeseen'}" for seen in (old, new))
        moved = old.status != new.status
        message = f"an order at {status} that is reported as {word} is then {said_of[1]}, not {said_of[0]}"
        witness = Witness(status, ANOTHER_WORD, said_of[0], said_of[1], reported=word)
        about = f"statuses.{status}.next.{word}"
        place = tally.place("statuses", status)
        tally.add(Difference("moves-changed", about, message, place, STORED if moved else (), (status,), witness))


def _meant(seen: Observation) -> tuple[Any, ...]:
    """What the word means by itself: where that differs, it is told of the word."""
    return seen.status, seen.unknown_native is None


def _later(sides: Sides) -> Iterator[tuple[str, str]]:
    for status in sides.statuses:
        for word in sides.words:
            yield status, word
