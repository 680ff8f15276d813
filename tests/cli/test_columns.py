"""Columns: aligned, and safe to show."""

from __future__ import annotations

from stallkeeper.cli.columns import columns


def test_columns_line_up_and_lines_have_no_tail() -> None:
    assert columns(("id", "what"), [("1", "x"), ("1000", "")]) == "id    what\n1     x\n1000"


def test_wide_characters_count_twice() -> None:
    assert columns(("a", "b"), [("東京", "x"), ("abcd", "y")]) == "a     b\n東京  x\nabcd  y"


def test_what_a_marketplace_sends_cannot_steer_the_terminal() -> None:
    shown = columns(("id",), [("\x1b]0;owned\x07\x1b[2J\u202e4711",)])
    assert "\x1b" not in shown and "\x07" not in shown and "\u202e" not in shown
    assert "4711" in shown
