"""One native word means two things.

When the marketplace reports the word, nobody could say which status the order has. Words of orders and words of lines
are apart: the same word may stand once in each.

Bad:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED, PENDING]}

Good:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.uses import NativeUse, line_native_uses, native_uses
from stallkeeper.text.wording import quoted

CODE = "native-mapped-twice"


def check(channel: ChannelSpec) -> Iterator[Problem]:
    yield from _repeated(native_uses(channel))
    yield from _repeated(line_native_uses(channel))


def _repeated(uses: Iterable[NativeUse]) -> Iterator[Problem]:
    first: dict[str, NativeUse] = {}
    for use in uses:
        known = first.setdefault(use.native, use)
        if known is not use:
            message = f"{quoted(use.native)} means {use.what} here and {known.what} on line {known.place.line}"
            yield Problem(use.place, CODE, message, "keep one of them")
