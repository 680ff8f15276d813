"""The engine at the played Allegro, over real HTTP: rotating tokens, parcels then the status, followed refunds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.accounts import Account, EnvironmentSecret
from stallkeeper.bindings.client import DocumentFile
from stallkeeper.bindings.connect import connect
from stallkeeper.clock import ManualClock
from stallkeeper.played.load import load_play
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from stallkeeper.runtime.opening import open_engine
from stallkeeper.spec.load import load_channel
from tests.channel_folders import folder_of
from tests.played.speaking import START, Speaker
from tests.runtime.lived import Lived

ENVIRON = {"ALLEGRO_ID": "played-client", "ALLEGRO_SECRET": "played-secret", "ALLEGRO_REFRESH": "played-refresh"}
SECRETS = {"client_id": "ALLEGRO_ID", "client_secret": "ALLEGRO_SECRET", "refresh_token": "ALLEGRO_REFRESH"}
PARCEL = {"carrier": "INPOST", "tracking_number": "AD-0000001"}


@dataclass
class Allegro(Lived):
    """A seller with one account at the played marketplace."""

    channel = "allegro"
    accounts: Path

    def arrive(self, count: int = 1, kind: str = "paid", minutes_ago: int = 60) -> list[str]:
        return list(self.world.create(count, variant=kind, ago=timedelta(minutes=minutes_ago)))

    def arrive_with(self, lines: int) -> str:
        while True:
            (order_id,) = self.arrive()
            if len(self.tree(order_id)["lineItems"]) == lines:
                return order_id

    def touch(self, order_id: str) -> None:
        """Something of the order changes that nobody here looks at; it has another revision then."""
        held = self.world.order(order_id)
        assert held is not None
        with self.world.lock, self.world.changing(held):
            held.tree["messageToSeller"] = "by the back door, please"


@contextmanager
def marketplace() -> Iterator[tuple[PlayedServer, ManualClock]]:
    clock = ManualClock(START)
    play, problems = load_play(folder_of("allegro"))
    assert play is not None, problems
    with PlayedServer(World(play, 7, clock)) as server:
        yield server, clock
        assert server.crashes == ()


@contextmanager
def selling(folder: Path, server: PlayedServer, clock: ManualClock) -> Iterator[Allegro]:
    """A process of the seller's; another one in the same folder finds the same store."""
    file = folder / "stallkeeper.yaml"
    secrets = ", ".join(f"{name}: {variable}" for name, variable in SECRETS.items())
    file.write_text(
        "language: 1\nstore: orders.db\naccounts:\n  shop:\n    channel: allegro\n    scope: our-shop\n"
        f"    hosts: {{api: '{server.base_url}', login: '{server.base_url}'}}\n    secrets: {{{secrets}}}\n"
    )
    with open_engine(file, environ=ENVIRON, clock=clock) as engine:
        yield Allegro(engine, Speaker(server, {}), clock, file)


@pytest.fixture
def allegro(tmp_path: Path) -> Iterator[Allegro]:
    with marketplace() as (server, clock), selling(tmp_path, server, clock) as made:
        yield made


def test_a_list_of_two_pages_is_read_to_its_end(allegro: Allegro) -> None:
    ids = allegro.arrive(104)
    allegro.read()
    assert sorted(order.id for order in allegro.engine.store.orders()) == sorted(ids)


def test_an_order_says_until_when_it_has_to_leave_and_what_it_costs(allegro: Allegro) -> None:
    (order_id,) = allegro.arrive()
    allegro.read()
    report, tree = allegro.order(order_id).report, allegro.tree(order_id)
    leaves_by = tree["delivery"]["time"]["dispatch"]["to"]
    assert report.ship_by is not None and f"{report.ship_by:%Y-%m-%dT%H:%M:%S.000Z}" == leaves_by
    assert report.ordered_at is not None and report.ship_by - report.ordered_at == timedelta(days=2)
    assert str(report.total) == tree["summary"]["totalToPay"]["amount"]
    assert (report.currency, report.tax, report.site) == ("PLN", "included", "allegro_pl")


@pytest.mark.requirement("R29")
def test_each_refresh_token_is_used_once_and_the_next_process_goes_on_with_the_newest(tmp_path: Path) -> None:
    with marketplace() as (server, clock):
        for _ in range(3):
            with selling(tmp_path, server, clock) as allegro:
                (order_id,) = allegro.arrive()
                allegro.read()
                allegro.fault("expire_tokens")
                allegro.world.report(order_id, "READY_FOR_PROCESSING/PICKED_UP")
                allegro.read()
                assert allegro.order(order_id).status == "closed"


def test_a_parcel_goes_out_first_and_then_the_order_is_sent_under_its_newest_revision(allegro: Allegro) -> None:
    order_id = allegro.arrive_with(lines=2)
    allegro.read()
    assert allegro.act("ship", order_id, **PARCEL).state == "confirmed"
    order, (parcel,) = allegro.order(order_id), allegro.tree(order_id)["shipments"]
    assert (order.status, [each.tracking_number for each in order.report.parcels]) == ("shipped", ["AD-0000001"])
    assert [each["id"] for each in parcel["lineItems"]] == [line.id for line in order.report.lines]
    assert allegro.effects() == ["tracking", "ship"]


def test_a_carrier_that_allegro_does_not_know_goes_out_by_its_name(allegro: Allegro) -> None:
    (order_id,) = allegro.arrive()
    allegro.read()
    sent = allegro.act("ship", order_id, carrier="OTHER", carrier_name="Kurier Nadwiślański", tracking_number="K-1")
    assert sent.state == "confirmed"
    (parcel,) = allegro.tree(order_id)["shipments"]
    assert (parcel["carrierId"], parcel["carrierName"]) == ("OTHER", "Kurier Nadwiślański")


def test_lines_leave_one_by_one_and_the_order_waits_until_it_is_sent_as_a_whole(allegro: Allegro) -> None:
    order_id = allegro.arrive_with(lines=2)
    allegro.read()
    for number, line in enumerate(allegro.order(order_id).report.lines):
        sent = allegro.act("ship", order_id, carrier="DPD", tracking_number=f"{number}", line=line.id)
        assert sent.state == "confirmed"
        assert allegro.order(order_id).status == "waiting_shipment"
    assert allegro.act("ship", order_id, **PARCEL).state == "confirmed"
    assert allegro.order(order_id).status == "shipped"
    assert allegro.effects() == ["tracking", "tracking", "tracking", "ship"]


def test_an_order_that_changed_in_between_is_a_conflict_and_its_parcel_is_not_announced_again(allegro: Allegro) -> None:
    (order_id,) = allegro.arrive()
    allegro.read()
    allegro.fault("fail_next", route="fulfillment", status=409)
    sent = allegro.act("ship", order_id, **PARCEL)
    assert (sent.state, sent.error_kind) == ("rejected", "state_conflict")
    assert allegro.later(sent, hours=2).state == "rejected"
    assert allegro.effects() == ["tracking"]
    assert allegro.order(order_id).status == "waiting_shipment"


@pytest.mark.parametrize("status", [400, 403, 409, 422])
def test_what_was_refused_after_its_parcel_is_tried_again_without_the_parcel_under_the_newest_revision(
    allegro: Allegro, status: int
) -> None:
    (order_id,) = allegro.arrive()
    allegro.read()
    allegro.fault("fail_next", route="fulfillment", status=status)
    refused = allegro.act("ship", order_id, **PARCEL)
    assert refused.state == "rejected"
    allegro.touch(order_id)
    allegro.read()
    result = allegro.engine.errors.retry(refused.id, "anna")
    assert result is not None and result.submission is not None
    assert allegro.later(result.submission, minutes=5).state == "confirmed"
    assert (allegro.effects(), len(allegro.order(order_id).report.parcels)) == (["tracking", "ship"], 1)


def test_the_revision_is_looked_up_again_where_the_order_could_not_be_sent_at_once(allegro: Allegro) -> None:
    (order_id,) = allegro.arrive()
    allegro.read()
    allegro.fault("fail_next", route="fulfillment", status=429)
    waits = allegro.act("ship", order_id, **PARCEL)
    assert waits.state == "queued"
    allegro.touch(order_id)
    assert allegro.later(waits, minutes=5).state == "confirmed"
    assert allegro.effects() == ["tracking", "ship"]


def test_a_parcel_whose_answer_got_lost_is_found_with_the_order_and_not_announced_again(allegro: Allegro) -> None:
    (order_id,) = allegro.arrive()
    allegro.read()
    allegro.fault("drop_next", route="parcel", after_effect=True)
    sent = allegro.act("ship", order_id, **PARCEL)
    assert sent.state == "in_doubt"
    assert allegro.later(sent, minutes=2).state in ("queued", "confirmed")
    assert allegro.later(sent, minutes=2).state == "confirmed"
    assert allegro.effects() == ["tracking", "ship"]


def test_a_cancellation_whose_answer_got_lost_is_found_with_the_order(allegro: Allegro) -> None:
    (order_id,) = allegro.arrive()
    allegro.read()
    allegro.fault("drop_next", route="fulfillment", after_effect=True)
    sent = allegro.act("cancel", order_id)
    assert allegro.later(sent, minutes=2).state == "confirmed"
    assert (allegro.order(order_id).status, allegro.effects()) == ("canceled", ["cancel"])


def test_a_refund_is_followed_until_allegro_is_through_with_it(allegro: Allegro) -> None:
    (order_id,) = allegro.arrive()
    allegro.read()
    allegro.act("ship", order_id, **PARCEL)
    sent = allegro.act("refund", order_id, refund_reason="REFUND")
    assert sent.state == "acknowledged"
    allegro.world.report(order_id, "READY_FOR_PROCESSING/PICKED_UP")  # no word of the refund
    allegro.read()
    assert allegro.now(sent.id).state == "acknowledged"
    assert allegro.later(sent, minutes=20).state == "confirmed"
    assert allegro.order(order_id).status == "closed"


@pytest.mark.requirement("R20")
def test_a_refund_whose_answer_got_lost_goes_out_again_by_the_same_command_and_is_made_once(allegro: Allegro) -> None:
    (order_id,) = allegro.arrive()
    allegro.read()
    line = allegro.order(order_id).report.lines[0].id
    allegro.fault("drop_next", route="refund", after_effect=True)
    sent = allegro.act("refund", order_id, refund_reason="OVERPAID", refund_price="1.00", line=line)
    assert sent.state == "in_doubt"
    for _ in range(3):
        sent = allegro.later(sent, minutes=20)
    assert (sent.state, allegro.effects()) == ("confirmed", ["refund"])


@pytest.mark.requirement("R20")
def test_two_equal_refunds_that_were_both_meant_are_two_at_allegro_though_the_first_answer_got_lost(
    allegro: Allegro,
) -> None:
    (order_id,) = allegro.arrive()
    allegro.read()
    fields = {"refund_reason": "OVERPAID", "refund_price": "1.00", "line": allegro.order(order_id).report.lines[0].id}
    allegro.fault("fail_next", route="refund", after_effect=True)
    for count in (1, 2):
        sent = allegro.act("refund", order_id, **fields)
        for _ in range(3):
            sent = allegro.later(sent, minutes=20)
        assert (sent.state, allegro.effects()) == ("confirmed", ["refund"] * count)


def test_a_refund_that_allegro_cannot_make_is_a_no(allegro: Allegro) -> None:
    (order_id,) = allegro.arrive()
    allegro.read()
    allegro.fault("fail_job", message="no money left")
    sent = allegro.act("refund", order_id, refund_reason="REFUND")
    failed = allegro.later(sent, minutes=20)
    assert failed.state == "rejected" and "VALIDATE_FAILED" in str(failed.error)


def test_what_allegros_warehouse_sends_is_no_work_for_the_seller(allegro: Allegro) -> None:
    (order_id,) = allegro.arrive(kind="from_allegros_warehouse")
    allegro.read()
    order = allegro.order(order_id)
    assert (order.status, order.flags, allegro.engine.offered(order.key)) == ("shipped", ("fulfilled_by_allegro",), ())


def test_an_order_that_nobody_paid_is_canceled_by_the_buyer_and_offers_nothing(allegro: Allegro) -> None:
    (order_id,) = allegro.arrive(kind="filled_in", minutes_ago=1)
    allegro.read()
    order = allegro.order(order_id)
    assert (order.status, order.native_status, allegro.engine.offered(order.key)) == ("accepted", "FILLED_IN", ())
    allegro.world.report(order_id, "CANCELLED/NEW")
    allegro.read()
    order = allegro.order(order_id)
    assert (order.status, order.native_status, allegro.engine.offered(order.key)) == ("canceled", "CANCELLED", ())


def test_an_invoice_is_announced_and_then_handed_over(allegro: Allegro) -> None:
    (order_id,) = allegro.arrive()
    allegro.read()
    url = allegro.desk.server.base_url
    secrets = {name: EnvironmentSecret(variable, ENVIRON) for name, variable in SECRETS.items()}
    account = Account("shop", "allegro", "our-shop", hosts={"api": url, "login": url}, secrets=secrets)
    client = connect(load_channel(folder_of("allegro")), account, allegro.clock, tokens=allegro.engine.store.tokens)
    client.upload(
        allegro.order(order_id), "invoice", DocumentFile("invoice.pdf", "application/pdf", b"%PDF-1.7 made up")
    )
    client.close()
    (kept,) = allegro.desk.desk("files")
    assert (kept["order"], kept["type"]) == (order_id, "application/pdf")
