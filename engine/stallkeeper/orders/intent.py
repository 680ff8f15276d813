"""What two submissions of one action were given in; whether the second asks for all that the first did, out. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

_LINE = "line"


def covers(later: Mapping[str, Any], earlier: Mapping[str, Any]) -> bool:
    """Texts and days say how it is done, and a second asking corrects them; lines, numbers and amounts say what.

    The same line in full or the whole order covers a line. Amounts for the order as a whole have to be the same: two
    refunds of an order are two refunds.
    """
    wanted, given = _how_much(earlier), _how_much(later)
    if later.get(_LINE) is None:
        return given == wanted and (earlier.get(_LINE) is None or not wanted)
    return later[_LINE] == earlier.get(_LINE) and all(given.get(name, 0) >= value for name, value in wanted.items())


def _how_much(fields: Mapping[str, Any]) -> dict[str, Decimal | int]:
    return {name: value for name, value in fields.items() if isinstance(value, Decimal | int)}
