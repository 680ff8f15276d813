"""A sentence names something that the channel does not have.

Words in backticks are names: of a status, an action, a field, a native word, a flag, or a key. When what they name was
renamed or removed, the sentence tells a reader about a channel that is no more.

Bad:

    assumptions:
      - {about: statuses, because: "`refuse` is not printed on the page."}

Good:

    assumptions:
      - {about: statuses, because: "`ship` is not printed on the page."}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stallkeeper.order_fields import ORDER_FIELDS
from stallkeeper.problems import Problem, warning
from stallkeeper.spec.channel_spec import ChannelSpec, Path
from stallkeeper.text.wording import did_you_mean, quoted
from stallkeeper.words import STATUSES

CODE = "names-nothing"
NEEDS_WHOLE_FILE = True


_NAMED = re.compile(r"`([^`\s]{1,60})`")


def check(channel: ChannelSpec) -> Iterator[Problem]:
    texts = [(path, place) for path, place in channel.value_places.items() if path and path[-1] in _HUMAN]
    known: set[str] | None = None
    for path, place in texts:
        for name in _NAMED.findall(_text(channel, path)):
            known = _known(channel) if known is None else known
            if name not in known:
                message = f"this sentence names {quoted(name)}, which the channel does not have"
                yield warning(place, CODE, message, did_you_mean(name, sorted(known)), witness=name)


def _text(channel: ChannelSpec, path: Path) -> str:
    """The sentence that stands at a path: those of assumptions, refunds and deadlines."""
    match path:
        case ("assumptions", int(index), _) if index < len(channel.assumptions):
            return channel.assumptions[index].because
        case ("only", int(index), _) if index < len(channel.only):
            return channel.only[index].because
        case ("refunds", _) if channel.refunds is not None:
            return channel.refunds.because
        case ("statuses", str(name), "deadline", _) if name in channel.statuses:
            deadline = channel.statuses[name].deadline
            return deadline.because if deadline is not None else ""
    return ""


_HUMAN = ("because",)


def _known(channel: ChannelSpec) -> set[str]:
    names = {str(step) for path in channel.places for step in path}
    names |= {field for action in channel.actions.values() for field in action.takes()}
    names |= {native for spec in channel.statuses.values() for native in spec.native}
    fields = (*channel.fields.values(), *channel.order_fields.values())
    names |= {str(value) for field in fields for value in field.values}
    return names | {*STATUSES, *ORDER_FIELDS, *(f"order.{name}" for name in ORDER_FIELDS)}
