"""XML as plain data: names without namespaces, nil, one or many."""

from __future__ import annotations

from stallkeeper.text import xml_codec
from stallkeeper.text.xml_data import find_all, plain

TEXT = b"""<a:root xmlns:a="urn:a" xmlns="urn:b" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">
  <one>1</one><a:many>x</a:many><many> y </many><nothing i:nil="true"/><not i:nil="false">z</not><empty/>
  <blank>
  </blank><deep><a:inner><leaf>&lt;&amp;</leaf></a:inner></deep>
</a:root>"""


def test_elements_become_objects_texts_and_lists() -> None:
    assert plain(xml_codec.parse(TEXT)) == {
        "one": "1",
        "many": ["x", " y "],
        "nothing": None,
        "not": "z",
        "empty": "",
        "blank": "",
        "deep": {"inner": {"leaf": "<&"}},
    }


def test_elements_are_found_by_their_local_names() -> None:
    root = xml_codec.parse(TEXT)
    assert [each.text for each in find_all(root, ("many",))] == ["x", " y "]
    assert find_all(root, ("deep", "missing")) == []
    assert find_all(root, ()) == [root]
