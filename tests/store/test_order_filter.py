"""A filter that no order could meet is refused where it is made, and never an empty answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from stallkeeper.errors import UsageError
from stallkeeper.store.order_filter import OrderFilter
from tests.store.samples import LATER, NOW


@pytest.mark.requirement("R38")
@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"statuses": ("shiped",)}, 'no status is called "shiped"'),
        ({"statuses": "shipped"}, "not one text"),
        ({"ids": "4711"}, "not one text"),
        ({"since": datetime(2026, 11, 22)}, "`since` of a filter needs a time zone"),  # noqa: DTZ001
        ({"since": LATER, "until": NOW}, "is later than its `until`"),
        ({"limit": -1}, "not below 0"),
    ],
)
def test_a_filter_that_no_order_could_meet_is_wrong_usage(given: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        OrderFilter(**given)


def test_an_order_without_a_known_status_can_be_asked_for() -> None:
    assert OrderFilter(statuses=(None, "shipped")).statuses == (None, "shipped")
