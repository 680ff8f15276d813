"""A request that is ready to leave in, the same with the keyed digest that its marketplace asks for out."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from stallkeeper.bindings.bodies import Outgoing
from stallkeeper.bindings.context import Context
from stallkeeper.bindings.instants import write_instant
from stallkeeper.bindings.rendering import Absent, Unsendable, as_text, resolve
from stallkeeper.spec.auth_spec import SignSpec
from stallkeeper.spec.binding_template import Constant, Template


def signed(outgoing: Outgoing, spec: SignSpec, context: Context, url_of: Callable[[Outgoing], str]) -> Outgoing:
    """`outgoing` with the instant and the signature where `spec` puts them. Raises Unsendable where a value is missing.

    The address that is signed holds the instant, where that stands in the query, and not the signature itself.
    """
    time = as_text(write_instant(context.now, spec.time_written, context.times))
    outgoing = _with(outgoing, spec.time_header, spec.time_query, time)
    context = context.within(request=_parts(outgoing, time, url_of(outgoing)))
    text = spec.joined_by.encode().join(_bytes(template, context) for template in spec.over)
    digest = hmac.new(_bytes(spec.key, context), text, spec.algorithm).digest()
    return _with(outgoing, spec.header, spec.query, digest.hex() if spec.written == "hex" else _base64(digest))


def _with(outgoing: Outgoing, header: str | None, query: str | None, value: str) -> Outgoing:
    headers = {**outgoing.headers, header: value} if header else outgoing.headers
    standing = (*outgoing.standing, (query, value)) if query else outgoing.standing
    return replace(outgoing, headers=headers, standing=standing)


def _parts(outgoing: Outgoing, time: str, url: str) -> Mapping[str, Any]:
    split = urlsplit(url)
    return {
        "method": outgoing.method,
        "url": url,
        "path": split.path,
        "query": split.query,
        "body": outgoing.content or b"",
        "time": time,
    }


def _bytes(template: Template, context: Context) -> bytes:
    pieces = [part.value if isinstance(part, Constant) else resolve(part, context) for part in template.parts]
    absent = next((piece for piece in pieces if isinstance(piece, Absent)), None)
    if absent is not None:
        raise Unsendable(f"`{absent.name}` has no value here")
    return b"".join(piece if isinstance(piece, bytes) else as_text(piece).encode() for piece in pieces)


def _base64(digest: bytes) -> str:
    return b64encode(digest).decode("ascii")
