"""What counts as the same body."""

from __future__ import annotations

from stallkeeper.bindings.form_bodies import multipart_body
from tests.mutants.alike import alike, body, parts

FILE = {"file": b"A paper.", "name": "F-77.pdf", "type": "application/pdf"}


def test_a_file_among_the_parts_is_seen_with_its_name_and_its_type() -> None:
    content, kind = multipart_body({"files": FILE})
    assert parts(kind, content) == {"files": {"filename": "F-77.pdf", "type": "application/pdf", "text": "A paper."}}


def test_a_part_of_text_has_neither() -> None:
    content, kind = multipart_body({"type": "CUSTOMER_INVOICE"})
    assert parts(kind, content) == {"type": {"text": "CUSTOMER_INVOICE"}}


def test_a_part_more_is_a_difference() -> None:
    (one, kind), (both, other) = multipart_body({"files": FILE}), multipart_body({"files": FILE, "type": "X"})
    assert not alike(parts(kind, one), parts(other, both))


def test_a_body_of_another_kind_has_no_parts() -> None:
    assert parts("application/json", b'{"a": 1}') == {}


def test_spaces_and_the_order_of_keys_are_no_difference() -> None:
    assert alike(body(b'{"a": 1, "b": [2]}'), body(b'{"b":[2],"a":1}'))
