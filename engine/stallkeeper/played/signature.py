"""A request and the form of its signature in, the name of what is wrong with it out, or None."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from zoneinfo import ZoneInfo

from stallkeeper.played.access_form import SignatureForm
from stallkeeper.played.exchange import Request
from stallkeeper.played.instant import TimeForm
from stallkeeper.played.template import as_text, render


def signature_fault(form: SignatureForm, key: str, request: Request, now: datetime, zone: ZoneInfo) -> str | None:
    """Which of time and signature is missing or wrong. `now` is what the request's time is held against."""
    stamp = request.headers.get(form.time_header.lower(), "") if form.time_header else ""
    if form.time_header and not _is_recent(form, stamp, now, zone):
        return form.time_header
    given = request.headers.get(form.header.lower(), "") if form.header else dict(request.query).get(form.parameter, "")
    wanted = _sign(form, key, request, stamp)
    return (
        None
        if hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())
        else form.header or form.parameter
    )


def _is_recent(form: SignatureForm, stamp: str, now: datetime, zone: ZoneInfo) -> bool:
    said = TimeForm(form.time_written, zone).read(stamp)
    return said is not None and abs(said - now) <= form.skew


def _sign(form: SignatureForm, key: str, request: Request, stamp: str) -> str:
    names = {"request": {**_parts(request, form.parameter), "time": stamp}}
    text = form.joined_by.join(as_text(render(part, names)) for part in form.over)
    made = hmac.new(key.encode(), text.encode("utf-8", "surrogateescape"), getattr(hashlib, form.algorithm)).digest()
    return base64.b64encode(made).decode() if form.written == "base64" else made.hex()


def _parts(request: Request, parameter: str) -> dict[str, str]:
    """What may be signed; a signature in the query is not part of what it signs."""
    path, _, query = request.target.partition("?")
    if parameter:
        query = "&".join(pair for pair in query.split("&") if pair.partition("=")[0] != parameter)
    return {
        "method": request.method,
        "url": f"{request.origin}{path}{'?' if query else ''}{query}",
        "path": path,
        "query": query,
        "body": request.body.decode("utf-8", "surrogateescape"),
    }
