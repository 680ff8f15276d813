"""What holds for every test, held to it: a buyer in a log is found, and everything that tells is listened to."""

from __future__ import annotations

import logging
from pathlib import Path

from stallkeeper.orders import Address
from tests.runtime.played import played
from tests.telemetry.overheard import overhearing

BUYER = Address(last_name="Ö'Neill-Sørensen", street="Kade 12 (achter)", city="Ede")


def test_a_buyer_who_was_stored_and_is_in_the_log_is_found() -> None:
    with overhearing() as heard:
        heard.keep(BUYER)
        logging.getLogger("httpx").debug("a parcel for %s, %s", BUYER.street, "with care")
        logging.getLogger("stallkeeper").info("one for nobody in Ede")
    assert heard.told() == ["a parcel for Kade 12 (achter), with care"]


def test_what_an_engine_tells_and_what_it_asks_for_are_both_heard_and_its_buyers_known(tmp_path: Path) -> None:
    with overhearing() as heard, played(tmp_path, "manomano") as shop:
        shop.arrive("PENDING")
        shop.sync()
    assert heard.buyers and heard.told() == []
    assert any("HTTP/1.1 200" in line for line in heard.lines) and any(
        "receive_response" in line for line in heard.lines
    )
