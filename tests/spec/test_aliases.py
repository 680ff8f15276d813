"""An action that goes out by another one's binding."""

from __future__ import annotations

import json

import httpx
from tests.bindings.arranged import (
    BINDING,
    CHANNEL,
    Loaded,
    action,
    changed,
    client,
    corner_channel,
    order_of,
    problems_of,
)
from tests.spec.example import marked, problems

from stallkeeper.orders import OrderReport
from stallkeeper.spec.build_binding import build_binding
from stallkeeper.text.yaml_door import read_source

WITH_ALIAS = changed(
    CHANNEL,
    ("actions: [ship, cancel]", "actions: [ship, cancel, refuse]"),
    ("  cancel: {results", "  refuse: {results_in: [canceled], needs: [reason], sent_as: cancel}\n  cancel: {results"),
)


def test_an_alias_needs_no_binding_of_its_own() -> None:
    assert problems_of(channel=corner_channel(WITH_ALIAS)) == ()


def test_an_action_that_is_no_alias_needs_one() -> None:
    alone = changed(WITH_ALIAS, (", sent_as: cancel", ""))

    assert [problem.code for problem in problems_of(channel=corner_channel(alone))] == ["unbound-action"]


def test_a_binding_of_an_alias_would_never_be_used() -> None:
    twice = changed(WITH_ALIAS, ("sent_as: cancel", "sent_as: ship"))

    found = problems_of(("  cancel:\n    request", "  refuse:\n    request"), channel=corner_channel(twice))

    assert "unused-binding" in {problem.code for problem in found}


def test_an_alias_goes_out_as_the_request_of_its_action() -> None:
    channel = corner_channel(WITH_ALIAS)
    source, _ = read_source(BINDING, "binding.yaml")
    assert source is not None
    binding, _ = build_binding(source, channel)
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json={})

    shop = client(Loaded(channel, binding), answer)
    shop.send(action(order_of(OrderReport(id="A-1", native_status="OPEN")), "refuse", {"reason": "Sold out"}))

    assert [(request.url.path, json.loads(request.content)) for request in sent] == [
        ("/orders/A-1/cancel", {"why": "Sold out"})
    ]


def misfits(alias: str, refund: str = "{results_in: shipped, needs: [refund_reason], accepts: [comment]}") -> list[str]:
    rules = f"actions:\n  ship: {{results_in: shipped}}\n  refund: {refund}\n  cancel: {alias}\n"
    found = problems(rules, "misfit-alias")
    assert all(marked(problem) in ("refund", "cancel", "sell", "back") for problem in found)
    return [problem.message for problem in found]


def test_an_alias_that_needs_what_its_action_needs_fits() -> None:
    assert misfits("{results_in: shipped, sent_as: refund, needs: [refund_reason]}") == []


def test_an_alias_may_leave_to_a_default_what_its_action_needs() -> None:
    fields = "\nfields: {refund_reason: {type: text, default: Canceled}}"
    alias = "{results_in: shipped, sent_as: refund, accepts: [refund_reason]}"

    assert misfits(alias + fields) == []
    assert misfits(alias) == ['"refund" cannot be sent without refund_reason, which "cancel" does not need']


def test_an_alias_takes_nothing_that_its_action_does_not_send() -> None:
    alias = "{results_in: shipped, sent_as: refund, needs: [refund_reason], accepts: [carrier]}"

    assert misfits(alias) == ['"cancel" takes carrier, which "refund" never sends']


def test_an_alias_names_an_action_with_a_binding_of_its_own() -> None:
    assert misfits("{results_in: shipped, sent_as: back}") == [
        '"cancel" is sent as "back", an action that this channel does not have'
    ]
    assert misfits("{results_in: shipped, sent_as: cancel}") == [
        '"cancel" is sent as "cancel", an action that has no binding of its own'
    ]
