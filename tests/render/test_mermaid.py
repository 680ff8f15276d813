from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from stallkeeper.machine.graph import Arrow, Graph, Node, graph_of
from stallkeeper.render.mermaid import label, mermaid, slug
from tests.machine.arranged import BUNDLED, bundled

LINE = re.compile(
    r'flowchart TD|  begin\(\(" "\)\)|  s_\w+(\["[^"]+"\]|\(\["[^"]+"\]\))'
    r'|  (begin|s_\w+) (-->|-\.->|==>|--o)(\|"[^"]*"\|)? s_\w+'
)


def test_entries_ends_and_kinds_of_moves_look_different() -> None:
    nodes = (
        Node("waiting_shipment", "", (), "starts here", False),
        Node("shipped", "", (), "fulfilled by the channel", False),
        Node("closed", "", (), "", True),
    )
    arrows = (
        Arrow("waiting_shipment", "shipped", "action", "ship"),
        Arrow("waiting_shipment", "shipped", "observe", ""),
        Arrow("shipped", "closed", "timer", "after 60 days"),
        Arrow("shipped", "closed", "auto", "by itself"),
    )

    assert mermaid(Graph(nodes, arrows)).splitlines() == [
        "flowchart TD",
        '  begin((" "))',
        '  s_waiting_shipment["waiting_shipment"]',
        '  s_shipped["shipped"]',
        '  s_closed(["closed"])',
        "  begin --> s_waiting_shipment",
        '  begin -->|"fulfilled by the channel"| s_shipped',
        '  s_waiting_shipment -->|"ship"| s_shipped',
        "  s_waiting_shipment -.-> s_shipped",
        '  s_shipped ==>|"after 60 days"| s_closed',
        '  s_shipped --o|"by itself"| s_closed',
    ]


def test_every_line_of_a_bundled_diagram_has_one_of_the_known_forms() -> None:
    for name in BUNDLED:
        for line in mermaid(graph_of(bundled(name))).splitlines():
            assert LINE.fullmatch(line), line


@given(st.text(max_size=20))
def test_a_label_is_quoted_and_holds_nothing_that_ends_it(text: str) -> None:
    written = label(text)

    assert re.fullmatch(r'"([A-Za-z0-9_ .,:/()+-]|#\d+;)*"', written)


@given(st.text(max_size=20))
def test_an_identifier_is_a_plain_word_and_never_a_word_of_the_language(text: str) -> None:
    assert re.fullmatch(r"s_[a-z0-9_]*", slug(text))


def test_a_label_says_what_was_written() -> None:
    assert label('a "b" <c> #d;') == '"a #34;b#34; #60;c#62; #35;d#59;"'
