"""A compiled machine goes in, a listing of its table comes out: sorted, readable, the same for the same rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from stallkeeper.machine.compiled import Machine, Rule
from stallkeeper.render.pen import printable


def machine_text(machine: Machine) -> str:
    """What the engine understood of a channel: its moves, how it reads native words, and the ways it foresees."""
    return "\n".join(_lines(machine)) + "\n"


def _lines(machine: Machine) -> Iterator[str]:
    yield f"{machine.spec.channel}: {len(machine.spec.statuses)} statuses, {len(machine.edges)} moves"
    yield from ("", "MOVES  status, trigger, destination, kind, declared as, guards")
    yield from _columns(_moves(machine))
    yield from ("", "WORDS  native word, where, what it says")
    yield from _columns(_words(machine))
    ways = [(source, " > ".join(path)) for (source, _), path in sorted(machine.paths.items()) if len(path) > 1]
    if ways:
        yield from ("", "WAYS  foreseen although a status on the way is not seen")
        yield from _columns(ways)


def _moves(machine: Machine) -> Iterator[tuple[str, ...]]:
    for (status, trigger), rule in sorted(machine.table.items(), key=lambda cell: cell[0]):
        yield status, trigger, f"-> {rule.destination}", rule.edge.kind, rule.edge.why, _guards(rule)


def _guards(rule: Rule) -> str:
    return f"[{'; '.join(printable(guard.text) for guard in rule.edge.guards)}]" if rule.edge.guards else ""


def _words(machine: Machine) -> Iterator[tuple[str, ...]]:
    reading, gates = machine.reading, machine.spec.gates
    for native, status in sorted(reading.order_words.items()):
        yield printable(native), "order", status + (", gate" if native in gates else "")
    for native, flag in sorted(machine.spec.flags.items()):
        yield printable(native), flag.on, f"raises {flag.raises}"
    for native, status in sorted(machine.spec.lines.statuses.items()):
        yield printable(native), "line", status
    for native in sorted(machine.spec.lines.says_nothing):
        yield printable(native), "line", "says nothing"


def _columns(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Aligned by the widest cell of each column, nothing behind the last."""
    table = [tuple(row) for row in rows]
    widths = [max((len(row[index]) for row in table), default=0) for index in range(len(table[0]) if table else 0)]
    for row in table:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
