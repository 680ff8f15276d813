"""How a comparison is printed: what is said of several words stands once, and where it shows is said once."""

from __future__ import annotations

from stallkeeper.machine.diff.difference import Comparison, Difference, Witness
from stallkeeper.problems import Place
from stallkeeper.render.diff_text import diff_text

PLACE = Place("channel.yaml", 7)


def of_word(word: str, meaning: str) -> Difference:
    message = f"{word} means {meaning}, not canceled"
    witness = Witness(None, word, "canceled", meaning)
    return Difference("word-changed", f"native.{word}", message, PLACE, ("stored orders",), witness=witness)


def printed(*differences: Difference) -> list[str]:
    return diff_text(Comparison(differences, tried=3), "old", "new").splitlines()


def test_words_that_mean_the_same_are_told_together() -> None:
    lines = printed(of_word("GONE", "refunded"), of_word("LEFT", "shipped"), of_word("BACK", "refunded"))
    assert lines[1:4] == [
        "  word-changed  GONE means refunded, not canceled (breaks stored orders)",
        "      and so with BACK",
        "      channel.yaml:7",
    ]
    assert "  word-changed  LEFT means shipped, not canceled (breaks stored orders)" in lines
    assert lines[-1] == "old to new: 3 breaking differences, 0 others (3 cases tried)"


def test_a_deadline_says_once_where_it_is() -> None:
    deadline = Difference("deadline-removed", "statuses.new.deadline", "new no longer ends", PLACE, (), ("new",))
    assert "  deadline-removed  new no longer ends" in printed(deadline)


def test_a_word_that_stands_for_any_other_has_one_pair_of_parentheses() -> None:
    witness = Witness("new", "(another word)", "new", "closed", reported="GONE")
    message = "an order at new that is reported as GONE is then closed, not new"
    moved = Difference("moves-changed", "statuses.new.next.GONE", message, PLACE, (), ("new",), witness)
    assert "      for an order at new (another word) that is then reported as GONE" in printed(moved)
