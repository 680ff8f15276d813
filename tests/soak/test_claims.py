"""The judge of the long run finds what is wrong with actions, one by one; each of these looked right to it before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from stallkeeper.played.world_order import Effect
from tests.soak.claims import Claim, Holding, Scene
from tests.soak.kinds import KINDS
from tests.soak.wish import Wish

MANOMANO, BOL, KAUFLAND = KINDS
REFUND = {"refund_price": "1.20", "refund_reason": "delivery_delay", "line": "7"}
SHIP = {"carrier": "DPD", "tracking_number": "0001"}


def claim(name: str, action: str, fields: Mapping[str, Any], state: str = "confirmed", order: str = "A1") -> Claim:
    return Claim(Wish(name, "shop", "shop", order, action, fields), state)


def effect(action: str, told: Any, *lines: str, order: str = "A1") -> Effect:
    return Effect(1, order, action, datetime(2026, 10, 2, tzinfo=UTC), "", "open", "sent", lines, told)


def gave_back(cents: int) -> Effect:
    return effect("refund", {"amount": cents, "reason": "delivery_delay"}, "7")


def held(scene: Scene, claims: Sequence[Claim], done: Sequence[Effect], lied: Sequence[Effect] = ()) -> Holding:
    holding = Holding(scene, claims)
    holding.hold(done, lied)
    return holding


SHIPPED = effect("ship", SHIP)


def test_what_was_wished_once_and_done_once_is_right() -> None:
    assert held(Scene(MANOMANO), [claim("w1", "ship", SHIP)], [SHIPPED]).wrong == []


def test_one_effect_does_not_confirm_two_wishes_about_a_whole_order() -> None:
    (told,) = held(
        Scene(MANOMANO), [claim("w1", "accept", {}), claim("w2", "accept", {})], [effect("accept", {})]
    ).wrong
    assert told == "A1: accept with {} is told as confirmed 2 times and took effect 1 times"


def test_two_effects_are_one_too_many_where_one_of_two_wishes_was_superseded() -> None:
    claims = [claim("w1", "accept", {}, "superseded"), claim("w2", "accept", {})]
    (told,) = held(Scene(MANOMANO), claims, [effect("accept", {}), effect("accept", {})]).wrong
    assert told.startswith("A1: accept of line - took effect 2 times and is told as")


def test_an_effect_that_is_told_as_rejected_is_wrong() -> None:
    (told,) = held(Scene(MANOMANO), [claim("w1", "ship", SHIP, "rejected")], [SHIPPED]).wrong
    assert told == "A1: ship of line - took effect 1 times and is told as {'rejected': 1}"


def test_what_was_overtaken_after_it_left_may_have_been_done_but_for_money() -> None:
    assert held(Scene(MANOMANO), [claim("w1", "ship", SHIP, "overtaken")], [SHIPPED]).wrong == []
    (told,) = held(Scene(KAUFLAND), [claim("w1", "refund", REFUND, "overtaken")], [gave_back(120)]).wrong
    assert "is told as {'overtaken': 1}" in told


def test_one_in_doubt_may_have_happened_or_not() -> None:
    assert held(Scene(MANOMANO), [claim("w1", "ship", SHIP, "in_doubt")], [SHIPPED]).wrong == []
    assert held(Scene(MANOMANO), [claim("w1", "ship", SHIP, "in_doubt")], []).wrong == []


def test_a_refund_of_another_amount_is_not_the_one_that_was_wished() -> None:
    wrong = held(Scene(KAUFLAND), [claim("w1", "refund", REFUND)], [gave_back(121)]).wrong
    said = {"refund_price": "1.21", "refund_reason": "delivery_delay"}
    assert wrong == [
        f"A1: refund of line 7 took effect with {said}, and nobody asked so",
        f"A1: refund with {REFUND} is told as confirmed 1 times and took effect 0 times",
    ]


def test_the_same_refund_meant_twice_is_made_twice_and_no_more() -> None:
    twice = [claim("w1", "refund", REFUND), claim("w2", "refund", REFUND)]
    assert held(Scene(KAUFLAND), twice, [gave_back(120), gave_back(120)]).wrong == []
    (told,) = held(Scene(KAUFLAND), twice, [gave_back(120)] * 3).wrong
    assert told == "A1: refund of line 7 took effect 3 times and was asked for 2 times"


def test_a_refund_that_was_swallowed_and_that_no_order_shows_is_counted_and_not_wrong() -> None:
    holding = held(Scene(KAUFLAND), [claim("w1", "refund", REFUND)], [], [gave_back(120)])
    assert (holding.wrong, holding.lies) == ([], 1)


def test_a_shipment_that_was_swallowed_is_wrong_for_the_order_shows_it() -> None:
    (told,) = held(Scene(MANOMANO), [claim("w1", "ship", SHIP)], [], [SHIPPED]).wrong
    assert told.endswith("is told as confirmed 1 times and took effect 0 times")


def test_another_number_of_units_is_not_what_was_wished() -> None:
    told = {
        "orderItems": [{"orderItemId": "7", "quantity": 2}],
        "transport": {"transporterCode": "DPD", "trackAndTrace": "0001"},
    }
    wish = claim("w1", "ship", {**SHIP, "line": "7", "quantity": 1})
    assert len(held(Scene(BOL), [wish], [effect("ship", told, "7")]).wrong) == 2


def test_what_was_wished_of_an_order_is_found_after_it_was_merged_into_another() -> None:
    done = [effect("cancel", {"reason": "NoInventory"}, "7", order="B2")]
    wish = claim("w1", "cancel", {"reason": "NoInventory"})
    assert len(held(Scene(KAUFLAND), [wish], done).wrong) == 2
    assert held(Scene(KAUFLAND, homes=lambda order, line: frozenset({order, "A1"})), [wish], done).wrong == []


def test_what_came_about_by_itself_may_be_told_as_confirmed() -> None:
    wish = claim("w1", "cancel", {"reason": "NoInventory"})
    assert len(held(Scene(KAUFLAND), [wish], []).wrong) == 1
    assert held(Scene(KAUFLAND, by_itself=lambda order, action: action == "cancel"), [wish], []).wrong == []
