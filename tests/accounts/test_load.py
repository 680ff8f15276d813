"""stallkeeper.yaml: what it may say, and what is told when it is wrong."""

from __future__ import annotations

import pickle
import re
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.accounts import load_accounts
from stallkeeper.accounts.account import READ_AGAIN_AFTER
from stallkeeper.errors import AccountError

GOOD = """language: 1
store: orders.db
accounts:
  my-shop:
    channel: corner_shop
    hosts: {api: "http://127.0.0.1:8801"}
    parameters: {seller_contract_id: 12345, company: yes}
    secrets: {api_key: MY_SHOP_API_KEY}
    scope: my-company
  other: {channel: market_hall}
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "stallkeeper.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def told(folder: Path, text: str) -> AccountError:
    with pytest.raises(AccountError) as error:
        load_accounts(write(folder, text), {})
    return error.value


def test_accounts_are_read_with_the_store_beside_the_file(tmp_path: Path) -> None:
    accounts = load_accounts(write(tmp_path, GOOD), {"MY_SHOP_API_KEY": " k3y\n"})
    shop, other = accounts.accounts["my-shop"], accounts.accounts["other"]
    assert accounts.store == tmp_path / "orders.db"
    assert (shop.name, shop.channel, shop.scope, other.scope) == ("my-shop", "corner_shop", "my-company", "other")
    assert shop.hosts == {"api": "http://127.0.0.1:8801"}
    assert shop.parameters == {"seller_contract_id": "12345", "company": "yes"}
    assert shop.secrets["api_key"].reveal() == "k3y"


def test_how_old_an_order_may_be_is_told_per_account_and_may_be_nothing(tmp_path: Path) -> None:
    text = GOOD.replace("    scope:", "    read_again_after: 0 minutes\n    scope:")
    accounts = load_accounts(write(tmp_path, text), {}).accounts
    assert accounts["my-shop"].read_again_after == timedelta(0)
    assert accounts["other"].read_again_after == READ_AGAIN_AFTER


def test_a_full_path_of_the_store_stays_as_it_is(tmp_path: Path) -> None:
    file = write(tmp_path, GOOD.replace("orders.db", "/var/lib/orders.db"))
    assert load_accounts(file, {}).store == Path("/var/lib/orders.db")


def test_a_secret_prints_as_stars_everywhere(tmp_path: Path) -> None:
    accounts = load_accounts(write(tmp_path, GOOD), {"MY_SHOP_API_KEY": "k3y"})
    secret = accounts.accounts["my-shop"].secrets["api_key"]
    assert (str(secret), repr(secret), f"{secret}", f"{secret:>9}") == ("***", "***", "***", "***")
    assert "k3y" not in repr(accounts)
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_a_secret_that_is_not_set_is_told_only_when_it_is_used(tmp_path: Path) -> None:
    secret = load_accounts(write(tmp_path, GOOD), {}).accounts["my-shop"].secrets["api_key"]
    with pytest.raises(AccountError, match="the environment variable MY_SHOP_API_KEY is not set"):
        secret.reveal()


def test_all_problems_are_told_at_once_with_their_places(tmp_path: Path) -> None:
    error = told(
        tmp_path,
        """language: 1
accounts:
  my-shop:
    chanel: corner_shop
    secrets: {api_key: "k3y with spaces"}
  other:
    channel: corner_shop
    hosts: {api: "http://market.example"}
    colour: red
""",
    )
    assert {problem.code for problem in error.problems} >= {"missing-key", "unknown-key", "insecure-host"}
    assert len(error.problems) >= 4
    assert "did you mean" in str(error) or "add `channel`" in str(error)
    assert f"{tmp_path / 'stallkeeper.yaml'}:8:" in str(error)
    assert "\n" in str(error)


def test_a_secret_written_into_the_file_is_refused_and_where_it_stands_is_told(tmp_path: Path) -> None:
    error = told(tmp_path, "language: 1\naccounts:\n  a: {channel: c, secrets: {key: sk-live-123.abc}}\n")
    assert [problem.place.line for problem in error.problems] == [3]
    assert "sk-live-123" not in str(error)


def drawn(folder: Path, text: str) -> str:
    """What is told below the headline."""
    return str(told(folder, text)).partition("\n")[2].replace(f"{folder}/", "")


def test_a_misspelt_key_is_told_where_it_stands_with_the_line_and_a_caret(tmp_path: Path) -> None:
    assert drawn(tmp_path, "language: 1\nacounts: {a: {channel: c}}\n") == (
        "stallkeeper.yaml:2:1  missing-key  this stallkeeper.yaml does not say `accounts` "
        "(unknown key; did you mean `accounts`?)\n"
        "    2 | acounts …\n"
        "      | ^^^^^^^"
    )


def test_a_wrong_value_is_shown_under_its_keys(tmp_path: Path) -> None:
    assert drawn(tmp_path, "language: 1\naccounts:\n  a: {channel: c, hosts: {api: ftp://x.example}}\n").endswith(
        "    3 | …                              ftp://x.example …\n"
        "      |                                ^^^^^^^^^^^^^^^"
    )
    assert drawn(tmp_path, "language: 1\naccounts:\n  a:\n    channel: c\n    hosts: {api: ftp://x}\n").endswith(
        "    5 |     hosts: {api: ftp://x …\n      |                  ^^^^^^^"
    )


@pytest.mark.parametrize(
    "account",
    [
        "{channel: c, secret: {key: sk-live-123}}",
        "{channel: c, secrets: {key: sk-live-123}, colour: red}",
        "{colour: red, channel: c, secrets: {key: sk-live-123}}",
        "{channel: c, secrets: sk-live-123}",
        "{channel: c, secrets: [sk-live-123]}",
        "{channel: c, secrets: {key: sk-live-123}, secrets: {}}",
        "{channel: c, secrets: {key: sk_live_123}, hosts: {api: ftp://x}}",
        "{channel: c, parameters: {password: sk-live-123}, hosts: {api: ftp://x}}",
    ],
)
def test_no_excerpt_shows_a_secret_that_stands_in_the_file(tmp_path: Path, account: str) -> None:
    error = told(tmp_path, f"language: 1\naccounts:\n  a: {account}\n")
    assert not re.search("sk.live", f"{error}{error.problems}")


@pytest.mark.parametrize(
    ("given", "form"),
    [
        ("hosts: api.example", 'such as {api: "https://api.example.com"}, not "api.example"'),
        ("parameters: 12345", 'such as {seller_contract_id: 12345}, not "12345"'),
        ("secrets: KEY", "such as {api_key: MY_SHOP_API_KEY}; what stands there is not shown"),
    ],
)
def test_what_has_to_be_keys_with_values_is_told_with_an_example(tmp_path: Path, given: str, form: str) -> None:
    assert form in drawn(tmp_path, f"language: 1\naccounts:\n  a:\n    channel: c\n    {given}\n")


def test_unencrypted_hosts_are_only_taken_on_this_machine(tmp_path: Path) -> None:
    local = GOOD.replace("127.0.0.1", "localhost")
    assert load_accounts(write(tmp_path, local), {}).accounts["my-shop"].hosts["api"] == "http://localhost:8801"
    error = told(tmp_path, GOOD.replace("127.0.0.1", "127.0.0.1.evil.example"))
    assert [problem.code for problem in error.problems] == ["insecure-host"]


@pytest.mark.parametrize(
    "text",
    [
        "language: 1\naccounts: {a: {channel: c}, a: {channel: d}}\n",
        "language: 1\naccounts: {a: &x {channel: c}, b: *x}\n",
        "language: 2\naccounts: {a: {channel: c}}\n",
        "accounts: {a: {channel: c}}\n",
        "language: 1\n",
        "- a\n",
        "",
        "language: [1\n",
    ],
)
def test_a_file_that_is_not_strict_yaml_or_lacks_something_is_refused(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, text).problems


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(AccountError, match="there is no such file"):
        load_accounts(tmp_path / "stallkeeper.yaml", {})


@pytest.mark.parametrize("channel", ["shop", "shop/v2", "my-shop/v_2"])
def test_what_may_be_a_name_of_the_catalog_stays_as_it_is(tmp_path: Path, channel: str) -> None:
    text = f"language: 1\naccounts: {{a: {{channel: {channel}}}}}\n"
    assert load_accounts(write(tmp_path, text), {}).accounts["a"].channel == channel


@pytest.mark.parametrize("channel", ["./shop", "../shop/v2", "a/b/c", ".", "/somewhere/shop"])
def test_a_path_is_seen_from_the_file(tmp_path: Path, channel: str) -> None:
    text = f"language: 1\naccounts: {{a: {{channel: {channel}}}}}\n"
    assert load_accounts(write(tmp_path, text), {}).accounts["a"].channel == str(tmp_path / channel)
