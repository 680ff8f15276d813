"""Words that stand in messages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stallkeeper.text.wording import did_you_mean, listed, nearest, quoted


def test_a_near_miss_is_named_and_a_far_one_is_not() -> None:
    assert nearest("result", ["results_in", "needs", "accepts"]) == "results_in"
    assert nearest("SHIPED", ["SHIPPED", "PENDING"]) == "SHIPPED"
    assert nearest("colour", ["results_in", "needs"]) is None


def test_the_beginning_of_a_name_or_of_a_part_of_it_is_near_too() -> None:
    assert nearest("zip", ["city", "zip_code"]) == "zip_code"
    assert nearest("vienna", ["Europe/Paris", "Europe/Vienna"]) == "Europe/Vienna"
    assert nearest("code", ["zip_code", "carrier_code_of_channel"]) == "zip_code"
    assert nearest("form", ["platform_of_sale"]) is None
    assert nearest("zi", ["zip_code"]) is None


def test_a_hint_names_the_near_word_or_the_few_there_are() -> None:
    assert did_you_mean("need", ["needs", "accepts"]) == "did you mean `needs`?"
    assert did_you_mean("zzz", ["needs", "accepts"]) == "one of: needs, accepts"
    assert did_you_mean("zzz", [f"word_{number}" for number in range(100)]) == ""


def test_words_are_listed_as_people_do() -> None:
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


@given(st.text())
def test_a_quoted_word_is_short_and_moves_no_cursor(word: str) -> None:
    shown = quoted(word)
    assert shown.isprintable() and len(shown) <= 63


def test_of_a_long_list_the_beginning_is_told_and_how_many_more_there_are() -> None:
    words = [f'"WORD_{number:02}"' for number in range(40)]
    said = listed(words)
    assert said.startswith('"WORD_00", "WORD_01"') and said.endswith(" more") and len(said) < 180
    told = int(said.split()[-2])
    assert said.count("WORD_") + told == 40
    assert listed(["x" * 500, "y"]) == f"{'x' * 500} and 1 more"
