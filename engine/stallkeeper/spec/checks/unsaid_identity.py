"""A channel of several sites does not say where the id of an order is unique.

A seller may connect one account for each site. Whether the same id over two of them is one order or two decides whether
an order is read in twice, or two are taken for one. Nothing can be told from the default: say it as `identity_scope`.

Bad:

    sites: {north: Example North, south: Example South}
    # binding.yaml
    retrieval:
      overlap: 5 minutes
      settle: 1 minute
      first_pull: 30 days
      list: {request: {method: GET, path: /orders}, records: orders, paging: {kind: none}}
      one: {request: {method: GET, path: /orders/<order.id>}, record: .}

Good:

    sites: {north: Example North, south: Example South}
    # binding.yaml
    retrieval:
      overlap: 5 minutes
      settle: 1 minute
      first_pull: 30 days
      identity_scope: channel
      list: {request: {method: GET, path: /orders}, records: orders, paging: {kind: none}}
      one: {request: {method: GET, path: /orders/<order.id>}, record: .}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.bound import Bound

CODE = "unsaid-identity"


def check_bound(bound: Bound) -> Iterator[Problem]:
    if len(bound.channel.sites) < 2 or "identity_scope" in bound.file.at("retrieval"):
        return
    message = f"it has {len(bound.channel.sites)} sites, and nothing says whether two accounts may list the same order"
    hint = "write `identity_scope: account`, or `channel` where an id is never used twice on all its sites"
    one, other = list(bound.channel.sites)[:2]
    witness = f"an id that an account of {one} and an account of {other} both list"
    yield warning(bound.file.at("retrieval").place, CODE, message, hint, witness=witness)
