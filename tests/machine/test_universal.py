from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from stallkeeper.machine.compile import compile_machine
from stallkeeper.machine.compiled import step
from stallkeeper.machine.decide import decide, offered
from stallkeeper.machine.decision import Change, Incomplete, NotOffered
from stallkeeper.machine.expire import due, expire
from stallkeeper.machine.explain import explain
from stallkeeper.machine.facts import facts_of
from stallkeeper.machine.graph import graph_of
from stallkeeper.machine.observe import observe
from stallkeeper.machine.proof import disagreements
from stallkeeper.orders import Order, OrderReport
from stallkeeper.spec.channel_spec import ChannelSpec
from tests.machine.generated import ACTIONS, given_fields, instants, orders, reports, specs

few = settings(max_examples=40, deadline=None)
some_action = st.sampled_from(ACTIONS) | st.text(max_size=6)


@few
@given(specs())
def test_the_table_of_any_channel_is_equal_to_its_rulebook(spec: ChannelSpec) -> None:
    machine = compile_machine(spec)

    assert disagreements(machine) == ()
    assert {edge.source for edge in machine.edges} <= {"new", *spec.statuses}


@few
@given(specs(), orders, some_action, given_fields, instants)
def test_no_question_about_any_order_raises(
    spec: ChannelSpec, order: Order, action: str, fields: Mapping[str, Any], now: datetime
) -> None:
    machine = compile_machine(spec)

    decision = decide(machine, order, action, fields, now=now)
    explanation = explain(machine, order, action, fields, now=now)
    started = explain(machine, order, action, now=now)
    due(machine, order)
    expire(machine, order, now=now)

    assert explanation.allowed == isinstance(decision, Change) == (not explanation.reasons)
    assert started.allowed or not isinstance(decision, Change)
    if isinstance(decision, Change):
        assert step(machine.table, order.status, action, facts_of(order, decision.fields)) is not None
        assert decision.expected == spec.actions[action].results_in
    else:
        assert decision.reasons
    if isinstance(decision, Incomplete):
        assert set(decision.missing) == {reason.field for reason in decision.reasons if reason.code == "missing_field"}
    if isinstance(decision, NotOffered) and action in spec.actions:
        assert {reason.code for reason in decision.reasons}.isdisjoint(
            {"missing_field", "wrong_value", "unknown_field"}
        )


@few
@given(specs(), orders, instants)
def test_what_is_offered_is_declared_at_the_status_and_in_the_authors_order(
    spec: ChannelSpec, order: Order, now: datetime
) -> None:
    machine = compile_machine(spec)

    found = offered(machine, order, now=now)

    here = spec.statuses.get(order.status) if order.status else None
    declared = here.actions if here else ()
    assert list(found) == [name for name in declared if explain(machine, order, name, now=now).allowed]


@few
@given(specs(), st.none() | orders, reports)
def test_an_observation_ends_where_its_path_ends(spec: ChannelSpec, held: Order | None, report: OrderReport) -> None:
    machine = compile_machine(spec)

    seen = observe(machine, held, report)

    if seen.path and seen.status is not None:
        assert seen.path[-1] == seen.status
    if held is not None and not seen.path and seen.unknown_native is None:
        assert seen.status == held.status
    if held is None:
        assert seen.path[0] == "new"
        assert seen.foreseen or (spec.fulfilled_by_channel is not None and report.fulfilled_by_channel)
    if not seen.stale:
        assert len(seen.line_statuses) == len(seen.line_flags) == len(report.lines)


@few
@given(specs(), orders, reports)
def test_the_same_report_twice_moves_nothing_the_second_time(
    spec: ChannelSpec, held: Order, report: OrderReport
) -> None:
    from dataclasses import replace

    machine = compile_machine(spec)
    first = observe(machine, None, report)
    taken = replace(held, status=first.status, native_status=report.native_status, report=report)

    again = observe(machine, taken, report)

    assert again.path == ()
    assert again.status == first.status
    assert again.foreseen


@few
@given(specs())
def test_every_channel_can_be_drawn(spec: ChannelSpec) -> None:
    graph = graph_of(compile_machine(spec))

    drawn = {node.status for node in graph.nodes}
    assert drawn == set(spec.statuses)
    assert all(arrow.source in drawn and arrow.destination in drawn for arrow in graph.arrows)
