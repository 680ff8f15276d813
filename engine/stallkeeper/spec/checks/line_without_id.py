"""An action is about a line of the order, and the binding reads no id of lines.

The seller could name no line that the marketplace would know. Map the id under `order.lines.fields`, or let the action
be about the whole order.

Bad:

    actions:
      ship: {results_in: shipped, accepts: [line]}
    # binding.yaml
    order:
      id: id
      native_status: status
      lines: {at: items, fields: {sku: sku}}
    actions:
      ship:
        request: {method: POST, path: /orders/<order.id>/ship, body: {"item?": <fields.line>}}
        doubt: {read_back_after: 1 minute, then: ask}

Good:

    actions:
      ship: {results_in: shipped, accepts: [line]}
    # binding.yaml
    order:
      id: id
      native_status: status
      lines: {at: items, fields: {id: id, sku: sku}}
    actions:
      ship:
        request: {method: POST, path: /orders/<order.id>/ship, body: {"item?": <fields.line>}}
        doubt: {read_back_after: 1 minute, then: ask}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.bound import Bound

CODE = "line-without-id"


def check_bound(bound: Bound) -> Iterator[Problem]:
    lines = bound.binding.order.lines
    if lines is not None and any(field.target == "id" for field in lines.fields):
        return
    for name, action in bound.channel.actions.items():
        if "line" in action.takes():
            message = f'"{name}" is about a line, and no id of a line is read from the order'
            place = bound.file.at("order").at("lines").place
            yield warning(place, CODE, message, "add `id` to `order.lines.fields`", witness=f"{name} with a line")
            return
