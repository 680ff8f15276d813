"""Headers that a binding names in, a problem for each that is not a binding's to say out."""

from __future__ import annotations

from stallkeeper.spec.binding_nodes import Findings
from stallkeeper.spec.part import Part
from stallkeeper.text.wording import quoted

_OF_THE_CONNECTION = frozenset(
    ("host", "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "te", "trailer", "expect")
) | {"proxy-authorization", "proxy-connection", "proxy-authenticate"}


def check_headers(part: Part, found: Findings) -> None:
    """Adds a problem for each key of `part` that says something of the connection, which the request itself does."""
    for name, value in part.members():
        check_header(value, name, found)


def check_header(part: Part, name: str, found: Findings) -> None:
    """Adds a problem where the header `name`, which stands at `part`, is one of the connection's own."""
    if name.removesuffix("?").lower() in _OF_THE_CONNECTION:
        message = f"the header {quoted(name)} is said by the connection itself"
        found.add(part, "reserved-header", message, "remove it; another host is named under `hosts`")
