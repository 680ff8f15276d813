"""Payload trees in, bytes of the marketplace's format out, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from stallkeeper.played.body_forms import as_file, read_form, read_multipart
from stallkeeper.played.exchange import Answer, Request
from stallkeeper.played.paper import print_paper
from stallkeeper.played.play_spec import PlaySpec, Route
from stallkeeper.played.refusal import Refusal
from stallkeeper.text import json_codec
from stallkeeper.text.malformed import Malformed

_TYPES = {"json": "application/json", "soap": "text/xml; charset=utf-8"}
_WANTED: Mapping[str, str] = {
    "json": "json",
    "soap": "text/xml",
    "form": "application/x-www-form-urlencoded",
    "multipart": "multipart/form-data",
    "file": "",
}
"""What a request's content type has to hold, by what its body is."""


def read_body(play: PlaySpec, route: Route, request: Request) -> Any:
    """The tree that a request's body says (of SOAP, what is inside the operation); None for no body; or a Refusal."""
    if not request.body:
        return None
    kind = route.sends or play.format
    content_type = request.headers.get("content-type", "")
    wanted = route.takes or (play.media_type if kind == "json" else "") or _WANTED[kind]
    if wanted not in content_type.lower():
        return Refusal("media_type", "Content-Type")
    try:
        return _READERS[kind](play, route, request)
    except Malformed:
        return Refusal("unreadable", "body")


def _read_soap(play: PlaySpec, route: Route, request: Request) -> Any:
    assert play.xml is not None
    tree = play.xml.read(request.body)
    envelope = tree.get(f"{play.envelope}:Envelope")
    body = envelope.get(f"{play.envelope}:Body") if isinstance(envelope, dict) else None
    if not isinstance(body, dict) or list(body) != [route.operation]:
        return Refusal("shape", "Body")
    return body[route.operation]


def _read_multipart(_play: PlaySpec, route: Route, request: Request) -> Any:
    """A field that holds JSON is read as what it says."""
    tree = read_multipart(request.body, request.headers.get("content-type", ""))
    for name, form in (route.body.fields or {}).items() if route.body else ():
        if form.holds_json and isinstance(tree.get(name), str):
            tree[name] = json_codec.decode(tree[name].encode())
    return tree


_READERS: Mapping[str, Callable[[PlaySpec, Route, Request], Any]] = {
    "json": lambda _play, _route, request: json_codec.decode(request.body),
    "soap": _read_soap,
    "form": lambda _play, _route, request: read_form(request.body),
    "multipart": _read_multipart,
    "file": lambda _play, _route, request: as_file(request.body, "", request.headers.get("content-type", "")),
}


def write_answer(play: PlaySpec, answer: Answer) -> tuple[bytes, str]:
    """An answer's body and its content type."""
    if answer.paper is not None:
        return print_paper(answer.paper), "application/pdf"
    if isinstance(answer.tree, bytes):
        return answer.tree, answer.media_type or "application/octet-stream"
    if answer.tree is None:
        return b"", ""
    if play.xml is None:
        return json_codec.encode(answer.tree), answer.media_type or play.media_type or _TYPES["json"]
    return play.xml.write(answer.tree), _TYPES["soap"]
