"""Lists of a played marketplace: how they are narrowed, cut into pages, thinned out, and where they end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from stallkeeper.clock import ManualClock
from tests.played.small import played, small_problems
from tests.played.speaking import START, Speaker


def listing(page: str, query: str, answer: str, where: str = "[]", more: str = "") -> str:
    return f"""
routes:
  list:
    request: GET /orders
    query: {{{query}}}
    records: {{where: {where}, page: {page}{more}}}
    answer: {answer}
"""


OFFSET = listing(
    "{offset: query.offset, size: query.max, cap: 6}",
    "offset: {type: integer, default: 0}, max: {type: integer, default: 2, at_most: 4}",
    "{give: {orders: <records>, total_count: <page.items>}}",
)
CURSOR = listing(
    "{cursor: query.NextToken, fixed_size: 2}",
    "NextToken: text?, shop: text?, CreatedAfter: instant?, LastUpdatedAfter: instant?",
    "{give: {payload: {Orders: <records>, NextToken: <page.next>}}}",
    "[{field: order.shop, is: query.shop}, {field: modified, from: query.LastUpdatedAfter}]",
).replace("    records", "    exactly_one: [[query.CreatedAfter, query.LastUpdatedAfter]]\n    records")
QUERY_STRING = listing(
    "{cursor: query.soIndex, size: query.limit}",
    "limit: {type: integer, default: 2}, soIndex: text?, shop: text?",
    "{give: {meta: {nextCursor: <page.next_query>}, orders: <records>}}",
    "[{field: order.shop, is: query.shop}]",
)
LINK_HEADER = listing(
    "{number: query.page, size: query.size}",
    "page: {type: integer, default: 1}, size: {type: integer, default: 2}",
    "{give: <records>, headers: {Link: <page.link>, X-Total: <page.items|text>}}",
)
BARE = listing(
    "{number: query.page, fixed_size: 2}", "page: {type: integer, default: 1}", "{give: {orders: <records>}}"
)


def ids(records: Any) -> list[str]:
    return [record["id"] for record in records]


def test_an_offset_passes_over_records_and_the_total_is_told(tmp_path: Path) -> None:
    with played(tmp_path, OFFSET) as speaker:
        made = list(speaker.world.create(5))
        assert speaker.get("/orders", offset=3).json["total_count"] == 5
        assert ids(speaker.get("/orders", offset=3).json["orders"]) == made[3:]
        assert ids(speaker.get("/orders", offset=1, max=3).json["orders"]) == made[1:4]


def test_beyond_its_cap_a_list_is_refused(tmp_path: Path) -> None:
    with played(tmp_path, OFFSET) as speaker:
        speaker.world.create(8)
        assert speaker.get("/orders", offset=4).status == 200
        heard = speaker.get("/orders", offset=5)
        assert (heard.status, heard.json["code"], heard.json["about"]) == (400, "beyond", "offset")


def test_a_page_without_a_total_just_gets_short(tmp_path: Path) -> None:
    with played(tmp_path, BARE) as speaker:
        speaker.world.create(3)
        assert [len(speaker.get("/orders", page=page).json["orders"]) for page in (1, 2, 3)] == [2, 1, 0]
        assert list(speaker.get("/orders").json) == ["orders"]


def by_cursor(speaker: Speaker, **query: Any) -> Iterator[list[str]]:
    for _ in range(20):
        payload = speaker.get("/orders", **query).json["payload"]
        yield ids(payload["Orders"])
        if payload["NextToken"] is None:
            return
        query = {"NextToken": payload["NextToken"]}


def test_a_cursor_keeps_the_filters_it_was_given_out_for(tmp_path: Path) -> None:
    with played(tmp_path, CURSOR) as speaker:
        made = speaker.world.create(3, changes={"shop": "south"})
        speaker.world.create(4)
        pages = list(by_cursor(speaker, shop="south", CreatedAfter="2026-01-01T00:00:00Z"))
        assert pages == [list(made[:2]), list(made[2:])]


def test_orders_that_arrive_while_pages_are_read_neither_repeat_nor_hide_any(tmp_path: Path) -> None:
    with played(tmp_path, CURSOR) as speaker:
        made = list(speaker.world.create(4, ago=timedelta(hours=1)))
        seen = []
        for page in by_cursor(speaker, CreatedAfter="2026-01-01T00:00:00Z"):
            seen += page
            speaker.world.create(1, ago=timedelta(hours=2))
        assert seen == made


def test_a_cursor_that_nobody_gave_out_is_refused(tmp_path: Path) -> None:
    with played(tmp_path, CURSOR) as speaker:
        heard = speaker.get("/orders", NextToken="guess")
        assert (heard.status, heard.json["code"]) == (400, "cursor")


@pytest.mark.parametrize("names", [(), ("CreatedAfter", "LastUpdatedAfter")])
def test_one_of_two_dates_is_wanted_and_not_both(tmp_path: Path, names: tuple[str, ...]) -> None:
    with played(tmp_path, CURSOR) as speaker:
        heard = speaker.get("/orders", **dict.fromkeys(names, "2026-01-01T00:00:00Z"))
        assert (heard.status, heard.json["about"]) == (400, "CreatedAfter or LastUpdatedAfter")


def test_a_page_is_shown_again_where_that_is_switched_on(tmp_path: Path) -> None:
    with played(tmp_path, CURSOR) as speaker:
        speaker.world.create(4)
        first = speaker.get("/orders", CreatedAfter="2026-01-01T00:00:00Z").json["payload"]
        speaker.desk("faults", {"repeat_page": {}})
        again = speaker.get("/orders", NextToken=first["NextToken"]).json["payload"]
        assert ids(again["Orders"]) == ids(first["Orders"])


def test_a_whole_query_leads_to_the_next_page(tmp_path: Path) -> None:
    with played(tmp_path, QUERY_STRING) as speaker:
        made = speaker.world.create(3, changes={"shop": "a b&c"})
        first = speaker.get("/orders", shop="a b&c").json
        following = first["meta"]["nextCursor"]
        assert following.startswith("?") and dict(parse_qsl(following[1:]))["shop"] == "a b&c"
        last = speaker.ask("GET", "/orders" + following).json
        assert ids(first["orders"]) + ids(last["orders"]) == list(made)
        assert last["meta"]["nextCursor"] is None


def test_a_link_header_leads_on_until_there_is_none(tmp_path: Path) -> None:
    with played(tmp_path, LINK_HEADER) as speaker:
        made = speaker.world.create(3)
        heard = speaker.get("/orders", size=2)
        link = re.fullmatch(r'<http://127\.0\.0\.1:\d+(/orders\?size=2&page=2)>; rel="next"', heard.headers["Link"])
        assert link is not None and heard.headers["X-Total"] == "3"
        last = speaker.ask("GET", link[1])
        assert ids(last.json) == [made[2]] and "Link" not in last.headers


FILTERS = listing(
    "{}",
    "state: {commas: true, optional: true, in: statuses}, "
    "updated.gte: {type: instant, written: epoch_ms, optional: true}, "
    "day: {type: instant, written: date, optional: true}, minutes: integer?, sku: text?, word: text?",
    "{give: <records>}",
    "[{field: order.status, is: query.state}, {field: modified, from: query.updated.gte}, "
    "{field: modified, on: query.day}, {field: modified, minutes: query.minutes}, "
    "{field: order.lines.*.sku, is: query.sku}, {field: status, is: query.word}]",
)


def test_lists_are_narrowed_by_commas_lines_and_native_words(tmp_path: Path) -> None:
    with played(tmp_path, FILTERS) as speaker:
        (new,), (sent,) = speaker.world.create(1), speaker.world.create(1, "SENT")
        (done,) = speaker.world.create(1, "DONE", changes={"lines.1.sku": "B-2"})
        assert ids(speaker.get("/orders", state="NEW,DONE").json) == [new, done]
        assert ids(speaker.get("/orders", sku="B-2").json) == [done]
        assert ids(speaker.get("/orders", word="SENT").json) == [sent]
        assert speaker.get("/orders", state="NEW,OTHER").status == 400


def test_lists_are_narrowed_by_numbers_days_and_minutes(tmp_path: Path) -> None:
    with played(tmp_path, FILTERS) as speaker:
        (old,) = speaker.world.create(1, ago=timedelta(days=1))
        (new,) = speaker.world.create(1)
        stamp = int(START.timestamp() * 1000)
        assert ids(speaker.get("/orders", **{"updated.gte": stamp - 1000}).json) == [new]
        assert ids(speaker.get("/orders", day="2026-11-21").json) == [old]
        assert ids(speaker.get("/orders", minutes=60).json) == [new]
        assert speaker.get("/orders", **{"updated.gte": "2026-11-21T00:00:00Z"}).status == 400
        assert speaker.get("/orders", day="2026-11-21T00:00:00Z").status == 400


def test_dates_as_numbers_stand_in_orders_as_numbers(tmp_path: Path) -> None:
    with played(tmp_path, "time: {written: epoch_ms, zone: UTC}\n" + FILTERS) as speaker:
        (order_id,) = speaker.world.create(1)
        (order,) = speaker.get("/orders").json
        assert order["id"] == order_id and order["created"] == int(START.timestamp() * 1000)


THIN = listing("{}", "", "{give: <records>}", more=", only: [id, created, lines.*.id]")


def test_a_thin_list_shows_some_of_each_order(tmp_path: Path) -> None:
    with played(tmp_path, THIN) as speaker:
        speaker.world.create(1, lines=2)
        (order,) = speaker.get("/orders").json
        assert list(order) == ["id", "created", "lines"]
        assert [list(line) for line in order["lines"]] == [["id"], ["id"]]


def test_a_list_gives_what_it_is_told_to(tmp_path: Path) -> None:
    text = listing("{}", "", "{give: <records>}", more=", without: [lines], gives: {number: <order.id>, all: <order>}")
    with played(tmp_path, text) as speaker:
        (order_id,) = speaker.world.create(1)
        (record,) = speaker.get("/orders").json
        assert record["number"] == order_id and "lines" not in record["all"]


LINES = listing(
    "{offset: query.offset, size: query.limit}",
    "offset: {type: integer, default: 0}, limit: {type: integer, default: 3}, state: text?",
    "{give: {data: <records>, total: <page.items>}}",
    "[{field: line.state, is: query.state}]",
    ", of: lines, gives: {unit: <line.id>, order: <order.id>}",
)


def test_the_lines_of_all_orders_are_a_list_of_their_own(tmp_path: Path) -> None:
    with played(tmp_path, LINES) as speaker:
        first, second = speaker.world.create(2, lines=2)
        speaker.world.create(1, lines=2, changes={"lines.*.state": "GONE"})
        answer = speaker.get("/orders", state="OPEN").json
        assert [record["order"] for record in answer["data"]] == [first, first, second] and answer["total"] == 4
        assert len({record["unit"] for record in answer["data"]}) == 3


APART = """
order:
  sample: play-order.json
  id: id
  status: status
  created: [created]
  modified: [modified]
  lines: lines
  line_id: id
  line_count: [5, 5]
  apart: [lines, note]
routes:
  one: {request: GET /orders/<id>, one: path.id, answer: {give: <order>}}
  items:
    request: GET /orders/<id>/items
    query: {NextToken: text?}
    one: path.id
    part: {of: lines, page: {cursor: query.NextToken, fixed_size: 2}}
    answer: {give: {order: <order.id>, items: <records>, NextToken: <page.next>}}
  note: {request: GET /orders/<id>/note, one: path.id, part: {of: note}, answer: {give: {note: <part>}}}
"""


def test_what_stands_apart_is_asked_for_by_itself_page_by_page(tmp_path: Path) -> None:
    with played(tmp_path, APART) as speaker:
        (order_id,) = speaker.world.create(1, changes={"note": "ring twice"})
        assert list(speaker.get(f"/orders/{order_id}").json) == ["id", "status", "created", "modified", "shop"]
        assert speaker.get(f"/orders/{order_id}/note").json == {"note": "ring twice"}
        page = speaker.get(f"/orders/{order_id}/items").json
        seen = list(page["items"])
        while page["NextToken"]:
            page = speaker.get(f"/orders/{order_id}/items", NextToken=page["NextToken"]).json
            seen += page["items"]
        assert len({item["id"] for item in seen}) == len(seen) == 5 and page["order"] == order_id


MISTAKES = [
    (OFFSET, "offset: query.offset, size", "offset: query.offset, number: query.max, size", "wrong-page"),
    (OFFSET, "size: query.max, ", "", "wrong-page"),
    (THIN, "lines.*.id", "lines.*.ean", "unknown-path"),
    (LINES, "{field: line.state", "{field: line.stat", "unknown-path"),
    (FILTERS, "{field: modified, on:", "{field: order.modified, on:", "wrong-filter"),
    (FILTERS, "updated.gte: {", "updated: text?, updated.gte: {", "wrong-route"),
    (APART, "part: {of: note}", "part: {of: notes}", "unknown-path"),
]


@pytest.mark.parametrize(("text", "right", "wrong", "code"), MISTAKES)
def test_a_mistake_in_a_list_is_told(tmp_path: Path, text: str, right: str, wrong: str, code: str) -> None:
    assert right in text
    assert code in {problem.code for problem in small_problems(tmp_path, text.replace(right, wrong))}


def test_a_time_may_go_by_while_a_cursor_is_good(tmp_path: Path) -> None:
    clock = ManualClock(START)
    with played(tmp_path, CURSOR, clock=clock) as speaker:
        speaker.world.create(3)
        following = speaker.get("/orders", CreatedAfter="2026-01-01T00:00:00Z").json["payload"]["NextToken"]
        clock.advance(timedelta(days=1))
        assert len(speaker.get("/orders", NextToken=following).json["payload"]["Orders"]) == 1
