"""Thirty refusals and the class each of them has."""

from __future__ import annotations

import pytest

from stallkeeper.bindings.error_table import classify
from stallkeeper.errors import RETRYABLE
from tests.bindings.arranged import bundled

GENERAL = [
    (400, "validation"),
    (401, "auth"),
    (403, "auth"),
    (404, "not_found"),
    (405, "permanent"),
    (408, "transient"),
    (409, "state_conflict"),
    (410, "not_found"),
    (412, "state_conflict"),
    (413, "validation"),
    (415, "permanent"),
    (418, "permanent"),
    (422, "validation"),
    (423, "state_conflict"),
    (425, "transient"),
    (429, "rate_limited"),
    (500, "transient"),
    (501, "permanent"),
    (502, "transient"),
    (503, "transient"),
    (504, "transient"),
    (200, "unknown"),
]


@pytest.mark.parametrize(("status", "kind"), GENERAL)
def test_where_the_table_is_silent_http_speaks(status: int, kind: str) -> None:
    assert classify((), status, (), ()) == kind


NAMED = [
    ("cdiscount/soap", 200, "OrderStateIncoherent", "", "state_conflict"),
    ("cdiscount/soap", 200, "OrderLineIncoherentState", "", "state_conflict"),
    ("cdiscount/soap", 200, "OrderNotFound", "", "not_found"),
    ("cdiscount/soap", 200, "OrderTrackingInformationError", "", "validation"),
    ("cdiscount/soap", 200, "Quota", "", "rate_limited"),
    ("cdiscount/soap", 200, "SellerNotAuthorized", "", "auth"),
    ("cdiscount/soap", 500, "", "Invalid Token.", "auth"),
    ("cdiscount/soap", 200, "SomethingNew", "", "unknown"),
    ("manomano", 400, "X", "Product Already in package", "already_done"),
    ("manomano", 400, "X", "invalid seller_contract_id", "validation"),
    ("manomano", 400, "X", "Order is not in the right status", "state_conflict"),
    ("manomano", 429, "1015", "rate limited", "rate_limited"),
    ("veepee", 409, "InvalidOrderStatus", "", "state_conflict"),
]


@pytest.mark.parametrize(("channel", "status", "code", "message", "kind"), NAMED)
def test_a_channels_table_says_what_its_own_words_mean(
    channel: str, status: int, code: str, message: str, kind: str
) -> None:
    binding = bundled(channel).binding
    assert binding is not None
    codes = (code,) if code else ()
    assert classify(binding.errors, status, codes, (message,)) == kind


def test_only_what_passes_is_tried_again_by_itself() -> None:
    assert set(RETRYABLE) == {"transient", "rate_limited"}
