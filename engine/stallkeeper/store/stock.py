"""Skus in, how many units of each are free out: from a CSV or JSON file, from a table, or from a callable of a program.

What is read comes from another program: whatever is no whole number is refused, with its place, and nothing is accepted
on it.
"""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from stallkeeper.errors import AccountError, UsageError
from stallkeeper.store.columns import places
from stallkeeper.text.json_codec import decode
from stallkeeper.text.malformed import Malformed

_LARGEST = 64 * 1024 * 1024
_WHOLE = re.compile(r"-?[0-9]{1,12}", re.ASCII)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}", re.ASCII)
_LONGEST_SHOWN = 60


class Stock(Protocol):
    """Anything that can be asked for free units by sku; a sku that it does not name has no units it knows of.

    What was accepted and has not left yet is held back by the engine; the figure is what lies there for all of it.
    """

    def __call__(self, skus: Collection[str], /) -> Mapping[str, int]: ...


class FileStock:
    """A CSV file with the columns sku and quantity, or a JSON object of quantities by sku. Read anew where it changed.

    Replace it as a whole (write beside it, then rename), for half a file is a wrong file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self._units: dict[str, int] = {}

    def __call__(self, skus: Collection[str], /) -> Mapping[str, int]:
        try:
            stat = self._path.stat()
            seen = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
            if stat.st_size > _LARGEST:
                raise AccountError(f"the stock file {self._path} is larger than {_LARGEST >> 20} MiB; write less of it")
            if seen != self._seen:
                self._units, self._seen = dict(self._read()), seen
        except OSError as error:
            raise AccountError(f"the stock file {self._path} cannot be read: {error.strerror}") from None
        return {sku: self._units[sku] for sku in skus if sku in self._units}

    def _read(self) -> Iterator[tuple[str, int]]:
        data = self._path.read_bytes()
        try:
            rows = _of_json(data) if self._path.suffix == ".json" else _of_csv(data.decode("utf-8-sig"))
            seen: set[str] = set()
            for where, sku, quantity in rows:
                if sku in seen:
                    raise AccountError(f"the stock file {self._path} names {sku[:_LONGEST_SHOWN]!r} twice ({where})")
                seen.add(sku)
                yield sku, self._whole(where, quantity)
        except (UnicodeDecodeError, Malformed, csv.Error) as error:
            raise AccountError(f"the stock file {self._path} cannot be read: {error}") from None
        except KeyError as error:
            raise AccountError(
                f"the stock file {self._path} has no column {error.args[0]!r} in its first line"
            ) from None

    def _whole(self, where: str, quantity: Any) -> int:
        told = str(quantity).strip()
        if isinstance(quantity, bool) or not _WHOLE.fullmatch(told):
            shown = told[:_LONGEST_SHOWN]
            raise AccountError(
                f"the stock file {self._path} holds {shown!r} as a quantity ({where}); write a whole number"
            )
        return int(told)


def _of_csv(text: str) -> Iterator[tuple[str, str, Any]]:
    """Commas or semicolons, whichever the first line has."""
    first = text.partition("\n")[0]
    reader = csv.DictReader(text.splitlines(), delimiter=";" if ";" in first else ",")
    reader.fieldnames = [name.strip().casefold() for name in reader.fieldnames or ()]
    for name in ("sku", "quantity"):
        if name not in reader.fieldnames:
            raise KeyError(name)
    for row in reader:
        if any(value for value in row.values()):
            yield f"line {reader.line_num}", str(row["sku"] or "").strip(), row["quantity"]


def _of_json(data: bytes) -> Iterator[tuple[str, str, Any]]:
    units = decode(data)
    if not isinstance(units, dict):
        raise Malformed("it is no object of quantities by sku")
    for sku, quantity in units.items():
        yield f"of {sku[:_LONGEST_SHOWN]!r}", sku, quantity


class TableStock:
    """A table or a view of an SQLite database, which is only read."""

    def __init__(self, path: Path, table: str, sku: str = "sku", quantity: str = "quantity") -> None:
        for name in (table, sku, quantity):
            if not _NAME.fullmatch(name):
                raise UsageError(f"{name[:_LONGEST_SHOWN]!r} is no name of letters, digits and underscores")
        self._path = path
        self._select = f"SELECT [{sku}], [{quantity}] FROM [{table}] WHERE [{sku}] IN "

    def __call__(self, skus: Collection[str], /) -> Mapping[str, int]:
        wanted = tuple(skus)
        rows = self._rows(f"{self._select}({places(len(wanted))})", wanted)
        units: dict[str, int] = {}
        for sku, quantity in rows:
            if not isinstance(quantity, int) or str(sku) in units:
                wrong = f"{quantity!r}"[:_LONGEST_SHOWN] if not isinstance(quantity, int) else "two rows"
                raise AccountError(f"the stock in {self._path} holds {wrong} for {sku!r}; one whole number is needed")
            units[str(sku)] = quantity
        return units

    def _rows(self, statement: str, values: tuple[str, ...]) -> list[tuple[Any, Any]]:
        try:
            connection = sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)
            try:
                connection.execute("PRAGMA query_only = ON")
                return connection.execute(statement, values).fetchall()
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise AccountError(f"the stock in {self._path} cannot be read: {error}") from None
