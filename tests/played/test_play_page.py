"""docs/play.md: its commands answer as shown, and it names every route, fault, trouble and setting that there is."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from stallkeeper.clock import SystemClock
from stallkeeper.played import faults, troubles
from tests.played.speaking import Speaker, speaking, world_of

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "play.md").read_text()
SESSION = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)[0]
ORDERS = "/orders/v1/orders?seller_contract_id=12345"


@pytest.fixture
def speaker() -> Iterator[Speaker]:
    """The marketplace that the page plays, with as many orders."""
    world = world_of("manomano", clock=SystemClock())
    world.create(6)
    with speaking("manomano", world) as made:
        yield made


def rows(heading: str) -> dict[str, str]:
    """The first two columns of the table under a heading."""
    part = PAGE.partition(heading)[2].partition("\n## ")[0]
    found = re.findall(r"^\| (`.*?) \| (.*?) ?\|", part, re.MULTILINE)
    return {name: words for names, words in found for name in re.findall(r"`([\w ]+)`", names)}


def settings(words: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", words.partition(":")[0] if words.startswith("`as`") else words))


@pytest.mark.skipif(shutil.which("curl") is None, reason="the page asks with curl, and there is none here")
def test_its_commands_answer_as_shown_and_the_next_two_requests_meet_what_was_switched(speaker: Speaker) -> None:
    asked = re.findall(r"^\$ (curl .*)\n(.*)$", SESSION, re.MULTILINE)
    assert len(asked) == 2
    for command, shown in asked:
        words = shlex.split(command.replace("http://127.0.0.1:8877", speaker.server.base_url))
        done = subprocess.run([*words, "--noproxy", "*"], capture_output=True, text=True, timeout=60, check=True)
        assert done.stdout.strip() == shown
    heard = [speaker.ask("GET", ORDERS) for _ in range(3)]
    assert [(each.status, each.headers.get("Retry-After")) for each in heard] == [(429, "30"), (429, "30"), (200, None)]


def test_it_names_every_route_of_the_desk(speaker: Speaker) -> None:
    offers = [offer.replace("/__played/", "") for offer in speaker.desk("")["offers"]]
    assert sorted(rows("as usual.")) == sorted(offers)


def test_it_names_every_fault_with_its_settings() -> None:
    told = rows("## Faults")
    assert set(told) == set(faults.KINDS)
    assert {name: settings(words) for name, words in told.items()} == {
        **{kind: set(faults._KEYS[kind]) for kind in faults.KINDS},
        "lose_job": {"message"},  # in one row with fail_job
    }


def test_it_names_what_is_done_at_once(speaker: Speaker) -> None:
    told = re.search(r"Four more are done at once: (.*?)\n\n", PAGE, re.DOTALL)
    assert told is not None
    speaker.desk("faults", {"fail_next": {}})
    at_once = set(re.findall(r"`(\w+)`", told[1])) - {"status", "orders", "seconds"}
    assert at_once == {"unknown_status", "expire_tokens", "stop_accepting", "clear"}
    for name in ("unknown_status", "expire_tokens", "clear"):
        speaker.desk("faults", {name: {}})
    assert speaker.desk("faults") == [] and "UNHEARD_OF" in str(speaker.desk("orders"))
    assert speaker.desk("faults", {"stop_accepting": {"seconds": 0}}) == []


def test_it_names_every_trouble_with_its_settings() -> None:
    assert {name: settings(words) for name, words in rows("## Troubles").items()} == {
        name: set(own) for name, own in troubles._DEFAULTS.items()
    }
