"""A drawing as values goes in, an SVG picture comes out that needs nothing else and reads aloud."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from stallkeeper.machine.graph import Arrow, ArrowKind, Graph
from stallkeeper.render.diagram_layout import BOX, GAP, MARGIN, ROW, SIGN, Box, Layout, Track, Way, layout_of
from stallkeeper.render.pen import printable

_LEGEND: tuple[tuple[ArrowKind, str], ...] = (
    ("action", "an action of the seller"),
    ("observe", "the marketplace by itself"),
    ("timer", "a deadline"),
    ("auto", "by itself, at once"),
)
_SAID: dict[ArrowKind, str] = {
    "action": "the seller may",
    "observe": "the marketplace may move it",
    "timer": "it is moved",
    "auto": "it goes on by itself",
}
_KEY = 34
"""How wide a sign of the legend is drawn."""

_STYLE = """
 text{font:12px system-ui,sans-serif;fill:#1f2328}
 .word{font:10px ui-monospace,monospace;fill:#59636e}
 .status{font:600 12px ui-monospace,monospace}
 .box{fill:#f6f8fa;stroke:#59636e}.end{stroke-width:2.5}
 .line{fill:none;stroke-width:1.5}.action{stroke:#0969da}.observe{stroke:#59636e;stroke-dasharray:5 4}
 .timer{stroke:#bc4c00;stroke-width:2.2;stroke-dasharray:9 3 2 3}.auto{stroke:#1a7f37}
 .label{stroke:#ffffff;stroke-width:3;paint-order:stroke}
 .t-action{fill:#0969da}.t-observe{fill:#59636e}.t-timer{fill:#bc4c00}.t-auto{fill:#1a7f37}
""".strip()


def svg(graph: Graph, title: str) -> str:
    """The picture. `title` names it; its description says in sentences what it shows."""
    layout = layout_of(graph)
    signs = _legend(graph, layout.height + GAP)
    width = max([layout.width, *(round(sign.end) + MARGIN for sign in signs)])
    height = layout.height + GAP + 2 * ROW
    lines = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-labelledby="diagram-title diagram-text">',
        f'<title id="diagram-title">{_text(title)}</title>',
        f'<desc id="diagram-text">{_text(" ".join(sentences(graph)))}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *(_track(track, layout) for track in layout.tracks),
        *(line for way in layout.ways for line in _way(way, layout)),
        *(line for box in layout.boxes for line in _box(box, layout)),
        *(sign.drawn for sign in signs),
        "</svg>",
    )
    return "\n".join(lines) + "\n"


def sentences(graph: Graph) -> Iterator[str]:
    """What the picture shows, one sentence for each way."""
    starts = [node.status for node in graph.nodes if node.entry]
    if starts:
        yield f"An order starts at {', '.join(starts)}."
    for arrow in graph.arrows:
        yield f"At {arrow.source} {_said(arrow)}."


def _said(arrow: Arrow) -> str:
    if arrow.kind == "action":
        return f"{_SAID['action']} {arrow.label}: {arrow.destination}"
    label = f" {arrow.label}" if arrow.label and arrow.kind == "timer" else ""
    return f"{_SAID[arrow.kind]}{label} to {arrow.destination}"


def _text(text: str) -> str:
    return escape(printable(text), quote=True)


def _box(box: Box, layout: Layout) -> Iterator[str]:
    left, end = layout.left, " end" if box.node.terminal else ""
    if box.node.entry:
        y = box.top + ROW // 2 + 4
        yield f'<circle cx="{left - 24}" cy="{y}" r="5" fill="#1f2328"><title>{_text(box.node.entry)}</title></circle>'
        head = _head(left, y, "#1f2328", right=True)
        yield f'<path class="line" stroke="#1f2328" d="M{left - 19} {y}H{left}"/>{head}'
    yield f'<rect class="box{end}" x="{left}" y="{box.top}" width="{BOX}" height="{box.height}" rx="6"/>'
    yield f'<text class="status" x="{left + 10}" y="{box.top + ROW}">{_text(box.node.status)}</text>'
    for number, words in enumerate(box.words, 2):
        yield f'<text class="word" x="{left + 10}" y="{box.top + ROW * number - 1}">{_text(words)}</text>'


def _way(way: Way, layout: Layout) -> Iterator[str]:
    """The row of a way out: from the box to its track, the label above the line's beginning."""
    kind, start = way.arrow.kind, layout.labels_at
    track = next((each for each in layout.tracks if each.key == way.track), None)
    if track is not None:
        yield f'<path class="line {kind}" d="M{start} {way.y}H{track.x}"/>'
        yield f'<circle class="t-{kind}" cx="{track.x}" cy="{way.y}" r="2.5"/>'
    yield f'<text class="label t-{kind}" x="{start + 8}" y="{way.y - 4}">{_text(way.label)}</text>'


def _track(track: Track, layout: Layout) -> str:
    """The common line down the right side, and back into its status."""
    _, kind = track.key
    end = layout.labels_at
    line = (
        f'<path class="line {kind}" d="M{track.x} {track.top}V{track.bottom}M{track.x} {track.enters_at}H{end + 1}"/>'
    )
    return line + _head(end, track.enters_at, _COLOURS[kind], right=False)


_COLOURS: dict[ArrowKind, str] = {"action": "#0969da", "observe": "#59636e", "timer": "#bc4c00", "auto": "#1a7f37"}


def _head(x: int, y: int, colour: str, *, right: bool) -> str:
    """The head of an arrow whose point is at (x, y)."""
    back = x - 8 if right else x + 8
    return f'<path fill="{colour}" d="M{x} {y}L{back} {y - 4}V{y + 4}Z"/>'


@dataclass(frozen=True, slots=True)
class _Sign:
    """An entry of the legend as it is drawn, and where it ends."""

    drawn: str
    end: float


def _legend(graph: Graph, y: int) -> list[_Sign]:
    """What the picture uses, side by side: the kinds of lines, where an order starts, where it ends."""
    kinds = {arrow.kind for arrow in graph.arrows}
    shown = [
        (f'<path class="line {kind}" d="M{{x}} {y}H{{end}}"/>', meaning) for kind, meaning in _LEGEND if kind in kinds
    ]
    if any(node.entry for node in graph.nodes):
        shown.append((f'<circle cx="{{middle}}" cy="{y}" r="5" fill="#1f2328"/>', "an order may start here"))
    if any(node.terminal for node in graph.nodes):
        box = f'<rect class="box end" x="{{x}}" y="{y - 6}" width="{_KEY}" height="12" rx="3"/>'
        shown.append((box, "nothing follows"))
    signs, x = [], MARGIN
    for drawing, meaning in shown:
        text = f'<text x="{x + _KEY + 6}" y="{y + 4}">{meaning}</text>'
        drawn = drawing.format(x=x, end=x + _KEY, middle=x + _KEY // 2) + text
        signs.append(_Sign(drawn, x + _KEY + 6 + SIGN * len(meaning)))
        x = round(signs[-1].end) + 18
    return signs
