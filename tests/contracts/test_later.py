"""What is asked later and what is handed over are requests that the vendor describes, and its words are understood."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contracts import exchange
from tests.contracts.contract import NAMES, contract
from tests.contracts.judge import breaches

OUTCOMES = [
    (name, action, given)
    for name in NAMES
    for action, cases in (contract(name).data.get("outcomes") or {}).items()
    for given in cases
]
UPLOADS = [(name, document) for name in NAMES for document in contract(name).data.get("uploads") or {}]


@pytest.mark.parametrize(("name", "action", "given"), OUTCOMES, ids=str)
def test_an_outcome_is_asked_for_as_the_vendor_describes(name: str, action: str, given: dict[str, Any]) -> None:
    held = contract(name)
    state, marketplace = exchange.asked_later(held, given, action)
    assert (state, marketplace.names) == (given["state"], given["sends"])
    for asked in marketplace.heard:
        assert held.unmentioned(breaches(held.description, asked)) == [], asked


@pytest.mark.parametrize(("name", "document"), UPLOADS)
def test_a_document_is_handed_over_as_the_vendor_describes(name: str, document: str) -> None:
    held = contract(name)
    given = held.data["uploads"][document]
    marketplace = exchange.uploaded(held, given, document)
    assert marketplace.names == given["sends"]
    for asked in marketplace.heard:
        assert held.unmentioned(breaches(held.description, asked)) == [], asked


@pytest.mark.parametrize("name", NAMES)
def test_every_outcome_and_document_of_the_binding_has_a_case(name: str) -> None:
    held = contract(name)
    binding = held.channel.binding
    assert binding is not None
    elsewhere = set(held.data.get("not_described") or {})
    later = {action for action, spec in binding.actions.items() if spec.outcome is not None}
    assert later - elsewhere == set(held.data.get("outcomes") or {})
    assert set(binding.uploads) - elsewhere == set(held.data.get("uploads") or {})


@pytest.mark.parametrize("name", NAMES)
def test_every_word_of_an_outcome_has_a_case(name: str) -> None:
    """A word that the vendor declares and no case shows is one of which nobody knows what we make of it."""
    held = contract(name)
    for given in held.data.get("outcome_words") or ():
        shown = {
            str(answer.get("body", answer).get(given["named"]))
            for cases in held.data["outcomes"].values()
            for case in cases
            for answer in (case.get("answers") or {}).values()
        }
        assert set(held.description.at(given["at"])) <= shown
