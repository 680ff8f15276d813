"""A list is asked for page by page: what it holds is kept while nothing changes, and never told once something did."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.clock import ManualClock
from stallkeeper.played import listing
from stallkeeper.played.merging import merge
from tests.played.small import lines_of, played
from tests.played.speaking import START, Speaker
from tests.played.test_units import SENDING, UNITS

LISTED = UNITS.replace(
    "routes:\n",
    """routes:
  units:
    request: GET /units
    query: {page: {type: integer, at_least: 1, default: 1}}
    records:
      where: []
      of: lines
      page: {number: query.page, fixed_size: 3}
      gives: {unit: <line.id>, state: <line.state>, sku: <line.sku>}
    answer: {give: {units: <records>, pages: <page.pages>}}
""",
)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def speaker(clock: ManualClock, tmp_path: Path) -> Iterator[Speaker]:
    with played(tmp_path, LISTED, clock=clock) as made:
        made.world.create(3)
        yield made


def told(speaker: Speaker) -> list[Any]:
    """All that the pages of the list say."""
    pages = speaker.get("/units").json["pages"]
    return [unit for page in range(1, pages + 1) for unit in speaker.get("/units", page=page).json["units"]]


def held(speaker: Speaker) -> list[Any]:
    """What the list has to say: the lines of all orders that are there."""
    units = (line for order in speaker.world.held() for line in order.tree["lines"])
    return [{"unit": line["id"], "state": line["state"], "sku": line["sku"]} for line in units]


def first_unit(speaker: Speaker) -> str:
    order_id = next(iter(speaker.world.orders()))
    return str(lines_of(speaker, order_id)[0]["id"])


def an_order_arrives(speaker: Speaker) -> None:
    speaker.world.create(1)


def an_order_vanishes(speaker: Speaker) -> None:
    speaker.world.vanish(next(iter(speaker.world.orders())))


def two_are_merged(speaker: Speaker) -> None:
    first, second, _ = speaker.world.orders()
    merge(speaker.world, [first], second)


def a_unit_is_sent(speaker: Speaker) -> None:
    assert speaker.ask("PATCH", f"/units/{first_unit(speaker)}/send", SENDING).status == 200


def it_is_said_to_be_sent_and_is_not(speaker: Speaker) -> None:
    speaker.desk("faults", {"swallow_next": {"route": "send"}})
    a_unit_is_sent(speaker)


def somebody_reports_a_status(speaker: Speaker) -> None:
    speaker.world.report(next(iter(speaker.world.orders())), "cancelled")


def its_time_comes(speaker: Speaker) -> None:
    a_unit_is_sent(speaker)
    told(speaker)
    speaker.world.skip(timedelta(days=3))


HAPPENINGS: tuple[Callable[[Speaker], None], ...] = (
    an_order_arrives,
    an_order_vanishes,
    two_are_merged,
    a_unit_is_sent,
    it_is_said_to_be_sent_and_is_not,
    somebody_reports_a_status,
    its_time_comes,
)


@pytest.mark.parametrize("happens", HAPPENINGS, ids=lambda happens: happens.__name__)
def test_a_list_tells_what_is_there_also_when_it_was_asked_for_before(
    speaker: Speaker, happens: Callable[[Speaker], None]
) -> None:
    assert told(speaker) == held(speaker)
    happens(speaker)
    assert told(speaker) == held(speaker)


def test_an_order_that_is_hidden_meanwhile_is_told_no_more(speaker: Speaker) -> None:
    hidden = next(iter(speaker.world.orders()))
    everything = told(speaker)
    speaker.world.troubles.switch_on("hidden_order", {"ids": [hidden]})
    assert told(speaker) == everything[2:]
    speaker.world.troubles.switch_off("hidden_order")
    assert told(speaker) == everything


def test_the_pages_of_a_list_are_cut_from_one_choice_while_nothing_changes(
    speaker: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen, fitting = [], listing._fitting
    monkeypatch.setattr(listing, "_fitting", lambda *asked: chosen.append(1) or fitting(*asked))
    assert len(told(speaker)) == 6 and len(chosen) == 1
    a_unit_is_sent(speaker)
    assert told(speaker) == held(speaker) and len(chosen) == 2
