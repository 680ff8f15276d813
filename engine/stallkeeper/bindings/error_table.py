"""A refusal in, its class out: by the binding's table, and by what HTTP itself says where the table is silent."""

from __future__ import annotations

import re

from stallkeeper.errors import ErrorKind
from stallkeeper.spec.binding_spec import ErrorRule

_BY_STATUS: dict[int, ErrorKind] = {
    400: "validation",
    401: "auth",
    403: "auth",
    404: "not_found",
    408: "transient",
    409: "state_conflict",
    410: "not_found",
    412: "state_conflict",
    413: "validation",
    415: "permanent",
    422: "validation",
    423: "state_conflict",
    425: "transient",
    429: "rate_limited",
    501: "permanent",
}


_LONGEST = 2000
"""Signs of a message that a pattern looks through."""


def classify(rules: tuple[ErrorRule, ...], status: int, codes: tuple[str, ...], messages: tuple[str, ...]) -> ErrorKind:
    """The class of a refusal: the first row that fits, else HTTP's own meaning, else unknown."""
    told = " ".join(messages).casefold()
    for rule in rules:
        if _fits(rule, status, codes, messages, told):
            return rule.means
    return kind_of_status(status)


def _fits(rule: ErrorRule, status: int, codes: tuple[str, ...], messages: tuple[str, ...], told: str) -> bool:
    return (
        (not rule.statuses or status in rule.statuses)
        and (not rule.codes or bool(rule.codes & set(codes)))
        and (not rule.messages or any(part in told for part in rule.messages))
        and (not rule.patterns or any(_found(pattern, messages) for pattern in rule.patterns))
    )


def _found(pattern: re.Pattern[str], messages: tuple[str, ...]) -> bool:
    return any(pattern.search(text[:_LONGEST]) for text in messages)


def kind_of_status(status: int) -> ErrorKind:
    """What an HTTP status alone says."""
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status >= 500:
        return "transient"
    return "permanent" if 400 <= status < 500 else "unknown"
