from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "unread-native"


def test_a_word_that_no_window_reads_is_found() -> None:
    text = """
    retrieval:
      latest: {every: 15 minutes, native: [PENDING]}
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["SHIPPED"]
    assert [marked(problem) for problem in found] == ["SHIPPED"]


def test_a_window_without_native_words_reads_all() -> None:
    text = """
    retrieval:
      latest: {every: 15 minutes}
      nightly: {every: 1 day, look_back: 2 days, native: [PENDING]}
    """
    assert problems(text, CODE) == []
