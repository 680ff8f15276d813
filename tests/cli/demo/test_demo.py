"""The demo: orders flow to their end, what should be met is met, and only the truth ends it with 0."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from stallkeeper.cli.demo.market import playable
from stallkeeper.cli.demo.season import END
from stallkeeper.clock import SystemClock
from stallkeeper.runtime.opening import open_catalog
from stallkeeper.store.store import Store
from tests.cli.command_line import environment, run, run_process

ORDERS = 8 * len(playable(open_catalog()))
"""Enough that one order of every kind comes at each marketplace, however many there are."""


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """The demo as a process, small, with its result as JSON."""
    keep = tmp_path_factory.mktemp("demo") / "orders.db"
    done = run_process("demo", "--orders", str(ORDERS), "--json", "--keep", str(keep))
    assert done.returncode == 0, done.stderr
    assert "orders at their end" in done.stderr, "progress is shown while it works"
    return dict(json.loads(done.stdout))


def test_every_order_comes_to_its_end_or_belongs_to_somebody_else(result) -> None:
    assert result["arrived"] == ORDERS
    assert result["at_their_end"] + result["met"]["left_out"] == ORDERS
    assert {row["status"] for row in result["counts"]} <= END


def test_the_store_agrees_with_the_marketplaces(result) -> None:
    assert result["agrees"] is True and result["disagreements"] == []


@pytest.mark.parametrize("what", ["incomplete", "refused", "unforeseen", "fulfilled", "left_out"])
def test_it_meets_what_it_is_there_to_show(result, what: str) -> None:
    assert result["met"][what] >= 1


def test_all_channels_that_can_be_played_are(result) -> None:
    names = {name.partition("/")[0] for name in playable(open_catalog())}
    assert result["channels"] == sorted(names)


def test_what_it_leaves_behind_can_be_looked_at(result) -> None:
    accounts = str(result["accounts"])
    assert run("--accounts", accounts, "orders").stderr == f"{sum(row['orders'] for row in result['counts'])} orders\n"
    assert run("--accounts", accounts, "order", str(result["story"])).exit_code == 0
    assert run("--accounts", accounts, "export", "--back-office").exit_code == 0


def test_what_it_leaves_behind_holds_no_secret(result) -> None:
    left = Path(str(result["accounts"])).read_text() + Path(str(result["store"])).read_bytes().decode("latin-1")
    assert "played-" not in left


def test_on_every_marketplace_orders_are_accepted_shipped_and_refunded_and_seen_to_be(tmp_path: Path) -> None:
    orders = 36 * len(playable(open_catalog()))
    done = run_process("demo", "--orders", str(orders), "--json", "--keep", str(tmp_path / "orders.db"))
    result = json.loads(done.stdout)
    with Store.open(result["store"], now=SystemClock().now()) as store:
        confirmed = {(each.key.channel, each.action) for each in store.submissions() if each.state == "confirmed"}
    wanted = {
        (spec.channel, action)
        for name in playable(open_catalog())
        if (spec := open_catalog().load(name).spec) is not None
        for action in ("accept", "ship", "refund")
        if action in spec.actions
    }
    assert wanted - confirmed == set()


def test_the_page_ends_with_three_commands_that_work(tmp_path: Path) -> None:
    shown = run("demo", "--orders", "12", "--keep", str(tmp_path / "orders.db"))
    assert shown.exit_code == 0, shown.output
    commands = [line.strip() for line in shown.stdout.split("Try next\n")[1].splitlines()]
    assert len(commands) == 3
    for line in commands:
        name, *words = shlex.split(line)
        assert name == "stallkeeper"
        assert run(*words).exit_code == 0, line
    assert "agrees with the marketplaces" in shown.stdout and "One order's story" in shown.stdout


@pytest.mark.parametrize("started", ["the script", "the module"])
def test_the_three_commands_can_be_typed_in_a_shell_that_does_not_find_ours_by_its_name(
    tmp_path: Path, started: str
) -> None:
    (tmp_path / ".venv").symlink_to(Path(sys.executable).parents[1])
    way = [".venv/bin/stallkeeper"] if started == "the script" else [".venv/bin/python", "-m", "stallkeeper"]
    environ = environment(PATH="/usr/bin:/bin")
    words = [*way, "demo", "--orders", "12", "--keep", "kept.db"]
    shown = subprocess.run(words, cwd=tmp_path, env=environ, capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
    lines = [line.strip() for line in shown.stdout.split("Try next\n")[1].splitlines()]
    assert len(lines) == 3 and all(line.startswith(way[0]) for line in lines)
    for line in lines:
        typed = subprocess.run(["sh", "-c", line], cwd=tmp_path, env=environ, capture_output=True, text=True)
        assert typed.returncode == 0 and typed.stdout, (line, typed.stderr)


def test_the_bare_name_is_printed_where_the_shell_finds_ours(tmp_path: Path) -> None:
    environ = environment(PATH=f"{Path(sys.executable).parent}:/usr/bin:/bin")
    words = ["stallkeeper", "demo", "--orders", "3", "--keep", str(tmp_path / "kept.db")]
    shown = subprocess.run(words, env=environ, capture_output=True, text=True)
    assert "\n  stallkeeper page " in shown.stdout


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "orders.db").write_text("mine")
    shown = run("demo", "--keep", str(tmp_path / "orders.db"))
    assert shown.exit_code == 2
    assert (tmp_path / "orders.db").read_text() == "mine"


def test_a_seller_needs_no_channel_by_name(tmp_path: Path) -> None:
    """A channel that was made a moment ago is played with the others."""
    run("new", "corner-shop", "--into", str(tmp_path / "channels"))
    words = ("demo", "--orders", "24", "--json", "--keep", str(tmp_path / "orders.db"))
    done = run("--channels", str(tmp_path / "channels"), *words)
    form = json.loads(done.stdout)
    assert done.exit_code == 0 and "corner-shop" in form["channels"]
    assert all(row["status"] in END for row in form["counts"])
