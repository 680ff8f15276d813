"""No window reads orders that have this native word.

Every window is limited to some native words by its `native`, and this word is in none of them, so that an order that
has it is never seen.

Bad:

    retrieval:
      latest: {every: 15 minutes, native: [PENDING]}

Good:

    retrieval:
      latest: {every: 15 minutes, native: [PENDING, SHIPPED]}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.uses import native_uses
from stallkeeper.text.wording import quoted

CODE = "unread-native"
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    if not channel.retrieval or not all(window.native for window in channel.retrieval):
        return
    read = {native for window in channel.retrieval for native in window.native}
    for use in native_uses(channel):
        if use.native not in read:
            message = f"no window reads orders that are {quoted(use.native)}"
            hint = "add it to the `native` of a window, or let one window read every word"
            yield warning(use.place, CODE, message, hint, witness=use.native)
