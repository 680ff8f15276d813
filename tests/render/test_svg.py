"""The picture of an order's life: whatever a channel says, nothing in it overlaps, and nothing of it is markup."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stallkeeper.machine.compile import compile_machine
from stallkeeper.machine.graph import Arrow, ArrowKind, Graph, Node, graph_of
from stallkeeper.render.diagram_layout import BOX, ROW, SIGN, Layout, layout_of
from stallkeeper.render.svg import sentences, svg
from stallkeeper.spec.catalog import Catalog
from stallkeeper.words import STATUSES

SVG = "{http://www.w3.org/2000/svg}"
NAMES = Catalog().names()
KINDS: tuple[ArrowKind, ...] = ("action", "observe", "timer", "auto")


def graph(name: str) -> Graph:
    spec = Catalog().load(name).spec
    assert spec is not None
    return graph_of(compile_machine(spec))


def node(status: str, *native: str) -> Node:
    return Node(status, "", native, "", False)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    statuses = draw(st.lists(st.sampled_from(list(STATUSES)), min_size=1, max_size=16, unique=True))
    words = st.text(max_size=60)
    arrows = st.builds(Arrow, st.sampled_from(statuses), st.sampled_from(statuses), st.sampled_from(KINDS), words)
    nodes = [
        Node(each, "", tuple(draw(st.lists(words, max_size=12))), draw(words), draw(st.booleans())) for each in statuses
    ]
    return Graph(tuple(nodes), tuple(draw(st.lists(arrows, max_size=40))))


def well_placed(layout: Layout) -> None:
    """Boxes are apart, each row holds one line, tracks keep to the right of every label, and no two share a height."""
    for upper, lower in zip(layout.boxes, layout.boxes[1:], strict=False):
        assert upper.top + upper.height < lower.top
    rows = [way.y for way in layout.ways] + [track.enters_at for track in layout.tracks]
    assert all(abs(one - other) >= ROW for one, other in combinations(sorted(rows), 2))
    for row in rows:
        assert any(box.top < row < box.top + box.height for box in layout.boxes)
    for track in layout.tracks:
        assert layout.left + BOX < track.x < layout.width
    for one, other in combinations(layout.tracks, 2):
        assert one.x != other.x or one.bottom < other.top or other.bottom < one.top


@pytest.mark.parametrize("name", NAMES)
def test_in_a_bundled_channels_picture_nothing_overlaps(name: str) -> None:
    well_placed(layout_of(graph(name)))


@settings(deadline=None, max_examples=60)
@given(graphs())
def test_in_no_picture_anything_overlaps_and_every_picture_is_xml(drawn: Graph) -> None:
    well_placed(layout_of(drawn))
    ElementTree.fromstring(svg(drawn, "A <title> & more"))


@pytest.mark.parametrize("name", NAMES)
def test_every_status_and_every_way_is_in_the_picture_and_in_its_words(name: str) -> None:
    drawn = graph(name)
    text = svg(drawn, name)
    told = " ".join(sentences(drawn))
    for each in drawn.nodes:
        assert f">{each.status}</text>" in text
    for arrow in drawn.arrows:
        assert f"→ {arrow.destination}</text>" in text
        assert f"At {arrow.source} " in told
    assert len(re.findall('class="label', text)) == len(drawn.arrows)


@pytest.mark.parametrize("name", NAMES)
def test_the_legend_explains_what_the_picture_uses_and_has_room(name: str) -> None:
    drawn = graph(name)
    root = ElementTree.fromstring(svg(drawn, name))
    meanings = [each for each in root.findall(f"{SVG}text") if each.get("class") is None]
    assert len(meanings) == len({arrow.kind for arrow in drawn.arrows}) + 2
    for each in meanings:
        assert float(each.get("x", "")) + SIGN * len(each.text or "") < float(root.get("width", ""))


def test_what_an_author_writes_stays_text() -> None:
    hostile = Graph((node("new", "<script>alert(1)</script>"),), (Arrow("new", "new", "action", "</text><a>"),))
    text = svg(hostile, "</title><script>")
    assert "<script" not in text and "<a>" not in text
    ElementTree.fromstring(text)
