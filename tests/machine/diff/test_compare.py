"""What changed in meaning between two editions: each difference with an order on which the two really differ."""

from __future__ import annotations

import textwrap

import pytest

from stallkeeper.machine.compile import Machine, compile_machine
from stallkeeper.machine.decide import decide
from stallkeeper.machine.decision import Change, Incomplete, NotOffered
from stallkeeper.machine.diff.cases import EARLY, Case, held, order_of, report_of
from stallkeeper.machine.diff.compare import compare
from stallkeeper.machine.diff.difference import Comparison, Difference
from stallkeeper.machine.observe import observe
from stallkeeper.spec.channel_spec import Carrier
from tests.machine.arranged import BUNDLED, HEAD, bundled, spec_of

RULES = """
starts_at: [waiting_shipment]
statuses:
  waiting_shipment: {native: [TO_SHIP], actions: [ship], next: [shipped, canceled]}
  shipped: {native: [SENT], actions: [refund]}
  canceled: {native: [GONE]}
  refunded: {native: [BACK]}
actions:
  ship:
    results_in: shipped
    needs: [carrier]
    accepts: [tracking_number, tracking_url]
  refund:
    results_in: refunded
    needs: [reason]
fields:
  reason: {type: text, values: [BROKEN, LATE]}
order_fields:
  express: {type: boolean}
"""


def machine(rules: str = RULES, *changes: tuple[str, str], carriers: tuple[Carrier, ...] = ()) -> Machine:
    rules = textwrap.dedent(rules)
    for old, new in changes:
        assert old in rules
        rules = rules.replace(old, new)
    return compile_machine(spec_of(HEAD + rules, carriers=carriers))


def changed(*changes: tuple[str, str]) -> Comparison:
    return compare(machine(), machine(RULES, *changes))


def only(comparison: Comparison, kind: str) -> Difference:
    (found,) = [each for each in comparison.differences if each.kind == kind]
    return found


@pytest.mark.parametrize("channel", BUNDLED)
def test_a_channel_is_equivalent_to_itself(channel: str) -> None:
    comparison = compare(bundled(channel), bundled(channel))
    assert comparison.equivalent
    assert comparison.tried > 100


def test_other_words_for_the_same_rules_are_no_difference() -> None:
    comparison = changed(
        (
            "    needs: [carrier]",
            "    needs:\n      - carrier\n      - if: {carrier: {given: true}}\n        then: [carrier]",
        )
    )
    assert comparison.equivalent


def test_another_reason_for_the_same_declaration_is_no_difference() -> None:
    refunds = "{RULES}\nrefunds: {{mode: action, seen: [through_us], because: {why}}}"
    here, there = (machine(refunds.format(RULES=RULES, why=why)) for why in ("It is so.", "The page says so."))
    assert compare(here, there).equivalent


def test_a_new_need_breaks_callers_and_is_shown_on_what_they_send_today() -> None:
    comparison = changed(("needs: [carrier]", "needs: [carrier, tracking_number]"))
    (difference,) = comparison.differences
    assert (difference.kind, difference.about) == ("newly-required", "actions.ship.tracking_number")
    assert difference.breaks == ("callers",) and difference.statuses == ("waiting_shipment",)
    witness = difference.witness
    assert witness is not None and set(witness.fields) == {"carrier"}
    assert witness.old.startswith("yes") and witness.new == "needs tracking_number"


def test_a_need_that_only_some_orders_have_is_shown_on_one_of_them() -> None:
    comparison = changed(
        (
            "needs: [carrier]",
            "needs: [carrier, {if: {order.express: true, carrier: [DPD, UPS]}, then: [tracking_url]}]",
        )
    )
    difference = only(comparison, "newly-required")
    assert difference.witness is not None
    assert dict(difference.witness.order) == {"express": True}
    assert difference.witness.fields["carrier"] in ("DPD", "UPS")
    assert "order.express is true" in difference.message


def test_a_need_that_is_gone_breaks_nobody() -> None:
    comparison = changed(("needs: [carrier]", "needs: []\n    # none"), ("accepts: [", "accepts: [carrier, "))
    assert only(comparison, "no-longer-required").breaks == ()
    assert not comparison.breaking


def test_an_action_that_a_status_no_longer_offers_is_newly_refused_there() -> None:
    difference = only(changed(("actions: [refund]", "actions: []")), "newly-refused")
    assert (difference.about, difference.statuses) == ("actions.refund", ("shipped",))


def test_an_action_offered_at_one_more_status_is_newly_allowed_there() -> None:
    comparison = changed(("{native: [GONE]}", "{native: [GONE], actions: [refund]}"))
    difference = only(comparison, "newly-allowed")
    assert (difference.about, difference.statuses, difference.breaks) == ("actions.refund", ("canceled",), ())


def test_a_condition_on_the_native_word_is_shown_on_an_order_with_another() -> None:
    comparison = changed(
        ("native: [SENT]", "native: [SENT, ON_THE_WAY]"),
        ("needs: [reason]", "needs: [reason]\n    if: {native.status: SENT}"),
    )
    difference = only(comparison, "newly-refused")
    assert difference.witness is not None and difference.witness.native == "ON_THE_WAY"
    assert only(comparison, "word-added").about == "native.ON_THE_WAY"


def test_a_value_taken_off_a_list_is_named_in_the_witness() -> None:
    difference = only(changed(("[BROKEN, LATE]", "[BROKEN]")), "value-now-refused")
    assert difference.about == "actions.refund.reason" and difference.breaks == ("callers",)
    assert difference.witness is not None and dict(difference.witness.fields) == {"reason": "LATE"}


def test_a_value_put_on_a_list_is_told_and_breaks_nobody() -> None:
    comparison = changed(("[BROKEN, LATE]", "[BROKEN, LATE, UNWANTED]"))
    difference = only(comparison, "value-now-taken")
    assert difference.witness is not None and dict(difference.witness.fields) == {"reason": "UNWANTED"}
    assert not comparison.breaking


def test_a_shorter_text_is_shown_with_a_text_that_is_now_too_long() -> None:
    comparison = compare(
        machine(RULES, ("values: [BROKEN, LATE]", "max_length: 40")),
        machine(RULES, ("values: [BROKEN, LATE]", "max_length: 30")),
    )
    difference = only(comparison, "value-now-refused")
    assert difference.witness is not None and 30 < len(difference.witness.fields["reason"]) <= 40


def test_another_pattern_is_never_called_equivalent() -> None:
    comparison = compare(
        machine(RULES, ("values: [BROKEN, LATE]", "pattern: '[A-Z]{2}'")),
        machine(RULES, ("values: [BROKEN, LATE]", "pattern: '[A-Z]{2,3}'")),
    )
    assert not comparison.equivalent
    assert comparison.unproven == ("reason of refund has to look like [A-Z]{2,3}, before like [A-Z]{2}",)


def test_a_default_that_fills_in_another_value_sends_something_else() -> None:
    comparison = compare(
        machine(RULES, ("[BROKEN, LATE]}", "[BROKEN, LATE], default: LATE}")),
        machine(RULES, ("[BROKEN, LATE]}", "[BROKEN, LATE], default: BROKEN}")),
    )
    difference = only(comparison, "sent-otherwise")
    assert difference.witness is not None and dict(difference.witness.fields) == {}
    assert "reason LATE" in difference.witness.old and "reason BROKEN" in difference.witness.new


def test_a_carrier_that_has_another_code_is_sent_otherwise() -> None:
    rules = f"{textwrap.dedent(RULES)}carriers: {{list: fixed, by: [code, name], closed: true}}\n"
    old = machine(rules, carriers=(Carrier("1", "Fast"), Carrier("2", "Slow")))
    new = machine(rules, carriers=(Carrier("1", "Slow"), Carrier("2", "Fast")))
    assert only(compare(old, new), "sent-otherwise").about == "actions.ship.carrier"


def test_another_result_is_told_and_breaks_who_waits_for_the_old_one() -> None:
    assert only(changed(("results_in: refunded", "results_in: canceled")), "results-changed").breaking
    more = only(changed(("results_in: refunded", "results_in: [refunded, canceled]")), "results-changed")
    assert not more.breaking


def test_a_word_that_means_something_else_breaks_stored_orders() -> None:
    difference = only(changed(("[GONE]", "[GONE, SENT]"), ("native: [SENT]", "native: [OUT]")), "word-changed")
    assert (difference.about, difference.breaks) == ("native.SENT", ("stored orders",))
    assert difference.witness is not None
    assert (difference.witness.old, difference.witness.new) == ("shipped", "canceled")


def test_a_status_that_is_gone_breaks_the_orders_in_it() -> None:
    comparison = changed(("  canceled: {native: [GONE]}\n", ""), ("next: [shipped, canceled]", "next: [shipped]"))
    assert only(comparison, "status-removed").breaks == ("stored orders",)
    assert only(comparison, "word-removed").about == "native.GONE"


GATE = "gates: {CHECKING: It is checked.}"


def test_a_gate_is_newly_refused_at_its_word_alone() -> None:
    comparison = compare(
        machine(RULES, ("[TO_SHIP]", "[TO_SHIP, CHECKING]")),
        machine(
            RULES,
            ("[TO_SHIP]", "[TO_SHIP, CHECKING]"),
            ("order_fields:", "gates: {CHECKING: It is checked.}\norder_fields:"),
        ),
    )
    (difference,) = comparison.differences
    assert difference.kind == "newly-refused"
    assert difference.witness is not None and difference.witness.native == "CHECKING"


DEADLINE = "next: [shipped, canceled], deadline: {within: 5 days, else: [canceled], kept_by: channel, because: Late.}}"


@pytest.mark.parametrize(
    ("old", "new", "kind", "breaking"),
    [
        ("next: [shipped, canceled]}", DEADLINE, "deadline-added", True),
        (DEADLINE, "next: [shipped, canceled]}", "deadline-removed", False),
        (DEADLINE, DEADLINE.replace("5 days", "4 days"), "deadline-changed", True),
        (DEADLINE, DEADLINE.replace("5 days", "6 days"), "deadline-changed", False),
        (DEADLINE, DEADLINE.replace("else", "since: ordered, else"), "deadline-changed", True),
        (DEADLINE, DEADLINE.replace("kept_by: channel", "kept_by: us"), "deadline-changed", True),
        (DEADLINE, DEADLINE.replace("within", "if: {order.express: true}, within"), "deadline-removed", False),
    ],
)
def test_a_deadline_breaks_where_it_comes_sooner_or_ends_otherwise(
    old: str, new: str, kind: str, breaking: bool
) -> None:
    before = ("next: [shipped, canceled]}", old)
    comparison = compare(machine(RULES, before), machine(RULES, ("next: [shipped, canceled]}", new)))
    assert only(comparison, kind).breaking is breaking


def test_an_order_that_is_no_longer_ours_breaks_stored_orders() -> None:
    difference = only(
        changed(("order_fields:", "only:\n  - if: {order.express: false}\n    because: Not ours.\norder_fields:")),
        "ours-changed",
    )
    assert difference.witness is not None and dict(difference.witness.order) == {"express": True}
    assert difference.breaking


def test_lines_that_decide_for_the_order_are_shown_with_such_lines() -> None:
    lines = "lines: {statuses: {shipped: [L_SENT]}, decide: [{all: shipped, then: shipped}]}\norder_fields:"
    difference = only(changed(("order_fields:", lines)), "lines-decide-otherwise")
    assert difference.witness is not None and difference.witness.lines == ("SENT", "SENT")


def test_a_move_that_is_no_longer_foreseen_is_told_and_breaks_nobody() -> None:
    comparison = changed(("next: [shipped, canceled]", "next: [shipped]"))
    difference = only(comparison, "moves-changed")
    assert (difference.about, difference.breaking) == ("statuses.waiting_shipment.next.GONE", False)


def test_windows_and_entries_are_told() -> None:
    old = machine()
    new = compile_machine(
        spec_of((HEAD + RULES).replace("15 minutes", "1 hour").replace("starts_at: [", "starts_at: [shipped, "))
    )
    comparison = compare(old, new)
    assert "every 1 hour, not every 15 minutes" in only(comparison, "window-changed").message
    assert only(comparison, "entry-changed").about == "starts_at"
    assert not comparison.breaking and not comparison.equivalent


DECLARED = """
documents:
  invoice: {made_by: seller, recommended: The buyer asks for it.}
retention: {personal_data: 180 days}
"""
OF_REFUND = "    needs: [reason]"
REASON = "reason: {type: text, values: [BROKEN, LATE]}"
PRICE = "refund_price: {type: decimal, amount: {tax: included, at_most: order.total}}"
OF_SHIP = "    recommends: [{fields: [tracking_url], because: The buyer follows the parcel.}]\n"


@pytest.mark.parametrize(
    ("old", "new", "about", "message", "breaking"),
    [
        (
            ("    needs: [carrier]\n", "    needs: [carrier]\n"),
            ("    needs: [carrier]\n", f"    needs: [carrier]\n{OF_SHIP}"),
            "actions.ship.recommends.tracking_url",
            "ship: tracking_url is now recommended: The buyer follows the parcel.",
            False,
        ),
        (
            (OF_REFUND, OF_REFUND),
            (OF_REFUND, f"{OF_REFUND}\n    sent_as: ship"),
            "actions.refund.sent_as",
            "refund: it goes out by the binding of ship, not by its own",
            False,
        ),
        (
            (OF_REFUND, f"{OF_REFUND}\n    label: Give back"),
            (OF_REFUND, f"{OF_REFUND}\n    label: Pay back"),
            "actions.refund.label",
            "refund: it is called Pay back, not Give back",
            False,
        ),
        (
            (REASON, REASON.replace("LATE]", "LATE], labels: {LATE: Too late}")),
            (REASON, REASON.replace("LATE]", "LATE], labels: {LATE: Not in time}")),
            "fields.reason.labels.LATE",
            "reason: LATE is called Not in time, not Too late",
            False,
        ),
        (
            (REASON, REASON),
            (REASON, REASON.replace("LATE]", "LATE], values_from: reasons")),
            "fields.reason.values_from",
            "reason: its values are what the channel's list reasons holds",
            True,
        ),
        (
            (REASON, f"{REASON}\n  {PRICE}"),
            (REASON, f"{REASON}\n  {PRICE.replace('included', 'excluded')}"),
            "fields.refund_price.amount",
            "refund_price: the amount is declared otherwise: tax excluded, not included",
            True,
        ),
        (
            ("order_fields:", "order_fields:"),
            ("order_fields:", f"{DECLARED}order_fields:"),
            "documents.invoice",
            "invoice: there is now such a document, made by the seller and recommended: The buyer asks for it.",
            False,
        ),
        (
            ("order_fields:", f"{DECLARED}order_fields:"),
            ("order_fields:", DECLARED.replace(", recommended: The buyer asks for it.", "") + "order_fields:"),
            "documents.invoice",
            "invoice: the document is declared otherwise: recommended nothing, not The buyer asks for it.",
            True,
        ),
    ],
)
def test_what_no_order_can_show_is_compared_as_declared(
    old: tuple[str, str], new: tuple[str, str], about: str, message: str, breaking: bool
) -> None:
    told = {each.about: each for each in compare(machine(RULES, old), machine(RULES, new)).differences}
    assert about in told, told
    assert (told[about].message, told[about].breaking) == (message, breaking)


def test_of_a_declared_part_only_what_differs_is_told() -> None:
    declared = "order_fields:", f"{DECLARED}order_fields:"
    shorter = "order_fields:", f"{DECLARED.replace('180', '30')}order_fields:"
    (difference,) = compare(machine(RULES, declared), machine(RULES, shorter)).differences
    assert difference.message == "retention is declared otherwise: 30 days, not 180 days"


def test_a_word_that_one_edition_does_not_know_is_told_of_the_word_and_not_of_each_status() -> None:
    kinds = {each.kind for each in changed(("native: [SENT]", "native: [SENT, ON_ITS_WAY]")).differences}
    assert kinds == {"word-added"}


EDITS = (
    ("needs: [carrier]", "needs: [carrier, tracking_number]"),
    ("actions: [refund]", "actions: []"),
    ("[BROKEN, LATE]", "[BROKEN]"),
    ("results_in: refunded", "results_in: canceled"),
    ("[TO_SHIP]", "[TO_SEND]"),
    ("accepts: [tracking_number, tracking_url]", "accepts: [tracking_url]"),
)


@pytest.mark.parametrize(("old", "new"), EDITS)
def test_every_witness_is_decided_differently_when_it_is_asked_again(old: str, new: str) -> None:
    sides = machine(), machine(RULES, (old, new))
    comparison = compare(*sides)
    assert comparison.differences
    for difference in comparison.differences:
        witness = difference.witness
        assert witness is not None
        if witness.action is not None:
            order = order_of(Case(witness.status, witness.native, witness.order))
            answers = [decide(side, order, witness.action, witness.fields, now=EARLY) for side in sides]
            assert kind_of(answers[0]) != kind_of(answers[1])
        else:
            before = held(witness.status, report_of("-")) if witness.status else None
            report = report_of(witness.reported or witness.native, witness.order, witness.lines or None)
            assert observe(sides[0], before, report) != observe(sides[1], before, report)


def kind_of(decision: Change | Incomplete | NotOffered) -> object:
    if isinstance(decision, Change):
        return decision.expected, dict(decision.fields)
    return type(decision), getattr(decision, "missing", ())
