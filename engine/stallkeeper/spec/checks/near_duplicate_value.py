"""Two values of a list are nearly the same.

They differ only in case, spaces, hyphens or underscores. The marketplace takes one of them; a form would offer both,
and a condition on the one never meets the other.

Bad:

    fields:
      refund_mode: {type: text, values: [Claim, claim, Retraction]}
    actions:
      ship: {results_in: shipped, accepts: [refund_mode]}

Good:

    fields:
      refund_mode: {type: text, values: [Claim, Retraction]}
    actions:
      ship: {results_in: shipped, accepts: [refund_mode]}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.uses import item_place
from stallkeeper.text.wording import quoted

CODE = "near-duplicate-value"


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for space, fields in (("fields", channel.fields), ("order_fields", channel.order_fields)):
        for name, field in fields.items():
            first: dict[str, str] = {}
            for index, value in enumerate(field.values):
                if isinstance(value, str) and first.setdefault(_plain(value), value) != value:
                    other = first[_plain(value)]
                    message = f"{quoted(value)} of {quoted(name)} is nearly {quoted(other)}"
                    place = item_place(channel, (space, name, "values"), index)
                    hint = "keep the one that the marketplace knows"
                    yield warning(place, CODE, message, hint, witness=f"{other}, {value}")


def _plain(value: str) -> str:
    return "".join(sign for sign in value.casefold() if sign.isalnum()) or value
