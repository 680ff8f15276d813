"""An alias of an old native word cannot be one: it leads to a word that nothing has, or the old word is a present one.

Under `aliases` stand the words of an earlier edition, each with the word that means the same today. A word that the
channel still reports needs no alias, and one that leads nowhere would leave the orders that hold it without a status.

Bad:

    aliases: {Sent: SHIPED}

Good:

    aliases: {Sent: SHIPPED}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.uses import line_native_uses, native_uses
from stallkeeper.text.wording import did_you_mean, quoted

CODE = "old-word"
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    known = {use.native for uses in (native_uses(channel), line_native_uses(channel)) for use in uses}
    for old, today in channel.aliases.items():
        if old in known:
            message = f"{quoted(old)} is a word of today, so it is no alias of {quoted(today)}"
            yield Problem(channel.place_of("aliases", old), CODE, message, "remove it, here or where it is declared")
        if today not in known:
            message = f"{quoted(old)} is to mean {quoted(today)}, a native word that nothing here has"
            yield Problem(channel.value_place_of("aliases", old), CODE, message, did_you_mean(today, sorted(known)))
