"""Which fields a drift concerns: every path that a bundled binding reads leads to the fields it feeds."""

from __future__ import annotations

import pytest

from stallkeeper.bindings.drift_paths import fields_at
from stallkeeper.bindings.order_mapper import compile_mapper
from stallkeeper.spec.load import load_channel
from tests.channel_folders import BUNDLED

CHANNELS = sorted(name for name, folder in BUNDLED.items() if (folder / "binding.yaml").exists())


class Odd:
    """A value that no field takes."""


def mapping_of(channel: str):  # type: ignore[no-untyped-def]
    binding = load_channel(BUNDLED[channel]).binding
    assert binding is not None
    return binding.order, binding.times.zone


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_drift_that_can_be_told_has_its_fields(channel: str) -> None:
    mapping, zone = mapping_of(channel)
    at, read = fields_at(mapping), compile_mapper(mapping, zone)
    told = set()
    for path in at:
        native: object = Odd()
        for step in reversed(path.strip("/").split(".")):
            native = {step: native}
        told.update(read(native).drift)
    assert told <= set(at), f"nobody knows what is concerned: {told - set(at)}"
    assert told, "a binding that never drifts reads nothing"


def test_a_path_names_its_field_and_the_part_it_belongs_to() -> None:
    mapping, _ = mapping_of("manomano")
    at = fields_at(mapping)
    assert at["total_price.amount"] == {("", "total")}
    assert at["products"] == {("", "lines")}
    assert at["products.quantity"] == {("lines", "quantity")}
    assert at["products.seller_sku"] == {("lines", "id"), ("lines", "sku")}
    assert at["addresses.shipping.firstname"] == {("delivery", "first_name")}


def test_a_sum_is_concerned_by_what_is_summed() -> None:
    mapping, _ = mapping_of("cdiscount/soap")
    at = fields_at(mapping)
    assert at["VoucherList.Voucher.RefundInformation.Amount"] == {("", "refunded")}
    assert at["Corporation.CorporationCode"] == {("extras", "corporation")}
