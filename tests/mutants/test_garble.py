"""What is garbled, and what is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from stallkeeper.text.yaml_door import read_source
from tests.mutants.garble import Mutant, mutants_of
from tests.mutants.judges import Verdict
from tests.mutants.survivors import Excuse, complaints

CHANNEL = """
channel: corner_shop
title: Corner shop
sources: [{id: page, title: A page, read: 2026-11-22, about: [statuses]}]
retrieval: {latest: {every: 15 minutes}}
statuses:
  waiting_shipment: {native: [OPEN], actions: [ship], next: [canceled]}
  canceled: {native: [GONE], deadline: {within: 5 days, else: [canceled], kept_by: channel, because: Of course.}}
actions:
  ship: {results_in: [shipped], needs: [{if: {carrier: Other}, then: [carrier_name]}]}
  cancel: {results_in: [canceled]}
"""


def data(text: str) -> Any:
    source, _ = read_source(text, "a.yaml")
    assert source is not None
    return source.data


def ids(text: str, schema: str = "channel-1", file: str = "channel.yaml") -> set[str]:
    return {each.id for each in mutants_of(file, data(text), schema)}


@pytest.mark.parametrize(
    "expected",
    [
        "channel.yaml retrieval.latest.every longer",
        "channel.yaml retrieval.latest.every shorter",
        "channel.yaml statuses.waiting_shipment.native.0 garbled",
        "channel.yaml statuses.waiting_shipment.native.0 dropped",
        "channel.yaml statuses.waiting_shipment.actions.0 swapped",
        "channel.yaml statuses.waiting_shipment.next.0 swapped",
        "channel.yaml statuses.canceled.deadline.within longer",
        "channel.yaml statuses.canceled.deadline.kept_by chosen",
        "channel.yaml actions.ship.needs.0 dropped",
        "channel.yaml actions.ship.needs.0.if.carrier renamed",
        "channel.yaml actions.ship.needs.0.if.carrier garbled",
    ],
)
def test_every_kind_of_word_has_its_mutant(expected: str) -> None:
    assert expected in ids(CHANNEL)


def test_prose_and_provenance_are_left_alone() -> None:
    assert not [each for each in ids(CHANNEL) if "because" in each or "sources" in each or " title" in each]


def test_the_keys_of_the_language_are_not_renamed() -> None:
    renamed = {each.split()[1].split(".")[-1] for each in ids(CHANNEL) if each.endswith("renamed")}
    assert not renamed & {"native", "actions", "next", "every", "within", "results_in", "if", "then"}


def test_in_a_binding_paths_constants_parameters_and_references_are_garbled() -> None:
    body = "{kind: A, no?: <fields.x>, of: <order.id>}"
    text = f"actions: {{ship: {{request: {{method: POST, path: /orders/<order.id>, body: {body}}}}}}}"
    found = ids(text, "binding-1", "binding.yaml")
    at = "binding.yaml actions.ship.request"
    assert {f"{at}.path garbled", f"{at}.body.kind renamed", f"{at}.body.kind garbled", f"{at}.method chosen"} <= found
    assert {f"{at}.body.no? renamed", f"{at}.body.of swapped"} <= found


def test_a_mutant_differs_from_its_file_in_one_place_only() -> None:
    before = data(CHANNEL)
    for mutant in mutants_of("channel.yaml", before, "channel-1"):
        assert mutant.applied(before) != before, mutant.id
    assert before == data(CHANNEL)


def test_the_same_file_has_the_same_mutants_and_no_two_share_a_name() -> None:
    first, second = (mutants_of("channel.yaml", data(CHANNEL), "channel-1") for _ in range(2))
    assert first == second
    assert len({each.id for each in first}) == len(first)


def verdict(kind: str, judge: str | None) -> Verdict:
    return Verdict(Mutant("channel.yaml", ("a",), kind, "x", "y"), judge)


def test_a_survivor_that_nobody_listed_is_told() -> None:
    assert list(complaints([verdict("garbled", None)], (), whole=True)) == [
        "survives unlisted: channel.yaml a garbled: x becomes y"
    ]


def test_a_listed_survivor_that_dies_is_told() -> None:
    listed = (Excuse("channel.yaml a *", "Nobody reads it."),)
    (told,) = complaints([verdict("garbled", "stories")], listed, whole=True)
    assert told.startswith("listed as a survivor and noticed by stories")


def test_an_excuse_for_nothing_is_told_by_a_whole_trial_only() -> None:
    listed = (Excuse("channel.yaml b *", "It is gone."),)
    assert list(complaints([verdict("garbled", "checks")], listed, whole=False)) == []
    assert list(complaints([verdict("garbled", "checks")], listed, whole=True)) == [
        "an excuse for nothing: channel.yaml b *"
    ]
