from __future__ import annotations

import pytest
from tests.spec.example import marked, problems_together

pytestmark = pytest.mark.requirement("R12")

CODE = "unsaid-identity"

TWO_SITES = """
sites: {north: Example North, south: Example South}
# binding.yaml
retrieval:
  overlap: 5 minutes
  settle: 1 minute
  first_pull: 30 days
  list: {request: {method: GET, path: /orders}, records: orders, paging: {kind: none}}
  one: {request: {method: GET, path: /orders/<order.id>}, record: .}
"""


def test_two_sites_and_no_word_of_where_an_id_is_unique() -> None:
    (found,) = problems_together(TWO_SITES, CODE)
    assert found.severity == "warning"
    assert found.message == "it has 2 sites, and nothing says whether two accounts may list the same order"
    assert marked(found) == "retrieval"


@pytest.mark.parametrize("scope", ["account", "channel"])
def test_whatever_is_said_is_enough(scope: str) -> None:
    said = TWO_SITES.replace("settle:", f"identity_scope: {scope}\n  settle:")
    assert problems_together(said, CODE) == []


def test_a_channel_of_one_site_has_nothing_to_say() -> None:
    assert problems_together(TWO_SITES.replace(", south: Example South", ""), CODE) == []
