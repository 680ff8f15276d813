"""`stallkeeper errors` at a marketplace that refuses, and takes it later."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.shop import open_shop


def test_nothing_failed_ends_with_0(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop:
        shop.arrive("PENDING")
        shop.run("sync")
        done = shop.run("errors")
        assert (done.exit_code, done.stdout, done.stderr) == (0, "", "0 errors\n")


def test_a_refused_key_is_one_error_of_its_class(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop:
        shop.arrive("PENDING")
        shop.run("sync")
        shop.run("sync", environ={"SHOP_KEY": "wrong"})
        done = shop.run("errors")
        assert done.exit_code == 1 and "shop  auth  1 time: " in done.stdout, done.output
        assert [each["kind"] for each in json.loads(shop.run("errors", "--json", "--kind", "auth").stdout)] == ["auth"]
        assert shop.run("errors", "--kind", "transient").exit_code == 0
        shop.run("sync")
        assert shop.run("errors").exit_code == 0, "it clears itself"


@pytest.mark.requirement("R38")
def test_a_class_that_is_none_is_wrong_usage_and_never_an_empty_list(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop:
        done = shop.run("errors", "--kind", "validaton")
        assert done.exit_code == 2 and 'no class is called "validaton"; did you mean validation?' in done.stderr


def test_an_error_is_handled_with_a_reason(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop:
        shop.arrive("PENDING")
        shop.run("sync")
        shop.run("sync", environ={"SHOP_KEY": "wrong"})
        (entry,) = json.loads(shop.run("errors", "--json").stdout)
        assert shop.run("errors", "handle", entry["id"]).exit_code == 2, "a reason is asked for"
        assert shop.run("errors", "handle", entry["id"], "--because", "the key is being renewed").exit_code == 0
        assert shop.run("errors").exit_code == 0
        assert "the key is being renewed" in shop.run("audit").stdout


def test_one_error_or_all_of_them_are_retried_and_never_none(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop:
        shop.arrive("PENDING")
        shop.run("sync")
        assert shop.run("errors", "retry").exit_code == 2
        assert shop.run("errors", "retry", "--all").exit_code == 0
        done = shop.run("errors", "retry", "nothing")
        assert done.exit_code == 2 and "there is no error" in done.stderr
