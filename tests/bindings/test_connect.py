"""What an account has to bring for its channel's binding."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from stallkeeper.accounts import Account, EnvironmentSecret, load_accounts
from stallkeeper.bindings.connect import connect
from stallkeeper.clock import ManualClock
from stallkeeper.errors import AccountError, SpecError
from tests.bindings.arranged import NOW, Loaded, account, client, corner_shop, listed


def mistakes(used: Account) -> str:
    with pytest.raises(AccountError) as error:
        connect(corner_shop(), used, ManualClock(NOW))
    return str(error.value)


def test_all_that_is_missing_or_unknown_is_told_at_once() -> None:
    told = mistakes(account(parameters={"shopp": 1}, secrets={"kee": "x"}, hosts={"apo": "https://x.example"}))
    assert told == (
        "account test: the channel knows no host `apo` (did you mean `api`?); "
        "the channel knows no parameter `shopp` (did you mean `shop`?); "
        "the channel knows no secret `kee` (did you mean `key`?); "
        "the parameter `shop` is missing (The shop.); "
        "the secret `key` is missing: name the environment variable that holds it (The key.)"
    )


def test_a_parameter_of_another_type_is_told() -> None:
    assert mistakes(account(parameters={"shop": "seven"})) == (
        'account test: the parameter `shop` is "seven", which is no whole number'
    )


def test_a_parameter_of_another_type_is_told_where_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "stallkeeper.yaml"
    file.write_text("language: 1\naccounts:\n  test:\n    channel: c\n    parameters: {shop: 12O}\n")
    used = load_accounts(file, {}).accounts["test"]
    assert f'{file}:5:18: the parameter `shop` is "12O", which is no whole number' in mistakes(used)


def test_a_secret_that_is_not_set_names_its_variable() -> None:
    used = Account(
        "test", "corner_shop", "test", parameters={"shop": 7}, secrets={"key": EnvironmentSecret("MY_KEY", {})}
    )
    assert "the environment variable MY_KEY is not set" in mistakes(used)


def test_text_from_the_file_is_typed_as_the_binding_says() -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.url.path} {request.headers['authorization']}")
        return httpx.Response(200, json={"orders": [], "next": None})

    listed(client(corner_shop(), handler, used=account(parameters={"shop": "0007"})))
    assert asked == ["/shops/7/orders Bearer s3cret-key"]


def test_a_channel_without_a_usable_binding_cannot_be_connected() -> None:
    with pytest.raises(SpecError, match=r"its binding\.yaml is missing or has problems"):
        connect(Loaded(corner_shop().spec, None), account(), ManualClock(NOW))


def test_a_secret_with_a_line_break_is_refused_before_it_breaks_a_header() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        raise AssertionError("nothing may be sent")

    shop = client(corner_shop(), handler, used=account(secrets={"key": "a\r\nX-Evil: 1"}))
    with pytest.raises(Exception, match="the header Authorization holds a character") as error:
        listed(shop)
    assert "Evil" not in str(error.value)
