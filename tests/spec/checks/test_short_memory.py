from __future__ import annotations

from tests.spec.example import marked, problems_together

CODE = "short-memory"


def test_the_longest_way_and_its_day_are_shown() -> None:
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
        deadline: {within: 3 weeks, else: [canceled], kept_by: channel}
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}
    # binding.yaml
    retrieval:
      overlap: 5 minutes
      settle: 1 minute
      first_pull: 30 days
      list: {request: {method: GET, path: /orders}, records: orders, paging: {kind: none}, filters_by: ordered}
      one: {request: {method: GET, path: /orders/<order.id>}, record: .}
    """
    found = problems_together(text, CODE)
    assert [problem.witness for problem in found] == ["accepted > waiting_shipment > canceled: day 26"]
    assert [marked(problem) for problem in found] == ["catch_up"]


def test_looking_back_as_far_as_orders_live_is_enough() -> None:
    text = """
    starts_at: accepted
    retrieval: {latest: {every: 15 minutes}, catch_up: {every: 1 day, look_back: 26 days}}
    statuses:
      accepted:
        native: [WAITING]
        next: [waiting_shipment]
        deadline: {within: 5 days, else: [canceled], kept_by: channel}
      waiting_shipment:
        native: [PENDING]
        actions: [ship]
        next: [shipped]
        deadline: {within: 3 weeks, else: [canceled], kept_by: channel}
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}
    # binding.yaml
    retrieval:
      overlap: 5 minutes
      settle: 1 minute
      first_pull: 30 days
      list: {request: {method: GET, path: /orders}, records: orders, paging: {kind: none}, filters_by: ordered}
      one: {request: {method: GET, path: /orders/<order.id>}, record: .}
    """
    assert problems_together(text, CODE) == []


def test_a_list_by_the_last_change_needs_no_memory() -> None:
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
        deadline: {within: 3 weeks, else: [canceled], kept_by: channel}
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}
    # binding.yaml
    retrieval:
      overlap: 5 minutes
      settle: 1 minute
      first_pull: 30 days
      list: {request: {method: GET, path: /orders}, records: orders, paging: {kind: none}, filters_by: modified}
      one: {request: {method: GET, path: /orders/<order.id>}, record: .}
    """
    assert problems_together(text, CODE) == []
