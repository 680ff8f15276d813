from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "unknown-zone"


def test_a_misspelt_zone_is_found_with_the_right_one() -> None:
    [problem] = problems("retrieval: {nightly: {every: 1 day, at: 06:00, zone: Europe/Pari}}", CODE)
    assert (marked(problem), problem.hint) == ("Europe/Pari", "did you mean `Europe/Paris`?")


def test_a_place_without_its_continent_is_found_whole() -> None:
    [problem] = problems("retrieval: {nightly: {every: 1 day, at: 06:00, zone: Vienna}}", CODE)
    assert (marked(problem), problem.hint) == ("Vienna", "did you mean `Europe/Vienna`?")


def test_an_abbreviation_and_a_folder_of_the_database_are_no_zones() -> None:
    assert len(problems("retrieval: {nightly: {every: 1 day, at: 06:00, zone: CET}}", CODE)) == 1
    assert len(problems("retrieval: {nightly: {every: 1 day, at: 06:00, zone: Europe}}", CODE)) == 1


def test_a_place_and_utc_are_zones() -> None:
    assert problems("retrieval: {nightly: {every: 1 day, at: 06:00, zone: Europe/Paris}}", CODE) == []
    assert problems("retrieval: {nightly: {every: 1 day, at: 06:00, zone: UTC}}", CODE) == []
