"""A binding and a session in, a client out that lists, reads, acts and fetches as the binding says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from stallkeeper.bindings.answers import Judge, Read
from stallkeeper.bindings.bodies import Outgoing
from stallkeeper.bindings.carrier_names import CarrierBook
from stallkeeper.bindings.client import ActionRequest, CarrierEntry, DocumentFile, ListQuery, Page
from stallkeeper.bindings.native_record import NativeRecord
from stallkeeper.bindings.order_fetcher import OrderFetcher
from stallkeeper.bindings.page_reader import PageReader
from stallkeeper.bindings.record_maker import RecordMaker
from stallkeeper.bindings.scrub import personal_values
from stallkeeper.bindings.session import Session
from stallkeeper.bindings.value_book import ValueBook
from stallkeeper.errors import ChannelError
from stallkeeper.orders import ListedValue, Receipt
from stallkeeper.spec.binding_spec import AnswerSpec
from stallkeeper.spec.request_spec import RequestSpec

RESEND_WITHIN = timedelta(minutes=5)
"""After the first attempt: later than this the submission may soon be taken for left behind, and is not ours to do."""


class MarketplaceClient:
    """One account's way to one marketplace, as `ChannelClient` describes it."""

    def __init__(self, session: Session, known_carriers: tuple[CarrierEntry, ...], hosts: dict[str, str]) -> None:
        self._session = session
        self._spec = session.spec
        self._maker = RecordMaker(session.spec)
        name = session.spec.retrieval.for_each
        values = (None,) if name is None else tuple(session.parameter(name) or ())
        self._fetcher = OrderFetcher(session, self._maker, hosts, values)
        self._reader = PageReader(session, self._maker, self._fetcher, hosts, values)
        self._values = ValueBook(session)
        self._carriers = CarrierBook(session, known_carriers)

    def pages(self, query: ListQuery, resume: str | None = None) -> Iterator[Page]:
        """Each page as it is read. A page that repeats an earlier one ends the listing with a ChannelError."""
        return self._reader.pages(query, resume)

    def fetch(self, order_id: str) -> NativeRecord | None:
        """One order as it stands now, or None. Raises ChannelError where the binding has no way to read one."""
        return self._fetcher.fetch(order_id)

    def acknowledge(self, order_ids: tuple[str, ...]) -> None:
        """Tell a queue that these orders are ours now: all in one request, or one each."""
        spec = self._spec.retrieval.list.acknowledge
        if spec is None or not order_ids:
            return
        judge = self._judge(spec.answer, keep=order_ids)
        for one in order_ids if spec.each else (order_ids[0],):
            names: dict[str, Any] = {"order_id": one} if spec.each else {"records": {"ids": order_ids}}
            self._session.read(partial(self._acknowledgement, spec.request, names), judge.read)

    def _acknowledgement(self, request: RequestSpec, names: dict[str, Any]) -> Outgoing:
        return self._session.build(request, self._session.context(**names))

    def values(self, name: str) -> tuple[ListedValue, ...]:
        """A list of values that the channel gives."""
        return self._values.values(name)

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
