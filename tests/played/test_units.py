"""Lives on lines: units with a status each, and quantities that are split by state."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.clock import ManualClock
from tests.played.small import ORDER, lines_of, played, small_problems, status_of
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


MISTAKES = [
    (UNITS, ORDER, "in: lines.*.state}", "in: lines.*.stat}", "unknown-path"),
    (UNITS, ORDER, "first_of: [need_to_be_sent,", "first_of: [open,", "unknown-status"),
    (UNITS, ORDER, "line_set: {state: sent,", "line_set: {stat: sent,", "unknown-path"),
    (SPLIT, SPLIT_ORDER, "  split: {of: states, status: status, quantity: quantity.amount}\n", "", "wrong-split"),
    (SPLIT, SPLIT_ORDER, "split: {of: states, status: status,", "split: {of: states, status: state,", "unknown-path"),
]


@pytest.mark.parametrize(("text", "order", "right", "wrong", "code"), MISTAKES)
def test_a_mistake_in_a_life_on_lines_is_told(
    tmp_path: Path, text: str, order: Any, right: str, wrong: str, code: str
) -> None:
    assert right in text
    assert code in {problem.code for problem in small_problems(tmp_path, text.replace(right, wrong, 1), order)}


POOLED = """
lists: {statuses: [TO_SEND, SENT]}
order:
  sample: play-order.json
  id: id
  status: status
  created: [created]
  modified: [modified]
  lines: lines
  line_id: id
  line_quantity: quantity
  line_count: [1, 1]
life: {arrivals: [{name: to_send, weight: 1, status: TO_SEND}]}
routes:
  send:
    request: POST /orders/<id>/send
    acts: {order: path.id, actions: {send: {at: [TO_SEND], units: open, line_set: {sku: SENT-1}, becomes: SENT}}}
    outcome: done
outcomes: {done: {done: {status: 204}}}
"""


def test_an_order_that_is_put_back_has_its_units_again(tmp_path: Path) -> None:
    with played(tmp_path, POOLED) as speaker:
        (order_id,) = speaker.world.create(1)
        assert speaker.ask("POST", f"/orders/{order_id}/send").status == 204
        speaker.world.report(order_id, "TO_SEND")
        assert speaker.ask("POST", f"/orders/{order_id}/send").status == 204
        assert status_of(speaker, order_id) == "SENT"
