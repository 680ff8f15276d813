"""The whole engine at the played bol, over real HTTP: thin lists, parts of lines, fan-out, outcomes, one order once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.accounts import Account, EnvironmentSecret
from stallkeeper.bindings.client import DocumentFile
from stallkeeper.bindings.connect import connect
from stallkeeper.clock import ManualClock
from stallkeeper.orders import also_listed_by
from stallkeeper.played.load import load_play
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from stallkeeper.runtime.opening import open_engine
from stallkeeper.spec.load import load_channel
from tests.channel_folders import folder_of
from tests.played.speaking import START, Speaker
from tests.runtime.lived import Lived

ENVIRON = {"BOL_ID": "played-client", "BOL_SECRET": "played-secret"}
ACCOUNT = """
  {name}:
    channel: bol
    scope: our-shop
    hosts: {{api: "{url}", login: "{url}"}}
    secrets: {{client_id: BOL_ID, client_secret: BOL_SECRET}}
"""


@dataclass
class Bol(Lived):
    """A seller with one account, or two, at the played marketplace."""

    channel = "bol"
    account = "nl"

    def arrive(self, count: int = 1, kind: str = "open", **looks: Any) -> list[str]:
        return list(self.world.create(count, variant=kind, ago=timedelta(hours=1), changes=looks))

    def arrive_with(self, quantity: int, lines: int = 1) -> str:
        """An open order whose lines have so many units each."""
        while True:
            (order_id,) = self.arrive()
            items = self.items(order_id)
            if len(items) == lines and all(item["quantity"] == quantity for item in items):
                return order_id

    def items(self, order_id: str) -> list[dict[str, Any]]:
        return list(self.tree(order_id)["orderItems"])


@contextmanager
def selling(folder: Path, *accounts: str, more: str = "") -> Iterator[Bol]:
    """`more` is the rest of the accounts file."""
    clock = ManualClock(START)
    play, problems = load_play(folder_of("bol"))
    assert play is not None, problems
    with PlayedServer(World(play, 7, clock)) as server:
        entries = "".join(ACCOUNT.format(name=name, url=server.base_url) for name in accounts)
        file = folder / "stallkeeper.yaml"
        file.write_text(f"language: 1\nstore: orders.db\naccounts:\n{entries}{more}")
        with open_engine(file, environ=ENVIRON, clock=clock) as engine:
            yield Bol(engine, Speaker(server, {}), clock)
        assert server.crashes == ()


@pytest.fixture
def bol(tmp_path: Path) -> Iterator[Bol]:
    with selling(tmp_path, "nl") as made:
        yield made


def test_a_list_of_two_pages_is_read_order_by_order(bol: Bol) -> None:
    ids = bol.arrive(60)
    bol.read()
    held = {order.id: order for order in bol.engine.store.orders()}
    assert sorted(held) == sorted(ids)
    one = bol.order(ids[0])
    assert one.report.delivery is not None and one.report.delivery.street
    assert (one.report.currency, one.report.tax, one.status) == ("EUR", "included", "waiting_shipment")


def test_each_change_comes_in_with_the_next_look(bol: Bol) -> None:
    (order_id,) = bol.arrive()
    bol.read()
    bol.world.report(order_id, "SHIPPED")
    bol.read()
    assert bol.order(order_id).status == "shipped"


def test_a_line_is_shipped_in_two_parts_and_each_is_confirmed_once_bol_says_so(bol: Bol) -> None:
    order_id = bol.arrive_with(quantity=3)
    bol.read()
    line = bol.order(order_id).report.lines[0].id
    for _ in range(2):
        sent = bol.act("ship", order_id, carrier="TNT", line=line, quantity=1)
        assert sent.state == "acknowledged"
        assert bol.later(sent, minutes=2).state == "confirmed"
        assert bol.order(order_id).native_status == "SHIPPED_IN_PART"
    last = bol.act("ship", order_id, carrier="TNT", tracking_number="3SEXAMPLE0003")
    assert bol.later(last, minutes=2).state == "confirmed"
    assert bol.order(order_id).status == "shipped"
    assert [item["quantityShipped"] for item in bol.items(order_id)] == [3]


def test_a_label_of_bols_own_is_shipped_with_instead_of_a_transporter(bol: Bol) -> None:
    (order_id,) = bol.arrive()
    bol.read()
    sent = bol.act("ship", order_id, shipping_label="0b7c51ce-8f1e-4c6a-9a1d-3f0de1b0c0aa")
    assert bol.later(sent, minutes=2).state == "confirmed"
    assert bol.order(order_id).status == "shipped"


def test_a_cancellation_goes_out_item_by_item(bol: Bol) -> None:
    order_id = bol.arrive_with(quantity=1, lines=2)
    bol.read()
    sent = bol.act("cancel", order_id, reason="OUT_OF_STOCK")
    assert bol.later(sent, minutes=2).state == "confirmed"
    assert (bol.order(order_id).status, bol.effects()) == ("canceled", ["cancel", "cancel"])


def test_one_line_is_canceled_and_the_other_one_shipped(bol: Bol) -> None:
    order_id = bol.arrive_with(quantity=1, lines=2)
    bol.read()
    line = bol.order(order_id).report.lines[1].id
    sent = bol.act("cancel", order_id, reason="BAD_CONDITION", line=line)
    assert bol.later(sent, minutes=2).state == "confirmed"
    order = bol.order(order_id)
    assert (order.status, [each.status for each in order.report.lines]) == (
        "waiting_shipment",
        ["waiting_shipment", "canceled"],
    )
    sent = bol.act("ship", order_id, carrier="DHL")
    assert bol.later(sent, minutes=2).state == "confirmed"
    assert bol.order(order_id).native_status == "SHIPPED"


def test_a_process_that_fails_is_a_no_in_bols_words(bol: Bol) -> None:
    (order_id,) = bol.arrive()
    bol.read()
    bol.desk.desk("faults", {"fail_job": {"message": "Order item is not yours."}})
    done = bol.later(bol.act("ship", order_id, carrier="TNT"), minutes=2)
    assert done.state == "rejected" and "Order item is not yours." in str(done.error)
    assert bol.order(order_id).status == "waiting_shipment"


def test_processes_of_all_lines_that_fail_are_a_no_and_no_doubt(bol: Bol) -> None:
    order_id = bol.arrive_with(quantity=1, lines=2)
    bol.read()
    bol.desk.desk("faults", {"fail_job": {"message": "Too late.", "times": 2}})
    done = bol.later(bol.act("cancel", order_id, reason="BAD_CONDITION"), minutes=2)
    assert done.state == "rejected" and "Too late." in str(done.error)
    assert bol.effects() == []


def test_what_was_taken_and_failed_later_goes_out_again_by_a_retry(bol: Bol) -> None:
    order_id = bol.arrive_with(quantity=1, lines=2)
    bol.read()
    bol.desk.desk("faults", {"fail_job": {"message": "Too late.", "times": 2}})
    failed = bol.later(bol.act("cancel", order_id, reason="BAD_CONDITION"), minutes=2)
    result = bol.engine.errors.retry(failed.id, "anna")
    assert result is not None and result.submission is not None
    bol.engine.send()
    assert bol.later(result.submission, minutes=2).state == "confirmed"
    assert bol.effects() == ["cancel", "cancel"]


def test_a_buyer_who_asks_to_cancel_confirms_no_shipment_that_was_swallowed(bol: Bol) -> None:
    order_id = bol.arrive_with(quantity=1, lines=2)
    bol.read()
    bol.desk.desk("faults", {"swallow_next": {}})
    line = bol.order(order_id).report.lines[0].id
    sent = bol.act("ship", order_id, carrier="TNT", line=line, quantity="1")
    for item in bol.items(order_id):
        item["cancellationRequest"] = True
    done = bol.later(sent, minutes=2)
    assert {flag for each in bol.order(order_id).report.lines for flag in each.flags} == {"cancel_requested"}
    assert (done.state, bol.effects()) == ("acknowledged", [])
    assert bol.later(sent, days=2).state == "in_doubt"


def test_a_process_that_bol_has_forgotten_is_left_to_the_order_itself(bol: Bol) -> None:
    (order_id,) = bol.arrive()
    bol.read()
    sent = bol.act("ship", order_id, carrier="TNT")
    bol.world.skip(timedelta(days=2))
    assert bol.later(sent, minutes=2).state == "confirmed"
    assert bol.effects() == ["ship"]


def test_a_request_of_the_buyers_is_a_flag_on_the_line(bol: Bol) -> None:
    (order_id,) = bol.arrive(kind="asked_back")
    bol.read()
    order = bol.order(order_id)
    assert {flag for line in order.report.lines for flag in line.flags} == {"cancel_requested"}
    assert order.status == "waiting_shipment"


def test_what_comes_from_bols_own_warehouse_is_no_work_for_the_seller(bol: Bol) -> None:
    (order_id,) = bol.arrive(kind="from_bols_warehouse")
    bol.read()
    order = bol.order(order_id)
    assert (order.status, order.flags, bol.engine.offered(order.key)) == ("shipped", ("fulfilled_by_bol",), ())


def test_a_token_that_has_run_out_is_renewed(bol: Bol) -> None:
    (order_id,) = bol.arrive()
    bol.read()
    bol.world.report(order_id, "CANCELLED")
    bol.desk.desk("faults", {"expire_tokens": {}})
    bol.read()
    assert bol.order(order_id).status == "canceled"


@pytest.mark.requirement("R12")
def test_two_sites_of_one_seller_bring_an_order_in_once(tmp_path: Path) -> None:
    with selling(tmp_path, "nl", "be") as bol:
        ids = [*bol.arrive(2), *bol.arrive(kind="to_belgium")]
        bol.read("nl")
        bol.read("be")
        store = bol.engine.store
        orders = list(store.orders())
        assert {also_listed_by(each.account, store.history(each.key)) for each in orders} == {(("be", "bol"),)}
        assert sorted(order.id for order in orders) == sorted(ids)
        assert {order.report.site for order in orders} == {"bol_nl", "bol_be"}


def test_an_invoice_is_handed_over_for_the_shipment(bol: Bol) -> None:
    (order_id,) = bol.arrive()
    bol.read()
    secrets = {
        "client_id": EnvironmentSecret("BOL_ID", ENVIRON),
        "client_secret": EnvironmentSecret("BOL_SECRET", ENVIRON),
    }
    url = bol.desk.server.base_url
    account = Account("nl", "bol", "our-shop", hosts={"api": url, "login": url}, secrets=secrets)
    client = connect(load_channel(folder_of("bol")), account, bol.clock)
    client.upload(bol.order(order_id), "invoice", DocumentFile("invoice.pdf", "application/pdf", b"%PDF-1.7 made up"))
    client.close()
    (kept,) = bol.desk.desk("files")
    assert kept["order"] == order_id
