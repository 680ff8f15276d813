"""The guide page as HTML: everything of the Markdown page, the picture in it, and no markup of an author's."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from stallkeeper.machine.compile import compile_machine
from stallkeeper.render.html_page import html_page
from stallkeeper.spec.catalog import Catalog
from stallkeeper.spec.channel_spec import ChannelSpec


class Outline(HTMLParser):
    """The tags of a page, its headings, and where links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.ids += [value or "" for name, value in attrs if name == "id"]


def spec_of(name: str) -> ChannelSpec:
    spec = Catalog().load(name).spec
    assert spec is not None
    return spec


def outline(page: str) -> Outline:
    found = Outline()
    found.feed(page)
    return found


@pytest.mark.parametrize("name", Catalog().names())
def test_a_page_has_its_tables_its_picture_and_links_that_lead_somewhere(name: str) -> None:
    spec = spec_of(name)
    page = html_page(spec, compile_machine(spec))
    found = outline(page)
    assert {"h1", "h2", "table", "svg", "ul"} <= set(found.tags)
    assert "script" not in found.tags and "mermaid" not in page
    assert {link for link in found.links if link.startswith("#")} <= {f"#{each}" for each in found.ids}
    for status in spec.statuses:
        assert f"<code>{status}</code>" in page


def test_markup_in_a_spec_is_shown_and_not_obeyed() -> None:
    spec = replace(spec_of("veepee"), title="<img src=x onerror=alert(1)> & Söhne")
    page = html_page(spec, compile_machine(spec))
    assert "img" not in outline(page).tags
    assert "<title>&lt;img src=x onerror=alert(1)&gt; &amp; Söhne</title>" in page
