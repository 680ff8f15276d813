"""Orders and the form they are to have in; that form on standard output or in a new private file out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from stallkeeper.errors import UsageError

if TYPE_CHECKING:
    from stallkeeper.orders import Order
    from stallkeeper.render.csv_rows import Row

FORMATS = ("csv", "xlsx", "json")


def form_of(asked: str | None, path: Path | None) -> str:
    """What was asked for, else what the file's name says. Raises UsageError for a workbook without a file."""
    named = path.suffix[1:].lower() if path is not None else ""
    form = asked or (named if named in FORMATS else "csv")
    if form == "xlsx" and path is None:
        raise UsageError("a workbook goes into a file: add `--output orders.xlsx`")
    return form


@dataclass(frozen=True, slots=True)
class Exported:
    """`level` is order or line; `personal` says whether buyers' data is in it.

    `listed` gives those of a channel's own fields whose texts come from a list, and are no one's.
    """

    form: str
    level: str
    personal: bool
    listed: Callable[[Order], Collection[str]]

    def echo(self, orders: Iterable[Order]) -> None:
        """On standard output, a piece at a time."""
        for piece in self._pieces(orders):
            click.echo(piece, nl=False)

    def write(self, path: Path, orders: Callable[[], Iterable[Order]]) -> int:
        """Into a new file; how many rows. Nothing is asked of `orders` before the file is there."""
        from stallkeeper.cli.private_file import private_file, private_folder

        with private_file(path) as file:
            if self.form == "xlsx":
                from stallkeeper.render.workbook import write_workbook

                with private_folder(path) as scratch:
                    return write_workbook(self._rows(orders()), file, scratch)
            return _write_pieces(file, self._pieces(orders())) - 1  # the headers, or the closing bracket

    def _pieces(self, orders: Iterable[Order]) -> Iterator[str]:
        if self.form == "json":
            from stallkeeper.cli.json_output import json_array

            return json_array(self._values(orders))
        from stallkeeper.render.csv_rows import csv_line

        return map(csv_line, self._rows(orders))

    def _rows(self, orders: Iterable[Order]) -> Iterator[Row]:
        from stallkeeper.render.csv_rows import line_rows, order_rows

        return line_rows(orders) if self.level == "line" else order_rows(orders, self.personal)

    def _values(self, orders: Iterable[Order]) -> Iterator[dict[str, Any]]:
        from stallkeeper.render.json_form import order_form, plain

        for order in orders:
            if self.level == "order":
                yield order_form(order, self.personal, self.listed(order))
                continue
            about = {"order_id": order.id, "channel": order.channel, "account": order.account}
            yield from ({**about, **plain(line)} for line in order.report.lines)


def _write_pieces(file: BinaryIO, pieces: Iterable[str]) -> int:
    """How many there were."""
    return sum(1 for piece in pieces if file.write(piece.encode()))
