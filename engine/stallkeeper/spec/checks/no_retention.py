"""Names and addresses of buyers are read, and nothing says how long they are kept.

Whoever keeps data about people has to say for how long. Without `retention` they would stay for good.

Bad:

    starts_at: waiting_shipment
    # binding.yaml
    order:
      id: id
      native_status: status
      delivery: {at: address, fields: {last_name: name, city: city}}

Good:

    retention: {personal_data: 6 months}
    # binding.yaml
    order:
      id: id
      native_status: status
      delivery: {at: address, fields: {last_name: name, city: city}}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.bound import Bound

CODE = "no-retention"


def check_bound(bound: Bound) -> Iterator[Problem]:
    order = bound.binding.order
    read = next((name for name in ("delivery", "billing") if getattr(order, name) is not None), None)
    if read is not None and bound.channel.retention is None:
        message = f"the {read} address of buyers is read, and nothing says how long it is kept"
        hint = "add `retention: {personal_data: 6 months}` to channel.yaml"
        yield warning(bound.file.at("order").at(read).place, CODE, message, hint, witness=f"order.{read}")
