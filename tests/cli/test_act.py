"""`act`: one order, several, or all that a filter finds; what is done, what is not, and why."""

from __future__ import annotations

import json

import pytest

from tests.cli.shop import Shop


def held(shop: Shop, native: str, count: int = 1) -> tuple[str, ...]:
    """Orders in the store and at the marketplace."""
    orders = shop.arrive(native, count)
    assert shop.run("sync", "shop").exit_code == 0
    return orders


def test_an_accepted_order_is_confirmed_by_the_marketplace(shop: Shop) -> None:
    (order,) = held(shop, "PENDING")
    result = shop.run("act", "accept", order)
    assert result.exit_code == 0, result.stderr
    assert f"{order}  confirmed" in result.stdout
    assert "1 of 1 done" in result.stdout
    assert shop.world.orders()[order] == "REMORSE_PERIOD"


def test_fields_are_options_in_words_of_their_own(shop: Shop) -> None:
    (order,) = held(shop, "PREPARATION")
    result = shop.run("act", "ship", order, "--carrier", "DPD", "--tracking-number=00340434")
    assert result.exit_code == 0, result.stdout
    assert shop.world.orders()[order] == "SHIPPED"


def test_a_missing_field_is_told_as_the_option_to_give(shop: Shop) -> None:
    (order,) = held(shop, "PREPARATION")
    result = shop.run("act", "ship", order, "--carrier", "Other")
    assert result.exit_code == 1
    assert "incomplete" in result.stdout
    assert "carrier_name" in result.stdout and "tracking_url" in result.stdout
    assert shop.world.effects() == ()


def test_failures_come_first_and_the_others_are_done_all_the_same(shop: Shop) -> None:
    first, gone, last = held(shop, "PENDING", 3)
    shop.world.report(gone, "CANCELED")
    result = shop.run("act", "accept", first, gone, last)
    assert result.exit_code == 1
    outcomes = [line.split()[0] for line in result.stdout.splitlines()[1:4]]
    assert outcomes[0] == gone and set(outcomes[1:]) == {first, last}
    assert "2 of 3 done" in result.stdout
    assert {shop.world.orders()[order] for order in (first, last)} == {"REMORSE_PERIOD"}


def test_what_is_not_offered_is_not_sent_and_says_why(shop: Shop) -> None:
    (order,) = held(shop, "SHIPPED")
    result = shop.run("act", "accept", order)
    assert result.exit_code == 1
    assert "not offered" in result.stdout and "shipped" in result.stdout
    assert not any(request.method == "POST" for request in shop.server.requests)


@pytest.mark.parametrize("given", [(), ("--carrier", "Postman Pat")])
def test_who_gives_no_carrier_of_the_channel_hears_where_they_stand(shop: Shop, given: tuple[str, ...]) -> None:
    (order,) = held(shop, "PREPARATION")
    result = shop.run("act", "ship", order, *given)
    assert result.exit_code == 1
    assert "`stallkeeper carriers manomano` lists carriers" in result.stdout
    assert ("give --carrier" in result.stdout) == (not given)


def test_a_dry_run_sends_nothing_and_keeps_nothing(shop: Shop) -> None:
    (order,) = held(shop, "PREPARATION")
    result = shop.run("act", "ship", order, "--carrier", "DPD", "--dry-run")
    assert result.exit_code == 0
    assert "would send" in result.stdout and "carrier = DPD" in result.stdout
    assert result.stdout.splitlines()[-1] == "nothing was sent; 1 of 1 would be, without --dry-run"
    assert shop.world.orders()[order] == "PREPARATION"
    assert json.loads(shop.run("order", order, "--json").stdout)["pending"] == []


def test_a_filter_finds_the_orders(shop: Shop) -> None:
    pending = held(shop, "PENDING", 3)
    held(shop, "PREPARATION")
    result = shop.run("act", "accept", "--where", "status=waiting_acceptance account=shop")
    assert result.exit_code == 0
    assert {effect.order_id for effect in shop.world.effects()} == set(pending)


def test_every_order_is_meant_only_by_the_word_for_it(shop: Shop) -> None:
    pending = held(shop, "PENDING", 3)
    assert shop.run("act", "accept", "--where", "all").exit_code == 0
    assert {effect.order_id for effect in shop.world.effects()} == set(pending)


def test_not_late_is_a_filter_of_its_own(shop: Shop) -> None:
    held(shop, "PENDING", 2)
    assert "2 of 2" in shop.run("act", "accept", "--where", "late=false", "--dry-run").stdout
    assert "no order matches" in shop.run("act", "accept", "--where", "late=true", "--dry-run").stderr


def test_a_filter_that_finds_nothing_is_no_failure(shop: Shop) -> None:
    held(shop, "PENDING")
    result = shop.run("act", "accept", "--where", "status=closed")
    assert (result.exit_code, result.stderr) == (0, "no order matches\n")


def test_json_tells_each_outcome(shop: Shop) -> None:
    (order,) = held(shop, "PREPARATION")
    result = shop.run("act", "ship", order, "--json")
    (outcome,) = json.loads(result.stdout)
    assert outcome["order"] == order and outcome["outcome"] == "incomplete" and outcome["failed"] is True
    assert outcome["missing"] == ["carrier"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["acept", "ORDER"], 'no action is called "acept"; did you mean accept?'),
        (["ship", "ORDER", "--carier", "DPD"], 'no option is called "--carier"; did you mean --carrier'),
        (["accept", "ORDER", "--carrier", "DPD"], "accept takes no fields"),
        (["accept", "M404"], 'no order "M404" is in the store'),
        (["accept"], "name one or more orders"),
        (["accept", "ORDER", "--where", "status=shipped"], "not both"),
        (["accept", "--where", "stats=shipped"], 'no filter is called "stats"; did you mean status'),
        (["accept", "--where", "status=shiped"], 'no status is called "shiped"; did you mean shipped'),
        (["accept", "--where", "status"], "gives no value; write status="),
        (["accept", "--where", ""], "--where all"),
        (["accept", "--where", "  "], "--where all"),
        (["accept", "--where", "account=shop", "--where", ""], "--where all"),
        (["accept", "--where", "all", "--account", ""], 'no account is called ""'),
        (["accept", "--where", "all", "--channel", ""], 'no channel is called ""'),
        (["accept", "--where", "status=,"], 'no status is called ""'),
    ],
)
def test_wrong_usage_is_named_and_nothing_is_sent(shop: Shop, words: list[str], message: str) -> None:
    (order,) = held(shop, "PENDING")
    result = shop.run("act", *(order if word == "ORDER" else word for word in words))
    assert result.exit_code == 2, result.output
    assert message in result.stderr
    assert shop.world.effects() == ()


def test_an_unknown_order_among_known_ones_stops_all_of_them(shop: Shop) -> None:
    (order,) = held(shop, "PENDING")
    assert shop.run("act", "accept", order, "M404").exit_code == 2
    assert shop.world.effects() == ()


def test_what_cannot_be_sent_now_stays_queued_and_counts_as_not_done(shop: Shop) -> None:
    (order,) = held(shop, "PENDING")
    shop.server.stop()
    result = shop.run("act", "accept", order)
    assert result.exit_code == 1
    assert "queued" in result.stdout and "stallkeeper run" in result.stdout
