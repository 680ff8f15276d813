"""How long an order may live by its own deadlines."""

from __future__ import annotations

from datetime import timedelta

from tests.spec.example import example, load

from stallkeeper.spec.lives import longest_life


def _life(statuses: str, starts_at: str = "accepted") -> tuple[int, str]:
    spec = load({"channel.yaml": example(f"starts_at: {starts_at}\nstatuses:\n{statuses}")}).spec
    assert spec is not None
    lasts, way = longest_life(spec)
    return lasts // timedelta(days=1), " > ".join(way)


REST = """
  waiting_shipment:
    native: [PENDING]
    actions: [ship]
    next: [shipped]
    deadline: {within: 3 weeks, since: SINCE, else: [canceled], kept_by: channel}
  shipped: {native: [SHIPPED]}
  canceled: {native: [CANCELED]}
"""
ACCEPTED = """  accepted:
    native: [WAITING]
    next: [waiting_shipment]
    deadline: {within: 5 days, else: [canceled], kept_by: channel}"""


def test_deadlines_of_statuses_one_after_the_other_add_up() -> None:
    assert _life(ACCEPTED + REST.replace("SINCE", "status")) == (26, "accepted > waiting_shipment > canceled")


def test_a_deadline_since_the_order_does_not_add() -> None:
    assert _life(ACCEPTED + REST.replace("SINCE", "ordered")) == (21, "accepted > waiting_shipment > canceled")


def test_a_deadline_of_unknown_length_counts_for_nothing() -> None:
    unknown = ACCEPTED.replace("5 days", "unknown") + REST.replace("3 weeks", "unknown").replace("SINCE", "status")
    assert _life(unknown) == (0, "")
