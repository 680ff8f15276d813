"""An export in: ordered, waited for within bounds, and where what it made is to be downloaded, out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from stallkeeper.bindings.answers import Read
from stallkeeper.bindings.bodies import Outgoing
from stallkeeper.bindings.bookmark import Bookmark
from stallkeeper.bindings.context import Context
from stallkeeper.bindings.paging import follow_link
from stallkeeper.bindings.session import Session
from stallkeeper.durations import format_duration
from stallkeeper.errors import ChannelError
from stallkeeper.spec.request_spec import AnswerSpec
from stallkeeper.spec.retrieval_spec import ExportSpec
from stallkeeper.text.paths import steps, texts, walk

DONE = "done"
"""The link of a bookmark whose export need not be waited for any more."""

_MOST_LINKS = 1000


class ExportReader:
    """One account's exports. What was answered so far travels in the bookmark: nothing is ordered twice."""

    def __init__(self, session: Session, spec: ExportSpec, hosts: Mapping[str, str]) -> None:
        self._session = session
        self._spec = spec
        self._hosts = hosts

    def ordered(self, here: Bookmark, context: Context) -> Bookmark:
        """Order it."""
        read = self._read(self._spec.answer, lambda: self._session.build(self._spec.submit, context))
        return replace(here, number=here.number + 1, kept=_kept(read, self._spec.keep))

    def awaited(self, here: Bookmark, context: Callable[[Bookmark], Context]) -> Bookmark:
        """Ask until it is done; a ChannelError when it failed or took too long."""
        poll, clock = self._spec.poll, self._session.clock
        until = clock.now() + poll.at_most
        while True:
            read = self._read(poll.answer, lambda: self._session.build(poll.request, context(here)))
            word = next(iter(texts(read.data, (poll.at,))), "")
            if word in poll.done:
                kept = {**(here.kept or {}), **_kept(read, poll.keep)}
                return replace(here, kept=kept, link=DONE)
            if word in poll.failed:
                raise ChannelError(f"{read.answer.where} says that the export failed: {word}", "permanent")
            if clock.now() + poll.every > until:
                waited = format_duration(poll.at_most)
                raise ChannelError(f"{read.answer.where} did not finish the export within {waited}", "transient")
            clock.sleep(poll.every.total_seconds())

    def directed(self, outgoing: Outgoing, here: Bookmark) -> Outgoing:
        """The download: where the export says that it is, if it says so."""
        return follow_link(outgoing, self._links(here)[here.offset], self._hosts) if self._spec.links else outgoing

    def after(self, here: Bookmark) -> Bookmark | None:
        """The next part of what was made."""
        if self._spec.links is None or here.offset + 1 >= len(self._links(here)):
            return None
        return replace(here, number=here.number + 1, offset=here.offset + 1)

    def _links(self, here: Bookmark) -> list[str]:
        found = (here.kept or {}).get(self._spec.links or "")
        links: list[Any] = found if isinstance(found, list) else [found]
        if not links or len(links) > _MOST_LINKS or not all(isinstance(link, str) and link for link in links):
            raise ChannelError("the export is done, and says nowhere where it is", "permanent")
        return links

    def _read(self, answer: AnswerSpec, request: Callable[[], Outgoing]) -> Read:
        judge = self._session.judge(answer)
        read: Read = self._session.read(request, judge.read)
        return read


def _kept(read: Read, keep: Mapping[str, str]) -> dict[str, Any]:
    """The values that are carried on: text, numbers, or lists of them."""
    found = {name: walk(read.data, steps(path)) for name, path in keep.items()}
    missing = [name for name, value in found.items() if not _is_plain(value)]
    if missing:
        raise ChannelError(f"{read.answer.where} answered without `{keep[missing[0]]}`", "permanent")
    return found


def _is_plain(value: Any) -> bool:
    if value.__class__ is list:
        return all(each.__class__ in (str, int) for each in value)
    return value.__class__ in (str, int) and value != ""
