"""An order and a line of events are played on the real engine; what an action lacks is made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from stallkeeper.errors import SpecError, UsageError
from stallkeeper.machine.decision import Change
from stallkeeper.machine.trace import Trace
from stallkeeper.scenario.first_order import first_order
from stallkeeper.scenario.free_play import free_play, parse_events
from stallkeeper.spec.catalog import Catalog
from tests.channel_folders import BUNDLED, folder_of

CATALOG = Catalog()


def play(channel: str, file: Path, events: str) -> Trace:
    loaded = CATALOG.load(channel)
    return free_play(loaded, first_order(loaded, file), events)


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "order.yaml"
    file.write_text(text)
    return file


def statuses(trace: Trace) -> list[str | None]:
    return [step.status for step in trace.steps]


@pytest.mark.parametrize(
    ("channel", "sample", "first"),
    [
        ("manomano", "one-in-each-status.json", "accepted"),
        ("manomano", "answer-order.json", "waiting_shipment"),
        ("veepee", "one-in-each-status.json", "waiting_acceptance"),
        ("cdiscount/soap", "one-in-each-status.xml", "new"),
    ],
)
def test_a_native_payload_is_read_by_the_binding(channel: str, sample: str, first: str) -> None:
    trace = play(channel, BUNDLED[channel] / "samples" / sample, "+1d")
    assert statuses(trace)[0] == first


def test_an_order_lives_as_the_events_say(tmp_path: Path) -> None:
    trace = play("veepee", written(tmp_path, "{native: WAITING_ACCEPTANCE}"), "accept, PENDING,+2h, ship,REFUNDED")
    assert statuses(trace) == ["waiting_acceptance", "accepted", *["waiting_shipment"] * 2, "shipped", "refunded"]


def test_what_an_action_needs_is_made_up_and_what_is_given_stays(tmp_path: Path) -> None:
    trace = play("veepee", written(tmp_path, "order: {native: PENDING}"), "ship(carrier=Custom)")
    answer = trace.steps[1].answer
    assert isinstance(answer, Change)
    assert (answer.fields["carrier"], answer.fields["tracking_number"]) == ("130", "TRACK0000")


def test_order_fields_may_be_said(tmp_path: Path) -> None:
    file = written(tmp_path, "{native: PENDING, partially_canceled: true}")
    assert any(event.kind == "deadline" for event in play("veepee", file, "+3w").steps[1].events)


@pytest.mark.parametrize("word", ["shipp", "ACEPT", "+5 parsecs", "+", "accept)", "ship(carrier)"])
def test_an_event_that_means_nothing_is_refused_by_its_name(tmp_path: Path, word: str) -> None:
    with pytest.raises(UsageError):
        play("veepee", written(tmp_path, "{native: PENDING}"), word)


def test_a_near_miss_is_hinted_at(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="did you mean ship"):
        play("veepee", written(tmp_path, "{native: PENDING}"), "shipp")


@pytest.mark.parametrize("text", ["{nativ: PENDING}", "{native: PENDING, weight: 3}", "[1]", "", "{arrives_as: new}"])
def test_an_order_that_the_channel_does_not_know_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises((SpecError, UsageError)):
        play("veepee", written(tmp_path, text), "ship")


@pytest.mark.parametrize("content", [b"", b"{", b"<a", b"[]", b'{"unrelated": 1}', b"\xff\xfe"])
def test_a_payload_without_an_order_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "order.json"
    file.write_bytes(content)
    with pytest.raises(UsageError):
        play("veepee", file, "ship")


def test_fields_and_waits_are_parted_by_commas() -> None:
    assert list(parse_events("accept, ship(carrier=DPD, tracking_number=1),+5d")) == [
        ("accept", {}),
        ("ship", {"carrier": "DPD", "tracking_number": "1"}),
        ("+5d", {}),
    ]


def test_waiting_for_longer_than_any_calendar_is_wrong_usage() -> None:
    sample = folder_of("manomano") / "samples" / "answer-order.json"
    with pytest.raises(UsageError, match="more than a hundred years have passed"):
        play("manomano", sample, ",".join(["+2000w"] * 9))
