"""The channel knows native words of lines, and the binding reads none.

The statuses of lines, their flags and the rules by which lines decide for the order all wait for a word that no line
ever has.

Bad:

    flags:
      CANCEL_ASKED: {raises: cancel_requested, on: line}
    # binding.yaml
    order:
      id: id
      native_status: status
      lines: {at: items, fields: {id: id, sku: sku}}

Good:

    flags:
      CANCEL_ASKED: {raises: cancel_requested, on: line}
    # binding.yaml
    order:
      id: id
      native_status: status
      lines: {at: items, fields: {id: id, sku: sku, native_status: state}}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.bound import Bound
from stallkeeper.spec.uses import line_native_uses
from stallkeeper.text.wording import quoted

CODE = "unmapped-line-status"


def check_bound(bound: Bound) -> Iterator[Problem]:
    lines = bound.binding.order.lines
    if lines is not None and any(field.target == "native_status" for field in lines.fields):
        return
    use = next(line_native_uses(bound.channel), None)
    if use is not None:
        message = f"lines have native words such as {quoted(use.native)}, and the binding reads no status of lines"
        place = bound.file.at("order").at("lines").place
        hint = "add `native_status` to `order.lines.fields`"
        yield warning(place, CODE, message, hint, witness=f"a line that is {use.native}")
