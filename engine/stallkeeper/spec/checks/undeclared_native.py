"""A native word is used that no status has.

Gates, windows and conditions on `native.status` have to use words that stand in the `native` of some status (or that
raise a flag of the order); any other word is never met, and mostly a spelling mistake.

Bad:

    gates:
      PENDNG: The payment is being validated.

Good:

    statuses:
      waiting_shipment: {native: [PENDING, PAID], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
    gates:
      PENDING: The payment is being validated.
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Place, Problem
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.uses import condition_uses, item_place, native_uses
from stallkeeper.text.wording import did_you_mean, quoted

CODE = "undeclared-native"
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    known = {use.native for use in native_uses(channel)}
    for native, what, place in _uses(channel):
        if native not in known:
            message = f"{what} {quoted(native)}, a native word that no status has"
            yield Problem(place, CODE, message, did_you_mean(native, sorted(known)))


def _uses(channel: ChannelSpec) -> Iterator[tuple[str, str, Place]]:
    for native in channel.gates:
        yield native, "the gate stands at", channel.place_of("gates", native)
    for window in channel.retrieval:
        for index, native in enumerate(window.native):
            place = item_place(channel, ("retrieval", window.name, "native"), index)
            yield native, f'window "{window.name}" asks for', place
    for use in condition_uses(channel):
        if use.condition.name == "native.status" and use.condition.operator != "given":
            value = use.condition.value
            for native in value if isinstance(value, tuple) else (value,):
                yield native, "the condition asks for", use.condition.place
