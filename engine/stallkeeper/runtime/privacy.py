"""Policies and orders in; buyers' data erased when its time has come or when somebody asks, or handed out, out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from stallkeeper.accounts.permission import EVERYBODY, Permission
from stallkeeper.accounts.retention import RetentionKeys
from stallkeeper.clock import Clock
from stallkeeper.errors import Error
from stallkeeper.orders import Event, LegalHold, Note, Order, OrderKey, RetentionPolicy
from stallkeeper.runtime import incidents
from stallkeeper.runtime.erasing import Certificate, Due, Erasing, reached
from stallkeeper.runtime.journal import ENGINE, Journal, asked_by
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.retention import Verdict, What, policy_of, under_way, verdict
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.store.belongings import Belongings
from stallkeeper.store.causes import ON_REQUEST
from stallkeeper.store.put_off import AHEAD
from stallkeeper.store.store import Store
from stallkeeper.words import MAY_END

EVERY = timedelta(days=1)
AGAIN_AFTER = timedelta(hours=1)
"""So long after it failed."""
_PARTS = ("documents", "payload")
_FROM_HISTORY = frozenset({"shipped", "delivered", "closed"})


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What is due now: by rule how many orders, by class how many values; what is held back, or kept by law."""

    due: tuple[Due, ...]
    rules: dict[str, int]
    counts: dict[str, int]
    exports: tuple[str, ...] = ()
    """Files with buyers' data that go: their time is over, or one of these buyers stands in them."""

    def of(self, what: str) -> tuple[Due, ...]:
        """Those with which this is to be done: erase, restrict, hold_back, payload, documents."""
        return tuple(each for each in self.due if each.verdict.what == what)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one order's buyer is not erased now, and whether the data is hidden instead."""

    key: OrderKey
    because: str
    restricted: bool
    by_law: bool = False
    """Whether the law wants it kept besides: it can be hidden, not erased."""


@dataclass(frozen=True, slots=True)
class ErasureRequest:
    """What a request to erase would do now. `plan` is what goes or is hidden; `gone` is erased already."""

    plan: ErasurePlan
    refused: tuple[Refusal, ...]
    gone: tuple[OrderKey, ...]


@dataclass(frozen=True, slots=True)
class ErasureAnswer:
    """What became of a request to erase: the certificate of what went, and what did not go."""

    certificate: Certificate | None
    refused: tuple[Refusal, ...]


class Privacy:
    """`plan` only looks. Everything that is done stands in the history of the orders it was done to."""

    def __init__(
        self,
        store: Store,
        journal: Journal,
        clock: Clock,
        keys: RetentionKeys,
        lane: Callable[[str], Lane | None],
        permission: Permission = EVERYBODY,
    ) -> None:
        self.permission = permission
        """Who may be shown buyers' data, as the accounts file says."""
        self._store = store
        self._journal = journal
        self._clock = clock
        self._keys = keys
        self._lane = lane
        self._erasing = Erasing(store, journal, clock, self.delete_exports)
        self._looked_at: datetime | None = None

    # By rule

    def plan(self) -> ErasurePlan:
        """What would be done now; counts are of what would be erased."""
        return self._planned(tuple(self._due()), self._store.exports.over(self._clock.now()))

    def _planned(self, due: tuple[Due, ...], over: tuple[str, ...] = ()) -> ErasurePlan:
        """With what goes: counted as it is when it goes, and with the exports that it stands in."""
        counts: Counter[str] = Counter()
        texts: defaultdict[str, set[str]] = defaultdict(set)
        for each in due:
            held = self._store.eraser.belongings(each.key, each.keep) if each.verdict.what == "erase" else None
            if held is not None:
                counts.update(held.counts())
                texts[each.key.id] |= held.values()
        rules = Counter(each.verdict.rule for each in due if each.verdict.what == "erase")
        exports = dict.fromkeys((*over, *self._store.exports.that_may_hold(texts)))
        return ErasurePlan(due, dict(rules), dict(sorted(counts.items())), tuple(exports))

    def erase(self, who: str = ENGINE, *, exports_too: bool = True) -> Certificate | None:
        """Do what is due now; None where nothing was to be erased. Exports go first, whatever becomes of the rest.

        Not where the caller has just deleted them to tell of them: each look at what is left counts.
        """
        if who != ENGINE:
            asked_by(who)
        if exports_too:
            self.delete_exports(who)
        self._store.documents.destroy_those_of_buried()
        certificate = self._erasing.carry_out(self._due(), who, all_of_it=True)
        self._store.eraser.looked(self._clock.now())
        return certificate

    def delete_exports(self, who: str = ENGINE) -> tuple[int, tuple[str, ...]]:
        """Delete files with buyers' data whose time is over; how many went, and which are left and told of.

        The note comes after: it never says of a file that it went which lies there still.
        """
        if who != ENGINE:
            asked_by(who)
        now = self._clock.now()
        count, left = self._store.exports.delete_over(now)
        if count:
            self._store.audit.note(Note(now, "exports_deleted", who, {"files": count}))
        if left:
            self._journal.raise_incident(incidents.export_left(left, now))
        else:
            self._store.resolve_incidents("", incidents.EXPORT_LEFT, at=now)
        return count, left

    def daily(self) -> Certificate | None:
        """The same, once a day, whatever process asks."""
        now = self._clock.now()
        if self._looked_at is None:
            self._looked_at = self._store.eraser.last_looked()
        if self._looked_at is not None and self._looked_at - AHEAD <= now < self._looked_at + EVERY:
            return None
        self._looked_at = now - EVERY + AGAIN_AFTER
        certificate = self.erase()
        self._looked_at = now
        return certificate

    def policy(self, account: str, channel: str) -> RetentionPolicy:
        """How long an account keeps its buyers' data."""
        spec = self._spec(account)
        return policy_of(self._keys, account, spec.channel if spec is not None else channel, spec)

    def _due(self) -> Iterator[Due]:
        eraser = self._store.eraser
        for key, rule in (*eraser.came_back().items(), *eraser.acted_on_since().items()):
            yield Due(key, "", Verdict("erase", rule))
        now, policies, listed = self._clock.now(), cache(self.policy), cache(self._listed_fields)

        def is_old(account: str, channel: str, ordered_at: datetime) -> bool:
            return ordered_at <= now - policies(account, channel).shortest

        for order in self._store.eraser.not_erased(is_old):
            for found in self._verdicts(order, policies(order.account, order.channel), now):
                yield Due(order.key, order.account, found, listed(order.account))

    def _verdicts(self, order: Order, policy: RetentionPolicy, now: datetime) -> Iterator[Verdict]:
        """What is to be done and is not done yet: one thing, or parts that go before the rest."""
        statuses = reached(self._store, order) if policy.anchor in _FROM_HISTORY else {}
        pending = self._store.open_submission(order.key)
        gone: list[What] = []
        while found := verdict(order, policy, now, reached=statuses, pending=pending, gone=gone):
            part = found.part or found.what
            is_done = self._is_gone(order.key, part)
            if not is_done:
                yield found
            if part not in _PARTS or (found.what == "hold_back" and not is_done):
                return
            gone.append(part)

    def _is_gone(self, key: OrderKey, part: What) -> bool:
        if part == "payload":
            return not self._store.eraser.holds_payload(key)
        return part == "documents" and not self._store.eraser.holds_documents(key)

    def _spec(self, account: str) -> ChannelSpec | None:
        """The channel's rules; None for an account that is no longer in the file, or whose channel cannot be used."""
        try:
            lane = self._lane(account)
        except Error:
            return None
        return None if lane is None else lane.spec

    def _listed_fields(self, account: str) -> tuple[str, ...]:
        spec = self._spec(account)
        return () if spec is None else tuple(name for name, each in spec.order_fields.items() if each.closed_values)

    # On request

    def of_buyer(self, email: str) -> tuple[OrderKey, ...]:
        """The orders in which that address of e-mail stands."""
        return tuple(self._store.eraser.of_email(email))

    def erase_orders(self, keys: Sequence[OrderKey], who: str, *, open_too: bool = False) -> ErasureAnswer:
        """Erase the buyer's data of these orders now, whatever their age.

        One that is still open is refused, unless `open_too`; one under legal hold is refused and hidden instead.
        """
        asked_by(who)
        due, refused, _ = self._asked_for(keys, open_too=open_too)
        return ErasureAnswer(self._erasing.carry_out(due, who), refused)

    def plan_request(self, keys: Sequence[OrderKey], *, open_too: bool = False) -> ErasureRequest:
        """What `erase_orders` would do now: it only looks."""
        due, refused, gone = self._asked_for(keys, open_too=open_too)
        return ErasureRequest(self._planned(due), refused, gone)

    def _asked_for(
        self, keys: Sequence[OrderKey], *, open_too: bool
    ) -> tuple[tuple[Due, ...], tuple[Refusal, ...], tuple[OrderKey, ...]]:
        """What is to be erased or hidden, what is refused and why, and what is erased already."""
        due: list[Due] = []
        refused: list[Refusal] = []
        gone: list[OrderKey] = []
        for order in filter(None, map(self._store.order, keys)):
            if order.erased is not None and not order.erased.restricted:
                gone.append(order.key)
                continue
            hold = self.policy(order.account, order.channel).legal_hold
            refusal = self._refusal(order, hold, open_too=open_too)
            if refusal is None:
                verdict = Verdict("erase", ON_REQUEST)
                due.append(Due(order.key, order.account, verdict, self._listed_fields(order.account)))
                continue
            refused.append(refusal)
            if refusal.restricted and order.erased is None and hold is not None:
                due.append(Due(order.key, order.account, Verdict("restrict", ON_REQUEST, hold.because)))
        return tuple(due), tuple(refused), tuple(gone)

    def _refusal(self, order: Order, hold: LegalHold | None, *, open_too: bool) -> Refusal | None:
        by_law, is_hidden = hold is not None and hold.holds(order.id), order.erased is not None
        hindrance = under_way(order, self._store.open_submission(order.key))
        if hindrance is None and order.status not in MAY_END:
            hindrance = f"it is still open ({order.status or order.native_status})"
        if hindrance is not None and not open_too and not (by_law and is_hidden):
            return Refusal(order.key, hindrance, restricted=False, by_law=by_law)
        if hold is None or not by_law:
            return None
        return Refusal(order.key, f"the law wants it kept: {hold.because}", restricted=True, by_law=True)

    def disclosed(self, keys: Sequence[OrderKey], who: str, how: str, **details: Any) -> None:
        """Put on record that somebody is shown the data of these orders' buyers; `details` hold nothing personal.

        To be called before it is shown: raises UsageError for whoever has no permission, and nothing is noted.
        """
        self.permission.check(asked_by(who))
        now = self._clock.now()
        events = [Event(now, key, "disclosed", who, details={"how": how, **details}) for key in keys]
        self._store.eraser.note(keys, events)

    def disclose(self, keys: Iterable[OrderKey], who: str, how: str, **details: Any) -> Iterator[Belongings]:
        """Everything that is kept of the buyer of these orders, put on record before it is handed out.

        Raises UsageError, before the first is, for whoever has no permission.
        """
        several = list(keys)
        self.disclosed(several, who, how, **details)
        for key in several:
            held = self._store.eraser.belongings(key)
            if held is not None:
                yield held
