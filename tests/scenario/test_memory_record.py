"""An order of a story, as the marketplace in memory lists it."""

from __future__ import annotations

from datetime import UTC, datetime

from stallkeeper.machine.compile import compile_machine
from stallkeeper.orders import OrderKey, OrderLine, OrderReport
from stallkeeper.runtime.intake import take_in
from stallkeeper.scenario.memory_record import MemoryRecord
from stallkeeper.spec.catalog import Catalog

NOW = datetime(2026, 11, 28, 13, 0, tzinfo=UTC)


def test_a_report_that_is_taken_in_leaves_what_the_marketplace_shows_as_it_is() -> None:
    spec = Catalog().load("mirakl").spec
    assert spec is not None
    line = OrderLine(id="LAMP", sku="LAMP", quantity=1, native_status="INCIDENT_OPEN")
    record = MemoryRecord(OrderReport(id="A1", native_status="SHIPPED", modified_at=NOW, lines=(line,)))
    before, key = record.digest, OrderKey("company", "mirakl", "A1")
    taken = take_in(compile_machine(spec), key, "shop", record.report(), None, NOW, given_away=True)
    assert taken.order is not None and taken.order.report.lines[0].flags == ("incident",)
    assert record.told.lines[0].flags == ()
    assert record.digest == before
