"""Documents that were asked for or handed over in vain in; their entries of the queue of errors out.

What an incident tells of already, not given or in doubt for good, is left to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.bindings.scrub import personal_values, scrubbed
from stallkeeper.clock import Clock
from stallkeeper.errors import AccountError, ChannelError, ErrorKind, UsageError
from stallkeeper.orders import Event, Failure, OrderDocument
from stallkeeper.runtime import incidents
from stallkeeper.runtime.document_doubts import NOBODY_HEARD, STILL_UPLOADING
from stallkeeper.runtime.documents import Documents
from stallkeeper.runtime.journal import Journal
from stallkeeper.store.store import Store


class DocumentErrors:
    """An entry's id is account/document/order and name; it goes once the document is there."""

    def __init__(self, store: Store, journal: Journal, clock: Clock, documents: Documents) -> None:
        self._store = store
        self._journal = journal
        self._clock = clock
        self._documents = documents

    def failing(self, account: str | None) -> Iterator[Failure]:
        """What is not there yet after a try, was refused, or is in doubt and looked for by itself."""
        told = {_id(each.account, each.subject) for each in self._store.incidents() if _is_doubt(each.kind)}
        lost_before = self._clock.now() - STILL_UPLOADING
        for owner, document in self._store.document_states.in_vain(account, lost_before):
            failure = self._failure(owner, document)
            if failure.id not in told:
                yield failure

    def retry(self, failure: Failure, who: str) -> None:
        """Fetch it now; where that fails, it is due with the next reading. One of ours is handed over by a person."""
        document = self._document_of(failure)
        if document.made_by == "seller":
            raise UsageError(f"{failure.subject} is a person's: {_by_hand(document)}")
        self._store.document_states.due_now(document, self._clock.now())
        try:
            self._documents.fetch(document.key, document.name, who)
        except (AccountError, ChannelError) as error:
            self._journal.caught(failure.account, error)

    def handle(self, failure: Failure, because: str, who: str) -> None:
        """The order's history says who dealt with it another way, and why; what is fetched by itself still is."""
        document = self._document_of(failure)
        if document.state in ("in_doubt", "uploading"):
            raise UsageError(f"{failure.subject} is in doubt; {_by_hand(document)}")
        details = {"name": document.name, "state": document.state, "reason": f"handled by hand: {because}"}
        handled = Event(self._clock.now(), document.key, "document", who, details=details)
        self._store.document_states.handle(document, handled)

    def _document_of(self, failure: Failure) -> OrderDocument:
        assert failure.key is not None  # each of these is of an order
        found = self._store.document_states.of_order(failure.key)
        return next(each for each in found if failure.id == _id(failure.account, _about(each)) and each.part == 1)

    def _failure(self, account: str, document: OrderDocument) -> Failure:
        is_ours = document.made_by == "seller"
        return Failure(
            id=_id(account, _about(document)),
            account=account,
            kind=_kind(document),
            subject=f"document {document.name} of order {document.key.id}",
            message=self._words(document),
            attempts=document.attempts + (document.state == "refused"),
            first_at=document.failing_since or document.at,
            last_at=document.at,
            next_attempt_at=None if is_ours and document.state == "refused" else document.next_attempt_at,
            key=document.key,
            order_id=document.key.id,
        )

    def _words(self, document: OrderDocument) -> str:
        """A marketplace's words may name the buyer: what we know of one is not repeated."""
        if document.state == "uploading":
            return NOBODY_HEARD
        if document.error is None:
            return f"the marketplace does not have the document {document.name} yet"
        buyer = personal_values(self._store.order(document.key))
        return scrubbed(document.error, known=buyer, keep=(document.key.id,))


def _is_doubt(kind: str) -> bool:
    return kind == incidents.DOCUMENT_IN_DOUBT


def _about(document: OrderDocument) -> str:
    return incidents.document_of(document.key.id, document.name)


def _id(account: str, about: str) -> str:
    return f"{account}/document/{about}"


def _kind(document: OrderDocument) -> ErrorKind:
    """Its error's own; one that the marketplace just does not have is not found, what is in doubt is not known."""
    if document.error_kind is not None:
        return document.error_kind
    return "not_found" if document.state == "wanted" and document.error is None else "unknown"


def _by_hand(document: OrderDocument) -> str:
    order, name = document.key.id, document.name
    if document.state == "refused":
        return f"`stallkeeper documents {order} --upload {name} FILE` hands it over again"
    return f"`stallkeeper documents {order} --arrived {name}`, or --not-arrived, says whether it has arrived"
