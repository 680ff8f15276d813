"""A condition reads a field of the order that the binding never fills.

The rule is dead, or always the same: nothing that the marketplace sends gets there. Map the field under `order:` (the
channel's own ones under `order.extras`), or take the condition away.

Bad:

    actions:
      ship:
        results_in: shipped
        needs:
          - if: {order.has_claim: true}
            then: [comment]
    # binding.yaml
    actions:
      ship:
        request: {method: POST, path: /orders/<order.id>/ship, body: {"note?": <fields.comment>}}
        doubt: {read_back_after: 1 minute, then: ask}

Good:

    actions:
      ship:
        results_in: shipped
        needs:
          - if: {order.has_claim: true}
            then: [comment]
    # binding.yaml
    order: {id: id, native_status: status, has_claim: claim.open}
    actions:
      ship:
        request: {method: POST, path: /orders/<order.id>/ship, body: {"note?": <fields.comment>}}
        doubt: {read_back_after: 1 minute, then: ask}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.bound import Bound
from stallkeeper.spec.uses import condition_uses
from stallkeeper.text.wording import nearest, quoted

CODE = "never-mapped"


def check_bound(bound: Bound) -> Iterator[Problem]:
    order = bound.binding.order
    filled = {field.target for field in (*order.fields, *order.extras)}
    told: set[str] = set()
    for use in condition_uses(bound.channel):
        space, _, name = use.condition.name.rpartition(".")
        if space == "order" and name not in filled and name not in told:
            told.add(name)
            message = f"the condition reads {quoted(use.condition.name)}, which the binding never fills"
            near = nearest(name, sorted(filled))
            hint = f"did you mean `{near}`?" if near else "map it under `order:` of binding.yaml"
            yield warning(use.condition.place, CODE, message, hint, witness=f"{use.condition.name} not given")
