"""The log of the command line: a JSON object a line, of its owner only, without anything of a buyer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from stallkeeper.clock import SystemClock
from stallkeeper.store import Store
from tests.cli.shop import open_shop
from tests.telemetry.buyers import words_of_buyers


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_verb_adds_what_happened_to_the_log(tmp_path: Path) -> None:
    log = tmp_path / "events.jsonl"
    with open_shop(tmp_path) as shop:
        (order,) = shop.arrive("PENDING")
        shop.arrive("PREPARATION", 2)
        assert shop.run("--log", str(log), "sync", "shop").exit_code == 0
        assert shop.run("--log", str(log), "act", "accept", order).exit_code == 0
        with Store.open(shop.store, now=SystemClock().now()) as store:
            words = words_of_buyers(store)
    told = lines(log)
    assert {line["event"] for line in told} >= {"sweep_started", "page_stored", "sweep_ended", "submission_moved"}
    assert next(line["state"] for line in told if line["event"] == "submission_moved") == "queued"
    assert all(line["at"].endswith("+00:00") for line in told)
    assert log.stat().st_mode & 0o777 == 0o600
    assert not [word for word in words if word in log.read_text()]


def test_a_log_that_was_open_to_others_is_its_owners_alone_and_keeps_its_lines(tmp_path: Path) -> None:
    (log := tmp_path / "events.jsonl").write_text("{}\n")
    log.chmod(0o644)
    with open_shop(tmp_path) as shop:
        assert shop.run("--log", str(log), "sync", "shop").exit_code == 0
    assert log.stat().st_mode & 0o777 == 0o600
    assert lines(log)[0] == {} and len(lines(log)) > 1


def test_a_log_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("keep")
    (tmp_path / "log").symlink_to(tmp_path / "elsewhere")
    with open_shop(tmp_path) as shop:
        result = shop.run("--log", str(tmp_path / "log"), "sync", "shop")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr and "--log" in result.stderr
    assert (tmp_path / "elsewhere").read_text() == "keep"
