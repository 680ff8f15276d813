"""Two native words differ only in case, spaces, underscores or a doubled letter.

Marketplaces do spell one word in two ways (CANCELED and CANCELLED); often though one of them is a slip of the pen, and
the word that really comes is not the one that was written. This is a warning: keep both when both were seen.

Bad:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped, canceled]}
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED, Canceled]}

Good:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped, canceled]}
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.uses import NativeUse, native_uses
from stallkeeper.text.wording import quoted

CODE = "native-differs-by-case"
MAY_BE_ALLOWED = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    first: dict[str, NativeUse] = {}
    for use in native_uses(channel):
        known = first.setdefault(_essence(use.native), use)
        if known.native != use.native:
            message = (
                f"{quoted(use.native)} and {quoted(known.native)} on line {known.place.line} are nearly the same word"
            )
            shown = f"{known.native}, {use.native}"
            yield warning(use.place, CODE, message, "is one of them misspelt?", witness=shown)


def _essence(native: str) -> str:
    letters = re.sub(r"[\W_]", "", native.casefold())
    return re.sub(r"(.)\1", r"\1", letters)
