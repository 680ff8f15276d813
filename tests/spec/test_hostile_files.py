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


@pytest.mark.parametrize(
    "place", ["title: Example", "[SHIPPED]", "results_in: shipped", "15 minutes", "about: [retrieval"]
)
@pytest.mark.parametrize(
    "poison", ["os.system", "__import__('os')", "{{ 7 * 7 }}", "${HOME}", "../../etc/passwd", "%s%n"]
)
def test_text_that_would_be_code_elsewhere_is_only_text_here(place: str, poison: str) -> None:
    text = EXAMPLE.replace(
        place, place.rpartition(" ")[0] + f' "{poison}"' if "[" not in place else place + f', "{poison}"'
    )
    shown = report(load({"channel.yaml": text}).problems, 1)
    assert "49" not in shown.replace(":49", "") and "root:" not in shown
