"""A binding and a session in, a client out that lists, reads, acts and fetches as the binding says."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from stallkeeper.bindings.answers import Judge, Read
from stallkeeper.bindings.bodies import Outgoing
from stallkeeper.bindings.call_log import CallLog, ForgetfulLog
from stallkeeper.bindings.carrier_names import CarrierBook
from stallkeeper.bindings.client import ActionRequest, CarrierEntry, DocumentFile, ListQuery, Outcome, Page
from stallkeeper.bindings.context import Context
from stallkeeper.bindings.document_listing import DocumentListing
from stallkeeper.bindings.document_reader import DocumentReader
from stallkeeper.bindings.native_record import NativeRecord
from stallkeeper.bindings.order_fetcher import OrderFetcher
from stallkeeper.bindings.page_reader import PageReader
from stallkeeper.bindings.record_maker import RecordMaker
from stallkeeper.bindings.scrub import personal_values
from stallkeeper.bindings.session import Session
from stallkeeper.bindings.step_runner import StepRunner
from stallkeeper.bindings.value_book import ValueBook
from stallkeeper.errors import ChannelError
from stallkeeper.orders import Budget, ListedValue, Order, Receipt
from stallkeeper.spec.action_binding import StepSpec
from stallkeeper.spec.binding_spec import AnswerSpec
from stallkeeper.spec.request_spec import RequestSpec


class MarketplaceClient:
    """One account's way to one marketplace, as `ChannelClient` describes it."""

    def __init__(
        self,
        session: Session,
        known_carriers: tuple[CarrierEntry, ...],
        hosts: dict[str, str],
        maker: RecordMaker | None = None,
    ) -> None:
        self._session = session
        self._spec = session.spec
        self.maker = maker or RecordMaker(session.spec)
        """What makes records of native orders; it knows nothing of the account."""
        name = session.spec.retrieval.for_each
        values = (None,) if name is None else tuple(session.parameter(name) or ())
        self._fetcher = OrderFetcher(session, self.maker, hosts, values)
        listing = session.patiently()
        self._patient_fetcher = OrderFetcher(listing, self.maker, hosts, values)
        self._reader = PageReader(listing, self.maker, self._patient_fetcher, hosts, values)
        self._documents = DocumentReader(session, hosts)
        self._values = ValueBook(session)
        self._carriers = CarrierBook(session, known_carriers)

    def pages(self, query: ListQuery, resume: str | None = None) -> Iterator[Page]:
        """Each page as it is read. A page that repeats an earlier one ends the listing with a ChannelError."""
        return self._reader.pages(query, resume)

    def fetch(self, order_id: str, *, patient: bool = False) -> NativeRecord | None:
        """One order as it stands now, or None. Raises ChannelError where the binding has no way to read one."""
        return (self._patient_fetcher if patient else self._fetcher).fetch(order_id)

    def acknowledge(self, order_ids: tuple[str, ...]) -> None:
        """Tell a queue that these orders are ours now: all in one request, or one each."""
        spec = self._spec.retrieval.list.acknowledge
        if spec is None or not order_ids:
            return
        judge = self._session.judge(spec.answer, order_ids)
        for one in order_ids if spec.each else (order_ids[0],):
            names: dict[str, Any] = {"order_id": one} if spec.each else {"records": {"ids": order_ids}}
            self._session.read(partial(self._acknowledgement, spec.request, names), judge.read)

    def _acknowledgement(self, request: RequestSpec, names: dict[str, Any]) -> Outgoing:
        return self._session.build(request, self._session.context(**names))

    def values(self, name: str) -> tuple[ListedValue, ...]:
        """A list of values that the channel gives."""
        return self._values.values(name)

    def send(self, request: ActionRequest) -> Receipt:
        """Send an action: its one request, or the steps that are not settled yet, in order."""
        action = self._spec.actions.get(request.action)
        if action is None:
            raise ChannelError(f"the binding does not say how `{request.action}` is sent", "validation")

        def context() -> Context:
            return self._session.context(
                order=request.order,
                fields=request.fields,
                submission=request.submission,
                carrier_name=self._carriers.name_of,
            )

        log = request.log or ForgetfulLog()
        runner = self._runner(request.order, action.steps, context, log, request.before_send)
        runner.believes_done_already = action.shown_by_order or request.repeated
        return runner.run()

    def upload(self, order: Order, name: str, file: DocumentFile) -> Receipt:
        """Hand over a document of ours."""
        upload = self._spec.uploads.get(name)
        if upload is None:
            raise ChannelError(f"the binding does not say how the document `{name}` is handed over", "validation")
        document = {
            "name": file.name,
            "media_type": file.media_type,
            "content": file.content,
            "base64": base64.b64encode(file.content).decode("ascii"),
            "number": file.number,
        }

        def context() -> Context:
            return self._session.context(order=order, document=document)

        return self._runner(order, upload.steps, context, ForgetfulLog(), lambda: None).run()

    def is_listed(self, order: Order, name: str, file_name: str) -> bool | None:
        """Whether a document of ours is there; None where the binding does not say where to look."""
        upload = self._spec.uploads.get(name)
        if upload is None or upload.listed is None:
            return None
        return DocumentListing(self._session).holds(order.id, upload.listed, file_name)

    def _runner(
        self,
        order: Order,
        steps: tuple[StepSpec, ...],
        context: Callable[[], Context],
        log: CallLog,
        before_send: Callable[[], None],
    ) -> StepRunner:
        hidden = personal_values(order)
        alone = len(steps) == 1 and not steps[0].each_line
        return StepRunner(
            session=self._session,
            steps=steps,
            context=context,
            judge=lambda answer: self._judge(answer, hidden, order.id),
            order_id=order.id,
            log=ForgetfulLog() if alone else log,
            before_send=before_send,
            remembers=not alone,
        )

    def outcome(self, action: str, order_id: str, reference: str) -> Outcome:
        """How what `reference` stands for has ended; an action that ends with its answer is done."""
        binding = self._spec.actions.get(action)
        asked = binding.outcome if binding is not None else None
        if asked is None:
            return Outcome("done")
        judge = self._session.judge(asked.answer, (order_id,), (reference,))
        try:
            read: Read = self._session.read(
                lambda: self._session.build(asked.request, self._session.context(order_id=order_id, receipt=reference)),
                judge.read,
            )
        except ChannelError as error:
            if error.kind == "not_found":
                return Outcome("gone")
            raise
        return judge.outcome(read, asked)

    def budgets(self) -> tuple[Budget, ...]:
        """Its limits of requests, and what is left of each."""
        return self._session.budgets()

    def carriers(self) -> tuple[CarrierEntry, ...]:
        """The channel's own list where it has one, else what is known of it."""
        return self._carriers.entries()

    def documents(self, order_id: str, name: str) -> tuple[DocumentFile, ...]:
        """The files of a document of an order; none when the binding has no such document or the marketplace none."""
        document = self._spec.documents.get(name)
        return () if document is None else self._documents.files(order_id, document)

    def _judge(self, answer: AnswerSpec, hidden: tuple[str, ...], order_id: str) -> Judge:
        """Of what has an effect: nothing is looked for anywhere before its answer is known."""
        return Judge(answer, self._spec.errors, (*self._session.hidden(), *hidden), (order_id,))

    def close(self) -> None:
        self._session.http.close()

    def __repr__(self) -> str:
        return f"MarketplaceClient({self._spec.binding!r})"
