"""Headers that a binding names in, a problem for each that is not a binding's to say, or that cannot leave, out."""

from __future__ import annotations

import re

from stallkeeper.spec.binding_nodes import Findings
from stallkeeper.spec.part import Part
from stallkeeper.text.wording import quoted

_OF_THE_CONNECTION = frozenset(
    ("host", "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "te", "trailer", "expect")
) | {"proxy-authorization", "proxy-connection", "proxy-authenticate", "accept-encoding", "content-encoding"}
_NEVER_SENT = re.compile("[\x00-\x1f\x7f]|[^\x00-\xff]")


def check_headers(part: Part, found: Findings) -> None:
    """Adds a problem for each key of `part` that says something of the connection, which the request itself does."""
    held: dict[str, str] = {}
    for name, value in part.members():
        check_header(value, name, found)
        first = held.setdefault(name.removesuffix("?").lower(), name)
        if first.removesuffix("?") != name.removesuffix("?"):
            message = f"{quoted(first)} and {quoted(name)} are one header: case makes no difference"
            found.add(value, "said-twice", message, "remove one of the two")
        if isinstance(value.value, str) and _NEVER_SENT.search(value.value):
            message = f"the value of the header {quoted(name)} holds a character that no header may"
            found.add_at_value(value, "wrong-value", message, "write it in one line, in letters up to ÿ")


def check_header(part: Part, name: str, found: Findings) -> None:
    """Adds a problem where the header `name`, which stands at `part`, is one of the connection's own."""
    if name.removesuffix("?").lower() in _OF_THE_CONNECTION:
        message = f"the header {quoted(name)} is said by the connection itself"
        found.add(part, "reserved-header", message, "remove it; another host is named under `hosts`")
