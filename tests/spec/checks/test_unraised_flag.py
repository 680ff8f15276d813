from __future__ import annotations

from tests.spec.example import marked, problems_together

CODE = "unraised-flag"


def test_orders_of_the_marketplaces_own_that_nothing_tells_are_found() -> None:
    text = """
    fulfilled_by_channel: {flag: inside, arrives_as: shipped}
    # binding.yaml
    order: {id: id, native_status: status}
    """
    found = problems_together(text, CODE)
    assert [problem.witness for problem in found] == ["an order without inside"]
    assert [marked(problem) for problem in found] == ["flag"]


def test_the_flag_may_be_raised_by_its_name() -> None:
    text = """
    fulfilled_by_channel: {flag: inside, arrives_as: shipped}
    # binding.yaml
    order: {id: id, native_status: status, flags: {inside: is_ours}}
    """
    assert problems_together(text, CODE) == []


def test_the_field_may_be_filled() -> None:
    text = """
    fulfilled_by_channel: {flag: inside, arrives_as: shipped}
    # binding.yaml
    order: {id: id, native_status: status, fulfilled_by_channel: is_ours}
    """
    assert problems_together(text, CODE) == []
