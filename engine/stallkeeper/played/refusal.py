"""Why an impersonated marketplace says no, as a value; how each kind looks on the wire stands in play.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

RefusalKind = Literal[
    "unauthorized",
    "token",
    "refresh",
    "signature",
    "unknown_path",
    "unknown_operation",
    "method",
    "media_type",
    "too_large",
    "unreadable",
    "parameter",
    "cursor",
    "beyond",
    "shape",
    "unknown_order",
    "unknown_job",
    "unknown_event",
    "no_action",
    "status",
    "conflict",
    "missing",
    "value",
    "limit",
    "unknown_line",
    "line_state",
    "line_exceeded",
    "crashed",
]

PLAIN: Mapping[RefusalKind, tuple[int, str]] = MappingProxyType(
    {
        "unauthorized": (401, "credentials are missing or wrong"),
        "token": (401, "the token is not known or has expired"),
        "refresh": (400, "the refresh token is not known or was used before"),
        "signature": (401, "the signature or its time is wrong"),
        "unknown_path": (404, "there is nothing here"),
        "unknown_operation": (400, "there is no such operation"),
        "method": (405, "this path takes another method"),
        "media_type": (415, "this content type is not taken"),
        "too_large": (413, "the body is too large"),
        "unreadable": (400, "the body cannot be read"),
        "parameter": (400, "a parameter is wrong"),
        "cursor": (400, "the cursor is not known"),
        "beyond": (400, "a list does not reach so far"),
        "shape": (400, "the body is not what it should be"),
        "unknown_order": (404, "there is no such order"),
        "unknown_job": (404, "there is no such process"),
        "unknown_event": (404, "there is no such event"),
        "no_action": (400, "the request means nothing"),
        "status": (409, "the order's status does not allow this"),
        "conflict": (409, "somebody else was faster"),
        "missing": (400, "a value is missing"),
        "value": (400, "a value is not known"),
        "limit": (400, "the amount is too high"),
        "unknown_line": (400, "there is no such line"),
        "line_state": (409, "the line's state does not allow this"),
        "line_exceeded": (400, "there are not so many units"),
        "crashed": (500, "something broke inside"),
    }
)
"""HTTP status and words of each kind, where play.yaml has none of its own."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One no: its kind, what was wrong (a name, never a value that a buyer owns), and the order it is about."""

    kind: RefusalKind
    about: str = ""
    order_id: str = ""
