"""A channel and how it is played in; a warning for the statuses that the one gives and the other does not map, out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from stallkeeper.played.play_spec import PlaySpec
from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.text.wording import did_you_mean, listed, quoted

_MOST = 5


def unmapped_statuses(channel: ChannelSpec, play: PlaySpec) -> Iterator[Problem]:
    """At most one problem, at the play's list of statuses; a play by itself knows nothing of its channel."""
    known = channel.status_of_native()
    unmapped = [
        status for status in play.given_statuses() if known.keys().isdisjoint({status, *_read_as(play, status)})
    ]
    if unmapped:
        named = [quoted(status) for status in unmapped[:_MOST]]
        more = f" (and {len(unmapped) - _MOST} more)" if len(unmapped) > _MOST else ""
        which = f"the status{'es' if len(unmapped) > 1 else ''} {listed(named)}{more}"
        message = f"orders of this play come to have {which}, which channel.yaml does not map"
        hint = did_you_mean(unmapped[0], known)
        place = play.statuses_at
        line = Path(place.path).read_text(encoding="utf-8").splitlines()[place.line - 1]
        excerpt = ((place.line, line),)
        yield Problem(place, "unmapped-status", message, hint, excerpt=excerpt, severity="warning")


def _read_as(play: PlaySpec, status: str) -> Iterator[str]:
    """The words that clients compose for orders in that status, where the play names it."""
    return (case.word for case in play.order.read_as.cases if case.at is not None and status in case.at)
