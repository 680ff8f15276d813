"""The free part of `act`: order ids and fields, told apart."""

from __future__ import annotations

import pytest

from stallkeeper.cli.given_fields import check_names, split_arguments
from stallkeeper.errors import UsageError


def test_orders_and_fields_may_stand_in_any_order() -> None:
    words = ["4711", "--carrier", "DHL", "4712", "--tracking-number=00 34=0"]
    assert split_arguments(words) == (("4711", "4712"), {"carrier": "DHL", "tracking_number": "00 34=0"})


def test_a_value_may_be_negative_or_empty() -> None:
    assert split_arguments(["--refund-price", "-5", "--comment="])[1] == {"refund_price": "-5", "comment": ""}


def test_behind_two_dashes_everything_is_an_order() -> None:
    assert split_arguments(["--carrier", "DHL", "--", "--4711", "-x"]) == (("--4711", "-x"), {"carrier": "DHL"})


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["1", "--carrier"], "--carrier has no value"),
        (["--carrier", "--tracking-number", "X"], "--carrier has no value"),
        (["--carrier", "A", "--carrier", "B"], "--carrier is given twice"),
        (["-c", "DHL"], "there is no option -c"),
    ],
)
def test_what_cannot_be_read_is_named(words: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        split_arguments(words)


def test_an_unknown_field_gets_the_near_miss() -> None:
    with pytest.raises(UsageError, match=r'"--tracking-nubmer"; did you mean --tracking-number\?'):
        check_names({"tracking_nubmer": "X"}, ["carrier", "tracking_number"], "ship")


def test_an_action_without_fields_says_so() -> None:
    with pytest.raises(UsageError, match="accept takes no fields"):
        check_names({"carrier": "X"}, [], "accept")
