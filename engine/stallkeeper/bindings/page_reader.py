"""A query in, the pages of its listing out: piece by piece, page by page, from wherever a sweep was left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from stallkeeper.bindings.answers import Read, records_of
from stallkeeper.bindings.bodies import Outgoing
from stallkeeper.bindings.bookmark import Bookmark, parse_bookmark
from stallkeeper.bindings.client import ListQuery, Page
from stallkeeper.bindings.context import Context, QueryValues
from stallkeeper.bindings.export_reader import ExportReader
from stallkeeper.bindings.listing_plan import ListingPlan, plan_of
from stallkeeper.bindings.native_record import NativeRecord
from stallkeeper.bindings.order_fetcher import OrderFetcher
from stallkeeper.bindings.paging import RepeatGuard, follow, is_full, next_bookmark
from stallkeeper.bindings.record_maker import RecordMaker
from stallkeeper.bindings.session import Session
from stallkeeper.errors import ChannelError
from stallkeeper.spec.retrieval_spec import ListSpec
from stallkeeper.text.paths import steps, texts, walk


@dataclass(slots=True)
class _Reading:
    """One reading of a listing: its plan, what its pages held, and the ids that a queue has shown."""

    plan: ListingPlan
    guard: RepeatGuard
    shown: set[str] = field(default_factory=set)


class PageReader:
    """Reads the list of one account. `values` are those of the list parameter; one None where there is none."""

    def __init__(
        self,
        session: Session,
        maker: RecordMaker,
        fetcher: OrderFetcher,
        hosts: Mapping[str, str],
        values: tuple[Any, ...],
    ) -> None:
        self._session = session
        self._maker = maker
        self._fetcher = fetcher
        self._hosts = hosts
        self._values = {None if value is None else str(value): value for value in values}
        self._listing = session.spec.retrieval.list
        self._export = None if self._listing.export is None else ExportReader(session, self._listing.export, hosts)

    def pages(self, query: ListQuery, resume: str | None) -> Iterator[Page]:
        """Each page as it is read. A page that repeats an earlier one ends the listing with a ChannelError."""
        plan = plan_of(self._session.spec, query, tuple(self._values))
        here: Bookmark | None = self._start(plan, resume)
        reading = _Reading(plan, self._guard())
        while here is not None:
            if self._export is not None and here.kept is None:
                here = self._export.ordered(here, self._context(plan, here))
                yield Page(here.number - 1, (), str(here), None, part=f"{here.piece} ordered")
            if self._export is not None and here.link is None:
                here = self._export.awaited(here, lambda at: self._context(plan, at))
            read = self._read_page(plan, here)
            half = self._half(plan, here, read)
            if half is not None:
                here = half
                continue
            page, following = self._page(reading, here, read)
            if following is not None and following.piece != here.piece:
                reading.guard = self._guard()
            yield page
            here = following

    def _guard(self) -> RepeatGuard:
        return RepeatGuard(self._listing.paging.most)

    def _start(self, plan: ListingPlan, resume: str | None) -> Bookmark:
        if resume is None:
            return Bookmark(self._listing.paging.first, plan.query.mark, piece=plan.first())
        here = parse_bookmark(resume, self._listing)
        if not plan.knows(here.piece):
            raise ChannelError("a listing cannot be resumed: the account names other values by now", "permanent")
        return here

    def _context(self, plan: ListingPlan, here: Bookmark) -> Context:
        since, until = plan.bounds(here.piece)
        native, size = plan.query.native or self._listing.every_native, self._listing.paging.size
        asked = QueryValues(since, until, native, here.number, size, here.offset, here.link, here.link)
        return self._session.context(query=asked, each=self._values[here.piece.each], kept=here.kept or {})

    def _read_page(self, plan: ListingPlan, here: Bookmark) -> Read:
        listing = self._listing

        def request() -> Outgoing:
            outgoing = self._session.build(listing.request, self._context(plan, here))
            if self._export is not None:
                return self._export.directed(outgoing, here)
            return follow(outgoing, here, listing.paging, self._hosts)

        judge = self._session.judge(listing.answer)
        read: Read = self._session.read(request, judge.read)
        return read

    def _half(self, plan: ListingPlan, here: Bookmark, read: Read) -> Bookmark | None:
        """Where to read instead when a listing holds more than the marketplace would ever give of it."""
        cap, total = self._listing.paging.cap, _total(read, self._listing)
        if cap is None or total is None or total <= cap or here.number != self._listing.paging.first:
            return None
        piece = plan.half(here.piece)
        if piece is None:
            message = f"{read.answer.where} lists {total} orders of one moment, and gives at most {cap}"
            raise ChannelError(message, "permanent")
        return replace(here, piece=piece)

    def _page(self, reading: _Reading, here: Bookmark, read: Read) -> tuple[Page, Bookmark | None]:
        listing = self._listing
        found = records_of(read, listing.records)
        if found is None:
            message = f"{read.answer.where} answered without a list of orders at `{listing.records}`"
            raise ChannelError(f"{message}; the binding or the marketplace has changed", "permanent")
        records, mark = self._records(found, here, reading), self._mark(read, here)
        following = self._following(reading, here, read, records, mark, len(found))
        page = Page(
            number=here.number,
            records=tuple(self._picked(records, reading.plan.query)),
            resume=str(following) if following else None,
            marketplace_now=read.answer.now,
            total=_total(read, listing),
            part=_part(here, mark, by_number=listing.acknowledge is not None),
            mark=mark,
            to_acknowledge=listing.acknowledge is not None,
            heard_at=read.answer.heard_at,
        )
        return page, following

    def _records(self, found: list[tuple[Any, bytes]], here: Bookmark, reading: _Reading) -> list[NativeRecord]:
        """The orders of a page; those that a thin list only names are read one by one, each once.

        Whether the page repeats an earlier one is seen before anything more is asked; where nothing is, by the digests
        that the records have anyway.
        """
        plain = self._listing.complete and not self._session.spec.retrieval.more
        records = [self._maker.record(native, raw) for native, raw in found] if plain else []
        if self._listing.acknowledge is None:
            reading.guard.check(here, (each.digest for each in records) if plain else (raw for _, raw in found))
        if plain:
            return records
        if self._listing.complete:
            return [self._fetcher.completed(native, raw) for native, raw in found]
        named = {self._id(native, raw): (native, raw) for native, raw in found}
        return [
            record
            for order_id, (native, raw) in named.items()
            if (record := self._fetcher.of_list(order_id) if order_id else self._maker.record(native, raw)) is not None
        ]

    def _id(self, native: Any, raw: bytes) -> str:
        if self._listing.id is None:
            return self._maker.record(native, raw).id
        return next(iter(texts(native, (self._listing.id,))), "")

    def _mark(self, read: Read, here: Bookmark) -> str | None:
        """The newest entry of a journal: the last on the page, or the one that the page was to follow."""
        if self._listing.journal is None:
            return None
        found = walk(read.data, steps(self._listing.journal))
        newest = found[-1] if found.__class__ is list and found else found
        return str(newest) if newest.__class__ in (str, int) and newest != "" else here.link

    def _following(
        self, reading: _Reading, here: Bookmark, read: Read, records: list[NativeRecord], mark: str | None, count: int
    ) -> Bookmark | None:
        """Where to go on: on the next page, or in the next piece."""
        listing, number = self._listing, here.number + 1
        following: Bookmark | None
        if self._export is not None:
            following = self._export.after(here)
        elif listing.journal is not None:
            goes_on = mark != here.link and count > 0 and is_full(listing.paging, count)
            following = replace(here, number=number, link=mark) if goes_on else None
        elif listing.acknowledge is not None:
            new = {record.id for record in records if record.id} - reading.shown
            reading.shown |= new
            following = replace(here, number=number) if new and is_full(listing.paging, count) else None
        else:
            following = next_bookmark(listing.paging, here, read, count, _total(read, listing))
        if following is not None:
            return following
        piece = reading.plan.after(here.piece)
        return None if piece is None else Bookmark(listing.paging.first, piece=piece)

    def _picked(self, records: list[NativeRecord], query: ListQuery) -> list[NativeRecord]:
        """Only the native statuses that the window names, where the marketplace cannot be asked for them."""
        if not query.native or self._listing.native_filter == "asked":
            return records
        return [record for record in records if record.problem or record.native_status() in query.native]


def _part(here: Bookmark, mark: str | None, *, by_number: bool) -> str:
    """What two pages share that may not hold the same: of a journal, or a queue, any two pages may."""
    return " ".join(each for each in (str(here.piece), mark or "", str(here.number) if by_number else "") if each)


def _total(read: Read, listing: ListSpec) -> int | None:
    if listing.total is None:
        return None
    found = texts(read.data, (listing.total,))
    return int(found[0]) if found and found[0].isdecimal() and len(found[0]) < 19 else None
