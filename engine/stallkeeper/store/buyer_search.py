"""An address of e-mail in; orders that may hold it, and whether a text does, out: of that buyer and of nobody else.

An address that ends like another one is another person's: whoever asks for `ann@post.example` is not given what is kept
of `joann@post.example`, and erases nothing of hers.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from stallkeeper.orders import OrderKey
from stallkeeper.store.database import Database

_MAY_HOLD = """
SELECT scope, channel, id FROM orders LEFT JOIN personal ON number = order_number
WHERE instr(lower(billing_json), ?1) OR instr(lower(delivery_json), ?1) OR instr(lower(CAST(payload AS TEXT)), ?1)
OR instr(lower(extras_json), ?1) OR number IN (SELECT order_number FROM submissions WHERE instr(lower(fields_json), ?1))
ORDER BY number
"""

_ESCAPED = re.compile(r"[^a-z0-9@._-]+")
"""Signs of an address that one writer of JSON or XML writes as they are, and another one as a code."""

_OF_AN_ADDRESS = r"[\w.!#$%&'*+^`{|}~-]"


def may_hold(database: Database, email: str) -> list[OrderKey]:
    """Orders in which a good part of the address stands, whatever the rest of it may have been written as."""
    if not all(email.strip().partition("@")):
        return []
    part = max(_ESCAPED.split(email.strip().lower()), key=len)
    return [OrderKey(*row) for row in database.rows(_MAY_HOLD, (part,))] if part else []


def holds(email: str) -> Callable[[str], bool]:
    """Whether the whole address stands in a text, in whatever case, and not as the end or beginning of another one."""
    address = re.escape(email.strip().casefold())
    found = re.compile(rf"(?<!{_OF_AN_ADDRESS}){address}(?![\w-]|\.\w)").search
    return lambda text: found(text.casefold()) is not None
