"""A quote in what a person types is a letter: no verb takes it for SQL, and none takes it for nothing."""

from __future__ import annotations

import json
import shlex
import sqlite3
from contextlib import closing

import click
import pytest

from stallkeeper.cli.contents import stallkeeper
from stallkeeper.clock import SystemClock
from stallkeeper.orders import Event
from stallkeeper.store import Store
from tests.cli.shop import Shop
from tests.store.samples import key_of, order_of, page_of, sweep_of, write_of

WORDS = ("O'Brien", "x' OR '1'='1", '"; DROP TABLE orders; --', "'; DELETE FROM orders; --", "%")
ALL_FILES = {"--output", "--back-office"}
"""Options of `export` that ask for no orders by a word: a file, and a name in the accounts file."""


def filters_of(verb: str) -> list[str]:
    """Every option of a verb after which a text may stand."""
    command = stallkeeper.get_command(click.Context(stallkeeper), verb)
    assert command is not None
    texts = [each for each in command.params if isinstance(each.type, click.types.StringParamType)]
    return [each.opts[0] for each in texts if each.opts[0] not in ALL_FILES]


def held(shop: Shop) -> list[str]:
    with closing(sqlite3.connect(shop.store)) as connection:
        return list(connection.iterdump())


@pytest.fixture
def full(shop: Shop) -> Shop:
    shop.arrive("PENDING", 2)
    shop.arrive("SHIPPED")
    assert shop.run("sync", "shop").exit_code == 0
    return shop


def test_every_filter_is_tried() -> None:
    five = ["--status", "--channel", "--account", "--since", "--until"]
    assert filters_of("orders") == filters_of("export") == five
    assert filters_of("audit") == [
        "--order",
        "--channel",
        "--account",
        "--who",
        "--cause",
        "--kind",
        "--since",
        "--until",
    ]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("verb", ["orders", "audit", "export"])
def test_a_word_that_there_is_not_is_refused_as_it_was_typed(full: Shop, verb: str, word: str) -> None:
    before = held(full)
    for option in filters_of(verb):
        for form in (
            [option, word],
            [option, word, "--json"] if verb != "export" else [option, word, "--format", "json"],
        ):
            result = full.run(verb, *form)
            assert (result.exit_code, result.stdout) == (2, ""), (form, result.output)
            assert word in result.stderr, form
    for cause in ("sweep", "submission"):
        result = full.run("audit", "--cause", f"{cause}:{word}")
        assert (result.exit_code, result.stderr.strip()[-len(word) - 1 :]) == (2, f'{word}"')
    assert held(full) == before


@pytest.mark.parametrize("word", WORDS)
def test_an_action_on_a_selection_takes_it_for_a_word_too(full: Shop, word: str) -> None:
    before = held(full)
    for name in ("status", "channel", "account", "since", "until"):
        result = full.run("act", "accept", "--where", f"{name}={shlex.quote(word)}", "--dry-run")
        assert (result.exit_code, result.stdout) == (2, ""), (name, result.output)
        assert word in result.stderr, name
    assert held(full) == before


@pytest.mark.parametrize("word", WORDS)
def test_an_order_and_a_person_that_are_called_so_are_found(full: Shop, word: str) -> None:
    who = f"seller:{word}"
    with Store.open(full.store, now=SystemClock().now()) as store:
        write = write_of(order_of(word, key=key_of(word, "manomano"), account="shop"))
        store.write_page(page_of(write, sweep=sweep_of(word)))
        (order,) = store.find(word)
        store.eraser.note([order.key], [Event(order.updated_at, order.key, "disclosed", who, details={"how": "shown"})])
    told = json.loads(full.run("audit", "--order", word, "--json").stdout)
    assert [each["kind"] for each in told] == ["disclosed", "moved", "first_seen"]
    assert [each["who"] for each in json.loads(full.run("audit", "--who", who, "--json").stdout)] == [who]
    assert len(json.loads(full.run("audit", "--cause", f"sweep:{word}", "--json").stdout)) == 2
    assert full.run("audit", "verify").exit_code == 0
