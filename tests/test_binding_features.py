"""The eighteen things a binding must express, as data: each with a channel and a key that uses it, and a test of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.spec.load import load_channel
from stallkeeper.text.yaml_door import read_file
from tests.shared_material import ROOT


@dataclass(frozen=True)
class Feature:
    """A feature's number in the list, what it is, the channel's folder, the dotted key in its binding, and the test.

    A star in the key stands for any key or item.
    """

    number: int
    title: str
    channel: str
    key: str
    test: str


AUTH = "tests/bindings/test_auth_over_http.py"
BODIES = "tests/bindings/test_bodies_over_http.py"
PAGES = "tests/bindings/test_pages_over_http.py"
THIN = "tests/bindings/test_thin_lists_over_http.py"
SWEEPS = "tests/runtime/test_reading_over_http.py"
VALUES = "tests/bindings/test_value_forms.py"
XML = "tests/bindings/test_xml_over_http.py"
SOAP = "channels/cdiscount/editions/soap"
OCTOPIA = "channels/cdiscount/editions/octopia"
STEPS_SENT = "tests/bindings/test_steps_over_http.py"
KILLED = "tests/runtime/test_killed_between_steps.py"
RENDERING, ANSWERS = "tests/bindings/test_rendering.py", "tests/bindings/test_sample_answers.py"
BUDGETS = "tests/bindings/test_budgets.py"
TOKEN, SIGNED, FORM = (f"tests/channels/{name}" for name in ("token_shop", "signed_shop", "form_shop"))
STEPS = "tests/channels/steps_shop"

FEATURES = (
    Feature(1, "static headers", "channels/manomano", "auth.headers", AUTH),
    Feature(1, "a key in the query", FORM, "auth.query.api_key", AUTH),
    Feature(1, "HTTP Basic on every request", FORM, "auth.basic", AUTH),
    Feature(1, "a login that returns XML, the token in the body", SOAP, "auth.token", AUTH),
    Feature(1, "OAuth2 by form, with the answer's own expiry", OCTOPIA, "auth.token.lasts_at", AUTH),
    Feature(1, "a refresh token that rotates", TOKEN, "auth.token.refresh.at", AUTH),
    Feature(1, "a further header per account", OCTOPIA, "auth.headers.SellerId", AUTH),
    Feature(1, "a signature over method, address, body and time", SIGNED, "auth.sign.over", AUTH),
    Feature(2, "a list parameter", TOKEN, "parameters.sites.list", AUTH),
    Feature(2, "a typed parameter", "channels/manomano", "parameters.seller_contract_id.type", AUTH),
    Feature(3, "a form", FORM, "actions.ship.request.sends", BODIES),
    Feature(3, "a filter language in the query", FORM, "retrieval.list.request.query.filter?", BODIES),
    Feature(3, "a list repeated, or joined by commas", TOKEN, "retrieval.list.request.query.sites", BODIES),
    Feature(3, "a root array with an item per line", STEPS, "actions.accept.request.body.for_each", STEPS_SENT),
    Feature(3, "no body", STEPS, "actions.ship.steps.*.request.sends", STEPS_SENT),
    Feature(3, "several parts, one of them a file", STEPS, "uploads.invoice.steps.*.request.body.file", STEPS_SENT),
    Feature(4, "steps in order that stop at the first failure", STEPS, "actions.ship.steps.*.name", STEPS_SENT),
    Feature(4, "values carried from one answer to the next", STEPS, "actions.ship.steps.*.keep", STEPS_SENT),
    Feature(4, "a least delay between steps", STEPS, "actions.ship.steps.*.after", STEPS_SENT),
    Feature(4, "a conditional step", STEPS, "actions.ship.steps.*.if", STEPS_SENT),
    Feature(4, "one call per line, with a report of what did not go", STEPS, "actions.cancel.steps.*.each", STEPS_SENT),
    Feature(4, "steps that are written down, and never sent twice", STEPS, "actions.ship.steps", KILLED),
    Feature(5, "a body by carrier", "channels/manomano", "actions.ship.request.body", RENDERING),
    Feature(6, "a value that has to hold", SOAP, "answers.*.must", ANSWERS),
    Feature(6, "a list of errors that has to be empty", STEPS, "answers.opened.empty", STEPS_SENT),
    Feature(6, "an error table with patterns", STEPS, "errors.*.pattern", STEPS_SENT),
    Feature(6, "a result that is asked for later", STEPS, "actions.refund.outcome", STEPS_SENT),
    Feature(16, "how a doubtful result is settled", STEPS, "actions.*.doubt.then", KILLED),
    Feature(18, "budgets of requests", STEPS, "rates.orders.burst", BUDGETS),
    Feature(18, "headers to obey", STEPS, "obey.X-RateLimit-Reset", BUDGETS),
)


READ = ("counter", "item", "unit", "split", "site", "journal", "queue", "export")
COUNTER, ITEM, UNIT, SPLIT, SITE, JOURNAL, QUEUE, EXPORT = (f"tests/channels/{name}_shop" for name in READ)

FEATURES += (
    Feature(2, "a sweep that fans out over a list parameter", SITE, "retrieval.for_each", PAGES),
    Feature(7, "a short page ends the list", OCTOPIA, "retrieval.list.paging.size", PAGES),
    Feature(7, "offset and total", UNIT, "retrieval.list.total", PAGES),
    Feature(7, "a cap that splits the interval", UNIT, "retrieval.list.paging.cap", PAGES),
    Feature(7, "a cursor, named differently in and out", ITEM, "retrieval.list.paging.at", PAGES),
    Feature(7, "a whole query in the answer", SPLIT, "retrieval.list.paging.at", PAGES),
    Feature(7, "the Link header", SITE, "retrieval.list.paging.kind", PAGES),
    Feature(8, "instants in thousandths", SPLIT, "times.write", PAGES),
    Feature(8, "a longest interval", UNIT, "retrieval.longest", PAGES),
    Feature(8, "one listing per calendar day", COUNTER, "retrieval.by_day", PAGES),
    Feature(7, "a journal of events with a durable mark", JOURNAL, "retrieval.list.journal", SWEEPS),
    Feature(7, "a queue with acknowledgement", QUEUE, "retrieval.list.acknowledge", SWEEPS),
    Feature(7, "an asynchronous export", EXPORT, "retrieval.list.export.poll", THIN),
    Feature(9, "a status derived from counters and booleans", COUNTER, "order.lines.fields.native_status.cases", THIN),
    Feature(9, "a status on two axes", JOURNAL, "order.native_status.join", THIN),
    Feature(9, "a status among those of the units", UNIT, "order.native_status.among", VALUES),
    Feature(9, "quantities split by status", SPLIT, "order.lines.fields.quantity.if", VALUES),
    Feature(10, "an order's status from those of its lines", COUNTER, "order.native_status.of_lines", THIN),
    Feature(11, "a list of reasons with a time to live", OCTOPIA, "lists.cancellation_reasons.holds", SWEEPS),
    Feature(12, "a thin list and one request per order", COUNTER, "retrieval.list.complete", THIN),
    Feature(12, "an order's lines by a further request", ITEM, "retrieval.more.items.paging", THIN),
    Feature(
        13,
        "an operator's file over its family's",
        "tests/channels/bazaar_south",
        "extends",
        "tests/spec/test_family.py",
    ),
    Feature(14, "whole cents", UNIT, "order.lines.fields.unit_price.as", VALUES),
    Feature(14, "an amount with its divisor", UNIT, "order.lines.fields.tax_rate.divided_by", VALUES),
    Feature(14, "charges in a list", SPLIT, "order.lines.fields.unit_price.find", VALUES),
    Feature(14, "tax included or not", COUNTER, "order.tax", THIN),
    Feature(15, "namespaces", "tests/channels/xml_shop", "xml.namespaces", XML),
    Feature(15, "elements in alphabetical order, nil, one or many", "tests/channels/xml_shop", "xml.alphabetical", XML),
    Feature(17, "an address that is given later", COUNTER, "order.delivery.given_by", THIN),
)

BOL, LIVED = "channels/bol", "tests/runtime/test_bol_lived.py"

FEATURES += (
    Feature(1, "client credentials by Basic and a form", BOL, "auth.token.basic", LIVED),
    Feature(3, "a file in several parts", BOL, "uploads.invoice.steps.*.request.body.invoice", LIVED),
    Feature(4, "one call per line, and lines that are left out", BOL, "actions.cancel.steps.*.if", LIVED),
    Feature(6, "a result that is asked for later", BOL, "actions.ship.outcome", LIVED),
    Feature(7, "a short page where there is no total", BOL, "retrieval.list.paging.size", LIVED),
    Feature(8, "one listing per calendar day, or by minutes", BOL, "retrieval.by_day", LIVED),
    Feature(9, "a status derived from counters that add up", BOL, "order.native_status.of.cases", LIVED),
    Feature(12, "a thin list and one request per order", BOL, "retrieval.list.complete", LIVED),
    Feature(14, "sums, tax included", BOL, "order.total.sum", LIVED),
)

ALLEGRO, FOLLOWED = "channels/allegro", "tests/runtime/test_allegro_lived.py"

FEATURES += (
    Feature(1, "a refresh token that is good for one use", ALLEGRO, "auth.token.refresh", FOLLOWED),
    Feature(3, "a file as the whole body", ALLEGRO, "uploads.invoice.steps.*.request.body", FOLLOWED),
    Feature(4, "a parcel, and then the status under a revision", ALLEGRO, "actions.ship.steps.*.keep", FOLLOWED),
    Feature(6, "an action that no order shows", ALLEGRO, "actions.refund.confirmed_by", FOLLOWED),
    Feature(7, "offset, total and a cap", ALLEGRO, "retrieval.list.paging.cap", FOLLOWED),
    Feature(9, "a status on two axes", ALLEGRO, "order.native_status.else.join", FOLLOWED),
    Feature(12, "an order's parcels by a further request", ALLEGRO, "retrieval.more.shipments", FOLLOWED),
)


def reached(value: Any, steps: list[str]) -> Iterator[Any]:
    """Everything that a dotted key leads to."""
    if not steps:
        yield value
    elif isinstance(value, dict):
        for key in value if steps[0] == "*" else [steps[0]] if steps[0] in value else []:
            yield from reached(value[key], steps[1:])
    elif isinstance(value, list) and steps[0] == "*":
        for item in value:
            yield from reached(item, steps[1:])


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: f"{feature.number} {feature.title}")
def test_each_feature_is_used_by_a_channel_and_proven_by_a_test(feature: Feature) -> None:
    file = ROOT / feature.channel / "binding.yaml"
    source, problems = read_file(file, str(file))
    assert source is not None and not problems
    assert list(reached(source.data, feature.key.split("."))), f"{file} has no {feature.key}"
    test = ROOT / feature.test
    assert test.is_file() and re.search(r"^def test_", test.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("folder", sorted({ROOT / feature.channel for feature in FEATURES}), ids=lambda each: each.name)
def test_the_channels_that_use_them_are_without_problems(folder: Path) -> None:
    assert load_channel(folder).problems == ()
