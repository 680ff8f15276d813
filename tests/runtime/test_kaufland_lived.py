"""The whole engine at the played Kaufland, over real HTTP: signed requests, storefronts, units, cents, an invoice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.accounts import Account, EnvironmentSecret
from stallkeeper.bindings.client import ActionRequest, DocumentFile
from stallkeeper.bindings.connect import connect
from stallkeeper.bindings.marketplace_client import MarketplaceClient
from stallkeeper.clock import ManualClock
from stallkeeper.played.exchange import Reply, Request
from stallkeeper.played.load import load_play
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from stallkeeper.runtime.opening import open_engine
from stallkeeper.spec.load import load_channel
from tests.channel_folders import folder_of
from tests.played.speaking import START, Speaker
from tests.runtime.lived import Lived

ENVIRON = {"KAUFLAND_CLIENT": "played-client-key", "KAUFLAND_SECRET": "played-secret-key"}
SECRETS = {"client_key": "KAUFLAND_CLIENT", "secret_key": "KAUFLAND_SECRET"}
PARCEL = {"carrier": "DHL", "tracking_number": "00340000000001"}


@dataclass
class Kaufland(Lived):
    """A seller with one account at the played marketplace."""

    channel = "kaufland"

    def arrive(self, count: int = 1, kind: str = "to_send", **looks: Any) -> list[str]:
        return list(self.world.create(count, variant=kind, ago=timedelta(hours=1), changes=looks))

    def arrive_with(self, units: int, kind: str = "to_send") -> str:
        while True:
            (order_id,) = self.arrive(kind=kind)
            if len(self.units(order_id)) == units:
                return order_id

    def units(self, order_id: str) -> list[dict[str, Any]]:
        return list(self.tree(order_id)["order_units"])

    def words(self, order_id: str) -> list[str]:
        return [str(unit["status"]) for unit in self.units(order_id)]


@contextmanager
def selling(folder: Path, secret: str = "played-secret-key") -> Iterator[Kaufland]:
    clock = ManualClock(START)
    play, problems = load_play(folder_of("kaufland"))
    assert play is not None, problems
    with PlayedServer(World(play, 7, clock)) as server:
        file = folder / "stallkeeper.yaml"
        file.write_text(
            "language: 1\nstore: orders.db\naccounts:\n  shop:\n    channel: kaufland\n    scope: our-shop\n"
            f"    hosts: {{api: '{server.base_url}'}}\n    parameters: {{storefronts: [de, cz]}}\n"
            "    secrets: {client_key: KAUFLAND_CLIENT, secret_key: KAUFLAND_SECRET}\n"
        )
        with open_engine(file, environ={**ENVIRON, "KAUFLAND_SECRET": secret}, clock=clock) as engine:
            yield Kaufland(engine, Speaker(server, {}), clock)
        assert server.crashes == ()


@pytest.fixture
def kaufland(tmp_path: Path) -> Iterator[Kaufland]:
    with selling(tmp_path) as made:
        yield made


def test_a_list_of_several_pages_is_read_order_by_order_in_every_storefront(kaufland: Kaufland) -> None:
    ids = [*kaufland.arrive(104), *kaufland.arrive(2, storefront="cz")]
    kaufland.arrive(1, storefront="pl")
    kaufland.read()
    held = {order.id: order.report.site for order in kaufland.engine.store.orders()}
    assert sorted(held) == sorted(ids)
    assert set(held.values()) == {"kaufland_de", "kaufland_cz"}


def test_what_a_buyer_pays_is_told_in_euros(kaufland: Kaufland) -> None:
    (order_id,) = kaufland.arrive()
    kaufland.read()
    report = kaufland.order(order_id).report
    cents = sum(unit["price"] + unit["shipping_rate"] for unit in kaufland.units(order_id))
    assert (report.currency, report.total and report.total * 100) == ("EUR", cents)


def test_open_units_are_taken_into_fulfilment_and_sent_one_by_one(kaufland: Kaufland) -> None:
    order_id = kaufland.arrive_with(2, kind="open")
    kaufland.read()
    assert kaufland.act("accept", order_id).state == "confirmed"
    assert kaufland.order(order_id).status == "waiting_shipment"
    assert kaufland.act("ship", order_id, **PARCEL).state == "confirmed"
    assert (kaufland.order(order_id).status, kaufland.words(order_id)) == ("shipped", ["sent", "sent"])
    assert kaufland.effects() == ["accept", "accept", "ship", "ship"]


def test_a_named_unit_alone_is_sent_and_the_order_goes_on_waiting(kaufland: Kaufland) -> None:
    order_id = kaufland.arrive_with(2)
    kaufland.read()
    line = kaufland.order(order_id).report.lines[1].id
    assert kaufland.act("ship", order_id, **PARCEL, line=line).state == "confirmed"
    assert (kaufland.order(order_id).status, kaufland.words(order_id)) == (
        "waiting_shipment",
        ["need_to_be_sent", "sent"],
    )


def test_a_unit_that_was_sent_before_a_doubt_is_told_when_the_other_one_is_refused_after_it(
    kaufland: Kaufland,
) -> None:
    order_id = kaufland.arrive_with(2)
    kaufland.read()
    kaufland.fault("drop_next", route="send", after_effect=True)
    submission = kaufland.act("ship", order_id, **PARCEL)
    assert submission.state == "in_doubt"
    kaufland.fault("fail_next", route="send", status=404)
    submission = kaufland.later(submission, minutes=2)
    first, second = (line.id for line in kaufland.order(order_id).report.lines)
    assert (submission.state, kaufland.effects()) == ("confirmed", ["ship"])
    assert submission.extras["partly"]["went"] == [first] and list(submission.extras["partly"]["refused"]) == [second]


def test_units_that_were_merged_into_another_order_are_sent_with_it(kaufland: Kaufland) -> None:
    gone, kept = kaufland.arrive_with(1), kaufland.arrive_with(1)
    kaufland.desk.desk("merge", {"ids": [gone], "into": kept})
    kaufland.read()
    assert kaufland.act("ship", kept, **PARCEL).state == "confirmed"
    assert kaufland.words(kept) == ["sent", "sent"]


def test_a_cancellation_names_its_reason_for_each_unit(kaufland: Kaufland) -> None:
    order_id = kaufland.arrive_with(2)
    kaufland.read()
    assert kaufland.act("cancel", order_id, reason="NoInventory").state == "confirmed"
    assert kaufland.order(order_id).status == "canceled"
    assert [unit["cancel_reason"] for unit in kaufland.units(order_id)] == ["NoInventory", "NoInventory"]


def test_a_unit_that_was_sent_meanwhile_is_told_beside_the_one_that_was_canceled(kaufland: Kaufland) -> None:
    order_id = kaufland.arrive_with(2)
    kaufland.read()
    held = kaufland.world.order(order_id)
    assert held is not None
    held.tree["order_units"][0]["status"] = "sent"
    done = kaufland.act("cancel", order_id, reason="NoInventory")
    assert done.state == "confirmed"
    assert "the status of the order unit does not allow it" in str(done.error)
    assert kaufland.words(order_id) == ["sent", "cancelled"]


def test_a_refund_in_cents_is_confirmed_by_kauflands_yes_though_no_order_shows_it(kaufland: Kaufland) -> None:
    (order_id,) = kaufland.arrive()
    kaufland.read()
    kaufland.act("ship", order_id, **PARCEL)
    line = kaufland.order(order_id).report.lines[0].id
    fields = {"refund_price": "1.50", "refund_reason": "delivery_delay", "line": line}
    assert kaufland.act("refund", order_id, **fields).state == "confirmed"
    assert kaufland.order(order_id).status == "shipped"
    assert kaufland.effects()[-1] == "refund"
    assert kaufland.act("refund", order_id, **fields).state == "confirmed"
    assert kaufland.effects().count("refund") == 2


@pytest.mark.requirement("R20")
def test_a_refund_whose_answer_got_lost_is_left_to_a_person_and_never_sent_again(kaufland: Kaufland) -> None:
    (order_id,) = kaufland.arrive()
    kaufland.read()
    kaufland.act("ship", order_id, **PARCEL)
    line = kaufland.order(order_id).report.lines[0].id
    kaufland.desk.desk("faults", {"drop_next": {"route": "refund", "after_effect": True}})
    sent = kaufland.act("refund", order_id, refund_price="1.50", refund_reason="defect", line=line)
    assert sent.state == "in_doubt"
    assert kaufland.later(sent, hours=2).state == "in_doubt"
    assert kaufland.effects().count("refund") == 1


def connected(kaufland: Kaufland) -> MarketplaceClient:
    """A client of the account, without an engine."""
    url = kaufland.desk.server.base_url
    secrets = {name: EnvironmentSecret(variable, ENVIRON) for name, variable in SECRETS.items()}
    account = Account(
        "shop", "kaufland", "our-shop", hosts={"api": url}, parameters={"storefronts": ["de"]}, secrets=secrets
    )
    return connect(load_channel(folder_of("kaufland")), account, kaufland.clock)


DUPLICATE = b'{"type": "/problems/duplicate-action", "message": "the action was done before"}'


def says_duplicate_once(kaufland: Kaufland, path_end: str = "/refund") -> None:
    """The next refund is answered as one that was made before; nothing is done."""
    marketplace = kaufland.desk.server.marketplace
    answer, left = marketplace.answer, [1]

    def answered(request: Request) -> Reply:
        if request.path.endswith(path_end) and left:
            left.pop()
            return Reply(409, DUPLICATE, "application/json")
        return answer(request)

    marketplace.answer = answered  # type: ignore[method-assign]


def test_a_refund_of_another_amount_is_not_confirmed_by_the_word_that_one_was_made_before(kaufland: Kaufland) -> None:
    (order_id,) = kaufland.arrive()
    kaufland.read()
    kaufland.act("ship", order_id, **PARCEL)
    line = kaufland.order(order_id).report.lines[0].id
    assert kaufland.act("refund", order_id, refund_price="1.50", refund_reason="defect", line=line).state == "confirmed"
    says_duplicate_once(kaufland)
    second = kaufland.act("refund", order_id, refund_price="2.00", refund_reason="defect", line=line)
    assert (second.state, second.error_kind) == ("rejected", "state_conflict")
    assert "it was never sent before" in str(second.error)
    assert kaufland.effects().count("refund") == 1


def test_a_refund_that_may_have_been_made_before_is_taken_at_the_word_that_it_was(kaufland: Kaufland) -> None:
    (order_id,) = kaufland.arrive()
    kaufland.read()
    kaufland.act("ship", order_id, **PARCEL)
    order = kaufland.order(order_id)
    fields = {"refund_price": Decimal("1.50"), "refund_reason": "defect", "line": order.report.lines[0].id}
    client = connected(kaufland)
    says_duplicate_once(kaufland)
    receipt = client.send(ActionRequest("0f1e2d3c", order, "refund", fields, repeated=True))
    assert receipt.already_done and not receipt.refused
    client.close()


def test_a_secret_that_does_not_fit_is_told_and_nothing_is_read(tmp_path: Path) -> None:
    with selling(tmp_path, secret="another") as kaufland:
        kaufland.arrive()
        kaufland.clock.advance(timedelta(minutes=16))
        assert not kaufland.engine.sync("shop", "latest").complete
        assert list(kaufland.engine.store.orders()) == []


def test_what_kaufland_ships_itself_is_no_work_for_the_seller(kaufland: Kaufland) -> None:
    (order_id,) = kaufland.arrive(kind="from_kauflands_stock")
    kaufland.read()
    order = kaufland.order(order_id)
    assert (order.status, order.flags, kaufland.engine.offered(order.key)) == (
        "shipped",
        ("fulfilled_by_kaufland",),
        (),
    )


def test_a_pick_up_point_comes_with_the_address(kaufland: Kaufland) -> None:
    (order_id,) = kaufland.arrive(kind="at_a_pickup_point")
    kaufland.read()
    delivery = kaufland.order(order_id).report.delivery
    assert delivery is not None and delivery.relay == "260"


def test_an_invoice_is_handed_over_as_text_that_holds_its_bytes(kaufland: Kaufland) -> None:
    (order_id,) = kaufland.arrive()
    kaufland.read()
    client = connected(kaufland)
    file = DocumentFile("invoice.pdf", "application/pdf", b"%PDF-1.7 made up")
    client.upload(kaufland.order(order_id), "invoice", file)
    client.close()
    (kept,) = kaufland.desk.desk("files")
    assert (kept["order"], kept["name"], kept["type"]) == (order_id, "invoice.pdf", "application/pdf")
