"""Stories are played on the real engine: what happens is in the trace, and every promise is held against it."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.errors import SpecError
from stallkeeper.machine.trace import Trace
from stallkeeper.scenario.simulate import simulate
from stallkeeper.spec.catalog import Catalog
from stallkeeper.spec.load import load_channel
from stallkeeper.spec.scenario_spec import ScenarioSpec
from tests.scenario.stories import CHANNELS, broken, play

CATALOG = Catalog()
STORIES = [
    pytest.param(name, story.id, id=f"{name}/{story.id}")
    for name in CATALOG.names()
    for story in CATALOG.load(name).scenarios
]


def story_of(name: str, story: str) -> ScenarioSpec:
    return next(each for each in CATALOG.load(name).scenarios if each.id == story)


@pytest.mark.parametrize(("channel", "story"), STORIES)
def test_a_bundled_story_keeps_its_promises(channel: str, story: str) -> None:
    trace = simulate(CATALOG.load(channel), story_of(channel, story))
    assert [step.broken for step in trace.steps if step.broken] == []


@pytest.mark.parametrize("story", load_channel(CHANNELS / "everything").scenarios, ids=lambda story: story.id)
def test_every_life_of_the_general_page_can_be_lived(story: ScenarioSpec) -> None:
    assert simulate(load_channel(CHANNELS / "everything"), story).kept


def test_a_story_goes_the_same_way_every_time() -> None:
    story = """
scenario: Accepted, shipped, refunded
order: {native: OFFERED, age: 2 days}
steps:
  - {do: accept, status: waiting_shipment}
  - wait: 1 day
  - {do: ship, with: {carrier: DHL}, status: shipped}
  - {do: refund, with: {refund_price: "5.00"}, status: partial_refunded}
"""
    assert play(story) == play(story)


def test_an_action_leaves_its_whole_way_in_the_trace() -> None:
    trace = play("""
scenario: Shipped
order: {native: PAID}
steps:
  - {do: ship, with: {carrier: DHL}, status: shipped}
""")
    events = [event.details.get("state", event.kind) for event in trace.steps[-1].events]
    assert events == ["queued", "sending", "acknowledged", "moved", "confirmed"]
    assert (trace.steps[-1].status, trace.steps[-1].native_status) == ("shipped", "SENT")


def test_times_count_from_the_beginning_and_events_carry_no_instants() -> None:
    trace = play("""
scenario: Nobody answers
order: {native: OFFERED}
steps:
  - {wait: 2 days, overdue: [answer], status: waiting_acceptance, flags: [late]}
  - {channel_reports: CANCELED, status: canceled, unforeseen: false}
""")
    assert trace.kept
    assert [step.after for step in trace.steps] == [timedelta(0), timedelta(days=2), timedelta(days=2)]
    assert not any({"modified_at", "due_at"} & set(event.details) for step in trace.steps for event in step.events)


def test_a_deadline_kept_by_us_moves_the_order_while_time_passes() -> None:
    assert not broken("""
scenario: Nobody complains
order: {native: SENT, has_claim: false}
steps:
  - {wait: 29 days, status: shipped, overdue: []}
  - {wait: 1 day, status: closed, overdue: [no_claim]}
""")


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("{channel_reports: SENT, status: canceled}", "expected the status canceled, found shipped"),
        ("{channel_reports: ODD, status: canceled}", "expected the status canceled, found unknown (ODD)"),
        ("{channel_reports: SENT, unforeseen: true}", "expected an unforeseen move, found none"),
        ("{channel_reports: REFUNDED, unforeseen: false}", "expected not an unforeseen move, found one"),
        ("{channel_reports: SENT, unknown: true}", "expected an unknown status, found none"),
        (
            "{channel_reports: SENT, line_statuses: [refunded]}",
            "expected the lines to be refunded, found without status",
        ),
        ("{channel_reports: SENT, left_out: true}", "expected an order left out, found none"),
        ("{channel_reports: SENT, flags: [cancel_requested]}", "expected the flags cancel_requested, found none"),
        ("{wait: 1 day, overdue: [answer]}", "expected the deadlines passed answer, found none"),
        (
            "{do: ship, with: {carrier: DHL}, missing: [carrier]}",
            "nothing is sent because of carrier, found that ship is",
        ),
        ("{do: ship, missing: [carrier, tracking_number]}", "missing fields carrier, tracking_number, found carrier"),
        ("{do: ship, with: {carrier: DHL, tracking_number: X}, wrong: [carrier]}", "found that ship is sent"),
        ("{do: refund, refused: gate}", "expected a refusal because of gate, found refund is"),
        ("{do: ship}", "expected the action to be possible, found ship needs carrier"),
        ("{do: refund}", "expected the action to be possible, found refund"),
        ("{do: ship, with: {carrier: DHL}, sends: {carrier: UPS}}", "expected carrier to be sent as UPS, found DHL"),
        ("{ask: actions, offered: []}", "expected the actions none, found ship"),
        ("{ask: why, action: refund, reasons: [gate]}", "expected the reasons gate, found wrong_status"),
    ],
)
def test_a_broken_promise_says_what_was_expected_and_what_was_found(step: str, sentence: str) -> None:
    (found,) = broken(f"scenario: Told\norder: {{native: PAID}}\nsteps:\n  - {step}\n")
    assert sentence in found


def test_an_unforeseen_move_that_is_not_announced_breaks_the_promise() -> None:
    (found,) = broken(
        "scenario: Told\norder: {native: PAID}\nsteps:\n  - {channel_reports: REFUNDED, status: refunded}\n"
    )
    assert "expected a foreseen move, found an unforeseen one" in found


def test_a_bundled_story_breaks_when_a_move_it_tells_is_no_longer_among_the_next(tmp_path: Path) -> None:
    folder = tmp_path / "manomano"
    shutil.copytree(CHANNELS.parents[1] / "channels" / "manomano", folder)
    file = folder / "channel.yaml"
    file.write_text(file.read_text().replace("next: [refunded, canceled]", "next: [refunded]"))
    told = simulate(load_channel(folder), story_of("manomano", "refund-not-granted"))
    assert any("unforeseen" in sentence for step in told.steps for sentence in step.broken)


@pytest.mark.parametrize(
    "step",
    [
        "{channel_reports: REFUNDED, status: refunded, unforeseen: true}",
        "{channel_reports: ODD, unknown: true, flags: []}",
        "{do: ship, missing: [carrier]}",
        "{do: refund, refused: wrong_status}",
        "{do: ship, with: {carrier: DHL, colour: red}, wrong: [colour]}",
        "{do: ship, with: {carrier: DHL}, sends: {carrier: DHL}, status: shipped}",
        "{ask: actions, offered: [ship]}",
        "{ask: why, action: refund, reasons: [wrong_status]}",
        "{ask: why, action: ship, with: {tracking_number: X}, reasons: [missing_field]}",
    ],
)
def test_a_promise_that_holds_is_kept(step: str) -> None:
    assert broken(f"scenario: Told\norder: {{native: PAID}}\nsteps:\n  - {step}\n") == []


def test_an_order_that_is_left_out_can_only_be_asked_about() -> None:
    loaded = CATALOG.load("cdiscount/soap")
    trace: Trace = simulate(loaded, story_of("cdiscount/soap", "other-partner"))
    assert trace.kept
    assert [step.status for step in trace.steps] == [None, None]


def test_a_channel_with_problems_is_not_played(tmp_path: Path) -> None:
    (tmp_path / "channel.yaml").write_text("channel: broken\n")
    with pytest.raises(SpecError):
        simulate(load_channel(tmp_path), story_of("manomano", "refund"))


ADVISED = """
scenario: Shipped without tracking
order: {native: PAID}
steps:
  - {do: ship, with: {carrier: DHL}, status: shipped, advice: ADVICE}
"""


def test_a_promise_of_what_is_recommended_is_held() -> None:
    assert broken(ADVISED.replace("ADVICE", "[]")) == []
    assert broken(ADVISED.replace("ADVICE", "[tracking_number]")) == [
        "expected the recommended fields tracking_number, found none"
    ]
