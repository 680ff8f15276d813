"""What goes to a seller's own system where neither it nor the channel says from when on."""

from __future__ import annotations

import pytest

from stallkeeper.machine.back_office import ImportWishes, left_out, takes
from tests.runtime.arranged import corner_shop
from tests.store.samples import order_of


@pytest.mark.parametrize(
    ("status", "reached", "goes"),
    [
        ("waiting_acceptance", (), False),
        ("waiting_shipment", (), True),
        ("shipped", (), True),
        ("canceled", ("waiting_acceptance",), False),
        ("canceled", ("waiting_shipment",), True),
    ],
)
def test_where_nobody_says_it_orders_go_from_waiting_shipment_on(
    status: str, reached: tuple[str, ...], goes: bool
) -> None:
    spec, order = corner_shop().spec, order_of("A1", status=status)
    assert spec is not None and spec.back_office is None
    assert takes(spec, order, reached) is goes  # type: ignore[arg-type]
    assert (left_out(spec, order, reached, ImportWishes()) is None) is goes  # type: ignore[arg-type]
