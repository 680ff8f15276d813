"""A field is declared, and no action takes it.

Its type and its values are never used: an action forgot to name it in `needs` or `accepts`, or its name is misspelt
there or here.

Bad:

    fields:
      refund_mode: {type: text, values: [Claim, Retraction]}

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
from stallkeeper.text.wording import did_you_mean, quoted

CODE = "idle-field"
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    taken = {name for action in channel.actions.values() for name in action.takes()}
    for name, field in channel.fields.items():
        if name not in taken and field.place is not None:
            message = f"no action takes the field {quoted(name)}"
            hint = did_you_mean(name, sorted(taken - set(channel.fields))) or "name it in `accepts`, or remove it"
            yield warning(field.place, CODE, message, hint, witness=name)
