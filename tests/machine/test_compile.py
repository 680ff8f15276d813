from __future__ import annotations

import dataclasses

import pytest
from transitions import MachineError

from stallkeeper.errors import SpecError
from stallkeeper.machine.compile import STANDING, compile_machine, table_of
from stallkeeper.machine.compiled import step
from stallkeeper.machine.facts import Facts, facts_of
from stallkeeper.machine.proof import cases, disagreements
from tests.machine.arranged import BUNDLED, HEAD, a_report, an_order, bundled, machine_of, spec_of

SHOP = """
starts_at: [waiting_shipment]
statuses:
  waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped, canceled]}
  shipped: {native: [SHIPPED]}
  canceled: {native: [CANCELED]}
actions:
  ship: {results_in: [shipped], needs: [carrier]}
"""


class Standing:
    __slots__ = (STANDING,)


def standing_at(status: str) -> Standing:
    standing = Standing()
    setattr(standing, STANDING, status)
    return standing


@pytest.mark.parametrize("channel", BUNDLED)
def test_the_table_of_a_bundled_channel_is_equal_to_its_rulebook(channel: str) -> None:
    machine = bundled(channel)

    assert disagreements(machine) == ()
    assert cases(machine) >= len(machine.table)
    assert machine.table == table_of(machine.rulebook)


def test_the_proof_notices_a_table_that_is_not_the_rulebooks() -> None:
    machine = machine_of(SHOP)
    other = machine_of(SHOP.replace("next: [shipped, canceled]", "next: [canceled]").replace("[carrier]", "[line]"))
    broken = dataclasses.replace(
        machine, table={**other.table, ("shipped", "ship"): other.table["waiting_shipment", "ship"]}
    )

    assert any("shipped ship" in line for line in disagreements(broken))


def test_the_rulebook_itself_gives_the_same_answer_as_the_table() -> None:
    machine = machine_of(SHOP)
    order = an_order("waiting_shipment", "PENDING")
    for fields in ({}, {"carrier": "5"}):
        facts = facts_of(order, fields)
        standing = standing_at("waiting_shipment")
        moved = machine.rulebook.events["ship"].trigger(standing, facts)
        assert (getattr(standing, STANDING) if moved else None) == step(
            machine.table, "waiting_shipment", "ship", facts
        )


def test_the_rulebook_has_no_models_and_no_triggers_of_its_own() -> None:
    rulebook = machine_of(SHOP).rulebook

    assert rulebook.models == []
    assert set(rulebook.states) == {"new", "waiting_shipment", "shipped", "canceled"}
    assert sorted(rulebook.events) == ["see:canceled", "see:shipped", "see:waiting_shipment", "ship"]
    assert not rulebook.send_event and not rulebook.has_queue


def test_what_the_rulebook_does_not_know_it_refuses() -> None:
    rulebook = machine_of(SHOP).rulebook

    with pytest.raises(MachineError):
        rulebook.events["ship"].trigger(standing_at("shipped"), Facts(a_report("SHIPPED"), "SHIPPED"))


def test_a_string_as_a_condition_is_never_resolved_to_code() -> None:
    machine = machine_of(SHOP)
    machine.rulebook.add_transition("evil", "shipped", "canceled", conditions="os.path.isdir", edge=machine.edges[0])

    with pytest.raises(TypeError, match="callables"):
        machine.rulebook.events["evil"].trigger(standing_at("shipped"), Facts(a_report("SHIPPED"), "SHIPPED"))


def test_a_status_that_is_led_to_and_not_declared_is_a_problem_with_its_place() -> None:
    spec = spec_of(HEAD + SHOP.replace("  canceled: {native: [CANCELED]}\n", ""))

    with pytest.raises(SpecError) as caught:
        compile_machine(spec)
    (problem,) = caught.value.problems
    assert problem.code == "undeclared-status"
    assert (problem.place.line, problem.place.column) == (12, 74)


def test_an_offered_action_that_is_not_declared_is_a_problem() -> None:
    spec = spec_of(HEAD + SHOP.replace("actions: [ship]", "actions: [ship, refnud]"))

    with pytest.raises(SpecError) as caught:
        compile_machine(spec)
    assert [problem.code for problem in caught.value.problems] == ["unknown-action"]


def needs(count: int) -> str:
    bullets = "".join(f"      - {{if: {{comment: c{n}}}, then: [f{n}]}}\n" for n in range(count))
    return SHOP.replace(
        "ship: {results_in: [shipped], needs: [carrier]}", f"ship:\n    results_in: [shipped]\n    needs:\n{bullets}"
    )


def test_eight_conditional_needs_are_proven_and_nine_are_refused() -> None:
    machine = machine_of(needs(8))
    assert cases(machine) > 3**8
    assert disagreements(machine) == ()

    with pytest.raises(SpecError, match="9 rules; 8 are the most"):
        machine_of(needs(9))


def test_needs_without_condition_are_one_guard_however_many_they_are() -> None:
    fields = "carrier, tracking_number, tracking_url, comment, reason, line, quantity, refund_price, refund_reason"
    machine = machine_of(SHOP.replace("[carrier]", f"[{fields}]"))

    assert len(machine.table["waiting_shipment", "ship"].tests) == 1


def test_an_action_may_have_any_name_that_the_schema_allows() -> None:
    for name in ("trigger", "state", "status", "may_ship", "to_shipped", "is_new", "events", "models"):
        machine = machine_of(SHOP.replace("ship]", f"{name}]").replace("  ship:", f"  {name}:"))
        facts = facts_of(an_order("waiting_shipment", "PENDING"), {"carrier": "5"})
        assert step(machine.table, "waiting_shipment", name, facts) == "shipped"
        assert disagreements(machine) == ()
