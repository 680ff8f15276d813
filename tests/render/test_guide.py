from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from stallkeeper.machine.compile import compile_machine
from stallkeeper.render.guide import guide_page
from stallkeeper.spec.channel_spec import ChannelSpec
from tests.machine.arranged import BUNDLED, bundled, machine_of, spec_of
from tests.machine.test_strings_are_data import HOSTILE, channel_with


def page_of(spec: ChannelSpec) -> str:
    return guide_page(spec, compile_machine(spec))


def page(name: str) -> str:
    return guide_page(bundled(name).spec, bundled(name))


def row_of(page: str, status: str) -> str:
    """The row of the status table that begins with this canonical status."""
    return next(line for line in page.splitlines() if re.match(rf"\| `{status}`(\b| |<)", line))


@pytest.mark.parametrize("name", BUNDLED)
def test_every_status_word_action_and_field_of_a_channel_is_on_its_page(name: str) -> None:
    spec, text = bundled(name).spec, page(name)

    for status in spec.statuses.values():
        row = row_of(text, status.status)
        assert all(f"`{native}`" in row for native in status.native)
        for action in status.actions:
            assert f"`{action}`" in row
            assert all(f"`{field}`" in row for field in spec.actions[action].takes())


@pytest.mark.parametrize("name", BUNDLED)
def test_every_assumption_is_listed_and_marked_where_it_applies(name: str) -> None:
    spec, text = bundled(name).spec, page(name)
    body, _, listed = text.partition("## Assumptions")

    for number, assumption in enumerate(spec.assumptions, 1):
        assert f"†{number} `{assumption.about}`" in listed
        assert re.search(rf"†{number}\b", body), f"†{number} about {assumption.about} is marked nowhere"


@pytest.mark.parametrize("name", BUNDLED)
def test_a_page_is_the_same_every_time(name: str) -> None:
    assert page(name) == page(name)


def test_retrieval_reads_as_on_the_source_pages() -> None:
    assert "- Every 15 minutes.\n- Once a day, for orders made or changed in the last 5 days.\n" in page(
        "cdiscount/soap"
    )
    assert "- Once a day at 06:00 (Europe/Paris), for orders made" in page("veepee")


def test_needs_conditions_and_options_stand_apart() -> None:
    row = row_of(page("veepee"), "waiting_shipment")

    assert "required: `carrier` (code or name)" in row
    assert "required if `carrier` is `130`: `tracking_number`" in row
    assert "optional: `tracking_number`, `tracking_url`" in row


def test_a_deadline_names_its_time_its_outcome_and_its_keeper() -> None:
    within = "Within 5 days, else `canceled` by the marketplace. The buyer's payment was not validated."
    assert within in row_of(page("veepee"), "accepted")
    assert "within 60 days, else `closed` by us." in row_of(page("cdiscount/soap"), "shipped")


def test_gates_flags_exclusions_and_fulfilment_are_told() -> None:
    text = page("cdiscount/soap")

    assert "`PaymentInProgress` (gate)" in row_of(text, "accepted")
    assert "`CancellationRequestPending` raises the flag `cancel_requested` on the line and changes no status." in text
    assert "Only orders whose `order.corporation` is `CDSB2C`." in text
    assert "They arrive as `shipped` and carry `is_delivered_by_marketplace`." in text
    assert "`MKPFBC`: internal fulfilment." in text
    assert "Personal data is kept for 6 months." in text


def test_what_a_channel_does_not_have_has_no_heading() -> None:
    assert "## Orders shipped by the marketplace" not in page("veepee")
    assert "## Lines, flags and gates" not in page("manomano")


def outline(text: str) -> list[str]:
    """The kinds of blocks of a page, with every heading in words."""
    found = []
    for token, content in pairwise(tokens_of(text)):
        if token.type == "heading_open":
            found.append(content.content)
        elif token.nesting == 1 or token.type in ("fence", "html_block", "hr", "code_block"):
            found.append(token.type)
    return found


def tokens_of(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def inline_kinds(text: str) -> set[str]:
    return {child.type for token in tokens_of(text) for child in token.children or []}


def inline_contents(text: str, kind: str) -> set[str]:
    """What stands in the pieces of one kind: their text, or where a link goes."""
    children = [child for token in tokens_of(text) for child in token.children or [] if child.type == kind]
    return {str(child.attrs.get("href") or child.content) for child in children}


@pytest.mark.parametrize(
    "text", [*HOSTILE, "<script>alert(1)</script>", "| a | b |", "```", "![x](http://t.example/x)", "-->|x| s_shipped"]
)
def test_hostile_text_changes_nothing_of_a_pages_shape(text: str) -> None:
    calm = page_of(spec_of(channel_with("harmless")))
    hostile = page_of(spec_of(channel_with(text)))

    assert outline(hostile) == outline(calm)
    assert inline_kinds(hostile) <= {"text", "text_special", "code_inline", "html_inline", "link_open", "link_close"}
    assert inline_contents(hostile, "html_inline") <= {"<br>", "<code>", "</code>"}
    assert inline_contents(hostile, "link_open") <= {"#assumptions"}


def test_a_hostile_title_stays_a_title() -> None:
    spec = replace(bundled("manomano").spec, title="Mano](http://x.example)<b>\n# Mano")

    first = page_of(spec).splitlines()[0]

    assert first == "# Mano\\](http://x.example)&lt;b&gt; # Mano"


RULES = """
starts_at: [shipped]
statuses:
  shipped: {native: [SENT], actions: [refund, cancel], next: [refunded]}
  refunded: {native: [BACK]}
actions:
  refund:
    results_in: refunded
    needs: [refund_reason]
    accepts: [refund_price]
    lines: {given: optional, quantity: part}
    recommends: [{fields: [comment], because: Buyers like to know why.}]
  cancel: {results_in: refunded, needs: [refund_reason], sent_as: refund}
fields:
  refund_reason: {type: text, values: [OOS, DMG], labels: {OOS: Out of stock}, values_from: reasons, free: true}
  refund_price: {type: decimal, amount: {tax: included, at_most: order.total, when_empty: the whole order}}
documents:
  invoice: {made_by: seller, if: {order.site: fr}}
"""


def test_a_page_tells_lines_recommendations_aliases_lists_and_amounts() -> None:
    text = page_of(machine_of(RULES).spec)

    row = row_of(text, "shipped")
    assert "recommended: `comment`. Buyers like to know why." in row
    assert "for the whole order, or for one line; fewer than all units of a line may be named" in row
    assert "required if `quantity` is given: `line`" in row
    assert "the marketplace is told it as `refund`" in row
    assert "`OOS` or `DMG`, or another" in row
    assert (
        "- `refund_reason`: text, one of the marketplace's own list `reasons`, while that cannot be read one of "
        "`OOS` (Out of stock) or `DMG`, or another value" in text
    )
    assert "amount, tax included, at most `order.total`, left empty: the whole order" in text
    assert "`invoice`: made by the seller, for orders whose `order.site` is `fr`." in text
