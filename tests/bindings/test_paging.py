"""How a listing goes from page to page, and what stops it."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from stallkeeper.bindings.client import ListQuery, Page
from stallkeeper.bindings.marketplace_client import MarketplaceClient
from stallkeeper.errors import ChannelError
from tests.bindings.arranged import SINCE, UNTIL, Loaded, account, client, corner_shop

QUERY = ListQuery("latest", SINCE, UNTIL)


def orders(*ids: str) -> list[dict[str, Any]]:
    return [{"id": name, "status": "OPEN"} for name in ids]


class Pages:
    """Answers by the page (or the link) that is asked for."""

    def __init__(self, pages: dict[str, Any]) -> None:
        self.pages = pages
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        page = request.url.params.get("page", "1")
        self.asked.append(page)
        return httpx.Response(200, content=json.dumps(self.pages[page]))


def paging(text: str) -> Loaded:
    return corner_shop(("{kind: next_page, at: next}", text))


def read(shop: MarketplaceClient, resume: str | None = None) -> list[Page]:
    return list(shop.pages(QUERY, resume))


def ids(pages: list[Page]) -> list[str]:
    return [record.id for page in pages for record in page.records]


NUMBERED = {
    "1": {"orders": orders("a", "b"), "next": 2},
    "2": {"orders": orders("c", "d"), "next": 3},
    "3": {"orders": orders("e"), "next": None},
}


def test_the_next_pages_number_in_the_answer_leads_on() -> None:
    handler = Pages(NUMBERED)
    pages = read(client(corner_shop(), handler))
    assert ids(pages) == ["a", "b", "c", "d", "e"]
    assert [page.resume for page in pages] == ["2", "3", None]
    assert handler.asked == ["1", "2", "3"]


def test_a_listing_resumes_where_it_was_broken_off() -> None:
    handler = Pages(NUMBERED)
    assert ids(read(client(corner_shop(), handler), "2")) == ["c", "d", "e"]
    assert handler.asked == ["2", "3"]


def test_pages_are_read_only_as_they_are_asked_for() -> None:
    handler = Pages(NUMBERED)
    first = next(iter(client(corner_shop(), handler).pages(QUERY)))
    assert (first.resume, handler.asked) == ("2", ["1"])


def test_a_short_page_ends_the_listing() -> None:
    pages = {"1": {"orders": orders("a", "b")}, "2": {"orders": orders("c")}}
    handler = Pages(pages)
    assert ids(read(client(paging("{kind: short_page, size: 2}"), handler))) == ["a", "b", "c"]
    assert handler.asked == ["1", "2"]


def test_the_number_of_pages_ends_the_listing() -> None:
    pages = {str(n): {"orders": orders(f"o{n}"), "pages": 3} for n in range(3)}
    handler = Pages(pages)
    assert ids(read(client(paging("{kind: page_count, at: pages, first: 0}"), handler))) == ["o0", "o1", "o2"]


def test_a_list_without_pages_is_read_once() -> None:
    handler = Pages({"1": {"orders": orders("a")}})
    assert [page.resume for page in read(client(paging("{kind: none}"), handler))] == [None]


def linked(link: str) -> Pages:
    return Pages({"1": {"orders": orders("a"), "next": link}, "2": {"orders": orders("b"), "next": None}})


@pytest.mark.parametrize(
    "link",
    [
        "/shops/7/orders?page=2&x=1",
        "https://CORNER.example:443/shops/7/orders?page=2",
        "https://corner.example/shops/7/orders?page=2",
        "orders?page=2",
        "?page=2",
    ],
)
def test_a_link_leads_on_relative_or_absolute(link: str) -> None:
    shop = client(paging("{kind: next_link, at: next}"), linked(link))
    pages = read(shop)
    assert ids(pages) == ["a", "b"]
    assert pages[0].resume == f"2 {link}"
    assert ids(read(shop, pages[0].resume)) == ["b"]


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/orders?page=2",
        "http://corner.example/orders?page=2",
        "//evil.example/x",
        "https://anna@corner.example/orders",
        "https://corner.example:8443/orders",
        "https://corner.example@evil.example/",
        "https://corner.example.evil.example/",
    ],
)
def test_a_link_to_a_host_the_account_does_not_name_is_not_followed(link: str) -> None:
    handler = linked(link)
    with pytest.raises(ChannelError, match="which the account does not name; not followed"):
        read(client(paging("{kind: next_link, at: next}"), handler))
    assert handler.asked == ["1"]


@pytest.mark.parametrize(
    "link",
    [
        "http://[bad",
        "https://[::1",
        "https://evil\u2100.example/",
        "https://\x1b[31mevil.example/",
        "https://a:99999999/",
    ],
)
def test_a_link_that_is_no_address_is_an_error_that_quotes_none_of_it(link: str) -> None:
    with pytest.raises(ChannelError, match=r"the link to the next page is none|an address that is none") as caught:
        read(client(paging("{kind: next_link, at: next}"), linked(link)))
    assert "evil" not in str(caught.value)


def test_an_absolute_link_is_held_against_the_accounts_own_host() -> None:
    used = account(hosts={"api": "http://127.0.0.1:9"})
    with pytest.raises(ChannelError, match="does not name"):
        read(client(paging("{kind: next_link, at: next}"), linked("https://corner.example/orders?page=2"), used=used))


def test_a_page_that_repeats_is_an_error_and_no_loop() -> None:
    again = {"orders": orders("a", "b")}
    handler = Pages({"1": again | {"next": 2}, "2": again | {"next": 3}})
    shop = client(corner_shop(), handler)
    pages = shop.pages(QUERY)
    assert next(pages).number == 1
    with pytest.raises(ChannelError) as error:
        next(pages)
    assert str(error.value) == "page 2 of the listing repeats page 1; stopped, nothing of it was taken"
    assert error.value.kind == "permanent"


def test_two_pages_that_take_turns_are_an_error_too() -> None:
    handler = Pages(
        {
            "1": {"orders": orders("a"), "next": 2},
            "2": {"orders": orders("b"), "next": 3},
            "3": {"orders": orders("a"), "next": 4},
        }
    )
    with pytest.raises(ChannelError, match="page 3 of the listing repeats page 1"):
        read(client(corner_shop(), handler))


def test_a_page_that_leads_back_is_an_error() -> None:
    handler = Pages({"1": {"orders": orders("a"), "next": 2}, "2": {"orders": orders("b"), "next": 1}})
    with pytest.raises(ChannelError, match="page 2 says that page 1 comes next; stopped"):
        read(client(corner_shop(), handler))


def test_a_listing_that_never_ends_is_stopped_at_the_cap() -> None:
    def endless(request: httpx.Request) -> httpx.Response:
        page = int(request.url.params["page"])
        return httpx.Response(200, content=json.dumps({"orders": orders(f"o{page}"), "next": page + 1}))

    with pytest.raises(ChannelError, match="did not end after 5 pages"):
        read(client(paging("{kind: next_page, at: next, most: 5}"), endless))


def test_an_answer_without_a_list_of_orders_is_an_error_that_names_the_path() -> None:
    handler = Pages({"1": {"items": [], "next": None}})
    with pytest.raises(ChannelError) as error:
        read(client(corner_shop(), handler))
    assert "corner.example/shops/7/orders answered without a list of orders at `orders`" in str(error.value)


def test_a_list_that_is_null_holds_no_orders() -> None:
    assert ids(read(client(corner_shop(), Pages({"1": {"orders": None, "next": None}})))) == []


@pytest.mark.parametrize("resume", ["", "next", "2 /orders?page=2", "-1"])
def test_a_bookmark_of_another_kind_is_refused(resume: str) -> None:
    with pytest.raises(ChannelError, match="cannot be resumed"):
        read(client(corner_shop(), Pages(NUMBERED)), resume)


def test_a_record_without_an_id_is_shown_as_a_problem_and_the_others_are_kept() -> None:
    page = {"orders": [{"status": "OPEN", "to": {"name": "Ada Model"}}, *orders("b"), "no object"], "next": None}
    (read_page,) = read(client(corner_shop(), Pages({"1": page})))
    broken, sound, strange = read_page.records
    assert broken.problem == strange.problem == "the marketplace sent an order without an id; it cannot be kept"
    assert (sound.problem, sound.id, broken.id) == (None, "b", "")
    with pytest.raises(ChannelError, match="without an id") as error:
        broken.report()
    assert "Ada" not in str(error.value)


def test_orders_may_stand_in_several_lists_of_one_answer() -> None:
    shops = {"shops": [{"orders": orders("a")}, {"orders": orders("b", "c")}]}
    loaded = corner_shop(
        ("records: orders", "records: shops.*.orders"), ("{kind: next_page, at: next}", "{kind: none}")
    )
    (page,) = read(client(loaded, lambda _: httpx.Response(200, content=json.dumps(shops))))
    raw = [b'{"id":"%s","status":"OPEN"}' % name for name in (b"a", b"b", b"c")]
    assert [record.raw for record in page.records] == raw  # type: ignore[attr-defined]
