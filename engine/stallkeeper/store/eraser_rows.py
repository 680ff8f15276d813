"""One order's number in; its rows without anything of its buyer out, and the texts of others' that repeated it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from stallkeeper.orders import OrderKey
from stallkeeper.orders.free_text import without_texts
from stallkeeper.store.belongings import Belongings, leaves
from stallkeeper.store.cells import words_cell
from stallkeeper.store.database import Database
from stallkeeper.store.key_file import KeyFile
from stallkeeper.store.order_rows import REPORT
from stallkeeper.store.personal_rows import address_cell
from stallkeeper.store.typed_json import mapping, mapping_cell
from stallkeeper.store.without_buyer import KEPT_FIELDS, WRITTEN_DETAILS, without_buyer

GONE = "(erased)"
"""What stands where a text repeated something of a buyer who was erased."""

_STALE = "stale"
_OWN_ID = "UPDATE back_office_ids SET own_id = ? WHERE office = ? AND own_id = ?"
_OF_ORDER = "UPDATE orders SET parcels_json = ?, extras_json = ?, digest = ? WHERE number = ?"
_OF_BUYER = "UPDATE personal SET billing_json = ?, delivery_json = ?, payload = NULL WHERE order_number = ?"
_OF_SUBMISSION = "UPDATE submissions SET fields_json = ?, receipt = ?, error = ?, extras_json = NULL WHERE id = ?"
_OF_DOCUMENTS = (
    "UPDATE documents SET state = 'erased', next_attempt_at = NULL, kept = NULL, own_number = NULL, receipt = NULL,"
    " error = NULL, file_name = NULL WHERE order_number = ? AND state <> 'erased'"
)
_ACTED_ON_SINCE = """
SELECT o.scope, o.channel, o.id, o.erased_under, s.fields_json, s.extras_json, s.error
FROM submissions AS s JOIN orders AS o ON o.number = s.order_number
WHERE o.erased_at IS NOT NULL AND o.restricted IS NOT TRUE AND s.updated_at > o.erased_at - 3600000000
AND NOT EXISTS (SELECT 1 FROM submissions AS other WHERE other.order_number = o.number
    AND other.state IN ('queued', 'sending', 'acknowledged', 'in_doubt', 'needs_data'))
"""
_HELD_DOCUMENTS = "order_number = ? AND (kept IS NOT NULL OR next_attempt_at IS NOT NULL)"
_DETAILS = "UPDATE history SET details_json = NULL, salt = NULL WHERE number = ?"


class BuyerRows:
    """Belongs inside a transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def payload(self, number: int) -> bytes | None:
        row = self._database.row("SELECT payload FROM personal WHERE order_number = ?", (number,))
        return row[0] if row else None

    def erase(self, number: int, held: Belongings, keys: KeyFile) -> None:
        """The order's own rows; a keyed digest stands for its payload, by which a repeated one is still known."""
        report = without_buyer(held.order.report, held.keep)
        cells = {name: REPORT[name].cells([report])[0] for name in ("parcels_json", "extras_json")}
        digest = self._database.row("SELECT digest FROM orders WHERE number = ?", (number,))
        keyed = keys.keyed(digest[0]) if digest else b""
        change = self._database.change
        change(_OF_ORDER, (cells["parcels_json"], cells["extras_json"], keyed, number))
        change(_OF_BUYER, (address_cell(report.billing), address_cell(report.delivery), number))
        values = held.values()
        for each in held.submissions:
            receipt = GONE if each.receipt and _repeats(each.receipt, values) else each.receipt
            fields = mapping_cell(without_texts(each.fields, KEPT_FIELDS))
            change(_OF_SUBMISSION, (fields, receipt, GONE if each.error else None, each.id))

    def acted_on_since(self, number: int | None = None) -> dict[OrderKey, str]:
        """Orders that were erased, with the rule, and that an action has come to since: it is over, and holds texts."""
        rows = self._database.rows(
            _ACTED_ON_SINCE + (" AND o.number = ?" if number else " ORDER BY o.number"), (number,) if number else ()
        )
        return {
            OrderKey(*row[:3]): row[3]
            for row in rows
            if row[5] or row[6] not in (None, GONE) or without_texts(held := mapping(row[4]), KEPT_FIELDS) != held
        }

    def erase_told(self, number: int, held: Belongings, keys: KeyFile) -> int:
        """Details of the order's history that repeat it, what was told of the order to a person, and ids that a
        seller's own system gave it. How many lines of the history are without their details by that.

        Lines that tell of an erasure keep theirs: they are the engine's own words, and the check of the chain counts
        by them.
        """
        took_out = 0
        values, names_them = held.values(), held.mentions()
        rows = self._database.rows(
            "SELECT number, kind, details_json FROM history"
            " WHERE order_number = ? AND details_json IS NOT NULL AND kind <> 'erased'",
            (number,),
        )
        for line, kind, details in rows:
            told = mapping(details)
            written = leaves([told.get(name) for name in WRITTEN_DETAILS])
            if kind == _STALE or any(map(names_them, written)) or any(_repeats(text, values) for text in leaves(told)):
                took_out += self._database.change(_DETAILS, (line,))
        self._erase_own_ids(number, names_them, keys)
        about = words_cell((held.order.id, *(each.id for each in held.submissions)))
        self._database.change(
            "UPDATE incidents SET message = ? WHERE subject IN (SELECT value FROM json_each(?))", (GONE, about)
        )
        return took_out

    def _erase_own_ids(self, number: int, names_them: Callable[[str], bool], keys: KeyFile) -> None:
        """A keyed digest stands for an id that names the buyer: the back office has the order all the same."""
        rows = self._database.rows("SELECT office, own_id FROM back_office_ids WHERE order_number = ?", (number,))
        for office, own_id in rows:
            if names_them(own_id):
                instead = f"{GONE} {keys.keyed(own_id.encode()).hex()}"
                self._database.change(_OWN_ID, (instead, office, own_id))

    def erase_elsewhere(self, values: Collection[str]) -> None:
        """What was told of other things and repeats it."""
        self._texts("incidents", ("account", "kind", "subject"), "message", values)
        self._texts("sweeps", ("number",), "error", values)
        self._texts("accounts", ("name",), "rests_because", values)

    def _texts(self, table: str, key: tuple[str, ...], column: str, values: Collection[str]) -> None:
        rows = self._database.rows(f"SELECT {', '.join(key)}, {column} FROM {table} WHERE {column} IS NOT NULL")
        where = " AND ".join(f"{name} = ?" for name in key)
        for row in rows:
            if _repeats(row[-1], values):
                self._database.change(f"UPDATE {table} SET {column} = ? WHERE {where}", (GONE, *row[:-1]))

    def erase_documents(self, number: int) -> int:
        """What was said of its documents; that there were any, and when, stays. How many there were."""
        return self._database.change(_OF_DOCUMENTS, (number,))

    def holds_documents(self, number: int) -> bool:
        """Whether one is said to be kept, or to be fetched."""
        statement = f"SELECT 1 FROM documents WHERE {_HELD_DOCUMENTS} LIMIT 1"
        return self._database.row(statement, (number,)) is not None

    def erase_payload(self, number: int) -> bool:
        """Whether there was one."""
        statement = "UPDATE personal SET payload = NULL WHERE order_number = ? AND payload IS NOT NULL"
        return self._database.change(statement, (number,)) == 1

    def mark(self, number: int, at: int, rule: str, *, restricted: bool) -> None:
        """Say what became of the buyer."""
        values: tuple[Any, ...] = (at, rule, int(restricted), number)
        self._database.change(
            "UPDATE orders SET erased_at = ?, erased_under = ?, restricted = ? WHERE number = ?", values
        )
        if not restricted:
            self._database.change("UPDATE personal SET erased_at = ? WHERE order_number = ?", (at, number))


def _repeats(text: str, values: Collection[str]) -> bool:
    return any(value in text for value in values)
