from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "amount-without-currency"


def test_an_amount_at_several_sites_needs_its_currency() -> None:
    text = """
    sites: {es: Spain, pl: Poland}
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {order.total: {above: 100}}
            then: [comment]
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["order.total 100 at es, pl"]
    assert [marked(problem) for problem in found] == ["order.total"]


def test_at_one_site_there_is_one_currency() -> None:
    text = """
    sites: {es: Spain}
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {order.total: {above: 100}}
            then: [comment]
    """
    assert problems(text, CODE) == []


def test_the_site_names_it_too() -> None:
    text = """
    sites: {es: Spain, pl: Poland}
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {order.total: {above: 100}, order.site: es}
            then: [comment]
    """
    assert problems(text, CODE) == []
