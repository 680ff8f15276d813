"""docs/soak.md: how many orders each marketplace has in it, and what is left out, are as the long run has them."""

from __future__ import annotations

from pathlib import Path

from tests.soak.__main__ import FULL
from tests.soak.kinds import KINDS
from tests.soak.soak import MIXED

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "soak.md").read_text()


def test_the_page_says_how_many_orders_each_marketplace_has() -> None:
    most, *thin = sorted((FULL.orders_at(kind) for kind in KINDS), reverse=True)
    assert thin[0] == thin[1] and most + sum(thin) == FULL.orders
    assert f"{FULL.orders:,} orders {most:,} are ManoMano's, and {thin[0]:,} each bol's and Kaufland's" in PAGE


def test_the_page_names_what_is_left_out() -> None:
    (left_out,) = MIXED.without
    assert f"but for one:\n`{left_out}`" in PAGE
