"""`buyers` in the accounts file: who may be shown what is kept of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from stallkeeper.accounts import load_accounts
from stallkeeper.accounts.permission import Permission
from stallkeeper.errors import AccountError, UsageError


def loaded(folder: Path, buyers: str) -> Permission:
    path = folder / "stallkeeper.yaml"
    path.write_text(f"language: 1\naccounts:\n  shop: {{channel: c}}\n{buyers}")
    return load_accounts(path, {}).permission


def test_where_nothing_is_said_nobody_is_left_out(tmp_path: Path) -> None:
    assert loaded(tmp_path, "").allows("seller:anybody")


@pytest.mark.parametrize(
    ("who", "may"),
    [("seller:alice", True), ("alice", True), ("support:bob", True), ("seller:bob", False), ("alice:seller", False)],
)
def test_a_login_name_needs_no_word_before_it_and_any_other_name_is_told_whole(
    tmp_path: Path, who: str, may: bool
) -> None:
    assert loaded(tmp_path, "buyers: {shown_to: [alice, 'support:bob']}\n").allows(who) is may


def test_a_name_with_spaces_around_it_is_the_name(tmp_path: Path) -> None:
    assert loaded(tmp_path, "buyers: {shown_to: [' alice ']}\n").allows("seller:alice")


def test_a_number_is_a_name_too(tmp_path: Path) -> None:
    assert loaded(tmp_path, "buyers: {shown_to: [1001]}\n").allows("seller:1001")


def test_an_empty_list_is_nobody(tmp_path: Path) -> None:
    permission = loaded(tmp_path, "buyers: {shown_to: []}\n")
    with pytest.raises(UsageError, match=r"^alice may not see buyers' data; .*says who may: nobody$"):
        permission.check("seller:alice")


@pytest.mark.parametrize("buyers", ["buyers: {}", "buyers: {shown_to: alice}", "buyers: {shown: [alice]}", "buyers:"])
def test_what_could_be_meant_as_everybody_is_refused(tmp_path: Path, buyers: str) -> None:
    with pytest.raises(AccountError):
        loaded(tmp_path, f"{buyers}\n")
