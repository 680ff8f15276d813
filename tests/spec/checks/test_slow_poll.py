from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "slow-poll"


def test_reading_once_in_more_than_half_the_time_is_found() -> None:
    text = """
    retrieval: {latest: {every: 3 hours}}
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship],
        deadline: {within: 5 hours, else: [shipped], kept_by: channel}}
      shipped: {native: [SHIPPED]}
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["seen 3 hours after it began, 2 hours before it ends"]
    assert [marked(problem) for problem in found] == ["within"]


def test_reading_twice_in_the_time_is_enough() -> None:
    text = """
    retrieval: {latest: {every: 3 hours}}
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship],
        deadline: {within: 6 hours, else: [shipped], kept_by: channel}}
      shipped: {native: [SHIPPED]}
    """
    assert problems(text, CODE) == []


def test_only_windows_that_read_the_status_count() -> None:
    text = """
    retrieval:
      quick: {every: 5 minutes, native: [SHIPPED]}
      latest: {every: 3 hours}
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship],
        deadline: {within: 4 hours, else: [shipped], kept_by: channel}}
      shipped: {native: [SHIPPED]}
    """
    assert [problem.witness for problem in problems(text, CODE)] == [
        "seen 3 hours after it began, 1 hour before it ends"
    ]
