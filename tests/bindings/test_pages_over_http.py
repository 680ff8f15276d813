"""Ways from page to page, and the pieces in which a list is read, against a server on this machine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from stallkeeper.bindings.client import ListQuery, Page
from stallkeeper.clock import ManualClock
from stallkeeper.errors import ChannelError
from tests.bindings.arranged import NOW, SINCE, UNTIL
from tests.bindings.serving import Asked, Said
from tests.bindings.small_channels import QUERY, Shop, shop


def ids(pages: list[Page]) -> list[str]:
    return [record.id for page in pages for record in page.records]


def read(used: Shop, query: ListQuery = QUERY, resume: str | None = None) -> list[Page]:
    return list(used.client.pages(query, resume))


def days(count: int) -> ListQuery:
    return ListQuery("latest", UNTIL - timedelta(days=count), UNTIL)


def resumed(used: Shop, query: ListQuery = QUERY) -> list[list[str]]:
    """What is read after each page, when a sweep was killed right behind it."""
    return [ids(read(used, query, page.resume)) for page in read(used, query) if page.resume is not None]


# Cursor: one name out, another one in


def with_cursor(asked: Asked) -> Said:
    if asked.path.endswith("/items"):
        return Said({"payload": {"Items": []}})
    after = asked.query.get("nextToken", [""])[0]
    pages = {"": (["a", "b"], "t=2/+ "), "t=2/+": (["c"], "")}
    found, token = pages[after]
    orders = [{"OrderId": each, "Status": "Unshipped"} for each in found]
    return Said({"payload": {"Orders": orders, "NextToken": token.strip() or None}})


def test_a_cursor_leads_on_under_another_name_and_the_filter_is_sent_only_without_it() -> None:
    with shop("item_shop", with_cursor) as used:
        assert ids(read(used)) == ["a", "b", "c"]
        first, second = used.server.asked_for("/orders")
        assert list(first.query) == ["changedAfter"]
        assert second.query == {"nextToken": ["t=2/+"]}
        assert resumed(used) == [["c"]]


def cursor_that(leads: Callable[[str], str]) -> Callable[[Asked], Said]:
    def answer(asked: Asked) -> Said:
        if asked.path.endswith("/items"):
            return Said({"payload": {"Items": []}})
        here = asked.query.get("nextToken", ["0"])[0]
        order = {"OrderId": f"order-{here}-{len(here)}", "Status": "Unshipped"}
        return Said({"payload": {"Orders": [order], "NextToken": leads(here)}})

    return answer


@pytest.mark.parametrize(
    ("leads", "said"),
    [
        (lambda _here: "1", "page 2 says that it comes next itself; stopped"),
        (lambda here: {"0": "1", "1": "2", "2": "1"}[here], "is one that was read before; stopped"),
        (lambda _here: "a b", "the link to the next page is none"),
    ],
)
def test_a_cursor_that_leads_in_a_circle_or_nowhere_is_refused(leads: Callable[[str], str], said: str) -> None:
    with shop("item_shop", cursor_that(leads)) as used, pytest.raises(ChannelError, match=said):
        read(used)


# A whole query in the answer


def with_query_string(asked: Asked) -> Said:
    index = int(asked.query.get("soIndex", ["0"])[0])
    orders = [{"purchaseOrderId": str(at), "orderLines": {}} for at in range(index, min(index + 2, 5))]
    following = f"?limit=2&soIndex={index + 2}&x=a%26b" if index + 2 < 5 else None
    return Said({"list": {"meta": {"totalCount": 5, "nextCursor": following}, "elements": {"order": orders}}})


def test_a_query_in_the_answer_is_sent_instead_of_ours() -> None:
    with shop("split_shop", with_query_string) as used:
        pages = read(used)
        assert (ids(pages), pages[0].total) == (["0", "1", "2", "3", "4"], 5)
        first, second, _ = used.server.asked
        assert first.query == {"changedFrom": [str(int(SINCE.timestamp()) * 1000)], "limit": ["2"]}
        assert second.query == {"limit": ["2"], "soIndex": ["2"], "x": ["a&b"]}
        assert resumed(used) == [["2", "3", "4"], ["4"]]


# The Link header, and one listing for each value of a parameter


def with_links(asked: Asked) -> Said:
    site = asked.path.split("/")[2]
    page = int(asked.query.get("page", ["1"])[0])
    if asked.path.count("/") == 4:
        return Said({"id": "8-2", "status": "OPEN"}) if site == "8" else Said(None, 404)
    links = f'</sites/{site}/orders?page={page - 1}>; rel="prev"'
    if page < 2:
        links += f', <http://{asked.header("Host")}/sites/{site}/orders?page={page + 1}>; rel="next last"'
    return Said([{"id": f"{site}-{page}", "status": "OPEN"}], headers={"Link": links})


def test_the_link_header_leads_on_and_the_list_is_read_for_each_value_of_the_parameter() -> None:
    with shop("site_shop", with_links) as used:
        assert ids(read(used)) == ["7-1", "7-2", "8-1", "8-2"]
        assert [asked.path for asked in used.server.asked][::2] == ["/sites/7/orders", "/sites/8/orders"]
        assert resumed(used) == [["7-2", "8-1", "8-2"], ["8-1", "8-2"], ["8-2"]]


def test_one_order_is_asked_of_each_value_until_one_knows_it() -> None:
    with shop("site_shop", with_links) as used:
        record = used.client.fetch("8-2")
        assert record is not None and record.id == "8-2"
        assert [asked.path for asked in used.server.asked] == ["/sites/7/orders/8-2", "/sites/8/orders/8-2"]


def test_a_header_that_links_to_another_host_is_not_followed() -> None:
    def answer(_asked: Asked) -> Said:
        return Said([{"id": "1", "status": "OPEN"}], headers={"Link": '<https://evil.example/x>; rel="next"'})

    with shop("site_shop", answer) as used, pytest.raises(ChannelError, match="does not name; not followed"):
        read(used)


def test_a_listing_is_not_resumed_for_a_value_that_the_account_no_longer_names() -> None:
    with shop("site_shop", with_links) as used:
        resume = read(used)[2].resume
    with (
        shop("site_shop", with_links, parameters={"sites": [7]}) as used,
        pytest.raises(ChannelError, match="names other values by now"),
    ):
        read(used, resume=resume)


# Offsets, a cap, and long intervals in pieces


class UnitShop:
    """Orders by the hour in which they changed; a listing shows `most` at a time whatever it is asked for."""

    def __init__(self, hours: list[int], most: int = 2) -> None:
        self.changed = {f"h{hour}": UNTIL - timedelta(hours=hour) for hour in hours}
        self.most = most

    def __call__(self, asked: Asked) -> Said:
        since, until = (asked.query[key][0].replace("Z", "+00:00") for key in ("changed_from", "changed_to"))
        found = [name for name, at in sorted(self.changed.items()) if since <= at.isoformat() < until]
        offset = int(asked.query["offset"][0])
        data = [{"id_order": name, "units": [{"status": "sent"}]} for name in found[offset : offset + self.most]]
        return Said({"data": data, "pagination": {"total": len(found)}})


def test_an_offset_goes_on_behind_the_records_that_came_until_the_total() -> None:
    with shop("unit_shop", UnitShop([1, 2, 3], most=1)) as used:
        assert ids(read(used, days(1))) == ["h1", "h2", "h3"]
        assert [asked.query["offset"] for asked in used.server.asked] == [["0"], ["1"], ["2"]]
        assert resumed(used, days(1)) == [["h2", "h3"], ["h3"]]


def test_a_list_that_gets_shorter_while_it_is_read_ends() -> None:
    market = UnitShop([1, 2, 3, 4])
    with shop("unit_shop", market) as used:
        pages = used.client.pages(days(1))
        assert len(next(pages).records) == 2
        market.changed.clear()
        assert [page.records for page in pages] == [()]


def test_a_long_interval_is_read_in_pieces_none_longer_than_the_marketplace_takes() -> None:
    with shop("unit_shop", UnitShop([1, 100, 150, 151, 152])) as used:
        assert sorted(ids(read(used, days(9)))) == ["h1", "h100", "h150", "h151", "h152"]
        asked = [(each.query["changed_from"][0], each.query["changed_to"][0]) for each in used.server.asked]
        assert [since for since, _ in dict.fromkeys(asked)] == [
            "2026-11-13T09:55:00Z",
            "2026-11-17T09:55:00Z",
            "2026-11-21T09:55:00Z",
        ]
        assert asked[-1][1] == "2026-11-22T09:55:00Z"
        for page, rest in zip(read(used, days(9)), resumed(used, days(9)), strict=False):
            assert not set(ids([page])) & set(rest)


def test_a_listing_over_the_cap_is_halved_until_it_fits() -> None:
    with shop("unit_shop", UnitShop([1, 2, 3, 4, 5, 6, 7, 20])) as used:
        pages = read(used, days(1))
        assert sorted(ids(pages)) == ["h1", "h2", "h20", "h3", "h4", "h5", "h6", "h7"]
        assert all(page.total is not None and page.total <= 4 for page in pages)
        assert sorted({*ids(pages[:2]), *resumed(used, days(1))[1]}) == sorted(ids(pages))


def test_more_orders_at_one_moment_than_a_listing_holds_are_an_error_and_no_loop() -> None:
    market = UnitShop([])
    market.changed = {f"o{number}": UNTIL - timedelta(hours=1) for number in range(5)}
    with shop("unit_shop", market) as used, pytest.raises(ChannelError, match="5 orders of one moment, and gives at"):
        read(used, days(1))
    assert len(used.server.asked) < 200


# One listing per calendar day, or the last minutes


def by_day(asked: Asked) -> Said:
    if asked.path != "/orders":
        return Said({"orderId": asked.path.rsplit("/", 1)[1], "items": []})
    found = asked.query.get("changed-on", ["recent"])[0]
    return Said({"orders": [{"orderNumber": found}]})


def test_each_calendar_day_of_the_interval_is_listed_by_itself() -> None:
    with shop("counter_shop", by_day) as used:
        assert ids(read(used, days(2))) == ["2026-11-20", "2026-11-21", "2026-11-22"]
        assert resumed(used, days(2)) == [["2026-11-21", "2026-11-22"], ["2026-11-22"]]


def test_a_short_interval_is_asked_for_in_minutes() -> None:
    query = ListQuery("latest", NOW - timedelta(minutes=20, seconds=1), NOW)
    with shop("counter_shop", by_day, clock=ManualClock(NOW)) as used:
        assert ids(read(used, query)) == ["recent"]
        assert used.server.asked[0].query == {"page": ["1"], "changed-minutes": ["21"]}


@pytest.mark.parametrize(
    "resume",
    ["{}", '{"page":2}', '{"page":"x"}', "{", '{"page":2,"offset":2,"since":"2026-11-22"}', "1 link"],
)
def test_a_bookmark_that_no_page_ever_said_is_refused(resume: str) -> None:
    with shop("item_shop", with_cursor) as used, pytest.raises(ChannelError, match="cannot be resumed"):
        read(used, resume=resume)
