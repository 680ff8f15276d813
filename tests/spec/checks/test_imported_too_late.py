from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "imported-too-late"


def test_importing_only_what_is_shipped_is_found() -> None:
    text = """
    back_office: {import_from: shipped}
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["waiting_shipment > shipped"]
    assert [marked(problem) for problem in found] == ["shipped"]


def test_importing_from_where_it_is_to_be_shipped_is_no_problem() -> None:
    text = """
    back_office: {import_from: waiting_shipment}
    """
    assert problems(text, CODE) == []
