"""SQL is written down in the store, and what somebody may have typed goes in as a parameter: read from its text."""

from __future__ import annotations

import pytest

from tests.shared_material import ROOT
from tests.store.written_sql import Statements

STORE = ROOT / "engine" / "stallkeeper" / "store"

LOOKED_AT = {
    "min(_TOGETHER, most_values // max(len(filled), 1))": "a number: how often the places of a row are repeated",
    "step.version": "a number, of a migration",
    "step.statements": "written down in `schema` and `schema_changes`, statement by statement",
    "_MAY_HOLD.items()": "both sides of a mapping that is written down",
    "_WITHOUT_OURS.get((table, column), column)": "a column of a table as the database itself lists them",
    "self._tables()": "tables as the database itself lists them",
    """self._database.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")""": (
        "tables as the database itself lists them"
    ),
    "self._select": "the seller's own question to a database of theirs, from the accounts file; opened to read only",
}
"""What the eye has to judge, with why it is nothing that a filter, a marketplace or a caller gave."""


def test_nothing_that_was_not_written_down_goes_into_a_statement() -> None:
    found = Statements({path.name: path.read_text() for path in sorted(STORE.rglob("*.py"))}).foreign()
    new = [
        f"{place} puts {what} into SQL; give it as a parameter"
        for what, place in found.items()
        if what not in LOOKED_AT
    ]
    assert not new, "\n".join(new)
    assert not LOOKED_AT.keys() - found.keys(), "that is written no more"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("def f(c, wanted):\n c.rows(f\"SELECT 1 FROM orders WHERE id = '{wanted.id}'\")", "wanted.id"),
        ("def f(c, wanted):\n c.rows('SELECT 1 WHERE id = ' + wanted.id)", "wanted.id"),
        ("def f(c, wanted):\n c.row('SELECT 1 WHERE id = %s' % wanted.id)", "wanted.id"),
        ("def f(c, wanted):\n c.rows('SELECT {}'.format(wanted.id))", "wanted.id"),
        ("def f(c, word):\n c.rows('SELECT ' + word)", "word"),
        ("def f(c, word):\n c.rows('SELECT ' + word)\ndef ask(self):\n f(self.c, self.word)", "self.word"),
        ("def f(c, word):\n c.execute(_m(word))\ndef _m(word):\n return 'SELECT ' + word.lower()", "word.lower()"),
        ("def f(c, one):\n text, values = _m(one)\n c.execute(text)\ndef _m(one):\n return one.sql, [1]", "one.sql"),
        ("def f(c, one):\n c.execute(*_m(one))\ndef _m(one):\n return one.sql, [1]", "one.sql"),
        ("def f(c, one):\n for text in _m(one): c.execute(text)\ndef _m(one):\n yield one.sql", "one.sql"),
        ("def f(c, one):\n more = ['TRUE']\n more.append(f'id = {one.id}')\n c.execute(' AND '.join(more))", "one.id"),
        ("def f(c, one):\n all = {'id = ?': one.id}\n c.execute(' '.join(v for k, v in all.items()))", "all.items()"),
        ("def f(c, one):\n many = c.executemany\n many(one.sql, [])", "one.sql"),
        ("def f(c, one):\n c.executescript(one.script)", "one.script"),
        ("TEXT = open('statement.sql').read()\ndef f(c):\n c.execute(TEXT)", "open('statement.sql').read()"),
    ],
)  # fmt: skip
def test_what_comes_from_elsewhere_is_found(text: str, what: str) -> None:
    assert what in Statements({"a.py": text}).foreign()


@pytest.mark.parametrize(
    "text",
    [
        "def f(c, wanted):\n c.execute('SELECT 1 FROM orders WHERE id = ?', (wanted.id,))",
        "IDS = ('id', 'scope')\ndef f(c):\n c.execute(f\"SELECT {', '.join(f'o.{each}' for each in IDS)} FROM o\")",
        "def f(c, some):\n c.execute(f'SELECT 1 WHERE id IN ({places(len(some))})', some)",
        "def f(c, one):\n given = {'id = ?': one.id}\n c.execute(' AND '.join(k for k, v in given.items()))",
        "def f(c, one):\n text, values = ('TRUE', ()) if one else ('id = ?', (one,))\n c.execute('SELECT ' + text)",
        "def f(c):\n read(c, 'orders')\ndef read(c, table):\n c.execute(f'SELECT 1 FROM {table}')",
    ],
)  # fmt: skip
def test_what_is_written_down_is_not(text: str) -> None:
    assert Statements({"a.py": text}).foreign() == {}
