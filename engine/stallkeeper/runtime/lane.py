"""One account's way to its marketplace: its channel's rules, its client once it is needed, and whether it rests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from threading import Lock
from typing import Any, Protocol

from stallkeeper.accounts.account import READ_AGAIN_AFTER
from stallkeeper.bindings.budgets import shown_unused
from stallkeeper.bindings.client import ChannelClient
from stallkeeper.bindings.drift_paths import FieldsAt, fields_at
from stallkeeper.errors import Error, SpecError, UsageError
from stallkeeper.machine.compile import Machine, compile_machine
from stallkeeper.orders import Budget, Incident, OrderKey, Rest
from stallkeeper.runtime import incidents
from stallkeeper.runtime.interval import Reach
from stallkeeper.runtime.retry import ACCOUNT_PAUSE
from stallkeeper.spec.channel_spec import ChannelSpec, Window
from stallkeeper.spec.loaded import LoadedChannel
from stallkeeper.spec.seller_rule import SellerRule


class AccountLike(Protocol):
    """What the engine asks of an account: its name, the channel it sells on, and where its order ids are unique."""

    @property
    def name(self) -> str: ...

    @property
    def channel(self) -> str: ...

    @property
    def scope(self) -> str: ...


class AccountsLike(Protocol):
    """Who sells where."""

    @property
    def accounts(self) -> Mapping[str, AccountLike]: ...


Connect = Callable[[Any], ChannelClient]
"""Makes the client of an account."""


NoteRest = Callable[[str, Rest | None], None]
"""Notes until when an account rests, and why; None: it does not any more."""


def _for_itself(account: str, rest: Rest | None) -> None:
    """Nobody else is told."""


class Settlement:
    """How a doubtful action of a kind is settled: when to look, what to do when nothing shows, how long it may take."""

    __slots__ = ("asks_for_outcome", "confirm_within", "every", "may_resend", "read_back_after", "shown_by_order")

    def __init__(
        self,
        read_back_after: timedelta,
        may_resend: bool,
        confirm_within: timedelta | None,
        *,
        asks_for_outcome: bool = False,
        every: timedelta | None = None,
        shown_by_order: bool = True,
    ) -> None:
        self.read_back_after = read_back_after
        self.may_resend = may_resend
        self.confirm_within = confirm_within
        self.asks_for_outcome = asks_for_outcome
        """Whether the marketplace takes it to do it later, and is asked what became of it; and how often, if told."""
        self.every = every
        self.shown_by_order = shown_by_order
        """Whether the order shows it sooner or later; else the marketplace's yes, or its outcome, is the effect."""


_CAUTIOUS = Settlement(timedelta(seconds=30), may_resend=False, confirm_within=None)


class Lane:
    """`skew` is how far the marketplace's clock is ahead of ours; `resting_until` is set while its key is refused.

    `neighbours` are the other accounts: an order that one of them shares with it stays with the first that read it.
    `shares` says that one of them may: it is the same seller's.
    `note` tells other processes when it rests, and when it does no more.
    """

    def __init__(
        self,
        account: AccountLike,
        loaded: LoadedChannel,
        connect: Connect,
        neighbours: Iterable[str] = (),
        note: NoteRest = _for_itself,
        shares: bool = False,
    ) -> None:
        if loaded.spec is None:
            raise SpecError(f"the channel {account.channel} of account {account.name} has problems", loaded.problems)
        self.account = account
        self.spec: ChannelSpec = loaded.spec
        self.machine: Machine = compile_machine(loaded.spec).for_account(is_test=getattr(account, "is_test", False))
        self.channel = loaded.order_channel
        self.scope = loaded.order_scope(account.scope)
        self.neighbours = frozenset(neighbours)
        self.shares = shares
        self._note = note
        self.newer_edition = loaded.newer_edition
        self.skew = timedelta(0)
        self.resting_until: datetime | None = None
        self.resting_because: str | None = None
        self.fetched: frozenset[str] = frozenset(getattr(account, "documents", ()))
        """The documents that are fetched by themselves; a program's own account need not know of any."""
        self.has_papers = bool(self.fetched) or any(each.made_by == "seller" for each in loaded.spec.documents)
        """Whether documents may have to be fetched or looked for."""
        self.rules: tuple[SellerRule, ...] = ()
        """The seller's own, for the orders of this account; and whether the store knows them as they stand now."""
        self.rules_are_kept = False
        self.read_again_after: timedelta = getattr(account, "read_again_after", READ_AGAIN_AFTER)
        """How old what is known of an order may be when an action leaves that does harm once the order moved."""
        self.absent: defaultdict[str, set[str]] = defaultdict(set)
        """By native status, paths at which its orders do not always give something."""
        self._binding = loaded.binding
        self._connect = connect
        self._client: ChannelClient | None = None
        self._connecting = Lock()
        self._troubles = 0

    @property
    def name(self) -> str:
        """The account's name."""
        return self.account.name

    @property
    def client(self) -> ChannelClient:
        """The way to the marketplace; made at the first use, which may raise AccountError."""
        with self._connecting:
            if self._client is None:
                self._client = self._connect(self.account)
            return self._client

    def key(self, order_id: str) -> OrderKey:
        """What makes this account's order of that id one order."""
        return OrderKey(self.scope, self.channel, order_id)

    def window(self, name: str) -> Window:
        """The window of that name. Raises UsageError for one that there is not."""
        for window in self.spec.retrieval:
            if window.name == name:
                return window
        known = ", ".join(window.name for window in self.spec.retrieval)
        raise UsageError(f"{self.channel} has no window {name!r}; its windows are: {known}")

    def reach(self) -> Reach:
        """How far sweeps reach, from the binding."""
        if self._binding is None:
            return Reach()
        rules = self._binding.retrieval
        return Reach(rules.overlap, rules.settle, rules.first_pull, rules.may_be_empty, rules.list.may_shift)

    @property
    def reads_single_orders(self) -> bool:
        """Whether the binding says how one order is read by its id."""
        return self._binding is None or self._binding.retrieval.fetch is not None

    @cached_property
    def fields_at(self) -> FieldsAt:
        """Which of our fields each path of a payload feeds, from the binding."""
        return {} if self._binding is None else fields_at(self._binding.order)

    @property
    def reads_one_order(self) -> bool:
        """Whether the channel shows one order by its id."""
        return self._binding is None or getattr(self._binding.retrieval, "fetch", True) is not None

    @property
    def budgets(self) -> tuple[Budget, ...]:
        """Its limits of requests, and what is left of them once anything has been asked for."""
        if self._client is not None:
            return self._client.budgets()
        return () if self._binding is None else tuple(map(shown_unused, self._binding.rates.values()))

    def settlement(self, action: str) -> Settlement:
        """How a doubtful `action` is settled, from the binding; without a word there, a person is asked."""
        rules = self._binding.actions.get(action) if self._binding is not None else None
        if rules is None:
            return _CAUTIOUS
        return Settlement(
            rules.doubt.read_back_after,
            rules.doubt.then == "resend",
            rules.confirm_within,
            asks_for_outcome=rules.outcome is not None,
            every=rules.outcome.every if rules.outcome is not None else None,
            shown_by_order=rules.shown_by_order,
        )

    def is_resting(self, now: datetime) -> bool:
        """Whether the account waits: its key was refused a moment ago, or the marketplace asked for patience."""
        return self.resting_until is not None and now < self.resting_until

    def rest(self, until: datetime, because: str) -> None:
        """Ask nothing of the marketplace before `until`."""
        self.resting_until = until
        self.resting_because = because
        self._note(self.name, Rest(until, because))

    def refuse(self, error: Error, now: datetime, raise_incident: Callable[[Incident], None]) -> None:
        """The account cannot be used as it is: it rests, and a person is told."""
        self.rest(now + ACCOUNT_PAUSE, str(error))
        raise_incident(incidents.account_refused(self.name, str(error), now))

    def trouble(self) -> int:
        """One more order that could not be sent; how many there were in a row."""
        self._troubles += 1
        return self._troubles

    def recovered(self) -> None:
        """The marketplace answers again."""
        self._troubles = 0
        self._note(self.name, None)
        self.resting_until = None
        self.resting_because = None

    def close(self) -> None:
        """Let go of the client, if there is one."""
        if self._client is not None:
            self._client.close()
            self._client = None
