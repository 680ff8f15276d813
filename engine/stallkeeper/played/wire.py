"""Payload trees in, bytes of the marketplace's format out, and back."""

from __future__ import annotations

from typing import Any

from stallkeeper.played.exchange import Answer, Request
from stallkeeper.played.paper import print_paper
from stallkeeper.played.play_spec import PlaySpec, Route
from stallkeeper.played.refusal import Refusal
from stallkeeper.text import json_codec
from stallkeeper.text.malformed import Malformed

_TYPES = {"json": "application/json", "soap": "text/xml; charset=utf-8"}


def read_body(play: PlaySpec, route: Route, request: Request) -> Any:
    """The tree that a request's body says (of SOAP, what is inside the operation); None for no body; or a Refusal."""
    if not request.body:
        return None
    wanted = "json" if play.format == "json" else "text/xml"
    if wanted not in request.headers.get("content-type", "").lower():
        return Refusal("media_type", "Content-Type")
    try:
        if play.xml is None:
            return json_codec.decode(request.body)
        return _operation_content(play, route, play.xml.read(request.body))
    except Malformed:
        return Refusal("unreadable", "body")


def _operation_content(play: PlaySpec, route: Route, tree: Any) -> Any:
    envelope = tree.get(f"{play.envelope}:Envelope")
    body = envelope.get(f"{play.envelope}:Body") if isinstance(envelope, dict) else None
    if not isinstance(body, dict) or list(body) != [route.operation]:
        return Refusal("shape", "Body")
    return body[route.operation]


def write_answer(play: PlaySpec, answer: Answer) -> tuple[bytes, str]:
    """An answer's body and its content type."""
    if answer.paper is not None:
        return print_paper(answer.paper), "application/pdf"
    if answer.tree is None:
        return b"", ""
    if play.xml is None:
        return json_codec.encode(answer.tree), _TYPES["json"]
    return play.xml.write(answer.tree), _TYPES["soap"]
