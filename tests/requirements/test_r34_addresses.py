"""R34: an address is imported as it is, however long, and what fits a label is derived beside it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from stallkeeper.render.csv_rows import order_csv
from stallkeeper.render.json_form import order_form
from tests.runtime.played import SELLER, Played, played

pytestmark = pytest.mark.requirement("R34")

LONG = "Allée du très long exemple imaginaire 7"
STREETS = {"39 signs": LONG, "no number": "Am Muster", "255 signs": ("Rue sans fin " * 20)[:255], "nothing": ""}
PARCEL = {"carrier": "DPD", "tracking_number": "T1"}


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Played]:
    with played(tmp_path, "manomano") as opened:
        yield opened


def living_at(here: Played, street: str) -> str:
    (order_id,) = here.arrive("PREPARATION")
    held = here.world.order(order_id)
    assert held is not None
    held.tree["addresses"]["shipping"]["address_line1"] = street
    return order_id


def exported(here: Played, order_id: str) -> dict[str, str]:
    (row,) = csv.DictReader(io.StringIO("".join(order_csv([here.order(order_id)], personal=True))))
    return row


def test_every_street_is_imported_to_the_letter(here: Played) -> None:
    assert len(LONG) == 39
    homes = {living_at(here, street): street for street in STREETS.values()}
    here.sync()
    for order_id, street in homes.items():
        delivery = here.order(order_id).report.delivery
        assert delivery is not None
        assert (delivery.street or "") == street


def test_an_export_shows_the_street_as_it_was_given_and_what_is_derived_of_it(here: Played) -> None:
    order_id = living_at(here, LONG)
    here.sync()
    row = exported(here, order_id)
    assert row["delivery_street"] == LONG
    assert row["delivery_derived_street"] == "Allée du très long exemple imaginaire"
    assert row["delivery_derived_house_number"] == "7"
    assert max(map(len, row["delivery_derived_label"].split("\n"))) <= 35
    form = order_form(here.order(order_id), personal=True)
    assert form["report"]["delivery"]["street"] == LONG
    assert form["derived"]["delivery"]["house_number"] == "7"
    assert "derived" not in json.dumps(order_form(here.order(order_id)), default=str)


def test_what_is_too_long_for_a_label_is_advice_on_shipping_and_stands_in_no_ones_way(here: Played) -> None:
    order_id = living_at(here, LONG)
    here.sync()
    asked = here.engine.act("ship", here.key(order_id), PARCEL, SELLER)
    told = [advice for advice in getattr(asked.decision, "advice", ()) if advice.fields == ("street",)]
    assert [each.because for each in told] == ["it has 39 characters, and most labels take 35; it stays as it is"]
    (sent,) = here.engine.send().submissions
    assert sent.state == "confirmed"


def test_a_short_street_is_no_matter(here: Played) -> None:
    order_id = living_at(here, "Am Muster")
    here.sync()
    asked = here.engine.act("ship", here.key(order_id), PARCEL, SELLER, dry_run=True)
    assert [each for each in getattr(asked.decision, "advice", ()) if "street" in each.fields] == []
