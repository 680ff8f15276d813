from __future__ import annotations

from tests.spec.example import marked, problems_together

CODE = "first-pull-too-short"


def test_open_orders_older_than_the_first_reading_are_found() -> None:
    text = """
    starts_at: accepted
    retrieval: {latest: {every: 15 minutes}, catch_up: {every: 1 day, look_back: 2 days}}
    statuses:
      accepted:
        native: [WAITING]
        next: [waiting_shipment]
        deadline: {within: 5 days, else: [canceled], kept_by: channel}
      waiting_shipment:
        native: [PENDING]
        actions: [ship]
        next: [shipped]
        deadline: {within: 40 days, else: [canceled], kept_by: channel}
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}
    # binding.yaml
    retrieval:
      overlap: 5 minutes
      settle: 1 minute
      first_pull: 30 days
      list: {request: {method: GET, path: /orders}, records: orders, paging: {kind: none}}
      one: {request: {method: GET, path: /orders/<order.id>}, record: .}
    """
    found = problems_together(text, CODE)
    assert [problem.witness for problem in found] == ["waiting_shipment since 40 days"]
    assert [marked(problem) for problem in found] == ["first_pull"]


def test_a_first_reading_as_long_as_the_deadline_is_enough() -> None:
    text = """
    starts_at: accepted
    retrieval: {latest: {every: 15 minutes}, catch_up: {every: 1 day, look_back: 2 days}}
    statuses:
      accepted:
        native: [WAITING]
        next: [waiting_shipment]
        deadline: {within: 5 days, else: [canceled], kept_by: channel}
      waiting_shipment:
        native: [PENDING]
        actions: [ship]
        next: [shipped]
        deadline: {within: 30 days, else: [canceled], kept_by: channel}
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}
    # binding.yaml
    retrieval:
      overlap: 5 minutes
      settle: 1 minute
      first_pull: 30 days
      list: {request: {method: GET, path: /orders}, records: orders, paging: {kind: none}}
      one: {request: {method: GET, path: /orders/<order.id>}, record: .}
    """
    assert problems_together(text, CODE) == []
