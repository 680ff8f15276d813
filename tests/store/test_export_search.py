"""Looking for erased buyers in a file that was exported: whatever its format, and however it was changed."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from stallkeeper.store import export_search
from stallkeeper.store.export_search import may_hold

ERASED = {"M1": ('Zoé "Zed" Müller; & sons', "12, rue des Lilas")}


def holds(content: bytes, *, as_written: bool = True) -> bool:
    return may_hold(io.BytesIO(content), ERASED, as_written=as_written)


def packed(text: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", text)
    return made.getvalue()


FORMS = {
    "csv": 'id,name\r\nM1,"Zoé ""Zed"" Müller; & sons"\r\n'.encode(),
    "formula": b"id,street\r\nM1,'12, rue des Lilas",
    "json": json.dumps([{"id": "M1", "name": ERASED["M1"][0]}]).encode(),
    "json as it is": json.dumps([{"id": "M1", "name": ERASED["M1"][0]}], ensure_ascii=False).encode(),
    "workbook": packed('<t>M1</t><t>Zoé "Zed" Müller; &amp; sons</t>'),
    "older program": "M1;12, rue des Lilas;Zoé".encode("cp1252"),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_buyer_is_found_in_every_form(form: str) -> None:
    assert holds(FORMS[form])


@pytest.mark.parametrize("content", [b"", b"M1,shipped", b"M10,12 rue X", b"M2,rue des Lilas", packed("<t>M1</t>")])
def test_an_order_without_its_buyer_is_no_trace_of_one(content: bytes) -> None:
    assert not holds(content)


def test_in_an_unchanged_file_the_id_of_an_order_tells_alone_unless_it_may_be_a_number_of_units() -> None:
    for erased, found in (({"M2611": ("Exemple",)}, True), ({"12": ("Exemple",)}, False), ({"12": ()}, True)):
        (order_id,) = erased
        content = io.BytesIO(f"id,name\r\n{order_id},Li".encode())
        assert may_hold(content, erased, as_written=True) is found
        assert not may_hold(content, erased, as_written=False)


def test_a_text_alone_may_be_anybodys_but_two_in_a_changed_file_are_not() -> None:
    both = 'x,"12, rue des Lilas",Zoé "Zed" Müller; & sons'.encode()
    assert not holds(both)
    assert holds(both, as_written=False)
    assert not holds(b"x,12, rue des Lilas", as_written=False)


def test_it_is_found_where_two_parts_of_a_large_file_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    for size in range(3, 40):
        monkeypatch.setattr(export_search, "_CHUNK", size)
        assert holds(FORMS["csv"]) and holds(FORMS["workbook"]), size
        assert not holds(b"id,name\r\nM2,Zoe"), size


def test_what_cannot_be_looked_through_may_hold_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    assert holds("M2".encode("utf-16"))
    assert holds(packed("<t>M2</t>")[:-30])
    monkeypatch.setattr(export_search, "MOST_BYTES", 1000)
    assert holds(packed("x," * 1000))
    assert holds(b"x," * 1000)


def test_so_may_a_file_without_any_separator(monkeypatch: pytest.MonkeyPatch) -> None:
    assert holds(b"x" * 3_000_000)
