"""Values of one kind in, the columns of their table out: what stands in a column is said once, and read for all rows.

A page's rows are made a column at a time. A column that no row fills is left out of the statement: its cells are NULL
without being said, and in Python's `sqlite3` a NULL costs three times what a text does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

from stallkeeper.store.cells import amount_cells, flag_cells, instant_cells, words_cell
from stallkeeper.store.typed_json import mapping_cell

Cells: TypeAlias = Sequence[Any]
"""What one column holds: a cell for each row."""

_TOGETHER = 100
"""How many rows one statement adds, where there are so many."""


class Column(NamedTuple):
    """How the cells of a column come about: an attribute of each value, as it is or turned into cells."""

    attribute: Callable[[Any], Any]
    turned: Callable[[list[Any]], list[Any]] | None = None

    def cells(self, values: Iterable[Any]) -> Cells:
        """The column's cells, one for each value."""
        found = list(map(self.attribute, values))
        return found if self.turned is None or is_empty(found) else self.turned(found)


def as_it_is(attribute: str) -> Column:
    """A text, a whole number, or nothing."""
    return Column(attrgetter(attribute))


def as_instant(attribute: str) -> Column:
    return Column(attrgetter(attribute), instant_cells)


def as_amount(attribute: str) -> Column:
    return Column(attrgetter(attribute), amount_cells)


def as_flag(attribute: str) -> Column:
    return Column(attrgetter(attribute), flag_cells)


def as_words(attribute: str) -> Column:
    return Column(attrgetter(attribute), lambda several: [words_cell(words) if words else None for words in several])


def as_mapping(attribute: str) -> Column:
    return Column(attrgetter(attribute), lambda several: [mapping_cell(one) if one else None for one in several])


def cells_of(columns: Mapping[str, Column], values: Sequence[Any]) -> dict[str, Cells]:
    """The cells of all `columns`, by name."""
    return {name: column.cells(values) for name, column in columns.items()}


def is_empty(cells: Cells) -> bool:
    """Whether no row has anything here. The first row tells in most cases."""
    return not cells or (cells[0] is None and cells.count(None) == len(cells))


def insertions(table: str, columns: Mapping[str, Cells], most_values: int) -> Iterator[tuple[str, Iterable[Cells]]]:
    """Statements that add rows to `table`, each with the values for its runs; none takes more than `most_values`.

    A hundred rows in one statement cost two thirds of what they do in a hundred runs. Names are ours, never a spec's or
    a payload's.
    """
    filled = {name: cells for name, cells in columns.items() if not is_empty(cells)}
    rows = list(zip(*filled.values(), strict=True))
    begin, row = f"INSERT INTO {table} ({', '.join(filled)}) VALUES ", f"({places(len(filled))})"
    together = min(_TOGETHER, most_values // max(len(filled), 1))
    whole = len(rows) - len(rows) % together
    if whole:
        values, step = list(chain.from_iterable(rows[:whole])), together * len(filled)
        yield begin + ", ".join([row] * together), (values[at : at + step] for at in range(0, len(values), step))
    if rows[whole:]:
        yield begin + row, rows[whole:]


def places(count: int) -> str:
    """As many placeholders: `?, ?, ?`."""
    return ", ".join("?" * count)
