"""Files that are made to cost: they are refused or reported, and every one of these tests is over in a moment."""

from __future__ import annotations

import pytest
from tests.spec.example import EXAMPLE, load

from stallkeeper.render.problems import report

MANY = 6_000


def _repeated(piece: str) -> str:
    return ", ".join(piece.format(number) for number in range(MANY))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (EXAMPLE + "".join(f"key_{number}: 1\n" for number in range(MANY)), "unknown-key"),
        ("{" + _repeated("key_{}: 1") + "}", "unknown-key"),
        (EXAMPLE + "title: 1\n" * MANY, "duplicate-key"),
        (EXAMPLE.replace("[SHIPPED]", f"[{_repeated('{{a: x{}}}')}]"), "wrong-type"),
        (EXAMPLE.replace("[SHIPPED]", f"[{_repeated('X{}')}]"), "wrong-value"),
        (EXAMPLE.replace("[retrieval,", f"[{_repeated('x{}.y')},"), "wrong-value"),
        (EXAMPLE.replace("actions: [ship]", f"actions: [{_repeated('ship_{}')}]"), "wrong-value"),
        (EXAMPLE.replace("title: Example", "title: " + "x" * 900_000), "wrong-value"),
        (EXAMPLE.replace("15 minutes", "1" * 900_000 + " minutes"), "wrong-value"),
    ],
    ids=[
        "keys",
        "keys on one line",
        "duplicates",
        "mappings",
        "words",
        "abouts",
        "actions",
        "long text",
        "long number",
    ],
)
def test_a_file_with_thousands_of_mistakes_is_reported_all_the_same(text: str, code: str) -> None:
    loaded = load({"channel.yaml": text})
    assert loaded.spec is None
    assert code in {problem.code for problem in loaded.problems}
    assert max(len(line) for line in report(loaded.problems, 1).splitlines()) < 1000


POISON = ["os.system", "__import__('os')", "{{ 7 * 7 }}", "${HOME}", "../../etc/passwd", "%s%n", "<secret.key>"]


@pytest.mark.parametrize("poison", POISON)
def test_text_that_would_be_code_elsewhere_is_only_text_here(poison: str) -> None:
    text = EXAMPLE.replace("title: Example", f'title: "{poison}"').replace("[SHIPPED]", f'["{poison}"]')
    spec = load({"channel.yaml": text}).spec
    assert spec is not None
    assert (spec.title, spec.statuses["shipped"].native) == (poison, (poison,))


@pytest.mark.parametrize("poison", POISON)
@pytest.mark.parametrize("place", ["results_in: shipped", "every: 15 minutes", "read: 2026-11-22", "actions: [ship]"])
def test_text_that_would_be_code_elsewhere_is_refused_where_a_word_is_asked_for(place: str, poison: str) -> None:
    key = place.partition(":")[0]
    loaded = load({"channel.yaml": EXAMPLE.replace(place, f'{key}: "{poison}"')})
    assert loaded.spec is None
    assert any(poison in problem.message for problem in loaded.problems)
