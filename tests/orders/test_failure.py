"""What entries of one cause have in common, and what keeps two causes apart."""

from __future__ import annotations

import pytest

from stallkeeper.orders import Failure
from tests.store.samples import NOW


def failure(message: str, order_id: str | None) -> Failure:
    return Failure("id", "shop", "validation", "it", message, 1, NOW, NOW, order_id=order_id)


@pytest.mark.parametrize(
    ("message", "order_id", "words"),
    [
        ("order A1 is gone; look A1 up", "A1", "order … is gone; look … up"),
        ("order 7 is not taken: error 17, 7% of 70", "7", "order … is not taken: error 17, …% of 70"),
        ("order A1-A is gone", "A1", "order …-A is gone"),
        ("order (1+1)* is gone", "(1+1)*", "order … is gone"),
        ("the sweep stopped", None, "the sweep stopped"),
        ("the sweep stopped", "", "the sweep stopped"),
    ],
)
def test_the_order_s_own_id_is_left_out_where_it_stands_as_a_word(
    message: str, order_id: str | None, words: str
) -> None:
    assert failure(message, order_id).cause == ("shop", "validation", words)
