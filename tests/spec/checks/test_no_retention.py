from __future__ import annotations

from tests.spec.example import marked, problems_together

CODE = "no-retention"


def test_an_address_kept_for_good_is_found() -> None:
    text = """
    starts_at: waiting_shipment
    # binding.yaml
    order: {id: id, native_status: status, billing: {at: who, fields: {last_name: name}}}
    """
    found = problems_together(text, CODE)
    assert [problem.witness for problem in found] == ["order.billing"]
    assert [marked(problem) for problem in found] == ["billing"]


def test_an_address_kept_for_a_time_is_no_problem() -> None:
    text = """
    retention: {personal_data: 6 months}
    # binding.yaml
    order: {id: id, native_status: status, billing: {at: who, fields: {last_name: name}}}
    """
    assert problems_together(text, CODE) == []
