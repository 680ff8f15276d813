"""Lists that only name orders, journals, queues and exports, and what further answers add, on a server of our own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from stallkeeper.bindings.client import ListQuery, Page
from stallkeeper.clock import ManualClock
from stallkeeper.errors import ChannelError
from tests.bindings.arranged import NOW, SINCE, UNTIL
from tests.bindings.serving import Asked, Said
from tests.bindings.small_channels import QUERY, Shop, shop

TODAY = ListQuery("latest", NOW - timedelta(hours=2), NOW)


def ids(pages: list[Page]) -> list[str]:
    return [record.id for page in pages for record in page.records]


def read(used: Shop, query: ListQuery = QUERY, resume: str | None = None) -> list[Page]:
    return list(used.client.pages(query, resume))


# A thin list: each order is read by its id


def counter_shop(**items: Any) -> Callable[[Asked], Said]:
    """Orders by their id, each a list of items; one that is an int is refused with that status."""

    def answer(asked: Asked) -> Said:
        if asked.path == "/orders":
            return Said({"orders": [{"orderNumber": name} for name in items if asked.query["page"] == ["1"]]})
        name = asked.path.rsplit("/", 1)[1]
        found = items.get(name, 404)
        return Said({"error": "no"}, found) if isinstance(found, int) else Said({"orderId": name, "items": found})

    return answer


def item(number: int, quantity: int, shipped: int = 0, canceled: int = 0, **more: Any) -> dict[str, Any]:
    counted = {"quantity": quantity, "shipped": shipped, "canceled": canceled}
    return {"itemId": str(number), "product": {"ean": "E"}, "unitPrice": 2.5, **counted, **more}


def test_each_order_that_a_thin_list_names_is_read_by_its_id() -> None:
    changed = {"changedAt": "2026-11-22T09:30:00+01:00", "delivery": {"latest": "2026-11-25"}}
    market = counter_shop(a=[item(1, 2, shipped=2, **changed), item(2, 3, canceled=1)])
    with shop("counter_shop", market) as used:
        ((record,),) = [page.records for page in read(used, TODAY)]
        report = record.report()
        assert (report.id, report.native_status, report.drift) == ("a", "OPEN", ())
        assert [(each.native_status, each.quantity) for each in report.lines] == [("SENT", 2), ("OPEN", 2)]
        assert (report.total, report.partially_canceled, report.tax) == (Decimal("12.5"), True, "included")
        assert report.modified_at == datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
        assert report.ship_by == datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
        assert [asked.path for asked in used.server.asked] == ["/orders", "/orders/a"]


@pytest.mark.parametrize(
    ("counted", "word"),
    [
        ({"quantity": 2, "cancellationRequest": True}, "CANCEL_ASKED"),
        ({"quantity": 2, "canceled": 2}, "GONE"),
        ({"quantity": 2, "canceled": 1, "shipped": 1}, "SENT"),
        ({"quantity": 2}, "OPEN"),
    ],
)
def test_the_status_of_a_line_comes_of_its_counters(counted: dict[str, Any], word: str) -> None:
    with shop("counter_shop", counter_shop(a=[item(1, **counted)])) as used:
        ((record,),) = [page.records for page in read(used, TODAY)]
        assert record.report().native_status == word


def test_a_buyer_who_is_not_given_yet_is_none_until_he_is() -> None:
    details: dict[str, Any] = {"surname": None, "street": ""}

    def answer(asked: Asked) -> Said:
        return Said({"orderId": "a", "items": [], "shipmentDetails": details})

    with shop("counter_shop", answer) as used:
        before = used.client.fetch("a")
        details.update(surname="Model", street="Kade 1")
        after = used.client.fetch("a")
        assert before is not None and before.report().delivery is None
        given = after.report().delivery if after is not None else None
        assert given is not None and (given.last_name, given.street) == ("Model", "Kade 1")


def test_an_order_that_is_gone_is_left_out_and_one_that_is_refused_is_told_of_alone() -> None:
    with shop("counter_shop", counter_shop(a=404, b=422)) as used:
        (record,) = [record for page in read(used, TODAY) for record in page.records]
        assert record.id == "b"
        assert record.problem is not None and "answered 422" in record.problem
        with pytest.raises(ChannelError, match="answered 422"):
            record.report()


def test_an_order_that_cannot_be_read_for_the_moment_ends_the_page() -> None:
    with shop("counter_shop", counter_shop(a=[], b=503)) as used, pytest.raises(ChannelError) as error:
        read(used, TODAY)
    assert error.value.kind == "transient"


# More: further answers lie in the order's payload


def item_shop(orders: int = 1, **items: Any) -> Callable[[Asked], Said]:
    def answer(asked: Asked) -> Said:
        if asked.path == "/orders":
            listed = [{"OrderId": f"o{number}", "Status": "Unshipped"} for number in range(orders)]
            return Said({"payload": {"Orders": listed}})
        _, _, order_id, *rest = asked.path.split("/")
        if not rest:
            return Said({"payload": {"OrderId": order_id, "Status": "Unshipped"}})
        pages = items.get(order_id)
        if pages is None:
            return Said(None, 404)
        page = int(asked.query.get("nextToken", ["0"])[0])
        return Said({"payload": {"Items": pages[page], "NextToken": str(page + 1) if page + 1 < len(pages) else None}})

    return answer


def sold(name: str, ordered: int, amount: str) -> dict[str, Any]:
    return {"ItemId": name, "SellerSKU": f"SKU-{name}", "Ordered": ordered, "Price": {"Amount": amount}}


def test_the_items_of_an_order_are_further_answers_of_several_pages_in_one_payload() -> None:
    market = item_shop(o0=[[sold("1", 2, "9.00")], [sold("2", 1, "3.50")]])
    with shop("item_shop", market) as used:
        ((listed,),) = [page.records for page in read(used)]
        fetched = used.client.fetch("o0")
        assert [(line.sku, line.unit_price) for line in listed.report().lines] == [
            ("SKU-1", Decimal("4.5")),
            ("SKU-2", Decimal("3.50")),
        ]
        assert fetched is not None and (fetched.raw, fetched.digest) == (listed.raw, listed.digest)
        assert b'"items":[{"ItemId":"1"' in listed.raw


def test_a_further_answer_that_the_marketplace_does_not_have_leaves_the_order_without_it() -> None:
    with shop("item_shop", item_shop()) as used:
        ((record,),) = [page.records for page in read(used)]
        assert (record.problem, record.report().lines) == (None, ())


def test_pages_of_a_further_answer_that_repeat_are_refused() -> None:
    market = item_shop(o0=[[sold("1", 1, "1")], [sold("1", 1, "1")]])
    with shop("item_shop", market) as used, pytest.raises(ChannelError, match="repeats page 1"):
        read(used)


# A journal: each sweep goes on after the newest entry of the last one


class Journal:
    """Events in order, and the orders they are about."""

    def __init__(self, *order_ids: str) -> None:
        self.events = [{"id": f"e{at}", "order": {"id": name}} for at, name in enumerate(order_ids, 1)]

    def __call__(self, asked: Asked) -> Said:
        if asked.path != "/order/events":
            name = asked.path.rsplit("/", 1)[1]
            return Said({"id": name, "status": "READY", "fulfillment": {"status": "NEW"}})
        after = asked.query.get("from", ["e0"])[0]
        later = [event for event in self.events if int(event["id"][1:]) > int(after[1:])]  # type: ignore[index]
        return Said({"events": later[:2]})


def test_a_journal_is_read_from_its_newest_entry_on_and_each_order_once_per_page() -> None:
    with shop("journal_shop", Journal("a", "a", "a", "b", "c")) as used:
        pages = read(used)
        assert [[record.id for record in page.records] for page in pages] == [["a"], ["a", "b"], ["c"]]
        assert [page.mark for page in pages] == ["e2", "e4", "e5"]
        assert [each.query.get("from") for each in used.server.asked_for("/order/events")] == [None, ["e2"], ["e4"]]
        assert pages[0].records[0].report().native_status == "READY/NEW"


def test_a_journal_goes_on_where_the_last_sweep_or_page_ended() -> None:
    with shop("journal_shop", Journal("a", "b", "c", "d")) as used:
        assert ids(read(used, ListQuery("latest", SINCE, UNTIL, mark="e3"))) == ["d"]
        first, *rest = read(used)
        assert ids(read(used, resume=first.resume)) == ids(rest) == ["c", "d"]


def test_a_journal_with_nothing_new_keeps_its_mark() -> None:
    with shop("journal_shop", Journal("a")) as used:
        (page,) = read(used, ListQuery("latest", SINCE, UNTIL, mark="e1"))
        assert (page.records, page.mark, page.resume) == ((), "e1", None)


# A queue: asked again until nothing new comes; acknowledged by whoever has stored a page


class Queue:
    def __init__(self, *order_ids: str) -> None:
        self.waiting = list(order_ids)

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/queue/done":
            self.waiting = [each for each in self.waiting if each not in asked.json["ids"]]
            return Said(None, 204)
        return Said({"orders": [{"id": each, "status": "OPEN"} for each in self.waiting[:2]]})


def test_a_queue_is_asked_again_once_its_page_is_acknowledged() -> None:
    market = Queue("a", "b", "c")
    with shop("queue_shop", market) as used:
        seen = []
        for page in used.client.pages(QUERY):
            assert page.to_acknowledge
            seen.append([record.id for record in page.records])
            used.client.acknowledge(tuple(record.id for record in page.records))
        assert (seen, market.waiting) == ([["a", "b"], ["c"]], [])


def test_a_queue_that_is_not_acknowledged_ends_where_it_repeats() -> None:
    with shop("queue_shop", Queue("a", "b", "c")) as used:
        assert ids(read(used)) == ["a", "b", "a", "b"]


# An export: ordered, waited for, downloaded


class Export:
    """Done after `polls` questions; `files` are its parts."""

    def __init__(self, polls: int = 2, files: tuple[str, ...] = ("/files/1", "/files/2"), ends: str = "COMPLETED"):
        self.polls, self.files, self.ends, self.ordered = polls, files, ends, 0

    def __call__(self, asked: Asked) -> Said:
        if asked.method == "POST":
            self.ordered += 1
            return Said({"tracking_id": f"x{self.ordered}"})
        if asked.path.startswith("/exports/"):
            self.polls -= 1
            done = self.polls < 0
            return Said({"status": self.ends, "urls": list(self.files)} if done else {"status": "PENDING"})
        return Said({"orders": [{"id": asked.path.rsplit("/", 1)[1], "status": "OPEN"}]})


def test_an_export_is_ordered_waited_for_and_downloaded_file_by_file() -> None:
    clock = ManualClock(NOW)
    with shop("export_shop", Export(), clock=clock) as used:
        assert ids(read(used)) == ["1", "2"]
        assert [asked.path for asked in used.server.asked] == ["/exports", *["/exports/x1"] * 3, "/files/1", "/files/2"]
        assert used.server.asked[0].json == {"from": "2026-11-22T09:00:00Z", "to": "2026-11-22T09:55:00Z"}
        assert clock.now() - NOW == timedelta(seconds=20)


def test_an_export_is_ordered_once_however_often_the_sweep_is_killed() -> None:
    market = Export()
    with shop("export_shop", market) as used:
        ordered, first, last = read(used)
        assert (ordered.records, last.resume) == ((), None)
        assert ids(read(used, resume=ordered.resume)) == ["1", "2"]
        assert ids(read(used, resume=first.resume)) == ["2"]
        assert market.ordered == 1


@pytest.mark.parametrize(
    ("market", "said"),
    [
        (Export(ends="FAILED"), "says that the export failed: FAILED"),
        (Export(polls=10_000), "did not finish the export within 1 hour"),
        (Export(files=("https://evil.example/files/1",)), "does not name; not followed"),
        (Export(files=()), "says nowhere where it is"),
    ],
)
def test_an_export_that_fails_or_never_ends_or_lies_elsewhere_is_an_error(market: Export, said: str) -> None:
    with shop("export_shop", market) as used, pytest.raises(ChannelError, match=said):
        read(used)


# Lists of values


def reasons(asked: Asked) -> Said:
    assert asked.path == "/reasons"
    return Said(
        {
            "reasons": [
                {"code": "GONE", "label": "Out of stock", "type": "REFUND", "for_sellers": True},
                {"code": "LATE", "label": "Too late", "type": "REFUND", "for_sellers": False},
                {"code": 7, "type": "REFUND", "for_sellers": True},
                {"code": "TALK", "type": "MESSAGE", "for_sellers": True},
            ]
        }
    )


def test_a_list_of_values_is_read_once_for_as_long_as_it_holds() -> None:
    clock = ManualClock(NOW)
    with shop("item_shop", reasons, clock=clock) as used:
        values = used.client.values("refund_reasons")
        assert [(value.code, value.label) for value in values] == [("GONE", "Out of stock"), ("7", "")]
        clock.advance(timedelta(hours=23))
        assert used.client.values("refund_reasons") == values
        assert len(used.server.asked) == 1
        clock.advance(timedelta(hours=1))
        used.client.values("refund_reasons")
        assert len(used.server.asked) == 2


def test_a_list_that_cannot_be_read_again_is_used_on_and_not_asked_for_at_every_use() -> None:
    clock, down = ManualClock(NOW), False

    def answer(asked: Asked) -> Said:
        return Said({}, 400) if down else reasons(asked)

    with shop("item_shop", answer, clock=clock) as used:
        values = used.client.values("refund_reasons")
        down = True
        clock.advance(timedelta(days=2))
        assert [used.client.values("refund_reasons") for _ in range(3)] == [values] * 3
        assert len(used.server.asked) == 2


def test_a_list_that_was_never_read_is_an_error_and_one_nobody_declared_another() -> None:
    with shop("item_shop", lambda _asked: Said({}, 400)) as used:
        for _ in range(2):
            with pytest.raises(ChannelError, match="answered 400"):
                used.client.values("refund_reasons")
        assert len(used.server.asked) == 1
        with pytest.raises(ChannelError, match="does not say how the list `colours` is read"):
            used.client.values("colours")
