from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "undeclared-status"


def test_a_next_that_names_a_status_the_channel_lacks_is_found_at_its_word() -> None:
    changes = """
    statuses:
      waiting_shipment: {native: [A], actions: [ship], next: [shipped, canceled]}
      shipped: {native: [B]}
    """
    [problem] = problems(changes, CODE)
    assert marked(problem) == "canceled"
    assert problem.message == '"waiting_shipment" goes on to "canceled", a status this channel does not have'


def test_every_role_in_which_a_status_is_named_is_looked_at() -> None:
    changes = """
    starts_at: [waiting_shipment, new]
    statuses:
      waiting_shipment:
        native: [A]
        actions: [ship]
        next: shipped
        deadline: {within: 1 day, else: canceled, kept_by: us}
      shipped: {native: [B], advances: {to: closed, when: Two weeks have passed.}}
    actions: {ship: {results_in: [shipped, accepted]}}
    lines:
      statuses: {refunded: [R]}
      decide: [{all: refunded, then: refunded}, {any: to_refund, then: shipped}]
    fulfilled_by_channel: {flag: theirs, arrives_as: to_pickup}
    back_office: {import_from: pickup_to_prepare}
    """
    assert [(marked(problem), problem.message.partition(",")[0]) for problem in problems(changes, CODE)] == [
        ("new", 'an order starts at "new"'),
        ("else", 'the deadline of "waiting_shipment" ends in "canceled"'),
        ("to", '"shipped" advances to "closed"'),
        ("accepted", 'action "ship" results in "accepted"'),
        ("then", 'lines decide for "refunded"'),
        ("any", 'the rule asks for lines that are "to_refund"'),
        ("arrives_as", 'fulfilled orders arrive as "to_pickup"'),
        ("import_from", 'the back office imports from "pickup_to_prepare"'),
    ]


def test_statuses_that_are_declared_are_no_problem() -> None:
    assert problems("starts_at: [waiting_shipment, shipped]", CODE) == []


def test_lines_without_words_of_their_own_have_those_of_the_order() -> None:
    assert problems("lines: {decide: [{any: shipped, then: waiting_shipment}]}", CODE) == []
