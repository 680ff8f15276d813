"""An account that was renamed while an action waited: `health` and `errors` say so, and what a person can do works."""

from __future__ import annotations

import json

import pytest

from tests.cli.shop import Shop

WRONG_KEY = {"SHOP_KEY": "wrong"}


def rename(shop: Shop, before: str, after: str) -> None:
    shop.accounts.write_text(shop.accounts.read_text().replace(f"  {before}:\n", f"  {after}:\n"))


@pytest.fixture
def left(shop: Shop) -> str:
    """An order whose acceptance could not be sent before its account was renamed."""
    (order,) = shop.arrive("PENDING")
    shop.run("sync")
    assert "queued" in shop.run("act", "accept", order, environ=WRONG_KEY).stdout
    rename(shop, "shop", "our-shop")
    return order


def test_health_has_a_row_for_it_and_ends_with_1(shop: Shop, left: str) -> None:
    assert shop.run("sync").exit_code == 0
    told = shop.run("health")
    assert told.exit_code == 1 and told.stdout.startswith("our-shop (manomano): well, "), told.output
    assert "\nshop (manomano): look at it, not in the accounts file; 1 action waits, the oldest asked " in told.stdout
    assert f"  account_gone: account shop is not in {shop.accounts}, " in told.stdout
    assert "under another one without `scope: shop` its orders stand here twice" in told.stdout
    alone = shop.run("health", "shop")
    assert alone.exit_code == 1 and alone.stdout.startswith("shop (manomano): look at it, ")
    assert [each["gone"] for each in json.loads(shop.run("health", "--json").stdout)] == [False, True]


def test_health_tells_of_it_before_anything_else_has_run(shop: Shop, left: str) -> None:
    told = shop.run("health")
    assert told.exit_code == 1 and "not in the accounts file; 1 action waits" in told.stdout


def test_errors_lists_the_action_with_its_cause_and_by_the_name_of_its_account(shop: Shop, left: str) -> None:
    told = shop.run("errors")
    assert (told.exit_code, told.stderr) == (1, "2 errors\n"), "the key was refused before, which is another one"
    because = f"accept of order {left} waits and is not sent: account shop is not in {shop.accounts}. Put it back there"
    assert f"shop  not_found  1 time: {because}" in told.stdout
    alone = shop.run("errors", "--account", "shop", "--kind", "not_found")
    assert alone.exit_code == 1 and alone.stderr == "1 error\n"
    assert shop.run("errors", "--account", "our-shop").exit_code == 0


def identifier(shop: Shop) -> str:
    (entry,) = json.loads(shop.run("errors", "--kind", "not_found", "--json").stdout)
    return str(entry["id"])


def test_a_retry_says_why_not_and_one_of_all_leaves_it(shop: Shop, left: str) -> None:
    refused = shop.run("errors", "retry", identifier(shop))
    assert refused.exit_code == 2 and "account shop is not in " in refused.stderr, refused.output
    every = shop.run("errors", "retry", "--all")
    assert every.exit_code == 1 and f"{identifier(shop)}  left: accept of order {left} waits" in every.stdout


def test_it_is_given_up_with_a_reason_and_nothing_is_left(shop: Shop, left: str) -> None:
    done = shop.run("errors", "handle", identifier(shop), "--because", "accepted on the marketplace's own pages")
    assert done.exit_code == 0, done.output
    assert shop.run("errors", "--kind", "not_found").exit_code == 0
    health = shop.run("health")
    assert health.stdout.count("manomano") == 1 and "account_gone" not in health.stdout
    assert "accepted on the marketplace's own pages" in shop.run("audit").stdout
    assert shop.world.effects(left) == ()


def test_an_account_that_is_put_back_sends_it(shop: Shop, left: str) -> None:
    shop.run("health")
    rename(shop, "our-shop", "shop")
    assert shop.run("health").stdout.count("account_gone") == 0, "it is closed by the first that looks"
    assert shop.run("sync").exit_code == 0
    assert shop.run("errors", "retry", "--all").exit_code == 0
    assert [each.action for each in shop.world.effects(left)] == ["accept"]
    assert shop.run("health").exit_code == 0


def test_what_was_sent_is_settled_though_its_order_stands_twice(shop: Shop) -> None:
    (order,) = shop.arrive("PENDING")
    shop.run("sync")
    shop.server.marketplace.faults.arm("drop_next", {"route": "accept", "after_effect": True})
    assert "in_doubt" in shop.run("act", "accept", order).stdout
    rename(shop, "shop", "our-shop")
    shop.run("sync")
    assert f"say `settle {order} --happened`, or --not-happened" in shop.run("errors").stdout
    both = shop.run("settle", order, "--happened")
    assert both.exit_code == 2 and "--channel manomano --account shop" in both.stderr
    done = shop.run("settle", order, "--happened", "--account", "shop")
    assert (done.exit_code, done.stdout) == (0, f"{order}  accept confirmed\n"), done.output
    assert "account shop is not in " not in shop.run("errors").stdout + shop.run("health").stdout


def test_an_account_that_never_was_is_told_as_before(shop: Shop, left: str) -> None:
    for words in (("health", "shopp"), ("errors", "--account", "shopp"), ("order", left, "--account", "shopp")):
        done = shop.run(*words)
        assert done.exit_code == 2 and 'no account is called "shopp"' in done.stderr, words
