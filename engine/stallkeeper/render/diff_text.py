"""A comparison of two editions goes in, what a person reads of it comes out: breaking first, each with its witness."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stallkeeper.machine.diff.difference import Comparison, Difference, Witness
from stallkeeper.machine.wording import value_text
from stallkeeper.render.pen import printable

_LONGEST_VALUE = 40


def diff_text(comparison: Comparison, old: str, new: str) -> str:
    """All differences with their places and witnesses, what is unproven, and a last line that sums up."""
    return "\n".join(_lines(comparison, old, new)) + "\n"


def _lines(comparison: Comparison, old: str, new: str) -> Iterator[str]:
    breaking = len(comparison.breaking)
    for heading, some in (
        ("Breaking", comparison.breaking),
        ("Not breaking", tuple(each for each in comparison.differences if not each.breaking)),
    ):
        if some:
            yield heading
            for alike in _grouped(some):
                yield from _difference(alike[0], [_word(each) for each in alike[1:]])
            yield ""
    for what in comparison.unproven:
        yield f"not proven: {printable(what)}"
    others = len(comparison.differences) - breaking
    tried = f"{comparison.tried} cases tried"
    if comparison.equivalent:
        yield f"{old} and {new} are equivalent: they say the same of every order ({tried})"
    else:
        yield f"{old} to {new}: {_count(breaking, 'breaking difference')}, {_count(others, 'other')} ({tried})"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number != 1 else ''}"


def _grouped(differences: Sequence[Difference]) -> list[list[Difference]]:
    """Those that say the same of several words together, in the place of the first."""
    found: dict[tuple[object, ...], list[Difference]] = {}
    for number, each in enumerate(differences):
        word = _word(each)
        key = (each.kind, each.breaks, each.statuses, each.message.replace(word, "", 1)) if word else (number,)
        found.setdefault(key, []).append(each)
    return list(found.values())


def _word(each: Difference) -> str:
    """The native word that a difference is about; empty where it is about something else."""
    if each.kind in ("word-added", "word-removed", "word-changed", "line-word-changed"):
        return each.about.partition(".")[2]
    return each.about.partition(".next.")[2] if each.kind == "moves-changed" else ""


def _difference(each: Difference, others: Sequence[str]) -> Iterator[str]:
    breaks = f" (breaks {', '.join(each.breaks)})" if each.breaks else ""
    says_where = each.kind == "moves-changed" or each.kind.startswith("deadline-")
    at = f" at {', '.join(each.statuses)}" if each.statuses and not says_where else ""
    yield f"  {each.kind}  {printable(each.message)}{at}{breaks}"
    if others:
        yield f"      and so with {printable(', '.join(others))}"
    yield f"      {each.place.path}:{each.place.line}"
    if each.witness is not None:
        yield f"      for {_subject(each.witness)}"
        yield f"        old: {printable(each.witness.old)}"
        yield f"        new: {printable(each.witness.new)}"


def _subject(witness: Witness) -> str:
    """The witness in words: an order at shipped (SHIPPED) and refund with refund_reason …"""
    native = witness.native if witness.native.startswith("(") else f"({witness.native})"
    parts = [f"an order at {witness.status} {native}" if witness.status else f"an order seen as {witness.native}"]
    if witness.order:
        parts.append(f"with {_given(witness.order)}")
    if witness.lines:
        parts.append(f"with lines at {', '.join(witness.lines)}")
    if witness.reported:
        parts.append(f"that is then reported as {witness.reported}")
    if witness.action:
        parts.append(f"and {witness.action}{f' with {_given(witness.fields)}' if witness.fields else ''}")
    return printable(" ".join(parts))


def _given(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {_value(value)}" for name, value in values.items())


def _value(value: object) -> str:
    text = value_text(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}… ({len(text)} characters)"
