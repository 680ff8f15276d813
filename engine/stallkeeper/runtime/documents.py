"""An order's documents: fetched when the marketplace has them, kept, handed out, and those of ours handed over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from stallkeeper.accounts.permission import EVERYBODY, Permission
from stallkeeper.bindings.client import DocumentFile
from stallkeeper.clock import Clock
from stallkeeper.errors import ChannelError, UsageError
from stallkeeper.machine.documents import documents_of
from stallkeeper.orders import Event, Order, OrderDocument, OrderKey
from stallkeeper.runtime import incidents
from stallkeeper.runtime.document_doubts import NOBODY_HEARD, STILL_UPLOADING, DocumentDoubts, in_doubt
from stallkeeper.runtime.journal import ENGINE, PROGRAM, Journal, asked_by
from stallkeeper.runtime.lane import Lane
from stallkeeper.spec.channel_spec import DocumentSpec
from stallkeeper.store.store import Store

AT_A_TIME = 50
"""How many documents of an account are fetched between two sweeps at most."""

PAUSES = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), *[timedelta(days=1)] * 10)
"""How long a document that is not there yet is waited for, try by try; then it counts as not given."""

LARGEST = 20 * 1024 * 1024
"""Bytes of a document of ours."""

_MAY_BE_THERE = ("uploading", "uploaded", "in_doubt")


class Documents:
    """Which documents an order has is said by its channel; which are fetched by themselves, by its account.

    Every method may raise StoreError, and UsageError for an order that is not here or a document it does not have.
    """

    def __init__(
        self,
        store: Store,
        journal: Journal,
        clock: Clock,
        order: Callable[[OrderKey], Order],
        lane: Callable[[str], Lane],
        permission: Permission = EVERYBODY,
    ) -> None:
        self._permission = permission
        self._store = store
        self._journal = journal
        self._clock = clock
        self._order = order
        self._lane = lane
        self._doubts = DocumentDoubts(store, journal, clock, self._save)

    def of(self, key: OrderKey) -> tuple[OrderDocument, ...]:
        """What there is of an order, and what has become of each; one whose upload nobody finished is in doubt."""
        now = self._clock.now()
        return tuple(_as_of(each, now) for each in self._store.document_states.of_order(key))

    def declared(self, key: OrderKey) -> tuple[DocumentSpec, ...]:
        """The documents that this order has by its channel's rules, there or not."""
        order = self._order(key)
        return documents_of(self._lane(order.account).spec, order)

    def begin(self, lane: Lane) -> None:
        """What is read from now on is looked through for documents that the account wants."""
        self._store.readers.begin(_reader(lane))

    def work(self, lane: Lane) -> None:
        """Fetch what the account wants, and look for documents of ours that are in doubt."""
        if lane.fetched:
            self.fetch_due(lane)
        self._doubts.look_due(lane)

    # Those that the marketplace makes

    def fetch(self, key: OrderKey, name: str, who: str = PROGRAM) -> tuple[OrderDocument, ...]:
        """Fetch a document now; its files as they are kept, none where the marketplace does not have it yet.

        One that is kept already is not fetched again. Raises ChannelError.
        """
        asked_by(who)
        order = self._reachable(key)
        self._spec_of(order, name, "channel")
        held = tuple(each for each in self.of(key) if each.name == name)
        if any(each.state == "kept" for each in held):
            return held
        lane = self._lane(order.account)
        return self._keep(order.key, lane.client.documents(order.key.id, name), who)

    def fetch_due(self, lane: Lane) -> tuple[OrderDocument, ...]:
        """Fetch what the account wants and the marketplace may have by now; a few, so that sweeps go on."""
        self._want_new(lane)
        kept: list[OrderDocument] = []
        for wanted in self._store.document_states.due(lane.name, self._clock.now(), AT_A_TIME, "channel"):
            try:
                files = lane.client.documents(wanted.key.id, wanted.name)
            except ChannelError as error:
                self._journal.caught(lane.name, error)
                self._try_later(wanted, error)
                if error.kind != "permanent":
                    break
            else:
                kept += self._keep(wanted.key, files, ENGINE)
                if not files:
                    self._try_later(wanted, None)
        return tuple(kept)

    def content(self, key: OrderKey, name: str, part: int = 1, who: str = PROGRAM) -> bytes:
        """The bytes of a document that is kept; the history tells that they were handed out.

        A document names its buyer: UsageError for whoever may not see them, as where nothing is kept.
        """
        self._permission.check(asked_by(who))
        found = [each for each in self.of(key) if (each.name, each.part) == (name, part) and each.kept is not None]
        order = self._reachable(key)
        content = self._store.documents.content(key, found[0].kept or "") if found else None
        if content is None:
            raise UsageError(f"nothing is kept of the document {name} of order {order.key.id}; fetch it first")
        how = {"how": f"document {name}"}
        self._store.document_states.save((), [Event(self._clock.now(), key, "disclosed", who, details=how)])
        return content

    # Those of ours

    def upload(
        self, key: OrderKey, name: str, file: DocumentFile, who: str = PROGRAM, *, again: bool = False
    ) -> OrderDocument:
        """Hand over a document of ours, and keep it. What may be there already is handed over only `again`.

        What becomes of it is a value: uploaded, refused (`error` says why), or in doubt: then it is looked for where
        the marketplace lists what it has, at once and again later, and else a person settles it.
        """
        asked_by(who)
        order = self._reachable(key)
        self._spec_of(order, name, "seller")
        if len(file.content) > LARGEST:
            raise UsageError(f"{file.name} has more than {LARGEST // 1024**2} MB; make it smaller")
        held = [each for each in self.of(key) if each.name == name]
        if held and held[0].state in _MAY_BE_THERE and not again:
            state = held[0].state.replace("_", " ")
            raise UsageError(f"the document {name} of order {key.id} is {state} since {held[0].at:%Y-%m-%d %H:%M} UTC")
        lane = self._lane(order.account)
        kept = self._store.documents.keep(key, file.content)
        now = self._clock.now()
        leaving = OrderDocument(
            key=key,
            name=name,
            part=1,
            made_by="seller",
            state="uploading",
            at=now,
            next_attempt_at=now + STILL_UPLOADING,
            attempts=1 + (held[0].attempts if held else 0),
            media_type=file.media_type,
            size=len(file.content),
            kept=kept,
            number=file.number,
            file_name=file.name,
        )
        if self._save(leaving, who).kept is None:  # erased in this very moment
            self._reachable(key)
        after = self._save(self._sent(lane, order, leaving, file), who)
        return self._doubts.look(lane, order, after) if after.state == "in_doubt" else after

    def settle(self, key: OrderKey, name: str, arrived: bool, who: str) -> OrderDocument:
        """A person has looked: the document of ours that was in doubt is there, or is not and may be handed over again.

        Raises UsageError for one that is not in doubt.
        """
        asked_by(who)
        order = self._reachable(key)
        document = next((each for each in self.of(key) if (each.name, each.made_by) == (name, "seller")), None)
        if document is None or document.state != "in_doubt":
            standing = "was not handed over" if document is None else f"is {document.state.replace('_', ' ')}"
            raise UsageError(f"the document {name} of order {key.id} {standing}; only one in doubt is settled by hand")
        return self._doubts.settle(document, order.account, arrived, who)

    def _sent(self, lane: Lane, order: Order, leaving: OrderDocument, file: DocumentFile) -> OrderDocument:
        try:
            receipt = lane.client.upload(order, leaving.name, file)
        except ChannelError as error:
            self._journal.caught(lane.name, error)
            now = self._clock.now()
            if error.doubtful:
                return in_doubt(leaving, str(error), now)
            tries = leaving.attempts - 1
            refused = replace(leaving, state="refused", at=now, attempts=tries, next_attempt_at=None)
            return replace(refused, error=str(error), error_kind=error.kind)
        return replace(leaving, state="uploaded", at=self._clock.now(), next_attempt_at=None, receipt=receipt.reference)

    # What both have in common

    def _want_new(self, lane: Lane) -> None:
        """Orders that are new or have moved may have documents now."""
        reader = _reader(lane)
        unread = self._store.readers.unread(reader, ("first_seen", "moved"))
        keys = dict.fromkeys(each.event.key for each in unread.told if each.account == lane.name)
        wanted = [each for key in keys for each in self._wanted(lane, key)]
        if wanted or unread.upto != self._store.readers.read_upto(reader):
            self._store.document_states.want(wanted, reader, unread.upto)

    def _wanted(self, lane: Lane, key: OrderKey) -> Iterator[OrderDocument]:
        order, now = self._store.order(key), self._clock.now()
        if order is None or order.erased is not None:
            return
        for document in documents_of(lane.spec, order):
            if document.made_by == "channel" and document.name in lane.fetched:
                yield OrderDocument(key, document.name, 1, "channel", "wanted", now, next_attempt_at=now)

    def _keep(self, key: OrderKey, files: tuple[DocumentFile, ...], who: str) -> tuple[OrderDocument, ...]:
        now = self._clock.now()
        kept = tuple(
            OrderDocument(
                key=key,
                name=file.name,
                part=part,
                made_by="channel",
                state="kept",
                at=now,
                media_type=file.media_type,
                size=len(file.content),
                kept=self._store.documents.keep(key, file.content),
            )
            for part, file in enumerate(files, 1)
        )
        if kept and not self._store.document_states.save(kept, [_told(kept[0], who)]):
            self._store.documents.discard(key, (each.kept or "" for each in kept))
            return ()
        for name in {each.name for each in kept}:
            self._given_again(self._order(key).account, name, now)
        return kept

    def _given_again(self, account: str, name: str, now: datetime) -> None:
        """What was told of a document goes once it is given for every order."""
        told = (account, incidents.DOCUMENT_NOT_GIVEN, name)
        is_open = told in {(each.account, each.kind, each.subject) for each in self._store.incidents()}
        if is_open and not self._store.document_states.any_of(account, name, "not_given"):
            self._store.resolve_incidents(account, incidents.DOCUMENT_NOT_GIVEN, name, at=now)

    def _try_later(self, wanted: OrderDocument, error: ChannelError | None) -> None:
        """Unless another process, or a person, has fetched it meanwhile: what is kept stays kept."""
        later = self._later(wanted, error)
        if not self._store.document_states.tried(later, held=wanted) and later.state == "not_given":
            self._given_again(self._order(wanted.key).account, wanted.name, later.at)

    def _later(self, wanted: OrderDocument, error: ChannelError | None) -> OrderDocument:
        """Another try later, or none any more."""
        now, tries = self._clock.now(), wanted.attempts + 1
        why, kind = (str(error), error.kind) if error is not None else (None, None)
        failed = replace(wanted, at=now, attempts=tries, error=why, error_kind=kind)
        failed = replace(failed, failing_since=wanted.failing_since or now)
        if tries > len(PAUSES):
            account = self._order(wanted.key).account
            self._journal.raise_incident(incidents.document_not_given(account, wanted.name, wanted.key.id, now))
            return replace(failed, state="not_given", next_attempt_at=None)
        return replace(failed, next_attempt_at=now + PAUSES[tries - 1])

    def _save(self, document: OrderDocument, who: str) -> OrderDocument:
        if not self._store.document_states.save([document], [_told(document, who)]):
            self._store.documents.discard(document.key, (document.kept or "",))
            return replace(document, kept=None)
        return document

    def _reachable(self, key: OrderKey) -> Order:
        """The order, if its buyer's data may be looked at."""
        order = self._order(key)
        if order.erased is not None:
            raise UsageError(f"the buyer's data of order {key.id} was erased, and its documents with it")
        return order

    def _spec_of(self, order: Order, name: str, made_by: str) -> DocumentSpec:
        declared = documents_of(self._lane(order.account).spec, order)
        for document in declared:
            if document.name == name and document.made_by == made_by:
                return document
        names = ", ".join(each.name for each in declared if each.made_by == made_by) or "none"
        maker = "the marketplace makes" if made_by == "channel" else "the seller hands over"
        raise UsageError(f"order {order.key.id} has no document {name} that {maker}; it has: {names}")


def _reader(lane: Lane) -> str:
    return f"documents:{lane.name}"


def _told(document: OrderDocument, who: str) -> Event:
    details = {"name": document.name, "state": document.state}
    return Event(document.at, document.key, "document", who, details=details)


def _as_of(document: OrderDocument, now: datetime) -> OrderDocument:
    """An upload that no process is at any more may have arrived or not."""
    if document.state == "uploading" and now - document.at > STILL_UPLOADING:
        return replace(document, state="in_doubt", error=NOBODY_HEARD)
    return document
