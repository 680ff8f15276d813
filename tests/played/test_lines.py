"""Lives on lines: counters, line states under a state of the order, two axes; refunds of lines."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.clock import ManualClock
from tests.played.small import ORDER, lines_of, played, small_problems, small_spec, status_of
from tests.played.speaking import START, Speaker

COUNTERS = """
lists: {statuses: [OPEN, CANCEL_REQUESTED, SHIPPED, CANCELED]}
order:
  sample: play-order.json
  id: id
  status:
    cases:
      - {if: {order.lines.*.cancellationRequest: "true", order.lines.*.state: OPEN}, then: CANCEL_REQUESTED}
      - {if: {order.lines.*.state: OPEN}, then: OPEN}
      - {if: {order.lines.*.quantityShipped: {above: 0}}, then: SHIPPED}
    else: CANCELED
  created: [created]
  modified: [modified]
  lines: lines
  line_id: id
  line_quantity: quantity
  line_count: [2, 2]
  looks:
    SHIPPED: {lines.*.state: HANDLED, lines.*.quantityShipped: <3>}
    CANCEL_REQUESTED: {lines.*.cancellationRequest: <true>}
life:
  arrivals:
    - {name: open, weight: 1, status: OPEN}
    - {name: regretted, weight: 0, status: CANCEL_REQUESTED}
routes:
  ship:
    request: POST /shipments
    body: {fields: {orderItems: {type: list, of: {fields: {orderItemId: integer, quantity: integer?}}}}}
    acts:
      by: line
      order: body.orderItems.0.orderItemId
      lines: {each: body.orderItems, id: orderItemId, quantity: quantity}
      actions:
        ship: {units: open, line_add: {quantityShipped: units}, line_done: {state: HANDLED}}
    outcome: done
  cancel:
    request: PUT /cancellation
    body: {fields: {orderItems: {type: list, of: {fields: {orderItemId: integer, reasonCode: text}}}}}
    acts:
      by: line
      order: body.orderItems.0.orderItemId
      lines: {each: body.orderItems, id: orderItemId}
      actions:
        cancel: {units: open, line_add: {quantityCancelled: units}, line_done: {state: HANDLED}}
    outcome: done
  take_back:
    request: PUT /returns
    body: {fields: {item: integer, quantity: integer}}
    acts:
      by: line
      order: body.item
      lines: {each: body, id: item, quantity: quantity}
      actions: {take_back: {within: open}}
    outcome: done
outcomes: {done: {done: {status: 202}}}
"""
COUNTED_ORDER = {
    **ORDER,
    "lines": [
        {
            "id": 1,
            "quantity": 3,
            "quantityShipped": 0,
            "quantityCancelled": 0,
            "cancellationRequest": False,
            "state": "OPEN",
        }
    ],
}


def counters_of(speaker: Speaker, order_id: str) -> list[tuple[int, int, str]]:
    return [(line["quantityShipped"], line["quantityCancelled"], line["state"]) for line in lines_of(speaker, order_id)]


def test_counters_grow_until_a_line_is_handled(tmp_path: Path) -> None:
    with played(tmp_path, COUNTERS, COUNTED_ORDER) as speaker:
        (order_id,) = speaker.world.create(1, "OPEN")
        first, second = (line["id"] for line in lines_of(speaker, order_id))
        body = {"orderItems": [{"orderItemId": first, "quantity": 1}]}
        assert speaker.ask("POST", "/shipments", body).status == 202
        assert counters_of(speaker, order_id) == [(1, 0, "OPEN"), (0, 0, "OPEN")]
        cancel = {"orderItems": [{"orderItemId": first, "reasonCode": "OUT_OF_STOCK"}]}
        assert speaker.ask("PUT", "/cancellation", cancel).status == 202
        assert counters_of(speaker, order_id)[0] == (1, 2, "HANDLED")
        assert status_of(speaker, order_id) == "OPEN"
        assert speaker.ask("POST", "/shipments", {"orderItems": [{"orderItemId": second}]}).status == 202
        assert counters_of(speaker, order_id)[1] == (3, 0, "HANDLED")
        assert status_of(speaker, order_id) == "SHIPPED"
        assert speaker.ask("PUT", "/cancellation", cancel).json["code"] == "line_exceeded"


def test_an_order_arrives_looking_as_its_derived_status_wants(tmp_path: Path) -> None:
    with played(tmp_path, COUNTERS, COUNTED_ORDER) as speaker:
        (order_id,) = speaker.world.create(1, variant="regretted")
        assert status_of(speaker, order_id) == "CANCEL_REQUESTED"
        with pytest.raises(ValueError, match="no `looks`"):
            speaker.world.create(1, "CANCELED")
        assert speaker.ask("POST", "/__played/report", {"id": order_id, "native_status": "CANCELED"}).status == 400


def test_only_what_went_through_one_pool_may_go_through_the_next(tmp_path: Path) -> None:
    with played(tmp_path, COUNTERS, COUNTED_ORDER) as speaker:
        (order_id,) = speaker.world.create(1, "OPEN")
        item = lines_of(speaker, order_id)[0]["id"]
        assert speaker.ask("PUT", "/returns", {"item": item, "quantity": 1}).json["code"] == "line_exceeded"
        speaker.ask("POST", "/shipments", {"orderItems": [{"orderItemId": item, "quantity": 2}]})
        assert speaker.ask("PUT", "/returns", {"item": item, "quantity": 2}).status == 202
        assert speaker.ask("PUT", "/returns", {"item": item, "quantity": 1}).json["code"] == "line_exceeded"


TWO_LEVELS = """
lists: {statuses: [SHIPPING, SHIPPED, RECEIVED, CANCELED]}
order:
  sample: play-order.json
  id: id
  status:
    at: status
    cases:
      - {if: {order.lines.*.state: {every: [CANCELED]}}, from: [SHIPPING], then: CANCELED}
      - {if: {order.lines.*.state: {every: [SHIPPED, CANCELED]}}, from: [SHIPPING], then: SHIPPED}
  created: [created]
  modified: [modified]
  lines: lines
  line_id: id
  line_ledger: {refundable: price}
  line_count: [2, 2]
  looks: {SHIPPING: {lines.*.state: SHIPPING}, SHIPPED: {lines.*.state: SHIPPED}}
life:
  arrivals: [{name: to_ship, weight: 1, status: SHIPPING}]
  moves: [{from: [SHIPPED], to: RECEIVED, after: 1 day, line_if: {sold.state: SHIPPED}, line_set: {state: RECEIVED}}]
routes:
  tracking:
    request: PUT /orders/<id>/tracking
    body: {fields: {tracking_number: text}}
    acts: {order: path.id, actions: {tracking: {at: [SHIPPING], set: {note: <item.tracking_number>}}}}
    outcome: done
  ship:
    request: PUT /orders/<id>/ship
    acts:
      order: path.id
      actions:
        ship:
          at: [SHIPPING]
          refuses: [{if: {order.note: {given: false}}, as: missing, about: tracking}]
          line_if: {sold.state: SHIPPING}
          line_set: {state: SHIPPED}
    outcome: done
  cancel:
    request: PUT /orders/cancel
    body: {fields: {cancelations: {type: list, of: {fields: {order_line_id: integer}}}}}
    acts:
      each: body.cancelations
      by: line
      order: item.order_line_id
      lines: {each: item.order_line_id}
      actions: {cancel: {at: [SHIPPING], line_if: {sold.state: SHIPPING}, line_set: {state: CANCELED}}}
    outcome: parted
  refund:
    request: PUT /orders/refund
    body: {fields: {refunds: {type: list, of: {fields: {order_line_id: integer, amount: number}}}}}
    acts:
      each: body.refunds
      by: line
      order: item.order_line_id
      lines: {each: item, id: order_line_id}
      actions:
        refund:
          at: [SHIPPED, RECEIVED]
          line_take: {refundable: [line.amount]}
          line_append: {refunds: {id: <fresh>, amount: <line.amount>, state: REFUNDED}}
    outcome: parted
outcomes:
  done: {done: {status: 204}}
  parted:
    done: {give: {good: <done_results>, bad: <refused_results>}}
    refused: {give: {good: <done_results>, bad: <refused_results>}}
    done_item: {line: <item.order_line_id>, id: <fresh>}
    refused_item: {line: <item.order_line_id>, code: <refusal.code>}
"""
TWO_LEVEL_ORDER = {**ORDER, "lines": [{"id": 1, "price": 10, "state": "SHIPPING", "refunds": []}]}


def test_an_order_is_shipped_when_every_line_is_or_will_not_be(tmp_path: Path) -> None:
    with played(tmp_path, TWO_LEVELS, TWO_LEVEL_ORDER) as speaker:
        (order_id,) = speaker.world.create(1)
        first = lines_of(speaker, order_id)[0]["id"]
        heard = speaker.ask("PUT", "/orders/cancel", {"cancelations": [{"order_line_id": first}]})
        assert heard.json["good"][0]["line"] == first and status_of(speaker, order_id) == "SHIPPING"
        speaker.ask("PUT", f"/orders/{order_id}/tracking", {"tracking_number": "T1"})
        assert speaker.ask("PUT", f"/orders/{order_id}/ship").status == 204
        assert [line["state"] for line in lines_of(speaker, order_id)] == ["CANCELED", "SHIPPED"]
        assert status_of(speaker, order_id) == "SHIPPED" and speaker.world.order(order_id).tree["status"] == "SHIPPED"  # type: ignore[union-attr]


def test_each_parcel_is_one_more_entry_of_a_list_of_the_order(tmp_path: Path) -> None:
    with_parcels = TWO_LEVELS.replace(
        "set: {note: <item.tracking_number>}", "append: {parcels: {number: <item.tracking_number>}}"
    )
    with played(tmp_path, with_parcels, {**TWO_LEVEL_ORDER, "parcels": []}) as speaker:
        (order_id,) = speaker.world.create(1)
        for number in ("T1", "T2"):
            assert speaker.ask("PUT", f"/orders/{order_id}/tracking", {"tracking_number": number}).status == 204
        assert speaker.world.order(order_id).tree["parcels"] == [{"number": "T1"}, {"number": "T2"}]  # type: ignore[union-attr]


def test_shipping_without_tracking_is_refused_where_the_play_says_so(tmp_path: Path) -> None:
    with played(tmp_path, TWO_LEVELS, TWO_LEVEL_ORDER) as speaker:
        (order_id,) = speaker.world.create(1)
        heard = speaker.ask("PUT", f"/orders/{order_id}/ship")
        assert (heard.status, heard.json["about"]) == (400, "tracking") and speaker.world.effects() == ()


def test_a_move_of_the_order_takes_its_shipped_lines_along(tmp_path: Path) -> None:
    clock = ManualClock(START)
    with played(tmp_path, TWO_LEVELS, TWO_LEVEL_ORDER, clock=clock) as speaker:
        (order_id,) = speaker.world.create(1, "SHIPPED", changes={"lines.0.state": "CANCELED"})
        clock.advance(timedelta(days=1))
        assert status_of(speaker, order_id) == "RECEIVED"
        assert [line["state"] for line in lines_of(speaker, order_id)] == ["CANCELED", "RECEIVED"]


def test_lines_are_refunded_up_to_what_they_cost_and_each_has_its_result(tmp_path: Path) -> None:
    with played(tmp_path, TWO_LEVELS, TWO_LEVEL_ORDER) as speaker:
        (order_id,) = speaker.world.create(1, "SHIPPED")
        first, second = (line["id"] for line in lines_of(speaker, order_id))
        refunds = [(first, 6), (first, 5), (second, 10), (5, 1)]
        body = {"refunds": [{"order_line_id": line, "amount": amount} for line, amount in refunds]}
        told = speaker.ask("PUT", "/orders/refund", body).json
        assert [(entry["line"], entry["code"]) for entry in told["bad"]] == [(first, "limit"), (5, "unknown_line")]
        refunded = [line["refunds"] for line in lines_of(speaker, order_id)]
        assert [[entry["amount"] for entry in line] for line in refunded] == [[6], [10]]
        assert refunded[0][0]["id"] != refunded[1][0]["id"]
        assert speaker.desk("effects")["counts"] == {order_id: {"refund": 2}}


TWO_AXES = """
lists: {statuses: [BOUGHT/NEW, READY/NEW, READY/SENT, CANCELLED/CANCELLED]}
order:
  sample: play-order.json
  id: id
  status: {join: [status, fulfillment.status], with: /}
  created: [created]
  modified: [modified]
  lines: lines
  line_id: id
  line_count: [1, 1]
  revision: revision
life: {arrivals: [{name: ready, weight: 1, status: READY/NEW}]}
routes:
  one: {request: GET /orders/<id>, one: path.id, answer: {give: <order>}}
  send:
    request: PUT /orders/<id>/fulfillment
    query: {checkoutForm.revision: text}
    body: {fields: {status: {one_of: [SENT]}}}
    acts:
      order: path.id
      actions:
        send:
          at: [READY/NEW]
          refuses: [{if: {query.checkoutForm.revision: {unlike: order.revision}}, as: conflict, about: revision}]
          becomes: READY/SENT
    outcome: done
outcomes: {done: {done: {status: 204}}}
"""
TWO_AXES_ORDER = {**ORDER, "fulfillment": {"status": ""}, "revision": ""}


def test_two_axes_are_one_status_and_a_stale_revision_is_a_conflict(tmp_path: Path) -> None:
    with played(tmp_path, TWO_AXES, TWO_AXES_ORDER) as speaker:
        (order_id,) = speaker.world.create(1)
        shown = speaker.get(f"/orders/{order_id}").json
        assert (shown["status"], shown["fulfillment"]["status"]) == ("READY", "NEW")
        path = f"/orders/{order_id}/fulfillment?checkoutForm.revision="
        speaker.desk("report", {"id": order_id, "native_status": "READY/NEW"})
        stale = speaker.ask("PUT", path + shown["revision"], {"status": "SENT"})
        assert (stale.status, stale.json["code"]) == (409, "conflict")
        revision = speaker.get(f"/orders/{order_id}").json["revision"]
        assert speaker.ask("PUT", path + revision, {"status": "SENT"}).status == 204
        shown = speaker.get(f"/orders/{order_id}").json
        assert (shown["status"], shown["fulfillment"]["status"]) == ("READY", "SENT")
        assert status_of(speaker, order_id) == "READY/SENT"


def test_statuses_that_follow_from_lines_count_as_given(tmp_path: Path) -> None:
    spec = small_spec(tmp_path, COUNTERS, COUNTED_ORDER)
    assert spec.given_statuses() == ("OPEN", "CANCEL_REQUESTED", "SHIPPED", "CANCELED")


MISTAKES = [
    (COUNTERS, COUNTED_ORDER, "within: open", "within: opened", "unknown-pool"),
    (COUNTERS, COUNTED_ORDER, "quantityShipped: units", "quantityShipped: unit", "unknown-name"),
    (COUNTERS, COUNTED_ORDER, "then: SHIPPED", "then: SHIPED", "unknown-status"),
    (COUNTERS, COUNTED_ORDER, "status: CANCEL_REQUESTED}", "status: CANCELED}", "wrong-status"),
    (COUNTERS, COUNTED_ORDER, "cancel: {units: open,", "cancel: {becomes: CANCELED,", "wrong-status"),
    (TWO_AXES, TWO_AXES_ORDER, "READY/SENT,", "SENT,", "wrong-status"),
    (TWO_AXES, TWO_AXES_ORDER, ", with: /", "", "wrong-status"),
    (TWO_AXES, TWO_AXES_ORDER, "unlike: order.revision", "unlike: ordr.revision", "unknown-name"),
]


@pytest.mark.parametrize(("text", "order", "right", "wrong", "code"), MISTAKES)
def test_a_mistake_in_a_life_on_lines_is_told(
    tmp_path: Path, text: str, order: Any, right: str, wrong: str, code: str
) -> None:
    assert right in text
    assert code in {problem.code for problem in small_problems(tmp_path, text.replace(right, wrong, 1), order)}
