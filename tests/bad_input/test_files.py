"""Files with a mistake in them: a channel's, and stallkeeper.yaml. It is told with its place; the orders stay."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from stallkeeper.text.shipped import shipped_folder
from tests.bad_input.arranged import SECRET, StockedShop, assert_nothing_leaks, bounded, dump, stocked

BOMB = "\n".join(
    [f"l0: &l0 [{', '.join(['lol'] * 10)}]"] + [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 12)]
)
"""A text of two kilobytes that stands for a hundred thousand million words."""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[StockedShop]:
    with stocked(tmp_path) as shop:
        shutil.copytree(shipped_folder("channels") / "manomano", tmp_path / "channels" / "manomano")
        yield shop


def mistaken(file: Path, before: str, after: str) -> None:
    """Write a mistake into a file."""
    text = file.read_text(encoding="utf-8")
    assert before in text, f"{file.name} does not hold {before!r}"
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def refused_channel(shop: StockedShop, file: str, before: str, after: str, *parts: str) -> None:
    """The mistake is told by `validate` and by every verb that needs the channel; nothing stored changes."""
    folder = shop.folder / "channels"
    path = folder / "manomano" / file
    mistaken(path, before, after)
    found = (f"{path}:", *parts)
    shop.refused("validate", str(folder / "manomano"), code=1, parts=(*found, "stallkeeper explain"), traced=False)
    using = (*found, "channel manomano cannot be used", f"stallkeeper validate {folder / 'manomano'}")
    shop.refused("--channels", str(folder), "sync", "shop", code=1, parts=using)
    shop.refused("--channels", str(folder), "act", "accept", shop.ids[0], code=1, parts=using)
    assert shop.ids[0] in shop.accepted("--channels", str(folder), "orders").stdout
    shop.recovers()


def refused_accounts(shop: StockedShop, before: str, after: str, *parts: str) -> None:
    """The mistake is told by every verb that needs the accounts; with the file put right, all is as it was."""
    accounts = shop.shop.accounts
    right = accounts.read_text()
    mistaken(accounts, before, after)
    for words in (("orders",), ("sync", "shop"), ("act", "accept", shop.ids[0])):
        shop.refused(*words, code=1, parts=(f"the accounts in {accounts} cannot be used", f"{accounts}:", *parts))
    accounts.write_text(right)
    shop.recovers()


@pytest.mark.parametrize(
    ("file", "before", "after", "parts"),
    [
        (
            "channel.yaml",
            "    actions: [ship]",
            "    action: [ship]",
            ('unknown-key  status "waiting_shipment" has no key "action"', "^^^^^^ did you mean `actions`?"),
        ),
        (
            "binding.yaml",
            "    total: pagination.items",
            "    totals: pagination.items",
            ('unknown-key  "list" has no key "totals"', "did you mean `total`?"),
        ),
    ],
)
def test_an_unknown_key_in_a_channel_is_told_with_its_place_and_the_near_miss(
    shop: StockedShop, file: str, before: str, after: str, parts: tuple[str, ...]
) -> None:
    refused_channel(shop, file, before, after, *parts)


def test_an_unknown_key_in_the_accounts_is_told_with_its_place_and_the_near_miss(shop: StockedShop) -> None:
    refused_accounts(shop, "parameters:", "parametres:", "7:5  unknown-key", "(did you mean `parameters`?)")


@pytest.mark.parametrize(
    ("file", "before", "after", "parts"),
    [
        ("channel.yaml", "closed: true", "closed: 7", ('wrong-type  "closed" should be true or false, not "7"',)),
        ("binding.yaml", "size: 50", "size: fifty", ('wrong-type  "size" should be a whole number, not "fifty"',)),
    ],
)
def test_a_wrong_type_in_a_channel_says_what_belongs_there(
    shop: StockedShop, file: str, before: str, after: str, parts: tuple[str, ...]
) -> None:
    refused_channel(shop, file, before, after, *parts)


def test_a_wrong_type_in_the_accounts_says_what_belongs_there(shop: StockedShop) -> None:
    refused_accounts(
        shop,
        "{seller_contract_id: 12345}",
        "12345",
        'wrong-type  "parameters" should be keys with values, such as {seller_contract_id: 12345}, not "12345"',
    )


def test_a_duplicate_key_in_a_channel_says_where_the_first_one_stands(shop: StockedShop) -> None:
    refused_channel(
        shop,
        "channel.yaml",
        "    native: [SHIPPED]",
        "    native: [SHIPPED]\n    native: [SENT]",
        'duplicate-key  the key "native" stands here a second time',
        "^^^^^^ first on line",
    )


def test_a_duplicate_key_in_the_accounts_says_where_the_first_one_stands(shop: StockedShop) -> None:
    refused_accounts(
        shop,
        "    channel: manomano",
        "    channel: manomano\n    channel: veepee",
        '6:5  duplicate-key  the key "channel" stands here a second time (first on line 5)',
    )


@pytest.mark.parametrize("target", ["channels/manomano/channel.yaml", "channels/manomano/binding.yaml"])
def test_an_alias_bomb_in_a_channel_is_refused_at_its_first_alias_within_bounds(shop: StockedShop, target: str) -> None:
    before = dump(shop.store)
    folder = shop.folder / "channels"
    (shop.folder / target).write_text(BOMB)
    for words in (("validate", str(folder / "manomano")), ("--channels", str(folder), "sync", "shop")):
        result = bounded(shop, *words)
        assert result.returncode == 1, result.stderr
        shown = result.stdout + result.stderr
        assert f'{shop.folder / target}:2:10  alias  the alias "*l0" repeats another part of the file' in shown
        assert "write it out" in shown
        assert shown.count("  alias  ") == 1, "reading stops at the first one"
        assert "Traceback" not in shown
        assert_nothing_leaks(shown)
    assert dump(shop.store) == before


def test_an_alias_bomb_in_the_accounts_is_refused_at_its_first_alias_within_bounds(shop: StockedShop) -> None:
    before = dump(shop.store)
    right = shop.shop.accounts.read_text()
    shop.shop.accounts.write_text(BOMB)
    result = bounded(shop, "orders")
    assert result.returncode == 1
    assert ':2:10  alias  the alias "…" repeats another part of the file (write it out)' in result.stderr
    assert "Traceback" not in result.stderr
    assert dump(shop.store) == before
    shop.shop.accounts.write_text(right)
    shop.recovers()


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        (
            "results_in: [refunding]",
            "results_in: [refundign]",
            ("unknown-status-word", 'is "refundign", which is not a canonical status', "did you mean `refunding`?"),
        ),
        (
            "    next: [shipped, canceled]",
            "    next: [shipped, closed]",
            ("undeclared-status", '"waiting_shipment" goes on to "closed", a status this channel does not have'),
        ),
    ],
)
def test_an_unknown_status_in_a_channel_is_told_with_the_near_miss(
    shop: StockedShop, before: str, after: str, parts: tuple[str, ...]
) -> None:
    refused_channel(shop, "channel.yaml", before, after, *parts)


def test_an_unknown_action_in_a_channel_is_told_with_the_near_miss(shop: StockedShop) -> None:
    refused_channel(
        shop,
        "channel.yaml",
        "actions: [accept, refuse]",
        "actions: [acept, refuse]",
        'undeclared-action  status "waiting_acceptance" offers "acept", an action this channel does not have',
        "^^^^^ did you mean `accept`?",
    )


def test_a_missing_field_of_a_channel_says_what_to_add(shop: StockedShop) -> None:
    refused_channel(
        shop,
        "channel.yaml",
        "  ship:\n    label: Confirm the order shipment\n    results_in: [shipped]\n",
        "  ship:\n    label: Confirm the order shipment\n",
        "missing-key",
        'action "ship" does not say what it results in',
        "results_in",
    )


def test_a_missing_field_of_the_accounts_says_what_to_add(shop: StockedShop) -> None:
    refused_accounts(shop, "    channel: manomano\n", "", "missing-key", "channel")


@pytest.mark.parametrize(
    ("file", "before", "after", "parts"),
    [
        (
            "channel.yaml",
            "every: 15 minutes",
            "every: often",
            (
                'wrong-value  "every" should be a number and a unit, more than nothing, such as 15 minutes',
                'not "often"',
            ),
        ),
        (
            "channel.yaml",
            "list: given_by_channel",
            "list: somewhere",
            ('wrong-value  "list" is "somewhere", which is not one of given_by_channel and fixed',),
        ),
        (
            "binding.yaml",
            "https://partnersapi",
            "http://partnersapi",
            ("insecure-host", "would carry secrets unencrypted", "begin it with https://"),
        ),
    ],
)
def test_a_wrong_value_in_a_channel_says_what_would_be_right(
    shop: StockedShop, file: str, before: str, after: str, parts: tuple[str, ...]
) -> None:
    refused_channel(shop, file, before, after, *parts)


def test_a_wrong_value_in_the_accounts_says_what_would_be_right(shop: StockedShop) -> None:
    refused_accounts(shop, "language: 1", "language: 7", '1:11  wrong-value  "language" is "7"')
    refused_accounts(shop, "http://127.0.0.1", "http://192.0.2.1", "insecure-host", "begin it with https://")


def test_a_secret_in_place_of_its_name_is_refused_and_never_repeated(shop: StockedShop) -> None:
    refused_accounts(
        shop,
        "api_key: SHOP_KEY",
        f"api_key: {SECRET}",
        "should be the name of an environment variable such as MY_SHOP_API_KEY, or {keyring: my-shop-key}; "
        "what stands there is not shown",
    )
