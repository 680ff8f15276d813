"""XML: nothing is expanded, nothing is fetched, nothing is quoted in a message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stallkeeper.text.malformed import Malformed
from stallkeeper.text.xml_codec import escape, parse, serialize

BOMB = b"""<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "xxxxxxxxxx"><!ENTITY c "&a;&a;&a;&a;&a;&a;">]><b>&c;</b>"""
FILE = b"""<?xml version="1.0"?><!DOCTYPE b [<!ENTITY f SYSTEM "file:///etc/passwd">]><b>&f;</b>"""


@pytest.mark.parametrize(
    "data",
    [
        BOMB,
        FILE,
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>',
        b"",
        b"<a>",
        b"<a>&unknown;</a>",
        b"{}",
        b'<?xml version="1.0" encoding="no-such-code"?><a/>',
        b"<a>\x00</a>",
        b"<a>" * 300 + b"</a>" * 300,
    ],
)
def test_what_is_not_plain_xml_is_refused_without_quoting_it(data: bytes) -> None:
    with pytest.raises(Malformed) as refused:
        parse(data)
    assert len(str(refused.value)) < 120 and "passwd" not in str(refused.value)


def test_an_element_is_read_and_written_back() -> None:
    root = parse(b'<o xmlns="urn:x"><id>7</id><name>Caf\xc3\xa9 &amp; Co</name></o>')
    assert root.findtext("{urn:x}name") == "Café & Co"
    assert parse(serialize(root)).findtext("{urn:x}id") == "7"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"])))
def test_an_escaped_text_is_the_same_text_again(text: str) -> None:
    root = parse(f'<a b="{escape(text)}">{escape(text)}</a>'.encode())
    assert (root.text or "", root.get("b")) == (text, text)


@given(st.binary(max_size=200))
def test_whatever_comes_in_an_element_or_malformed_comes_out(data: bytes) -> None:
    try:
        parse(data)
    except Malformed as refused:
        assert len(str(refused)) < 120
