"""Secrets: where they are kept, what is told when they are not there, and that they print as stars."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked

from stallkeeper.accounts import KeyringSecret, load_accounts
from stallkeeper.errors import AccountError
from tests.accounts.file_keyring import FileKeyring
from tests.cli.command_line import run_process
from tests.cli.shop import accounts_text, open_shop

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file of a keyring that holds one secret."""
    file = tmp_path / "keyring"
    file.write_text("stallkeeper my-shop-key k3y\nanother my-shop-key not-ours\n")
    monkeypatch.setenv("KEYRING_FILE", str(file))
    before = keyring.get_keyring()
    keyring.set_keyring(FileKeyring())
    yield file
    keyring.set_keyring(before)


def account_with(folder: Path, secret: str) -> Path:
    path = folder / "stallkeeper.yaml"
    path.write_text(f"language: 1\naccounts:\n  shop: {{channel: c, secrets: {{key: {secret}}}}}\n")
    return path


def test_a_secret_in_the_systems_keyring_is_looked_up_when_it_is_used(tmp_path: Path, kept: Path) -> None:
    secret = load_accounts(account_with(tmp_path, "{keyring: my-shop-key}"), {}).accounts["shop"].secrets["key"]
    assert secret.reveal() == "k3y"
    kept.write_text("stallkeeper my-shop-key newer\n")
    assert secret.reveal() == "newer"
    assert (str(secret), repr(secret), f"{secret:>9}") == ("***", "***", "***")


WRITTEN = "sk_live_51HxQ7"


@pytest.mark.parametrize("secret", [WRITTEN, "AKIAIOSFODNN7EXAMPLE"])
def test_a_secret_that_stands_where_a_name_should_is_not_shown(tmp_path: Path, secret: str) -> None:
    kept = load_accounts(account_with(tmp_path, secret), {}).accounts["shop"].secrets["key"]
    with pytest.raises(AccountError, match="write the NAME of a variable, such as MY_SHOP_KEY") as caught:
        kept.reveal()
    assert secret not in str(caught.value)


@pytest.mark.parametrize("sign", ["*", "!", "!!", "&", "%", "@", "|", ">", "[", "- ", "? ", "!!python/object:", "`"])
def test_a_secret_that_begins_with_a_sign_of_yaml_is_not_shown(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "stallkeeper.yaml"
    path.write_text(f"language: 1\naccounts:\n  shop:\n    channel: c\n    secrets:\n      key: {sign}{WRITTEN} x\n")
    with pytest.raises(AccountError) as caught:
        load_accounts(path, {}).accounts["shop"].secrets["key"].reveal()
    assert WRITTEN not in str(caught.value) and "stallkeeper.yaml:" in str(caught.value)


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_a_password_in_an_address_of_a_host_is_not_shown(tmp_path: Path, scheme: str) -> None:
    path = tmp_path / "stallkeeper.yaml"
    host = f"{scheme}://anna:{WRITTEN}@api.example"
    path.write_text(f'language: 1\naccounts:\n  shop:\n    channel: c\n    hosts: {{api: "{host}"}}\n')
    with pytest.raises(AccountError, match="…@api") as caught:
        load_accounts(path, {})
    assert WRITTEN not in str(caught.value)


def test_a_keyring_that_holds_nothing_of_that_name_says_how_to_put_it_there(kept: Path) -> None:
    with pytest.raises(AccountError, match="put it there with `keyring set stallkeeper other-key`"):
        KeyringSecret("other-key").reveal()


def test_a_machine_without_a_keyring_says_so(kept: Path) -> None:
    keyring.set_keyring(NoKeyring())
    with pytest.raises(AccountError, match="no keyring to look up my-shop-key in; name an environment variable"):
        KeyringSecret("my-shop-key").reveal()


def test_a_locked_keyring_is_told_without_its_own_words(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(_: object, service: str, username: str) -> str:
        raise KeyringLocked("k3y is behind a lock")

    monkeypatch.setattr(FileKeyring, "get_password", locked)
    with pytest.raises(AccountError, match="KeyringLocked") as caught:
        KeyringSecret("my-shop-key").reveal()
    assert "k3y is" not in str(caught.value)


def test_without_the_package_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(AccountError, match=r"pip install 'stallkeeper\[keyring\]'"):
        KeyringSecret("my-shop-key").reveal()


@pytest.mark.parametrize(
    "secret",
    ["{keyring: sk live 123}", "{keyrings: sk-live-123}", "{keyring: sk-live-123, x: 1}", "{}", "[sk-live-123]"],
)
def test_what_is_no_name_in_a_keyring_is_refused_and_not_shown(tmp_path: Path, secret: str) -> None:
    with pytest.raises(AccountError, match=r"stallkeeper.yaml:3:\d+") as caught:
        load_accounts(account_with(tmp_path, secret), {})
    assert "live" not in str(caught.value)


def test_a_shop_is_read_with_a_key_from_the_keyring(tmp_path: Path, kept: Path) -> None:
    kept.write_text("stallkeeper shop-key played-api-key\n")
    with open_shop(tmp_path) as shop:
        shop.arrive("PENDING", 2)
        shop.accounts.write_text(accounts_text(shop.server.base_url).replace("SHOP_KEY", "{keyring: shop-key}"))
        backend = {"PYTHON_KEYRING_BACKEND": "tests.accounts.file_keyring.FileKeyring", "KEYRING_FILE": str(kept)}
        done = run_process("--accounts", str(shop.accounts), "sync", "shop", cwd=ROOT, **backend)
    assert done.returncode == 0, done.stderr
    assert "shop latest: complete, 2 orders seen" in done.stderr
    assert "played-api-key" not in done.stdout + done.stderr
