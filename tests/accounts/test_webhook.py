"""`webhooks` in the accounts file: who is told, and every mistake with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from stallkeeper.accounts import load_accounts
from stallkeeper.errors import AccountError
from stallkeeper.runtime.webhook_message import TYPES
from stallkeeper.text.schema_file import read_schema

BEGIN = "language: 1\naccounts:\n  shop: {channel: c}\nwebhooks:\n"


def loaded(folder: Path, webhook: str) -> object:
    path = folder / "stallkeeper.yaml"
    path.write_text(f"{BEGIN}  erp: {webhook}\n")
    return load_accounts(path, {"HOOK": "whsec_x"}).webhooks["erp"]


def test_who_is_told_of_what(tmp_path: Path) -> None:
    found = loaded(
        tmp_path, '{url: "https://erp.example/h/s3cret", secret: HOOK, events: [order.moved], accounts: [shop]}'
    )
    assert found.url == "https://erp.example/h/s3cret"  # type: ignore[attr-defined]
    assert (found.host, found.events, found.accounts) == ("erp.example", {"order.moved"}, {"shop"})  # type: ignore[attr-defined]
    assert "s3cret" not in repr(found) and "whsec" not in repr(found)


@pytest.mark.parametrize(("word", "only_public"), [("allowed", False), ("refused", True)])
def test_an_address_of_this_network_may_be_refused(tmp_path: Path, word: str, only_public: bool) -> None:
    found = loaded(tmp_path, f'{{url: "https://erp.example/h", secret: HOOK, private_addresses: {word}}}')
    assert found.only_public is only_public  # type: ignore[attr-defined]


def test_this_machine_may_be_told_in_the_clear(tmp_path: Path) -> None:
    loaded(tmp_path, '{url: "http://127.0.0.1:8000/x", secret: HOOK}')


@pytest.mark.parametrize(
    ("webhook", "told"),
    [
        ('{url: "http://erp.example", secret: HOOK}', "begin with https://"),
        ('{url: "https://[::1", secret: HOOK}', "it is no address of a host"),
        ('{url: "https://erp.example:99999/x", secret: HOOK}', "it is no address of a host"),
        ('{url: "ftp://erp.example", secret: HOOK}', "an address such as https://erp.example/hooks"),
        ("{secret: HOOK}", "add `url`"),
        ('{url: "https://erp.example", secret: HOOK, events: [order.move]}', "did you mean `order.moved`?"),
        ('{url: "https://erp.example", secret: HOOK, accounts: [shup]}', "did you mean `shop`?"),
        ('{url: "https://erp.example", secret: "whsec_live 123"}', "the name of an environment variable"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, webhook: str, told: str) -> None:
    with pytest.raises(AccountError) as caught:
        loaded(tmp_path, webhook)
    assert told in str(caught.value) and "stallkeeper.yaml:5:" in str(caught.value)
    assert "live 123" not in str(caught.value)


def test_what_may_be_asked_for_is_what_is_told() -> None:
    schema = read_schema("accounts-1")
    events = schema["properties"]["webhooks"]["additionalProperties"]["properties"]["events"]["items"]["enum"]
    assert sorted(events) == sorted(TYPES.values())
