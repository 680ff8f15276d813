"""`audit`: who did what from where, and whether the record of it is whole."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from tests.cli.shop import Shop


@pytest.fixture
def lived(shop: Shop) -> tuple[Shop, str]:
    """An order that was read and accepted."""
    (order,) = shop.arrive("PENDING")
    shop.run("sync", "shop")
    assert shop.run("act", "accept", order).exit_code == 0
    return shop, order


def test_an_action_is_told_with_who_asked_from_where_and_for_what(lived: tuple[Shop, str]) -> None:
    shop, order = lived
    entries = json.loads(shop.run("audit", "--order", order, "--json").stdout)
    queued = next(entry for entry in entries if entry["details"].get("state") == "queued")
    assert queued["who"].startswith("seller:")
    assert queued["where"] == "cli"
    assert queued["cause"] == f"submission:{queued['submission']}"
    first = entries[-1]
    assert (first["kind"], first["where"], first["cause"].partition(":")[0]) == ("first_seen", "system", "sweep")


def test_a_table_shows_the_same_to_a_person(lived: tuple[Shop, str]) -> None:
    shop, order = lived
    result = shop.run("audit", "--where", "cli")
    assert result.exit_code == 0
    head, line = result.stdout.splitlines()
    assert head.split() == ["when", "who", "from", "cause", "order", "what"]
    assert order in line and "state: queued" in line
    assert result.stderr == "1 line\n"


def test_a_store_that_nobody_touched_is_whole(lived: tuple[Shop, str]) -> None:
    shop, _ = lived
    result = shop.run("audit", "verify")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("the history is whole: ")
    head = result.stdout.split()[-1]
    assert shop.run("audit", "verify", "--head", head).exit_code == 0
    other = shop.run("audit", "verify", "--head", "00" * 32)
    assert other.exit_code == 1
    assert "is not in it: lines were cut off" in other.stdout


def test_a_line_that_somebody_changed_is_named(lived: tuple[Shop, str]) -> None:
    shop, _ = lived
    with closing(sqlite3.connect(shop.store)) as connection:
        connection.execute("DROP TRIGGER history_kept_as_it_is")
        connection.execute("UPDATE history SET to_status = 'shipped' WHERE number = 2")
        connection.commit()
    result = shop.run("audit", "verify")
    assert result.exit_code == 1
    assert result.stdout.startswith("the history is broken at seal 1, line 2: it was changed")
    told = json.loads(shop.run("audit", "verify", "--json").stdout)
    assert (told["whole"], told["seal"], told["line"]) == (False, 1, 2)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--where", "moon"], "'moon' is not one of"),
        (["--channel", "manomanoo"], 'no channel is called "manomanoo"'),
        (["--since", "yesterday"], '--since: "yesterday" is no date'),
        (["--account", "shopp"], 'no account is called "shopp"; did you mean shop?'),
        (["--kind", "move"], 'no kind of line is called "move"; there are first_seen, moved, unforeseen'),
        (["--cause", "sweeps"], 'no kind of cause is called "sweeps"; there are sweep, submission'),
        (["--cause", "sweep:1f"], 'nothing on record was caused by "sweep:1f"'),
        (["--who", "channels"], 'no one who did anything is called "channels"; did you mean channel?'),
        (["--order", "M0"], 'no order "M0" is in the store; `stallkeeper sync` reads what is new'),
        (["--since", "2026-12-02", "--until", "2026-12-01"], "(2026-12-02T00:00:00+00:00) is later than its `until`"),
    ],
)
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_filter_that_makes_no_sense_is_wrong_usage(
    lived: tuple[Shop, str], words: list[str], message: str, form: list[str]
) -> None:
    shop, _ = lived
    result = shop.run("audit", *words, *form)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_a_filter_that_could_be_met_and_is_not_is_an_empty_answer(lived: tuple[Shop, str]) -> None:
    shop, order = lived
    for words in (["--kind", "exported"], ["--cause", "webhook"], ["--who", "engine", "--kind", "first_seen"]):
        result = shop.run("audit", *words)
        assert (result.exit_code, result.stdout, result.stderr) == (0, "", "0 lines\n"), words
    assert shop.run("audit", "--order", order, "--kind", "erased", "--json").stdout == "[]\n"


def test_an_account_that_has_left_the_file_can_still_be_asked_for(lived: tuple[Shop, str]) -> None:
    shop, order = lived
    shop.accounts.write_text(shop.accounts.read_text().replace("  shop:\n", "  stall:\n"))
    assert order in shop.run("audit", "--account", "shop").stdout
    assert shop.run("audit", "--account", "stall").stderr == "0 lines\n"
    unknown = shop.run("audit", "--account", "bazaar")
    assert 'no account is called "bazaar"; there are stall, shop' in unknown.stderr


def test_orders_that_changed_places_or_went_are_named(shop: Shop) -> None:
    one, another = shop.arrive("PENDING", 2)
    shop.run("sync", "shop")
    assert "; 2 orders stand as it says\n" in shop.run("audit", "verify").stdout
    with closing(sqlite3.connect(shop.store)) as connection:
        connection.execute("UPDATE orders SET status = 'shipped' WHERE id = ?", (one,))
        connection.commit()
    result = shop.run("audit", "verify")
    assert (result.exit_code, result.stdout.partition(":")[0]) == (1, f"order {one} is not as the history has it")
    told = json.loads(shop.run("audit", "verify", "--json").stdout)
    assert (told["whole"], told["order"]) == (False, one)
    with closing(sqlite3.connect(shop.store)) as connection:
        connection.execute("UPDATE orders SET id = 'aside' WHERE id = ?", (one,))
        connection.execute("UPDATE orders SET id = ? WHERE id = ?", (one, another))
        connection.execute("UPDATE orders SET id = ? WHERE id = 'aside'", (another,))
        connection.commit()
    result = shop.run("audit", "verify")
    assert result.exit_code == 1
    assert 'called "' in result.stdout and "now, had another id" in result.stdout
    with closing(sqlite3.connect(shop.store)) as connection:
        connection.execute("DELETE FROM orders")
        connection.commit()
    assert "line 1: the order that begins with it was removed" in shop.run("audit", "verify").stdout
