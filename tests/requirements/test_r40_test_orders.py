"""R40: a test order is marked wherever it is shown, stays out of exports, and never reaches a live account."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from stallkeeper.accounts import load_accounts
from stallkeeper.cli.play import _how_to_sell
from stallkeeper.cli.session import Session
from stallkeeper.machine.compile import compile_machine
from stallkeeper.machine.decision import NotOffered
from stallkeeper.orders import OrderKey, OrderReport
from stallkeeper.runtime.intake import take_in
from tests.cli.shop import Shop, open_shop
from tests.machine.arranged import NOON
from tests.runtime.arranged import corner_shop
from tests.runtime.played import SELLER, marketplace, seller

pytestmark = pytest.mark.requirement("R40")

FIELDS = {"carrier": "DHL", "tracking_number": "003404"}


def marked(shop: Shop, is_test: bool) -> None:
    """Write the mark into the account of the file, or take it out."""
    text = shop.accounts.read_text().replace("    test: true\n", "")
    shop.accounts.write_text(text + "    test: true\n" if is_test else text)


@pytest.mark.parametrize("read_as", [True, False])
def test_what_is_a_test_and_what_is_not_never_change_sides(tmp_path: Path, read_as: bool) -> None:
    keys = {True: "test: true", False: ""}
    with marketplace("manomano") as (server, clock):
        with seller(tmp_path, "manomano", server, clock, keys[read_as]) as here:
            (order_id, other) = here.arrive("PREPARATION", 2)
            here.sync()
            key = here.key(order_id)
            queued = here.engine.act("ship", here.key(other), FIELDS, SELLER)
            assert queued.taken and here.order(order_id).is_test is read_as
        with seller(tmp_path, "manomano", server, clock, keys[not read_as]) as here:
            here.sync()
            refused = here.engine.act("ship", key, FIELDS, SELLER).decision
            assert isinstance(refused, NotOffered) and [reason.code for reason in refused.reasons] == ["test"]
            assert here.engine.offered(key) == ()
            (sent,) = here.engine.send("my-shop").submissions
            assert sent.state == "superseded"
            assert here.order(order_id).is_test is read_as
        assert server.world.effects() == ()


def test_at_its_own_account_it_is_shipped_like_any_other(tmp_path: Path) -> None:
    with marketplace("manomano") as (server, clock), seller(tmp_path, "manomano", server, clock, "test: true") as here:
        (order_id,) = here.arrive("PREPARATION")
        here.sync()
        assert here.engine.act("ship", here.key(order_id), FIELDS, SELLER).taken
        here.engine.send("my-shop")
        assert [effect.action for effect in server.world.effects()] == ["ship"]


def test_a_channel_says_so_itself_and_a_test_stays_one() -> None:
    spec = corner_shop().spec
    assert spec is not None
    live, key = compile_machine(spec).for_account(is_test=False), OrderKey("company", "corner_shop", "1")
    report = OrderReport(id="1", native_status="OFFERED", flags=("test",))
    first = take_in(live, key, "my-shop", report, None, NOON)
    assert first.order is not None and first.order.is_test
    assert {event.kind: event.details for event in first.events}["flagged"] == {"flag": "test", "raised": True}
    later = take_in(live, key, "my-shop", replace(report, native_status="PAID", flags=()), first.order, NOON)
    assert later.order is not None and later.order.is_test


def test_it_is_marked_on_every_row_and_left_out_of_exports_unless_asked_for(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop:
        marked(shop, True)
        (order_id,) = shop.arrive("PREPARATION")
        shop.run("sync", "shop")
        assert "TEST waiting_shipment" in shop.run("orders").stdout
        assert shop.run("order", order_id).stdout.startswith(f"Test order {order_id} ")
        assert "ship: allowed" in shop.run("order", order_id).stdout
        for level in ("order", "line"):
            assert len(shop.run("export", "--level", level).stdout.splitlines()) == 1
            rows = csv.DictReader(io.StringIO(shop.run("export", "--level", level, "--test-orders").stdout))
            assert {row["is_test"] for row in rows} == {"true"}
        marked(shop, False)
        assert "this is a test order" in shop.run("order", order_id).stdout


def test_a_played_marketplace_tells_to_mark_its_account(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop:
        told = _how_to_sell(Session(), "manomano", shop.server)
    (tmp_path / "sell.yaml").write_text(dedent(told[told.index("  language:") : told.index("\nand set")]))
    assert load_accounts(tmp_path / "sell.yaml", {}).accounts["my-shop"].is_test
