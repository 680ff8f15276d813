"""An address in, its cell of `personal` out; and back."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter

from stallkeeper.orders import Address
from stallkeeper.text.json_codec import decode, text_writer

_NAMES = tuple(field.name for field in fields(Address))
_values = attrgetter(*_NAMES)
_write = text_writer(_NAMES)


def address_cell(address: Address | None) -> str | None:
    """JSON of the fields that are given; `{}` for an address given empty, None for one not given yet."""
    return None if address is None else _write(*_values(address)).decode()


def address(cell: str | None) -> Address | None:
    return None if cell is None else Address(**decode(cell.encode()))


def is_filled(address: Address | None) -> bool:
    """Whether anything stands in it: an empty address never replaces a stored one."""
    return address is not None and any(_values(address))
