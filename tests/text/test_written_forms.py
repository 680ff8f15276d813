"""Every way in which a text may stand in a file."""

from __future__ import annotations

import json
from base64 import b64encode
from urllib.parse import quote

import pytest

from stallkeeper.text.written_forms import written_forms

TEXT = 'Zoë "Zo" Müller & sons <12>'


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-be"),
        json.dumps({"name": TEXT}).encode(),
        json.dumps({"name": TEXT}, ensure_ascii=False).encode(),
        b'<n a="x">Zo\xc3\xab "Zo" M\xc3\xbcller &amp; sons &lt;12&gt;</n>',
        quote(TEXT).encode(),
        *(b64encode(b"x" * before + TEXT.encode() + b"y" * 7) for before in range(7)),
    ],
)
def test_a_text_is_found_however_it_is_written(content: bytes) -> None:
    assert any(form in content for form in written_forms(TEXT))


def test_signs_beyond_the_first_plane_are_escaped_as_json_does() -> None:
    assert json.dumps("a😀")[1:-1].encode() in written_forms("a😀")


def test_a_text_that_needs_no_escaping_has_each_form_once() -> None:
    forms = written_forms("plain")
    assert forms[0] == b"plain"
    assert len(set(forms)) == len(forms)
