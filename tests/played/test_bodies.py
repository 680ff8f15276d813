"""What requests hold: forms, files in parts, files as base64, bare files; and what is refused in them."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from tests.played.small import played, small_problems
from tests.played.speaking import Heard, Speaker

PDF = b"%PDF-1.4\r\n--edge\x00\xff\r\n%%EOF"

UPLOADS = """
routes:
  multipart:
    request: POST /orders/<id>/documents
    sends: multipart
    body: {fields: {files: file, order_documents: {holds_json: true, fields: {name: text, count: integer}}}}
    acts: {order: path.id, actions: {invoice: {}}}
    outcome: done
    keeps: {file: body.files}
  base64:
    request: POST /orders/<id>/invoices
    body: {fields: {original_name: text, mime_type: text, data: text}}
    one: path.id
    keeps: {base64: body.data, name: body.original_name, type: body.mime_type}
    answer: {status: 201, give: {order: <order.id>}}
  bare:
    request: PUT /orders/<id>/file
    sends: file
    takes: application/pdf
    body: file
    one: path.id
    keeps: {file: body}
    answer: {status: 204}
  shown:
    request: GET /orders/<id>/documents
    one: path.id
    files: {number: <file.number>, name: <file.name>, bytes: <file.size>}
    answer: {give: {documents: <files>}}
outcomes: {done: {done: {give: {errors_count: <0>, type: <body.order_documents.name>}}}}
"""


def part(name: str, content: bytes, file: str = "", media_type: str = "") -> bytes:
    head = f'Content-Disposition: form-data; name="{name}"' + (f'; filename="{file}"' if file else "")
    head += f"\r\nContent-Type: {media_type}" if media_type else ""
    return head.encode() + b"\r\n\r\n" + content


def multipart(speaker: Speaker, path: str, *parts: bytes, end: bytes = b"--edge--\r\n") -> Heard:
    body = b"".join(b"--edge\r\n" + each + b"\r\n" for each in parts) + end
    return speaker.ask("POST", path, body, {"Content-Type": 'multipart/form-data; boundary="edge"'})


def documents(count: Any = 1) -> bytes:
    return part("order_documents", json.dumps({"name": "INVOICE", "count": count}).encode())


def test_a_file_in_a_part_is_kept_byte_by_byte_and_counted(tmp_path: Path) -> None:
    with played(tmp_path, UPLOADS) as speaker:
        (order_id,) = speaker.world.create(1)
        content = PDF.replace(b"--edge", b"--other")
        path = f"/orders/{order_id}/documents"
        heard = multipart(speaker, path, documents(), part("files", content, "inv oice.pdf", "application/pdf"))
        assert (heard.status, heard.json) == (200, {"errors_count": 0, "type": "INVOICE"})
        (file,) = speaker.desk("files")
        assert base64.b64decode(file["base64"]) == content
        assert (file["order"], file["name"], file["type"]) == (order_id, "inv oice.pdf", "application/pdf")
        assert speaker.desk("effects")["counts"] == {order_id: {"invoice": 1}}


def test_the_files_that_were_kept_of_an_order_are_listed_where_a_route_says_so(tmp_path: Path) -> None:
    with played(tmp_path, UPLOADS) as speaker:
        mine, other = speaker.world.create(2)
        assert speaker.ask("GET", f"/orders/{mine}/documents").json == {"documents": []}
        for order_id, name in ((mine, "a.pdf"), (other, "b.pdf"), (mine, "c.pdf")):
            multipart(speaker, f"/orders/{order_id}/documents", documents(), part("files", b"xy", name, "text/plain"))
        assert speaker.ask("GET", f"/orders/{mine}/documents").json == {
            "documents": [{"number": 1, "name": "a.pdf", "bytes": 2}, {"number": 2, "name": "c.pdf", "bytes": 2}]
        }


def test_parts_that_are_missing_broken_or_no_file_are_refused(tmp_path: Path) -> None:
    with played(tmp_path, UPLOADS) as speaker:
        (order_id,) = speaker.world.create(1)
        path, file = f"/orders/{order_id}/documents", part("files", b"x", "a.pdf", "application/pdf")
        assert multipart(speaker, path, file).json["about"] == "order_documents"
        assert multipart(speaker, path, documents()).json["about"] == "files"
        assert multipart(speaker, path, documents(), part("files", b"x")).json["about"] == "files"
        assert multipart(speaker, path, documents(), file, part("more", b"1")).json["about"] == "more"
        assert multipart(speaker, path, documents(), file, end=b"").json["code"] == "unreadable"
        assert multipart(speaker, path, part("order_documents", b"{"), file).json["code"] == "unreadable"
        assert multipart(speaker, path, documents(), part("files", b"", "a.pdf")).json["code"] == "value"
        assert speaker.ask("POST", path, b"x", {"Content-Type": "multipart/form-data"}).status == 400
        assert speaker.ask("POST", path, {}, {}).status == 415
        assert speaker.desk("files") == [] and speaker.world.effects() == ()


def test_a_file_as_base64_is_kept(tmp_path: Path) -> None:
    with played(tmp_path, UPLOADS) as speaker:
        (order_id,) = speaker.world.create(1)
        body = {"original_name": "a.pdf", "mime_type": "application/pdf", "data": base64.b64encode(PDF).decode()}
        heard = speaker.ask("POST", f"/orders/{order_id}/invoices", body)
        assert (heard.status, heard.json) == (201, {"order": order_id})
        (file,) = speaker.desk("files")
        assert base64.b64decode(file["base64"]) == PDF and file["name"] == "a.pdf"
        assert speaker.ask("POST", f"/orders/{order_id}/invoices", {**body, "data": "%"}).json["code"] == "value"


def test_a_body_that_is_the_file_itself_is_kept(tmp_path: Path) -> None:
    with played(tmp_path, UPLOADS) as speaker:
        (order_id,) = speaker.world.create(1)
        path = f"/orders/{order_id}/file"
        assert speaker.ask("PUT", path, PDF, {"Content-Type": "application/pdf"}).status == 204
        assert speaker.ask("PUT", path, PDF, {"Content-Type": "text/plain"}).status == 415
        (file,) = speaker.desk("files")
        assert (base64.b64decode(file["base64"]), file["type"]) == (PDF, "application/pdf")


STRICT = """
media_type: application/vnd.shop.v10+json
auth: {headers: {Accept: application/vnd.shop.v10+json}}
routes:
  closed:
    request: PUT /orders/<id>/closed
    query: {a: text?}
    body: {fields: {text: text, tags: {type: list, of: text, optional: true}}}
    acts: {order: path.id, actions: {note: {set: {note: <item.text>}}}}
    outcome: done
  open:
    request: PUT /orders/<id>/open
    open_query: true
    body: {open: true, fields: {text: text}}
    acts: {order: path.id, actions: {note: {set: {note: <item.text>}}}}
    outcome: done
  form:
    request: POST /orders/<id>/form
    sends: form
    body: {fields: {text: text, tag: {type: list, of: text, optional: true}, many: {type: integer, optional: true}}}
    acts: {order: path.id, actions: {note: {set: {note: <item.text>}}}}
    outcome: done
outcomes: {done: {done: {give: <body>, headers: {Location: <origin>/orders/<order.id>}}}}
"""
MEDIA = "application/vnd.shop.v10+json"


def test_what_nobody_named_is_refused_unless_the_play_is_open_to_it(tmp_path: Path) -> None:
    with played(tmp_path, STRICT) as speaker:
        (order_id,) = speaker.world.create(1)
        speaker.headers["Accept"] = MEDIA
        headers = {"Content-Type": MEDIA}
        body = {"text": "x", "more": 1}
        assert speaker.ask("PUT", f"/orders/{order_id}/closed", body, headers).json["about"] == "more"
        assert speaker.ask("PUT", f"/orders/{order_id}/closed?b=1", {"text": "x"}, headers).json["about"] == "b"
        assert speaker.ask("PUT", f"/orders/{order_id}/open?b=1", body, headers).status == 200


def test_a_media_type_of_its_own_goes_both_ways(tmp_path: Path) -> None:
    with played(tmp_path, STRICT) as speaker:
        (order_id,) = speaker.world.create(1)
        path = f"/orders/{order_id}/closed"
        assert speaker.ask("PUT", path, {"text": "x"}, {"Content-Type": MEDIA}).status == 401
        speaker.headers["Accept"] = MEDIA
        assert speaker.ask("PUT", path, {"text": "x"}, {"Content-Type": "application/json"}).status == 415
        heard = speaker.ask("PUT", path, {"text": "x"}, {"Content-Type": MEDIA})
        assert (heard.status, heard.headers["Content-Type"]) == (200, MEDIA)
        assert heard.headers["Location"] == f"{speaker.server.base_url}/orders/{order_id}"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"text=gr%C3%BC%C3%9F+dich&tag=a&tag=b", 200),
        (b"text=x&many=2", 200),
        (b"text=x&many=two", 400),
        (b"text=x&text=y", 400),
        (b"text=x&other=y", 400),
        (b"text", 400),
        ("text=ü".encode(), 400),
    ],
)
def test_a_form_is_read_and_held_against_its_fields(tmp_path: Path, body: bytes, status: int) -> None:
    with played(tmp_path, STRICT) as speaker:
        (order_id,) = speaker.world.create(1)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": MEDIA}
        heard = speaker.ask("POST", f"/orders/{order_id}/form", body, headers)
        assert heard.status == status
        if b"dich" in body:
            assert heard.json == {"text": "grüß dich", "tag": ["a", "b"]}


MISTAKES = [
    (UPLOADS, "keeps: {file: body.files}", "keeps: {file: body.files, base64: body.files}", "wrong-keep"),
    (UPLOADS, "    sends: file\n    takes: application/pdf\n    body: file\n", "    sends: file\n", "wrong-route"),
    (UPLOADS, "    one: path.id\n    files", "    files", "wrong-route"),
    (UPLOADS, "<file.name>", "<flie.name>", "unknown-name"),
    (STRICT, "sends: form", "sends: forms", "wrong-value"),
    (STRICT, "<origin>", "<orgin>", "unknown-name"),
]


@pytest.mark.parametrize(("text", "right", "wrong", "code"), MISTAKES)
def test_a_mistake_in_a_body_is_told(tmp_path: Path, text: str, right: str, wrong: str, code: str) -> None:
    assert right in text
    assert code in {problem.code for problem in small_problems(tmp_path, text.replace(right, wrong))}
