from __future__ import annotations

import pytest
from tests.spec.example import problems

from stallkeeper.spec.checks.old_word import CODE


def test_an_alias_of_a_declared_word_is_fine() -> None:
    assert problems("aliases: {Waiting: PENDING}", CODE) == []


@pytest.mark.parametrize(
    ("aliases", "message"),
    [
        ("{Waiting: PENDNG}", '"Waiting" is to mean "PENDNG", a native word that nothing here has'),
        ("{PENDING: PENDING}", '"PENDING" is a word of today, so it is no alias of "PENDING"'),
        ("{Old: Waiting, Waiting: PENDING}", '"Old" is to mean "Waiting", a native word that nothing here has'),
    ],
)
def test_an_alias_that_is_none_is_told(aliases: str, message: str) -> None:
    (problem,) = problems(f"aliases: {aliases}", CODE)
    assert message in str(problem)
