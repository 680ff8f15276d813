"""What is answered later: processes that are polled, exports, journals of events, queues, commands sent twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.clock import ManualClock
from tests.played.small import played, small_problems
from tests.played.speaking import START, Heard, Speaker

PROCESS = """
routes:
  ship:
    request: POST /orders/<id>/shipments
    body: {fields: {code: {one_of: [DPD, GLS]}}}
    acts: {order: path.id, actions: {ship: {at: [NEW], becomes: SENT, set: {note: <item.code>}}}}
    outcome: accepted
    job: {polls: 2, after: 1 hour, kept: 1 day}
  status:
    request: GET /process-status/<id>
    asks_job: path.id
    answer: {give: {id: <job.id>, order: <job.order>, type: <job.route>, status: <job.status>, error: <job.message>}}
outcomes:
  accepted: {done: {status: 202, give: {id: <job.id>, status: <job.status>, url: <origin>/process-status/<job.id>}}}
"""


def ship(speaker: Speaker, order_id: str) -> Heard:
    return speaker.ask("POST", f"/orders/{order_id}/shipments", {"code": "DPD"})


def poll(speaker: Speaker, job: str, times: int = 1) -> Any:
    for _ in range(times - 1):
        speaker.get(f"/process-status/{job}")
    return speaker.get(f"/process-status/{job}").json


def test_a_process_waits_for_some_polls_and_then_the_order_has_changed(tmp_path: Path) -> None:
    with played(tmp_path, PROCESS) as speaker:
        (order_id,) = speaker.world.create(1)
        heard = ship(speaker, order_id)
        assert (heard.status, heard.json["status"]) == (202, "PENDING")
        assert heard.json["url"] == f"{speaker.server.base_url}/process-status/{heard.json['id']}"
        job = heard.json["id"]
        assert [poll(speaker, job)["status"] for _ in range(2)] == ["PENDING", "PENDING"]
        assert speaker.world.orders()[order_id] == "NEW"
        assert poll(speaker, job) == {"id": job, "order": order_id, "type": "ship", "status": "SUCCESS", "error": None}
        assert speaker.world.orders()[order_id] == "SENT" and len(speaker.world.effects()) == 1


def test_what_is_not_allowed_is_the_outcome_of_the_process(tmp_path: Path) -> None:
    with played(tmp_path, PROCESS) as speaker:
        (order_id,) = speaker.world.create(1, "DONE")
        told = poll(speaker, ship(speaker, order_id).json["id"], 3)
        assert (told["status"], told["error"]) == ("FAILURE", "the order's status does not allow this")
        assert speaker.world.effects() == ()


def test_a_process_that_checks_refuses_at_once(tmp_path: Path) -> None:
    with played(tmp_path, PROCESS.replace("job: {", "job: {checks: true, ")) as speaker:
        (good,), (done,) = speaker.world.create(1), speaker.world.create(1, "DONE")
        assert ship(speaker, done).status == 409
        assert ship(speaker, good).status == 202 and speaker.world.effects() == ()


def test_a_process_that_nobody_polls_is_through_after_a_while(tmp_path: Path) -> None:
    clock = ManualClock(START)
    with played(tmp_path, PROCESS, clock=clock) as speaker:
        (order_id,) = speaker.world.create(1)
        job = ship(speaker, order_id).json["id"]
        clock.advance(timedelta(hours=1))
        assert speaker.desk("effects")["counts"] == {order_id: {"ship": 1}}
        assert poll(speaker, job)["status"] == "SUCCESS"
        clock.advance(timedelta(days=1))
        heard = speaker.get(f"/process-status/{job}")
        assert (heard.status, heard.json["code"]) == (404, "unknown_job")


def test_a_test_lets_a_process_fail(tmp_path: Path) -> None:
    with played(tmp_path, PROCESS) as speaker:
        (order_id,) = speaker.world.create(1)
        speaker.desk("faults", {"fail_job": {"message": "the warehouse burned down"}})
        told = poll(speaker, ship(speaker, order_id).json["id"], 3)
        assert (told["status"], told["error"]) == ("FAILURE", "the warehouse burned down")
        assert poll(speaker, ship(speaker, order_id).json["id"], 3)["status"] == "SUCCESS"
        assert [job["status"] for job in speaker.desk("jobs")] == ["FAILURE", "SUCCESS"]


def test_a_process_may_never_come_to_its_end(tmp_path: Path) -> None:
    clock = ManualClock(START)
    with played(tmp_path, PROCESS, clock=clock) as speaker:
        (order_id,) = speaker.world.create(1)
        speaker.desk("troubles", {"stuck_job": {}})
        job = ship(speaker, order_id).json["id"]
        clock.advance(timedelta(days=30))
        assert poll(speaker, job, 9)["status"] == "PENDING"
        assert speaker.world.orders()[order_id] == "NEW" and speaker.world.effects() == ()
        speaker.desk("troubles", {"stuck_job": False})
        assert poll(speaker, job)["status"] == "SUCCESS"


EXPORT = """
routes:
  submit:
    request: POST /exports
    body: {fields: {start: instant?}}
    records: {where: [{field: modified, from: body.start}]}
    job: {polls: 1, words: {waiting: PENDING, done: COMPLETED, failed: FAILED}}
    answer: {give: {tracking_id: <job.id>}}
  status:
    request: GET /exports/<id>
    asks_job: path.id
    answer: {give: {status: <job.status>, urls: [<origin>/exports/<job.id>/file]}}
  download:
    request: GET /exports/<id>/file
    asks_job: path.id
    finished: true
    answer: {give: <records>}
"""


def test_an_export_is_submitted_polled_and_downloaded(tmp_path: Path) -> None:
    with played(tmp_path, EXPORT) as speaker:
        speaker.world.create(1, ago=timedelta(days=2))
        made = speaker.world.create(2)
        job = speaker.ask("POST", "/exports", {"start": "2026-11-22T00:00:00Z"}).json["tracking_id"]
        assert speaker.get(f"/exports/{job}/file").status == 404
        assert [speaker.get(f"/exports/{job}").json["status"] for _ in range(2)] == ["PENDING", "COMPLETED"]
        (url,) = speaker.get(f"/exports/{job}").json["urls"]
        records = speaker.ask("GET", url.removeprefix(speaker.server.base_url)).json
        assert [record["id"] for record in records] == list(made)


def test_an_export_that_fails_has_no_file(tmp_path: Path) -> None:
    with played(tmp_path, EXPORT) as speaker:
        speaker.desk("faults", {"fail_job": {}})
        job = speaker.ask("POST", "/exports", {}).json["tracking_id"]
        assert [speaker.get(f"/exports/{job}").json["status"] for _ in range(2)] == ["PENDING", "FAILED"]
        assert speaker.get(f"/exports/{job}/file").status == 404


EVENTS = """
routes:
  journal:
    request: GET /events
    query: {from: text?, limit: {type: integer, default: 2}, type: {optional: true, repeated: true}}
    events:
      after: query.from
      size: query.limit
      is: query.type
      types: {NEW: BOUGHT, SENT: DELIVERED}
      otherwise: CHANGED
      gives: {id: <event.id>, type: <event.type>, at: <event.at>, order: <order.id>}
    answer: {give: {events: <records>}}
  queue:
    request: GET /queue
    events: {queue: true, types: {NEW: BOUGHT}, fixed_size: 2, gives: {receipt: <event.id>, order: <order>}}
    answer: {give: <records>}
  receive:
    request: POST /queue/ack
    body: {fields: {ids: {type: list, of: text}}}
    acknowledges: body.ids
    answer: {status: 204}
  note:
    request: POST /orders/<id>/note
    acts: {order: path.id, actions: {note: {set: {note: x}}}}
    outcome: done
outcomes: {done: {done: {status: 204}}}
"""


def read_on(speaker: Speaker, **query: Any) -> list[dict[str, Any]]:
    heard = speaker.get("/events", **query)
    assert heard.status == 200, heard.body
    return list(heard.json["events"])


def test_a_journal_is_read_on_from_the_last_event(tmp_path: Path) -> None:
    with played(tmp_path, EVENTS) as speaker:
        first, second = speaker.world.create(2)
        speaker.world.report(first, "SENT")
        page = read_on(speaker)
        assert [(event["type"], event["order"]) for event in page] == [("BOUGHT", first), ("BOUGHT", second)]
        (last,) = read_on(speaker, **{"from": page[-1]["id"]})
        assert (last["type"], last["order"]) == ("DELIVERED", first)
        assert read_on(speaker, **{"from": last["id"]}) == []
        assert speaker.get("/events", **{"from": "yesterday"}).status == 404


def test_a_journal_is_narrowed_by_type_and_tells_changes_too(tmp_path: Path) -> None:
    with played(tmp_path, EVENTS) as speaker:
        (order_id,) = speaker.world.create(1)
        speaker.world.report(order_id, "DONE")
        assert speaker.ask("POST", f"/orders/{order_id}/note").status == 204
        assert [event["type"] for event in read_on(speaker, limit=9)] == ["BOUGHT", "CHANGED", "CHANGED"]
        assert len(read_on(speaker, type="CHANGED")) == 2


def test_a_queue_gives_the_same_again_until_it_is_acknowledged(tmp_path: Path) -> None:
    with played(tmp_path, EVENTS) as speaker:
        made = speaker.world.create(3)
        first = speaker.get("/queue").json
        assert first == speaker.get("/queue").json
        assert [record["order"]["id"] for record in first] == list(made[:2])
        ids = [record["receipt"] for record in first]
        for _ in range(2):
            assert speaker.ask("POST", "/queue/ack", {"ids": ids}).status == 204
        assert [record["order"]["id"] for record in speaker.get("/queue").json] == [made[2]]


def test_a_receipt_of_what_was_never_sent_is_refused_as_a_whole(tmp_path: Path) -> None:
    with played(tmp_path, EVENTS) as speaker:
        speaker.world.create(1)
        (record,) = speaker.get("/queue").json
        heard = speaker.ask("POST", "/queue/ack", {"ids": [record["receipt"], "9"]})
        assert (heard.status, heard.json["code"]) == (404, "unknown_event")
        assert len(speaker.get("/queue").json) == 1


def told(speaker: Speaker, **query: Any) -> list[str]:
    return [f"S{int(event['order'][1:])} {event['type']}" for event in read_on(speaker, limit=9, **query)]


def test_an_event_comes_late_under_its_old_number_behind_which_others_went_by(tmp_path: Path) -> None:
    clock = ManualClock(START)
    with played(tmp_path, EVENTS, clock=clock) as speaker:
        speaker.world.create(1, ago=timedelta(hours=2))
        speaker.desk("troubles", {"visibility_lag": {"by": "1 hour"}})
        speaker.world.create(1)
        speaker.world.create(1, ago=timedelta(hours=2))
        assert told(speaker) == ["S1 BOUGHT", "S3 BOUGHT"]
        clock.advance(timedelta(hours=1))
        assert told(speaker) == ["S1 BOUGHT", "S2 BOUGHT", "S3 BOUGHT"]
        assert told(speaker, **{"from": "3"}) == []


def test_an_event_of_a_change_comes_late(tmp_path: Path) -> None:
    clock = ManualClock(START)
    with played(tmp_path, EVENTS, clock=clock) as speaker:
        (order_id,) = speaker.world.create(1)
        speaker.desk("troubles", {"late_update": {"by": "10 minutes"}})
        clock.advance(timedelta(minutes=1))
        speaker.world.report(order_id, "SENT")
        assert told(speaker) == ["S1 BOUGHT"]
        clock.advance(timedelta(minutes=10))
        assert told(speaker) == ["S1 BOUGHT", "S1 DELIVERED"]


@pytest.mark.parametrize(
    ("trouble", "after", "heard"),
    [
        ({"hidden_order": {"ids": ["S000002"]}}, "0", ["S1 BOUGHT", "S3 BOUGHT"]),
        ({"doubled_record": {}}, "0", ["S1 BOUGHT", "S2 BOUGHT", "S3 BOUGHT", "S1 BOUGHT"]),
        ({"out_of_order": {}}, "0", ["S3 BOUGHT", "S2 BOUGHT", "S1 BOUGHT"]),
        ({"page_drift": {}}, "1", ["S3 BOUGHT"]),
        ({"page_drift": {}}, "0", ["S1 BOUGHT", "S2 BOUGHT", "S3 BOUGHT"]),
    ],
)
def test_events_are_withheld_doubled_or_turned_round(
    tmp_path: Path, trouble: dict[str, Any], after: str, heard: list[str]
) -> None:
    with played(tmp_path, EVENTS) as speaker:
        speaker.world.create(3)
        speaker.desk("troubles", trouble)
        assert told(speaker, **{"from": after}) == heard
        assert speaker.desk("met").get(next(iter(trouble)), 0) == (heard != told_truly(speaker, trouble, after))


def told_truly(speaker: Speaker, trouble: dict[str, Any], after: str) -> list[str]:
    speaker.desk("troubles", dict.fromkeys(trouble, False))
    return told(speaker, **{"from": after})


def test_a_queue_doubles_and_withholds_too(tmp_path: Path) -> None:
    with played(tmp_path, EVENTS) as speaker:
        first, second = speaker.world.create(2)
        speaker.desk("troubles", {"hidden_order": {"ids": [first]}, "doubled_record": {}})
        assert [record["order"]["id"] for record in speaker.get("/queue").json] == [second, second]


ONCE = """
routes:
  refund:
    request: POST /refunds
    body: {fields: {commandId: text, order: text}}
    acts: {order: body.order, once: body.commandId, actions: {refund: {at: [NEW]}}}
    outcome: done
outcomes: {done: {done: {status: 201, give: {id: <fresh>}}}}
"""


def test_a_command_that_comes_twice_is_done_once_and_answered_alike(tmp_path: Path) -> None:
    with played(tmp_path, ONCE) as speaker:
        (order_id,) = speaker.world.create(1)
        first = speaker.ask("POST", "/refunds", {"commandId": "c1", "order": order_id})
        again = speaker.ask("POST", "/refunds", {"commandId": "c1", "order": order_id})
        assert (again.status, again.json) == (first.status, first.json) and len(speaker.world.effects()) == 1
        other = speaker.ask("POST", "/refunds", {"commandId": "c2", "order": order_id})
        assert other.json != first.json and len(speaker.world.effects()) == 2


def test_a_command_that_was_refused_may_come_again(tmp_path: Path) -> None:
    with played(tmp_path, ONCE) as speaker:
        (order_id,) = speaker.world.create(1, "DONE")
        assert speaker.ask("POST", "/refunds", {"commandId": "c1", "order": order_id}).status == 409
        speaker.world.report(order_id, "NEW")
        assert speaker.ask("POST", "/refunds", {"commandId": "c1", "order": order_id}).status == 201


MISTAKES = [
    (EVENTS, "after: query.from\n", "after: query.from\n      queue: true\n", "wrong-events"),
    (EVENTS, "types: {NEW: BOUGHT, SENT", "types: {NEU: BOUGHT, SENT", "unknown-status"),
    (EVENTS, "<event.id>, type", "<evnt.id>, type", "unknown-name"),
    (PROCESS, "after: 1 hour", "after: soon", "wrong-value"),
    (PROCESS, "asks_job: path.id", "asks_job: pth.id", "unknown-name"),
]


@pytest.mark.parametrize(("text", "right", "wrong", "code"), MISTAKES)
def test_a_mistake_in_what_comes_later_is_told(tmp_path: Path, text: str, right: str, wrong: str, code: str) -> None:
    assert right in text
    assert code in {problem.code for problem in small_problems(tmp_path, text.replace(right, wrong, 1))}
