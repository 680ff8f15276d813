"""A window reads nothing that another one does not read sooner.

Another window runs at least as often, looks back at least as far, and is limited to no fewer native words. This one
costs requests and finds nothing; mostly its `look_back` was forgotten.

Bad:

    retrieval:
      latest: {every: 15 minutes}
      catch_up: {every: 1 day}

Good:

    retrieval:
      latest: {every: 15 minutes}
      catch_up: {every: 1 day, look_back: 3 days}
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from stallkeeper.durations import format_duration
from stallkeeper.problems import Problem, warning
from stallkeeper.spec.channel_spec import ChannelSpec, Window

CODE = "covered-window"


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for window in channel.retrieval:
        other = next((each for each in channel.retrieval if each is not window and _covers(each, window)), None)
        if other is not None:
            message = f'window "{window.name}" reads nothing that "{other.name}" does not read sooner'
            shown = f"{other.name} every {format_duration(other.every)}, {window.name} every "
            hint = "let it look back further with `look_back`, or remove it"
            yield warning(window.place, CODE, message, hint, witness=shown + format_duration(window.every))


def _covers(other: Window, window: Window) -> bool:
    """Whether `other` reads all that `window` does, and more often (of two that are alike, the first is kept)."""
    words = not other.native or bool(window.native and set(window.native) <= set(other.native))
    nothing = timedelta(0)
    back = (other.look_back or nothing) >= (window.look_back or nothing)
    return words and back and window.at is None and other.every < window.every
