"""What the source pages say of the three channels as a whole, restated here by hand and held against their files."""

from __future__ import annotations

from datetime import time, timedelta
from functools import cache

import pytest

from stallkeeper.spec.channel_spec import ChannelSpec, Window
from stallkeeper.spec.load import load_channel
from tests.channel_folders import folder_of

CHANNELS = ("cdiscount/soap", "manomano", "veepee")

WINDOWS = {
    "cdiscount/soap": {"latest": (timedelta(minutes=15), None), "catch_up": (timedelta(days=1), timedelta(days=5))},
    "manomano": {"latest": (timedelta(minutes=15), None), "catch_up": (timedelta(days=1), timedelta(days=3))},
    "veepee": {"latest": (timedelta(minutes=15), None), "refunds": (timedelta(days=1), timedelta(days=2))},
}

OFFERED = {
    "cdiscount/soap": {
        "waiting_acceptance": {"accept", "refuse"},
        "waiting_shipment": {"ship", "cancel"},
        "shipped": {"refund"},
    },
    "manomano": {
        "waiting_acceptance": {"accept", "refuse"},
        "waiting_shipment": {"ship"},
        "shipped": {"refund"},
    },
    "veepee": {
        "waiting_acceptance": {"accept", "cancel"},
        "waiting_shipment": {"ship", "cancel"},
        "shipped": {"refund"},
    },
}
# A guess of ours lets a refund go on where the page is silent: each is an assumption in the channel's file.
OFFERED_BY_ASSUMPTION = {"cdiscount/soap": {"closed": {"refund"}, "partial_refunded": {"refund"}}}


@cache
def channel(name: str) -> ChannelSpec:
    spec = load_channel(folder_of(name), with_binding=False, with_scenarios=False).spec
    assert spec is not None
    return spec


def rhythm(window: Window) -> tuple[timedelta, timedelta | None]:
    return window.every, window.look_back


@pytest.mark.parametrize("name", CHANNELS)
def test_the_retrieval_windows_are_those_of_the_source_pages(name: str) -> None:
    assert {window.name: rhythm(window) for window in channel(name).retrieval} == WINDOWS[name]


def test_refunds_are_read_at_six_in_the_morning_in_france() -> None:
    (refunds,) = [window for window in channel("veepee").retrieval if window.name == "refunds"]
    assert (refunds.at, refunds.zone) == (time(6, 0), "Europe/Paris")
    assert set(refunds.native) == {"REFUNDED", "PARTIAL_REFUNDED"}


@pytest.mark.parametrize("name", CHANNELS)
def test_each_status_offers_the_actions_of_the_source_page(name: str) -> None:
    offered = {status: set(spec.actions) for status, spec in channel(name).statuses.items() if spec.actions}
    assert offered == OFFERED[name] | OFFERED_BY_ASSUMPTION.get(name, {})


@pytest.mark.parametrize("name", CHANNELS)
def test_what_is_offered_beyond_the_page_is_an_assumption(name: str) -> None:
    guessed = {assumption.about for assumption in channel(name).assumptions}
    for status in OFFERED_BY_ASSUMPTION.get(name, {}):
        assert {f"statuses.{status}", f"statuses.{status}.actions"} & guessed, status


def test_both_sites_share_one_channel() -> None:
    assert set(channel("veepee").sites.values()) == {"Veepee", "Privalia"}


@pytest.mark.parametrize("name", CHANNELS)
def test_personal_data_is_kept_for_six_months_on_every_channel(name: str) -> None:
    assert channel(name).retention == timedelta(days=180)


def test_amazons_buyers_are_kept_for_thirty_days_and_forty_after_the_order_at_most() -> None:
    spec = channel("amazon")
    assert (spec.retention, spec.retention_max) == (timedelta(days=30), timedelta(days=40))
    assert {"retention.personal_data", "retention.max"} <= {assumption.about for assumption in spec.assumptions}


@pytest.mark.parametrize("name", CHANNELS)
def test_a_back_office_takes_orders_from_waiting_shipment_on(name: str) -> None:
    policy = channel(name).back_office
    assert policy is not None
    assert (policy.import_from, policy.fulfilled_by_channel) == ("waiting_shipment", "opt_in")


@pytest.mark.parametrize("name", CHANNELS)
def test_orders_that_the_marketplace_fulfils_arrive_as_shipped(name: str) -> None:
    rules = channel(name).fulfilled_by_channel
    if name == "veepee":  # its page says nothing of fulfilment
        assert rules is None
        return
    assert rules is not None
    assert (rules.flag, rules.arrives_as) == ("is_delivered_by_marketplace", "shipped")


def test_who_makes_which_document_is_what_the_pages_say() -> None:
    made = {name: {document.name: document.made_by for document in channel(name).documents} for name in CHANNELS}
    assert made == {"cdiscount/soap": {}, "manomano": {"invoice": "seller"}, "veepee": {"delivery_note": "channel"}}


def test_a_partial_refund_gives_an_amount_and_no_line() -> None:
    refunds = channel("veepee").refunds
    assert refunds is not None
    assert (refunds.gives, refunds.line, refunds.seen) == ("amount", "unknown", ("through_us",))


def test_the_carrier_with_a_rule_of_its_own_is_on_the_list_by_code_and_name() -> None:
    rules = channel("veepee").carriers
    assert rules is not None
    assert rules.by == ("code", "name") and rules.custom == "130"
    assert {("5", "Fedex"), ("130", "Custom")} <= {(carrier.code, carrier.name) for carrier in rules.known}


def test_the_three_weeks_of_a_partial_cancellation_end_canceled_and_refunded() -> None:
    deadline = channel("veepee").statuses["waiting_shipment"].deadline
    assert deadline is not None
    assert deadline.outcomes == ("canceled", "refunded")


def test_a_shipped_order_may_be_reported_refunded_whole_or_in_part() -> None:
    assert set(channel("veepee").statuses["shipped"].next) == {"refunded", "partial_refunded"}


def test_a_refund_that_is_asked_for_is_granted_or_not() -> None:
    assert set(channel("manomano").statuses["refunding"].next) == {"refunded", "canceled"}


def test_where_the_list_of_carriers_is_closed_is_what_the_pages_say() -> None:
    closed = {name: rules.closed for name in CHANNELS if (rules := channel(name).carriers)}
    assert closed == {"cdiscount/soap": False, "manomano": True, "veepee": False}
