"""A binding and a session in, a client out that lists, reads, acts and fetches as the binding says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from stallkeeper.bindings.answers import Judge, Read, records_of
from stallkeeper.bindings.bodies import Outgoing
from stallkeeper.bindings.carrier_names import CarrierBook
from stallkeeper.bindings.client import ActionRequest, CarrierEntry, DocumentFile, ListQuery, Page
from stallkeeper.bindings.context import QueryValues
from stallkeeper.bindings.native_record import NativeRecord
from stallkeeper.bindings.paging import Bookmark, RepeatGuard, follow_link, next_bookmark, parse_bookmark
from stallkeeper.bindings.record_maker import RecordMaker
from stallkeeper.bindings.scrub import personal_values
from stallkeeper.bindings.session import Session
from stallkeeper.errors import ChannelError
from stallkeeper.orders import Receipt
from stallkeeper.spec.binding_spec import AnswerSpec, ListSpec
from stallkeeper.text.paths import texts

RESEND_WITHIN = timedelta(minutes=5)
"""After the first attempt: later than this the submission may soon be taken for left behind, and is not ours to do."""


class MarketplaceClient:
    """One account's way to one marketplace, as `ChannelClient` describes it."""

    def __init__(self, session: Session, known_carriers: tuple[CarrierEntry, ...], hosts: dict[str, str]) -> None:
        self._session = session
        self._spec = session.spec
        self._hosts = hosts
        self._maker = RecordMaker(session.spec)
        self._carriers = CarrierBook(session, known_carriers)

    def pages(self, query: ListQuery, resume: str | None = None) -> Iterator[Page]:
        """Each page as it is read. A page that repeats an earlier one ends the listing with a ChannelError."""
        listing = self._spec.retrieval.list
        here: Bookmark | None = parse_bookmark(resume, listing.paging)
        guard = RepeatGuard(listing.paging.most)
        while here is not None:
            read = self._read_page(listing, query, here)
            records = self._records(read, listing)
            guard.check(here.number, records)
            following = next_bookmark(listing.paging, here, read.data, len(records))
            yield Page(
                number=here.number,
                records=tuple(self._picked(records, listing, query)),
                resume=str(following) if following else None,
                marketplace_now=read.answer.now,
                total=_total(read, listing),
            )
            here = following

    def _read_page(self, listing: ListSpec, query: ListQuery, here: Bookmark) -> Read:
        judge = self._judge(listing.answer)

        def request() -> Outgoing:
            values = QueryValues(
                query.since, query.until, query.native or listing.every_native, here.number, listing.paging.size
            )
            outgoing = self._session.build(listing.request, self._session.context(query=values))
            return follow_link(outgoing, here.link, self._hosts) if here.link else outgoing

        read: Read = self._session.read(request, judge.read)
        return read

    def _records(self, read: Read, listing: ListSpec) -> list[NativeRecord]:
        found = records_of(read, listing.records)
        if found is None:
            message = f"{read.answer.where} answered without a list of orders at `{listing.records}`"
            raise ChannelError(f"{message}; the binding or the marketplace has changed", "permanent")
        return [self._maker.record(native, raw) for native, raw in found]

    def _picked(self, records: list[NativeRecord], listing: ListSpec, query: ListQuery) -> list[NativeRecord]:
        """Only the native statuses that the window names, where the marketplace cannot be asked for them."""
        if not query.native or listing.native_filter == "asked":
            return records
        return [record for record in records if record.problem or record.native_status() in query.native]

    def fetch(self, order_id: str) -> NativeRecord | None:
        """One order as it stands now, or None. Raises ChannelError where the binding has no way to read one."""
        fetch = self._spec.retrieval.fetch
        if fetch is None:
            raise ChannelError("this channel's binding does not say how one order is read", "permanent")
        judge = self._judge(fetch.answer, keep=(order_id,))
        try:
            read: Read = self._session.read(
                lambda: self._session.build(fetch.request, self._session.context(order_id=order_id)), judge.read
            )
        except ChannelError as error:
            if error.kind == "not_found":
                return None
            raise
        found = records_of(read, fetch.record) or []
        records = (self._maker.record(native, raw) for native, raw in found)
        return next((record for record in records if record.id == order_id), None)

    def send(self, request: ActionRequest) -> Receipt:
        """Send an action once. Only a refusal of the token is answered by sending again, with a new one."""
        action = self._spec.actions.get(request.action)
        if action is None:
            raise ChannelError(f"the binding does not say how `{request.action}` is sent", "validation")
        hidden = personal_values(request.order)
        outgoing = self._built(request)
        request.before_send()
        announced = self._session.clock.now()
        token = self._session.current_token()
        judge = self._judge(action.answer, hidden, (request.order.id,))
        try:
            return judge.receipt(self._session.exchange(outgoing, effectful=True), request.order.id)
        except ChannelError as error:
            if not self._session.may_resend(error):
                raise
            refusal = error
        self._session.renew(token)
        outgoing = self._built(request)
        if self._session.clock.now() - announced > RESEND_WITHIN:
            raise refusal
        judge = self._judge(action.answer, hidden, (request.order.id,))
        return judge.receipt(self._session.exchange(outgoing, effectful=True), request.order.id)

    def _built(self, request: ActionRequest) -> Outgoing:
        context = self._session.context(
            order=request.order,
            fields=request.fields,
            submission=request.submission,
            carrier_name=self._carriers.name_of,
        )
        return self._session.build(self._spec.actions[request.action].request, context)

    def carriers(self) -> tuple[CarrierEntry, ...]:
        """The channel's own list where it has one, else what is known of it."""
        return self._carriers.entries()

    def document(self, order_id: str, name: str) -> DocumentFile | None:
        """A document of an order; None when the binding has no such document or the marketplace none."""
        document = self._spec.documents.get(name)
        if document is None:
            return None
        judge = self._judge(AnswerSpec("bytes"), keep=(order_id,))
        try:
            read: Read = self._session.read(
                lambda: self._session.build(document.request, self._session.context(order_id=order_id)), judge.read
            )
        except ChannelError as error:
            if error.kind == "not_found":
                return None
            raise
        return DocumentFile(name, document.media_type, read.answer.content) if read.answer.content else None

    def _judge(self, answer: AnswerSpec, hidden: tuple[str, ...] = (), keep: tuple[str, ...] = ()) -> Judge:
        return Judge(answer, self._spec.errors, (*self._session.hidden(), *hidden), keep)

    def close(self) -> None:
        self._session.http.close()

    def __repr__(self) -> str:
        return f"MarketplaceClient({self._spec.binding!r})"


def _total(read: Read, listing: ListSpec) -> int | None:
    if listing.total is None:
        return None
    found = texts(read.data, (listing.total,))
    return int(found[0]) if found and found[0].isdecimal() else None
