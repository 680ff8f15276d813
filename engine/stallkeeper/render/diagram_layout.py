"""A drawing as values goes in; the same with a place for every box, row and track comes out.

Statuses stand one below the other. Each way out leaves its box on a row of its own, with its label on that row, and
joins the track of where it leads and how; a track runs down the right side and enters its status on one row. So
whatever a channel says, no two labels meet and no line runs through a box.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from stallkeeper.machine.graph import Arrow, ArrowKind, Graph, Node
from stallkeeper.words import Status

ROW, GAP, MARGIN, BOX, TRACK = 19, 16, 24, 276, 14
"""Pixels: the height of a row, between boxes, around all, the width of a box, between tracks."""

_LEFT = 40
SIGN = 6.4
"""The width that a sign of a label takes at most, about; room is made by it."""
_LONGEST = 64
_KINDS: tuple[ArrowKind, ...] = ("action", "observe", "timer", "auto")

TrackKey = tuple[Status, ArrowKind]


@dataclass(frozen=True, slots=True)
class Box:
    """A status: its upper edge, its height, and its words, each on a row of its own."""

    node: Node
    top: int
    height: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One way out of a status: the height of its row, its label, and the track it joins."""

    arrow: Arrow
    y: int
    label: str
    track: TrackKey


@dataclass(frozen=True, slots=True)
class Track:
    """The common line into a status for one kind of move: where it runs, from where to where, and where it enters."""

    key: TrackKey
    x: int
    top: int
    bottom: int
    enters_at: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything in its place. Boxes begin at `left`; `labels_at` is where the labels of ways begin."""

    boxes: tuple[Box, ...]
    ways: tuple[Way, ...]
    tracks: tuple[Track, ...]
    width: int
    height: int
    left: int = _LEFT

    @property
    def labels_at(self) -> int:
        return self.left + BOX


def layout_of(graph: Graph) -> Layout:
    """The places of everything in the drawing, in whole pixels."""
    boxes: list[Box] = []
    ways: list[Way] = []
    entries: dict[TrackKey, int] = {}
    top = MARGIN
    for node in graph.nodes:
        box, out, into = _placed(node, graph.arrows, top)
        boxes.append(box)
        ways += out
        entries.update(into)
        top += box.height + GAP
    lanes = _LEFT + BOX + 2 * TRACK + round(SIGN * max((len(way.label) for way in ways), default=0))
    tracks = _tracks(ways, entries, lanes)
    width = max((track.x for track in tracks), default=lanes) + MARGIN
    return Layout(tuple(boxes), tuple(ways), tracks, width, top)


def _placed(node: Node, arrows: Iterable[Arrow], top: int) -> tuple[Box, list[Way], Mapping[TrackKey, int]]:
    """A box with its ways out and in, each on its own row below the one before."""
    out = [arrow for arrow in arrows if arrow.source == node.status]
    kinds = [kind for kind in _KINDS if any(each.destination == node.status and each.kind == kind for each in arrows)]
    words = tuple(_wrapped(node.native))
    rows = max(len(out) + len(kinds), 1 + len(words), 2)
    y = top + ROW // 2 + 4
    into = {(node.status, kind): y + ROW * number for number, kind in enumerate(kinds)}
    first = y + ROW * len(kinds)
    ways = [
        Way(arrow, first + ROW * number, _label(arrow), (arrow.destination, arrow.kind))
        for number, arrow in enumerate(out)
    ]
    return Box(node, top, rows * ROW + 8, words), ways, MappingProxyType(into)


def _label(arrow: Arrow) -> str:
    text = arrow.label if len(arrow.label) <= _LONGEST else arrow.label[: _LONGEST - 1] + "…"
    return f"{text} → {arrow.destination}" if text else f"→ {arrow.destination}"


def _wrapped(words: Sequence[str], width: int = 40) -> Iterator[str]:
    """The native words on lines of at most `width` signs; a longer word is cut."""
    line = ""
    for word in words:
        shown = word if len(word) <= width else word[: width - 1] + "…"
        if line and len(line) + 2 + len(shown) > width:
            yield line + ","
            line = shown
        else:
            line = f"{line}, {shown}" if line else shown
    if line:
        yield line


def _tracks(ways: Sequence[Way], entries: Mapping[TrackKey, int], lanes: int) -> tuple[Track, ...]:
    """A lane for each track: the shortest ones inside, and two that share any height never in one lane."""
    spans: dict[TrackKey, tuple[int, int]] = {}
    for way in ways:
        enters = entries.get(way.track)
        if enters is not None:
            top, bottom = spans.get(way.track, (enters, enters))
            spans[way.track] = (min(top, way.y), max(bottom, way.y))
    taken: list[list[tuple[int, int]]] = []
    placed = []
    for key, span in sorted(spans.items(), key=lambda each: (each[1][1] - each[1][0], each[1], each[0])):
        lane = next((number for number, held in enumerate(taken) if not _meets(span, held)), len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append(span)
        placed.append(Track(key, lanes + lane * TRACK, *span, entries[key]))
    return tuple(placed)


def _meets(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(span[0] <= bottom + ROW and top <= span[1] + ROW for top, bottom in others)
