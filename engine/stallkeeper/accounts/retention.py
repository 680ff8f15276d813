"""The `retention` keys of a stallkeeper.yaml in; how long each account keeps data about people out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from stallkeeper.durations import format_duration, parse_duration
from stallkeeper.problems import Place, Problem
from stallkeeper.text.source import Source
from stallkeeper.text.wording import quoted

Given = Mapping[str, Any]
"""The keys of one level, as they were written: whole, of a channel, or of an account."""

_NOTHING: Given = MappingProxyType({})
_DURATIONS = {"erase_after": "erase_after", "max": "at_most", "raw": "raw", "documents": "documents"}

EXPORTS = timedelta(days=7)
"""What a file with buyers' data is needed for is done by then; `exports: never` keeps it."""


@dataclass(frozen=True, slots=True)
class RetentionKeys:
    """What the file says, by level. The nearer one wins key by key: account, channel, whole."""

    whole: Given = field(default_factory=lambda: _NOTHING)
    channels: Mapping[str, Given] = field(default_factory=lambda: MappingProxyType({}))
    accounts: Mapping[str, Given] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def exports(self) -> timedelta | None:
        """How long a file with buyers' data stays after it was written; None: nobody deletes it."""
        given = self.whole.get("exports")
        return EXPORTS if given is None else parse_duration(given)  # `never` names no time

    def of(self, account: str, channel: str) -> dict[str, Any]:
        """The keys that hold for an account: durations as such, under the names of a policy."""
        found: dict[str, Any] = {}
        for level in (self.whole, self.channels.get(channel, _NOTHING), self.accounts.get(account, _NOTHING)):
            found.update(level)
        typed: dict[str, Any] = {name: found[name] for name in ("anchor", "legal_hold") if name in found}
        typed.update({name: parse_duration(found[key]) for key, name in _DURATIONS.items() if key in found})
        return typed


NO_RETENTION_KEYS = RetentionKeys()
"""A file that leaves it to the channels."""


def retention_of(data: Given) -> RetentionKeys:
    """The keys of a file that fits its schema."""
    whole = dict(data.get("retention") or {})
    channels = whole.pop("channels", None) or {}
    accounts = {name: given["retention"] for name, given in data["accounts"].items() if (given or {}).get("retention")}
    return RetentionKeys(MappingProxyType(whole), MappingProxyType(channels), MappingProxyType(accounts))


def retention_problems(source: Source, data: Any) -> Iterator[Problem]:
    """What no schema can say: a cap that comes before the time it caps, a channel that no account sells on."""
    if not isinstance(data, dict) or not isinstance(data.get("accounts"), dict):
        return
    levels = [("retention",), *((("accounts", name, "retention")) for name in data["accounts"])]
    whole = data.get("retention")
    channels = whole.get("channels") if isinstance(whole, dict) else None
    if isinstance(channels, dict):
        levels += [("retention", "channels", name) for name in channels]
        sold = {_name(given) for given in data["accounts"].values()}
        yield from (_unknown(source, name, sold) for name in channels if name not in sold)
    for level in levels:
        yield from _caps(source, data, level)


def _name(account: Any) -> str:
    """What rules call the channel of an account: its name without the edition, or its folder's."""
    channel = str((account or {}).get("channel", ""))
    return channel.rstrip("/").rpartition("/")[2] if channel.startswith((".", "/")) else channel.partition("/")[0]


def _unknown(source: Source, name: str, sold: set[str]) -> Problem:
    place = source.place_of(("retention", "channels", name))
    message = f"no account sells on {quoted(name)}"
    hint = f"write a channel of an account: {', '.join(sorted(sold))}"
    return Problem(place, "unknown-channel", message, hint, excerpt=source.excerpt(place.line, 0))


def _caps(source: Source, data: Any, level: tuple[str, ...]) -> Iterator[Problem]:
    given = data
    for step in level:
        given = (given or {}).get(step) if isinstance(given, dict) else None
    if not isinstance(given, dict):
        return
    after, most = (parse_duration(str(given.get(key, ""))) for key in ("erase_after", "max"))
    if after is not None and most is not None and most < after:
        place: Place = source.place_of((*level, "max"))
        message = f"max is shorter than erase_after: everything would be erased {format_duration(most)} after its order"
        hint = "write a longer max, or a shorter erase_after"
        yield Problem(place, "cap-before-time", message, hint, excerpt=source.excerpt(place.line, 0))
