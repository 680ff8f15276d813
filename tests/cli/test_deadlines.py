"""`stallkeeper deadlines`: as a table, as JSON, and as a calendar."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result

from stallkeeper import open_engine
from stallkeeper.text.shipped import shipped_folder
from tests.cli.shop import ENVIRON, Shop, open_shop

RULE = "deadline: {id: answer, within: 2 days, since: ordered, else: [canceled], kept_by: channel, because: No answer.}"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop whose channel cancels what is not answered within two days of the order."""
    folder = tmp_path / "channels" / "manomano"
    shutil.copytree(shipped_folder("channels") / "manomano", folder)
    channel = folder / "channel.yaml"
    status = "  waiting_acceptance:\n"
    assert channel.read_text().count(status) == 1
    channel.write_text(channel.read_text().replace(status, f"{status}    {RULE}\n"))
    with open_shop(tmp_path) as shop:
        yield shop


@pytest.fixture
def dated(tmp_path: Path) -> Iterator[Shop]:
    """A shop whose orders have to leave by the moment that they came."""
    folder = tmp_path / "channels" / "manomano"
    shutil.copytree(shipped_folder("channels") / "manomano", folder)
    binding, date = folder / "binding.yaml", "  ordered_at: created_at\n"
    assert binding.read_text().count(date) == 1
    binding.write_text(binding.read_text().replace(date, f"{date}  ship_by: created_at\n"))
    with open_shop(tmp_path) as shop:
        yield shop


def deadlines(shop: Shop, *words: str) -> Result:
    return shop.run("--channels", str(shop.accounts.parent / "channels"), "deadlines", *words)


def arrive(shop: Shop, *hours_ago: int) -> tuple[str, ...]:
    """Orders that wait for an answer, and are read."""
    orders = tuple(shop.world.create(1, "PENDING", ago=timedelta(hours=hours))[0] for hours in hours_ago)
    result = shop.run("--channels", str(shop.accounts.parent / "channels"), "sync", "shop")
    assert result.exit_code == 0, result.output
    return orders


def test_a_deadline_is_listed_with_what_happens_then(shop: Shop) -> None:
    (order,) = arrive(shop, 1)
    done = deadlines(shop)
    assert (done.exit_code, done.stderr) == (0, "1 deadline\n"), done.output
    header, row = done.stdout.splitlines()
    assert header.split() == ["order", "account", "status", "due", "spent", "then", "rule", "told"]
    assert row.startswith(f"{order}  shop     waiting_acceptance")
    assert "canceled by the channel" in row
    (told,) = json.loads(deadlines(shop, "--json").stdout)
    assert (told["key"]["id"], told["rule"], told["level"]) == (order, "answer", None)


def test_only_those_at_risk_are_shown_when_asked_for(shop: Shop) -> None:
    late, _ = arrive(shop, 30, 1)
    told = json.loads(deadlines(shop, "--at-risk", "--json").stdout)
    assert [(each["key"]["id"], each["level"]) for each in told] == [(late, 50)]
    assert len(json.loads(deadlines(shop, "--json").stdout)) == 2


def test_a_calendar_can_read_them(shop: Shop) -> None:
    (order,) = arrive(shop, 1)
    text = deadlines(shop, "--ical").stdout
    assert text.startswith("BEGIN:VCALENDAR") and f"SUMMARY:{order} (shop): canceled by the channel" in text


def test_two_forms_at_once_are_wrong_usage(shop: Shop) -> None:
    assert deadlines(shop, "--ical", "--json").exit_code == 2


def test_the_day_that_an_order_names_is_listed_as_over_and_makes_it_late(dated: Shop) -> None:
    (order,) = arrive(dated, 1)
    (told,) = json.loads(deadlines(dated, "--at-risk", "--json").stdout)
    assert (told["key"]["id"], told["rule"], told["consequence"]) == (order, "ship_by", "shipped too late")
    assert told["spent"] >= 100
    channels = ("--channels", str(dated.accounts.parent / "channels"))
    with open_engine(dated.accounts, channels=[channels[1]], environ=ENVIRON) as engine:
        assert [each.rule for each in engine.deadlines().passed] == ["ship_by"]
    (late,) = json.loads(dated.run(*channels, "orders", "--late", "--json").stdout)
    assert (late["id"], late["flags"]) == (order, ["late"])
    assert "deadline ship_by passed: from now on it is shipped too late" in dated.run(*channels, "order", order).stdout
