"""Lives on lines: units with a status each, quantities that are split, counters, line states, two axes, refunds."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.clock import ManualClock
from tests.played.small import ORDER, played, small_problems, small_spec
from tests.played.speaking import START, Speaker

UNITS = """
lists: {statuses: [need_to_be_sent, sent, received, cancelled, returned]}
order:
  sample: play-order.json
  id: id
  status: {first_of: [need_to_be_sent, sent, received, cancelled, returned], in: lines.*.state}
  created: [created]
  modified: [modified]
  lines: lines
  line_id: id
  line_status: state
  line_count: [2, 2]
life:
  arrivals: [{name: to_send, weight: 1, status: need_to_be_sent}]
  moves: [{from: [sent], to: received, after: 2 days}]
routes:
  unit: {request: GET /orders/<id>, one: path.id, answer: {give: <order>}}
  send:
    request: PATCH /units/<unit>/send
    body: {fields: {carrier_code: text, tracking_numbers: text}}
    acts:
      by: line
      order: path.unit
      lines: {each: path.unit}
      actions: {send: {line_if: {sold.state: need_to_be_sent}, line_set: {state: sent, sku: <item.carrier_code>}}}
    outcome: done
  cancel:
    request: PATCH /units/<unit>/cancel
    acts:
      by: line
      order: path.unit
      lines: {each: path.unit}
      actions: {cancel: {line_if: {sold.state: need_to_be_sent}, line_set: {state: cancelled}}}
    outcome: done
outcomes: {done: {done: {give: {data: <item>}}}}
"""
SENDING = {"carrier_code": "DHL", "tracking_numbers": "T1"}


def lines_of(speaker: Speaker, order_id: str) -> Any:
    order = speaker.world.order(order_id)
    assert order is not None
    return order.tree["lines"]


def status_of(speaker: Speaker, order_id: str) -> str:
    return str(speaker.desk("orders")[order_id]["native_status"])


def test_each_unit_has_a_status_and_the_order_the_first_that_any_has(tmp_path: Path) -> None:
    with played(tmp_path, UNITS) as speaker:
        (order_id,) = speaker.world.create(1)
        first, second = (line["id"] for line in lines_of(speaker, order_id))
        assert speaker.ask("PATCH", f"/units/{first}/send", SENDING).status == 200
        assert speaker.desk("orders")[order_id]["line_statuses"] == ["sent", "need_to_be_sent"]
        assert status_of(speaker, order_id) == "need_to_be_sent"
        assert speaker.ask("PATCH", f"/units/{second}/cancel").status == 200
        assert status_of(speaker, order_id) == "sent"


def test_an_action_on_a_unit_counts_once_and_says_which(tmp_path: Path) -> None:
    with played(tmp_path, UNITS) as speaker:
        (order_id,) = speaker.world.create(1)
        unit = lines_of(speaker, order_id)[1]["id"]
        assert speaker.ask("PATCH", f"/units/{unit}/send", SENDING).status == 200
        again = speaker.ask("PATCH", f"/units/{unit}/send", SENDING)
        assert (again.status, again.json["code"]) == (409, "line_state")
        (effect,) = speaker.desk("effects")["effects"]
        assert (effect["action"], effect["lines"]) == ("send", [str(unit)])


def test_a_unit_that_nobody_sold_is_unknown(tmp_path: Path) -> None:
    with played(tmp_path, UNITS) as speaker:
        assert speaker.ask("PATCH", "/units/1/send", SENDING).json["code"] == "unknown_line"


def test_a_move_takes_along_only_the_units_that_are_there(tmp_path: Path) -> None:
    clock = ManualClock(START)
    with played(tmp_path, UNITS, clock=clock) as speaker:
        (order_id,) = speaker.world.create(1)
        first, second = (line["id"] for line in lines_of(speaker, order_id))
        speaker.ask("PATCH", f"/units/{first}/cancel")
        speaker.ask("PATCH", f"/units/{second}/send", SENDING)
        clock.advance(timedelta(days=2))
        assert speaker.desk("orders")[order_id]["line_statuses"] == ["cancelled", "received"]
        assert status_of(speaker, order_id) == "received"


def test_an_unheard_of_word_on_a_unit_comes_before_all(tmp_path: Path) -> None:
    with played(tmp_path, UNITS) as speaker:
        (order_id,) = speaker.world.create(1)
        speaker.desk("report", {"id": order_id, "native_status": "on_the_moon"})
        assert status_of(speaker, order_id) == "on_the_moon"


SPLIT = """
lists: {statuses: [Created, Acknowledged, Shipped, Cancelled]}
order:
  sample: play-order.json
  id: id
  status: {first_of: [Created, Acknowledged, Shipped, Cancelled], in: lines.*.states.*.status}
  created: [created]
  modified: [modified]
  lines: lines
  line_id: number
  line_count: [2, 2]
  split: {of: states, status: status, quantity: quantity.amount}
grow:
  id: {text: W<serial>}
  lines.*.number: {text: <line>}
life: {arrivals: [{name: new, weight: 1, status: Created}]}
routes:
  acknowledge:
    request: POST /orders/<id>/acknowledge
    acts: {order: path.id, actions: {acknowledge: {split: {from: [Created], to: Acknowledged}}}}
    outcome: done
  ship:
    request: POST /orders/<id>/shipping
    body: {shape: lines}
    acts:
      order: path.id
      lines: {each: body.line, id: lineNumber, quantity: quantity.amount, ordered: states.0.quantity.amount}
      actions:
        ship: {split: {from: [Created, Acknowledged], to: Shipped, set: {tracking: <line.tracking>}}}
    outcome: done
  cancel:
    request: POST /orders/<id>/cancel
    body: {shape: lines}
    acts:
      order: path.id
      lines: {each: body.line, id: lineNumber, quantity: quantity.amount}
      actions: {cancel: {split: {from: [Created, Acknowledged], to: Cancelled}}}
    outcome: done
shapes:
  lines: {fields: {line: {type: list, of: {shape: line}}}}
  line: {fields: {lineNumber: text, tracking: text?, quantity: {optional: true, fields: {amount: text}}}}
outcomes: {done: {done: {give: {order: <order>}}}}
"""
SPLIT_ORDER = {
    **ORDER,
    "lines": [{"number": "1", "states": [{"status": "Created", "quantity": {"unit": "EACH", "amount": "3"}}]}],
}


def split_line(number: str, amount: str | None = None, **more: Any) -> dict[str, Any]:
    return {"lineNumber": number, **({"quantity": {"amount": amount}} if amount else {}), **more}


def states_of(speaker: Speaker, order_id: str, line: int = 0) -> list[tuple[str, str]]:
    states = lines_of(speaker, order_id)[line]["states"]
    return [(state["status"], state["quantity"]["amount"]) for state in states]


def test_a_part_of_a_quantity_comes_into_another_state(tmp_path: Path) -> None:
    with played(tmp_path, SPLIT, SPLIT_ORDER) as speaker:
        (order_id,) = speaker.world.create(1)
        body = {"line": [split_line("1", "2", tracking="T1")]}
        assert speaker.ask("POST", f"/orders/{order_id}/shipping", body).status == 200
        assert states_of(speaker, order_id) == [("Created", "1"), ("Shipped", "2")]
        assert lines_of(speaker, order_id)[0]["states"][1]["tracking"] == "T1"
        assert speaker.ask("POST", f"/orders/{order_id}/cancel", {"line": [split_line("1")]}).status == 200
        assert states_of(speaker, order_id) == [("Shipped", "2"), ("Cancelled", "1")]
        assert status_of(speaker, order_id) == "Created"


def test_more_units_than_stand_there_are_refused(tmp_path: Path) -> None:
    with played(tmp_path, SPLIT, SPLIT_ORDER) as speaker:
        (order_id,) = speaker.world.create(1)
        path = f"/orders/{order_id}/shipping"
        assert speaker.ask("POST", path, {"line": [split_line("1", "4")]}).json["code"] == "line_exceeded"
        assert speaker.ask("POST", path, {"line": [split_line("1", "2"), split_line("1", "2")]}).status == 400
        assert speaker.ask("POST", path, {"line": [split_line("1", "3")]}).status == 200
        assert speaker.ask("POST", path, {"line": [split_line("1", "1")]}).json["code"] == "line_state"
        assert len(speaker.world.effects()) == 1


def test_an_action_on_the_whole_order_means_every_line(tmp_path: Path) -> None:
    with played(tmp_path, SPLIT, SPLIT_ORDER) as speaker:
        (order_id,) = speaker.world.create(1)
        assert speaker.ask("POST", f"/orders/{order_id}/acknowledge").status == 200
        assert [states_of(speaker, order_id, line) for line in (0, 1)] == [[("Acknowledged", "3")]] * 2
        assert status_of(speaker, order_id) == "Acknowledged"
        assert speaker.ask("POST", f"/orders/{order_id}/acknowledge").json["code"] == "line_state"


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
    (UNITS, ORDER, "in: lines.*.state}", "in: lines.*.stat}", "unknown-path"),
    (UNITS, ORDER, "first_of: [need_to_be_sent,", "first_of: [open,", "unknown-status"),
    (UNITS, ORDER, "line_set: {state: sent,", "line_set: {stat: sent,", "unknown-path"),
    (SPLIT, SPLIT_ORDER, "  split: {of: states, status: status, quantity: quantity.amount}\n", "", "wrong-split"),
    (SPLIT, SPLIT_ORDER, "split: {of: states, status: status,", "split: {of: states, status: state,", "unknown-path"),
    (COUNTERS, COUNTED_ORDER, "within: open", "within: opened", "unknown-pool"),
    (COUNTERS, COUNTED_ORDER, "quantityShipped: units", "quantityShipped: unit", "unknown-name"),
    (COUNTERS, COUNTED_ORDER, "then: SHIPPED", "then: SHIPED", "unknown-status"),
    (TWO_AXES, TWO_AXES_ORDER, "READY/SENT,", "SENT,", "wrong-status"),
    (TWO_AXES, TWO_AXES_ORDER, ", with: /", "", "wrong-status"),
    (TWO_AXES, TWO_AXES_ORDER, "unlike: order.revision", "unlike: ordr.revision", "unknown-name"),
    (
        TWO_LEVELS,
        TWO_LEVEL_ORDER,
        "line_ledger: {refundable: price}",
        "line_ledger: {refundable: cost}",
        "unknown-path",
    ),
]


@pytest.mark.parametrize(("text", "order", "right", "wrong", "code"), MISTAKES)
def test_a_mistake_in_a_life_on_lines_is_told(
    tmp_path: Path, text: str, order: Any, right: str, wrong: str, code: str
) -> None:
    assert right in text
    assert code in {problem.code for problem in small_problems(tmp_path, text.replace(right, wrong, 1), order)}
