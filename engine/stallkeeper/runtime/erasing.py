"""What is due to be erased in; all of it gone, looked for everywhere, and certified, out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from stallkeeper.clock import Clock
from stallkeeper.orders import Event, EventKind, Note, Order, OrderKey
from stallkeeper.runtime import incidents
from stallkeeper.runtime.journal import Journal, TakenOver
from stallkeeper.runtime.retention import Verdict
from stallkeeper.store.eraser import Erased, ToErase
from stallkeeper.store.leftovers import OnDisk
from stallkeeper.store.store import Store

_TOGETHER = 50
"""How many orders are erased in one transaction."""


@dataclass(frozen=True, slots=True)
class Due:
    """One order with what is to be done about its buyer."""

    key: OrderKey
    account: str
    verdict: Verdict
    keep: tuple[str, ...] = ()
    """The channel's own fields whose texts come from a list."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What one run erased, and that it is gone. `digest` is over keyed digests of the orders: it names none of them.

    `left` are tables, columns and files that still hold something of it; empty where all is well. A file that was
    exported with one of these buyers was deleted, or is left, by its line in the list of exports.
    """

    at: datetime
    who: str
    orders: int
    rules: Mapping[str, int]
    counts: Mapping[str, int]
    left: tuple[str, ...]
    looked_for: int
    of: int
    made_anew: bool
    digest: str
    path: str | None = None
    exports_deleted: int = 0
    exports_left: tuple[str, ...] = ()
    """Paths, which may name somebody: whoever looks is told, and no certificate that is kept."""

    @property
    def complete(self) -> bool:
        """Whether nothing is left."""
        return not self.left and self.made_anew


@dataclass(slots=True)
class _Run:
    erased: list[Erased] = field(default_factory=list)
    rules: Counter[str] = field(default_factory=Counter)


class Erasing:
    """Carries verdicts out, some orders at a time: a process that ends leaves none half erased."""

    def __init__(
        self, store: Store, journal: Journal, clock: Clock, delete_exports: Callable[[str], tuple[int, tuple[str, ...]]]
    ) -> None:
        self._delete_exports = delete_exports
        self._store = store
        self._journal = journal
        self._clock = clock

    def carry_out(self, due: Iterable[Due], who: str, *, all_of_it: bool = False) -> Certificate | None:
        """Do it and look whether it is gone; None where nothing was erased. `all_of_it`: nothing else is due."""
        run = _Run()
        held_back: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        together: list[Due] = []
        for each in due:
            if each.verdict.what == "hold_back":
                held_back[each.account, each.verdict.because or ""].append(each.key.id)
            elif each.verdict.what == "erase":
                together.append(each)
            else:
                self._part(each, who)
            if len(together) == _TOGETHER:
                self._erase(together, who, run)
                together = []
        self._erase(together, who, run)
        now = self._clock.now()
        if all_of_it:
            self._tell_what_is_held_back(held_back, now)
        if run.erased:
            return self._certified(run, who, now)
        if self._store.eraser.is_uncleaned():
            self._tell_whether_clean((), self._store.eraser.leftovers.on_disk(()).made_anew, now)
        return None

    def _tell_what_is_held_back(self, held_back: Mapping[tuple[str, str], list[str]], now: datetime) -> None:
        """One incident for each account and cause, as long as it is so."""
        for told in self._store.incidents():
            if told.kind == incidents.ERASURE_HELD_BACK and (told.account, told.subject) not in held_back:
                self._store.resolve_incidents(told.account, told.kind, told.subject, at=now)
        for (account, because), orders in held_back.items():
            self._journal.raise_incident(incidents.erasure_held_back(account, because, orders, now))

    def _part(self, due: Due, who: str) -> None:
        """What is less than erasing."""
        eraser, rule = self._store.eraser, due.verdict.rule
        kind: EventKind = "restricted" if due.verdict.what == "restrict" else "raw_erased"
        event = Event(self._clock.now(), due.key, kind, who, details={"rule": rule})
        if due.verdict.what == "restrict":
            eraser.restrict(due.key, event)
        elif due.verdict.what == "payload":
            eraser.erase_payload(due.key, event)
        else:
            eraser.erase_documents(due.key, event)

    def _erase(self, several: Sequence[Due], who: str, run: _Run) -> None:
        for each in several:
            self._give_up_action(each)
        now = self._clock.now()
        verdicts = {each.key: each for each in several}
        wanted = [
            ToErase(each.key, Event(now, each.key, "erased", who, details={"rule": each.verdict.rule}), each.keep)
            for each in several
        ]
        for erased in self._store.eraser.erase(wanted) if wanted else ():
            due = verdicts[erased.key]
            run.erased.append(erased)
            run.rules[due.verdict.rule] += 1
            if due.verdict.because is not None:
                told = incidents.erased_while_open(due.account, due.key.id, due.verdict.rule, due.verdict.because, now)
                self._journal.raise_incident(told)

    def _give_up_action(self, due: Due) -> None:
        """An action that is under way cannot go on without what it was given; it is never sent again."""
        reason = f"the buyer's data had to be erased ({due.verdict.rule})"
        for waiting in self._store.submissions_of(due.key):
            if waiting.state == "needs_data":
                with suppress(TakenOver):  # somebody has completed it: it is among the open ones then
                    self._journal.move(waiting, "superseded", reason=reason)
        while (pending := self._store.open_submission(due.key)) is not None:
            with suppress(TakenOver):  # it has moved meanwhile: look again
                self._journal.move(pending, "superseded", reason=reason, by_sender=False)

    def _certified(self, run: _Run, who: str, now: datetime) -> Certificate:
        deleted, left = self._exports(run, who, now)
        values = {each.key: each.values for each in run.erased}
        rows = self._store.eraser.leftovers.in_rows(values)
        disk = self._store.eraser.leftovers.on_disk(frozenset[str]().union(*values.values()))
        certificate = self._certificate(run, who, now, (*rows, *disk.found_in, *left), disk)
        kept = self._store.eraser.certify(now, certificate_form(certificate))
        details = {"orders": certificate.orders, "rules": dict(run.rules), "counts": dict(certificate.counts)}
        details |= {"digest": certificate.digest, "left": list(certificate.left)}
        self._store.audit.note(Note(now, "erased", who, details))
        in_the_store = (*rows, *disk.found_in)  # exports are told of by themselves
        self._tell_whether_clean(in_the_store, certificate.made_anew, now)
        more = {"path": kept, "exports_deleted": deleted, "exports_left": tuple(left.values())}
        return Certificate(**{**_fields(certificate), **more})

    def _exports(self, run: _Run, who: str, now: datetime) -> tuple[int, dict[str, str]]:
        """How many exports that held one of them were deleted; those that are left, as the certificate names them."""
        texts: defaultdict[str, set[str]] = defaultdict(set)
        for each in run.erased:
            texts[each.key.id] |= each.values
        lines = self._store.exports.make_due(texts, now)
        if not lines:
            return 0, {}
        deleted, _ = self._delete_exports(who)
        left = self._store.exports.still_there(lines)
        return deleted, {f"the exported file of {line}": path for line, path in left.items()}

    def _tell_whether_clean(self, left: Sequence[str], made_anew: bool, now: datetime) -> None:
        """What could not be made anew is tried again at the next look."""
        if made_anew:
            self._store.eraser.cleaned()
        if left or not made_anew:
            self._journal.raise_incident(incidents.erasure_incomplete(left, now))
        else:
            self._store.resolve_incidents("", incidents.ERASURE_INCOMPLETE, at=now)

    def _certificate(self, run: _Run, who: str, now: datetime, left: tuple[str, ...], disk: OnDisk) -> Certificate:
        counts: Counter[str] = Counter()
        for each in run.erased:
            counts.update(each.counts)
        digest = sha256(b"".join(sorted(self._store.keys.digest(each.key) for each in run.erased)))
        return Certificate(
            at=now,
            who=who,
            orders=len(run.erased),
            rules=dict(run.rules),
            counts=dict(sorted(counts.items())),
            left=left,
            looked_for=disk.looked_for,
            of=disk.of,
            made_anew=disk.made_anew,
            digest=digest.hexdigest(),
        )


def _fields(certificate: Certificate) -> dict[str, Any]:
    return {name: getattr(certificate, name) for name in Certificate.__slots__}


def certificate_form(certificate: Certificate) -> dict[str, Any]:
    """As plain data for a file: it names no order and no buyer."""
    told = _fields(certificate)
    for name in ("path", "exports_deleted", "exports_left"):
        del told[name]
    return {**told, "at": certificate.at.isoformat(), "left": list(certificate.left), "complete": certificate.complete}


def reached(store: Store, order: Order) -> dict[str, datetime]:
    """When the order first came to each status."""
    found: dict[str, datetime] = {}
    for event in store.history(order.key):
        if event.to_status is not None:
            found.setdefault(event.to_status, event.at)
    return found
