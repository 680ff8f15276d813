"""A channel's folder in, everything that could be built and every problem out."""

from __future__ import annotations

import pickle
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.channel_folders import BUNDLED
from tests.spec.example import EXAMPLE, example, load

from stallkeeper.spec.conditions import Condition
from stallkeeper.spec.editions import name_of
from stallkeeper.spec.load import load_channel

CHANNELS = tuple(BUNDLED.values())
CHANGES = """
valid_from: 2025-03-31
retrieval:
  nightly: {every: 1 day, at: 06:00, zone: Europe/Paris, look_back: 2 days, native: SHIPPED}
statuses:
  waiting_shipment:
    title: To ship
    native: [PENDING, 0130]
    actions: ship
    next: shipped
    deadline: {if: {order.total: {above: 10}}, within: unknown, else: shipped, kept_by: channel, because: No answer.}
  shipped: {native: [SHIPPED]}
order_fields: {gift: {type: boolean}, weight: {type: decimal, values: [1, 2.50]}}
fields: {pieces: {type: whole_number, minimum: 1, default: 1}}
actions:
  ship:
    results_in: shipped
    needs:
      - carrier
      - if: {carrier: 130, order.gift: true, order.weight: [1, 2.50], pieces: {not: 3}, tracking_url: {given: false}}
        then: tracking_number
    accepts: [tracking_url, pieces]
carriers: {list: fixed, by: [code, name], custom: 130}
retention: {personal_data: 6 months}
assumptions:
  - {about: fields, because: They are ours.}
  - {about: order_fields, because: They are ours.}
  - {about: carriers, because: They are ours.}
  - {about: retention, because: It is ours.}
  - {about: valid_from, because: It is ours.}
"""
CARRIERS = """
language: 1
source: A list
read: 2026-11-22
carriers:
  - {code: 130, name: Custom, tracking_url: https://track.example}
  - Fedex
"""


@pytest.mark.parametrize("folder", CHANNELS, ids=lambda folder: folder.name)
def test_a_bundled_channel_has_no_problem_in_any_of_its_files(folder: Path) -> None:
    loaded = load_channel(folder)
    assert loaded.problems == ()
    assert loaded.spec is not None and loaded.spec.name == name_of(folder)
    assert len(loaded.scenarios) >= (2 if loaded.spec.family else 6), (
        "its own stories; an operator tells its family's too"
    )


def test_every_value_has_the_type_its_key_declares() -> None:
    loaded = load({"channel.yaml": example(CHANGES), "carriers.yaml": CARRIERS})
    assert {problem.code for problem in loaded.problems} == {"unread-native"}
    spec = loaded.spec
    assert spec is not None
    assert (spec.valid_from, spec.retention) == (date(2025, 3, 31), timedelta(days=180))
    [window] = spec.retrieval
    assert (window.at, window.zone, window.look_back) == (time(6), "Europe/Paris", timedelta(days=2))
    assert window.native == ("SHIPPED",)
    assert spec.statuses["waiting_shipment"].native == ("PENDING", "0130")
    assert spec.order_fields["weight"].values == (1, Decimal("2.50"))
    assert spec.fields["pieces"].default == 1 and spec.fields["pieces"].minimum == Decimal(1)
    assert spec.carriers is not None
    assert [(each.code, each.name) for each in spec.carriers.known] == [("130", "Custom"), ("Fedex", "Fedex")]


def test_conditions_are_typed_as_what_they_name() -> None:
    spec = load({"channel.yaml": example(CHANGES), "carriers.yaml": CARRIERS}).spec
    assert spec is not None
    _, need = spec.actions["ship"].needs
    found = {(each.name, each.operator, each.value) for each in need.conditions}
    assert found == {
        ("carrier", "is", "130"),
        ("order.gift", "is", True),
        ("order.weight", "one_of", (Decimal(1), Decimal("2.50"))),
        ("pieces", "not", 3),
        ("tracking_url", "given", False),
    }
    deadline = spec.statuses["waiting_shipment"].deadline
    assert deadline is not None and deadline.within is None and deadline.id == "waiting_shipment"
    assert [(each.operator, each.value) for each in deadline.conditions] == [("above", Decimal(10))]


def test_a_standard_field_is_typed_without_being_declared() -> None:
    spec = load(
        {"channel.yaml": example("actions: {ship: {results_in: shipped, needs: [quantity, shipping_date]}}")}
    ).spec
    assert spec is not None
    assert (spec.fields["quantity"].type, spec.fields["shipping_date"].type) == ("whole_number", "date")
    assert spec.fields["quantity"].place is None


def test_every_rule_knows_its_line() -> None:
    spec = load({"channel.yaml": example()}).spec
    assert spec is not None
    assert spec.place_of("actions", "ship").line == 17
    assert spec.place_of("actions", "ship", "needs", 3).line == 17
    assert spec.place_of("statuses", "shipped", "native", 0).column == 22
    assert spec.statuses["shipped"].place.line == 15


def test_a_condition_points_at_its_own_key() -> None:
    spec = load({"channel.yaml": example(CHANGES), "carriers.yaml": CARRIERS}).spec
    assert spec is not None
    condition: Condition = spec.actions["ship"].needs[1].conditions[1]
    assert (condition.name, condition.place.column) == ("order.gift", 28)


def test_without_a_channel_yaml_there_is_one_problem(tmp_path: Path) -> None:
    loaded = load_channel(tmp_path, "here")
    assert loaded.spec is None
    assert [(problem.code, problem.place.path) for problem in loaded.problems] == [
        ("no-such-file", "here/channel.yaml")
    ]


def test_errors_leave_no_spec_and_problems_of_all_files_come_together() -> None:
    files = {
        "channel.yaml": EXAMPLE.replace("draft", "drafty"),
        "carriers.yaml": "language: 1\nsource: A list\nread: 2026-11-22\ncarriers: none",
        "scenarios/story.yaml": "scenario: A story",
        "binding.yaml": "language: 7",
    }
    loaded = load(files)
    assert loaded.spec is None and loaded.binding is None and loaded.scenarios == ()
    assert {problem.place.path.removeprefix("example/") for problem in loaded.problems} == set(files)


def test_scenarios_and_binding_may_be_left_aside() -> None:
    folder = CHANNELS[0]
    loaded = load_channel(folder, with_binding=False, with_scenarios=False)
    assert loaded.spec is not None and loaded.binding is None and loaded.scenarios == ()


def test_a_spec_is_frozen_through_and_through() -> None:
    spec = load({"channel.yaml": example(CHANGES), "carriers.yaml": CARRIERS}).spec
    assert spec is not None
    with pytest.raises(TypeError):
        spec.statuses["new"] = spec.statuses["shipped"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        spec.title = "Other"  # type: ignore[misc]


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_a_channel_with_any_words_swapped_loads_or_has_problems(data: st.DataObject) -> None:
    words = example(CHANGES).split(" ")
    for _ in range(data.draw(st.integers(1, 4))):
        at, other = (data.draw(st.integers(0, len(words) - 1)) for _ in range(2))
        words[at] = data.draw(st.sampled_from([words[other], "", "x", "[x]", "{x: y}", "- ", "os.system", "__class__"]))
    loaded = load({"channel.yaml": " ".join(words), "carriers.yaml": CARRIERS})
    assert (loaded.spec is None) == bool(loaded.errors)
    assert all(len(problem.message) <= 300 and problem.place.line >= 1 for problem in loaded.problems)


def test_problems_travel_between_processes() -> None:
    problems = load({"channel.yaml": "a: &b *c"}).problems
    assert pickle.loads(pickle.dumps(problems)) == problems
