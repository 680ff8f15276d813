"""XML as trees."""

from __future__ import annotations

import pytest

from stallkeeper.played.xml_tree import XmlForm
from stallkeeper.text.malformed import Malformed

FORM = XmlForm({"": "urn:shop", "m": "urn:messages"}, frozenset({"Line"}))
TEXT = b"""<?xml version="1.0"?><Order xmlns="urn:shop" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">
<Id>7</Id><Note i:nil="true"/><Empty/><x:Fault xmlns:x="urn:messages">no</x:Fault>
<Lines><Line><Sku>a</Sku></Line></Lines>
<Plain xmlns="">p</Plain><Other xmlns="urn:other">o</Other></Order>"""
TREE = {
    "Order": {
        "Id": "7",
        "Note": None,
        "Empty": "",
        "m:Fault": "no",
        "Lines": {"Line": [{"Sku": "a"}]},
        "none:Plain": "p",
        "foreign:Other": "o",
    }
}


def test_a_document_becomes_a_tree_whatever_its_prefixes() -> None:
    assert FORM.read(TEXT) == TREE


def test_a_tree_becomes_a_document_that_reads_the_same() -> None:
    tree = {"Order": {key: value for key, value in TREE["Order"].items() if not key.startswith("foreign")}}
    assert FORM.read(FORM.write(tree)) == tree


def test_texts_are_escaped() -> None:
    assert FORM.read(FORM.write({"Name": "A & B <C> \"d\" 'e'"})) == {"Name": "A & B <C> \"d\" 'e'"}


def test_an_element_that_stands_twice_without_being_listed_is_not_lost() -> None:
    assert FORM.read(b'<A xmlns="urn:shop"><B>1</B><B>2</B></A>') == {"A": {"B": "1", "B:again": "2"}}


@pytest.mark.parametrize(
    "data", [b"<a>", b"", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"\xff\xfe", b"<a>" * 100_000]
)
def test_what_is_no_xml_or_not_safe_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        FORM.read(data)
