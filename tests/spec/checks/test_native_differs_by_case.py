from __future__ import annotations

from tests.spec.example import example, load, marked, problems

CODE = "native-differs-by-case"


TWICE = """
statuses:
  waiting_shipment: {native: [CANCELED, Cancelled], actions: [ship], next: shipped}
  shipped: {native: [SHIPPED]}
"""


def test_two_spellings_of_one_word_are_a_warning() -> None:
    [problem] = problems(TWICE, CODE)
    assert (marked(problem), problem.severity) == ("Cancelled", "warning")


def test_a_warning_does_not_keep_the_channel_from_being_used() -> None:
    loaded = load({"channel.yaml": example(TWICE)})
    assert loaded.spec is not None and loaded.errors == () and len(loaded.problems) == 1


def test_different_words_are_no_problem() -> None:
    assert problems("", CODE) == []
