"""What an engine is made of in; the parts of it that not every use of one needs, each made at its first use, out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from stallkeeper.accounts.permission import EVERYBODY, Permission
from stallkeeper.accounts.retention import RetentionKeys
from stallkeeper.clock import Clock
from stallkeeper.errors import UsageError
from stallkeeper.orders import Order, OrderKey, Submission
from stallkeeper.runtime.acting import Acting
from stallkeeper.runtime.clock_watch import ClockWatch
from stallkeeper.runtime.gone_accounts import GoneAccounts
from stallkeeper.runtime.journal import Journal
from stallkeeper.runtime.lane import AccountsLike, Lane
from stallkeeper.runtime.lanes import Lanes
from stallkeeper.runtime.results import ActResult
from stallkeeper.store.store import Store

if TYPE_CHECKING:
    from stallkeeper.runtime.auditing import Audit
    from stallkeeper.runtime.back_offices import BackOffices
    from stallkeeper.runtime.documents import Documents
    from stallkeeper.runtime.error_queue import ErrorSource
    from stallkeeper.runtime.privacy import Privacy
    from stallkeeper.runtime.seller_rules import SellerRules
    from stallkeeper.runtime.webhooks import Webhooks
    from stallkeeper.store.stock import Stock


class EngineParts:
    """The engine's own attributes, set by it, and what is made of them."""

    _accounts: AccountsLike
    _store: Store
    _clock: Clock
    _stock: Mapping[str, Stock]
    _new_id: Callable[[], str]
    _lanes: Lanes
    _journal: Journal
    _acting: Acting
    _clock_watch: ClockWatch
    _retention: RetentionKeys

    def _order(self, key: OrderKey) -> Order:
        order = self._store.order(key)
        if order is None:
            raise UsageError(
                f"there is no order {key.id} of {key.channel} here; `sync` fetches what the marketplace has"
            )
        return order

    def _look(self) -> None:
        """Before whatever is done: whether the clock has gone back, and whether an account has gone with work to do."""
        self._clock_watch.look()
        self.gone.look()

    def _begin_to_read(self, lane: Lane) -> None:
        """What is read from now on is news to the account's rules, to its documents and to the webhooks."""
        if lane.rules:
            self.rules.begin(lane)
        if lane.fetched:
            self.documents.begin(lane)
        if getattr(self._accounts, "webhooks", None):
            self.webhooks.begin()

    def _other_errors(self) -> Iterator[ErrorSource]:
        """What is tried again by others than the queue of errors."""
        from stallkeeper.runtime.document_errors import DocumentErrors
        from stallkeeper.runtime.webhook_errors import WebhookErrors

        yield DocumentErrors(self._store, self._journal, self._clock, self.documents)
        if getattr(self._accounts, "webhooks", None):
            yield WebhookErrors(self.webhooks)

    def _again(self, ended: Submission, who: str) -> ActResult:
        """What ended without its effect is asked for anew; what was taken of it is not sent again."""
        order = self._order(ended.key)
        lane = self._lanes.of(order.account)
        return self._acting.act(
            lane, ended.action, order, ended.fields, who, dry_run=False, confirmed=False, ended=ended
        )

    @property
    def _permission(self) -> Permission:
        return getattr(self._accounts, "permission", EVERYBODY)

    @cached_property
    def audit(self) -> Audit:
        """Who changed what, when, from where and why, and whether that record is whole."""
        from stallkeeper.runtime.auditing import Audit

        return Audit(self._store, self._accounts.accounts)

    @cached_property
    def gone(self) -> GoneAccounts:
        """Accounts that have actions under way and are not in the accounts file."""
        return GoneAccounts(self._store, self._journal, self._clock, self._accounts)

    @cached_property
    def privacy(self) -> Privacy:
        """Erases buyers' data when its time has come (`run` and `tick` do so daily) or when somebody asks."""
        from stallkeeper.runtime.privacy import Privacy

        store, journal, clock = self._store, self._journal, self._clock
        return Privacy(store, journal, clock, self._retention, self._lanes.of, self._permission)

    @cached_property
    def documents(self) -> Documents:
        """The documents of orders: fetched, kept, handed out, and those of ours handed over."""
        from stallkeeper.runtime.documents import Documents

        store, journal, clock = self._store, self._journal, self._clock
        return Documents(store, journal, clock, self._order, self._lanes.of, self._permission)

    @cached_property
    def rules(self) -> SellerRules:
        """What is to be done by itself with orders: tells what it did and waits for, tries a rule, switches one."""
        from stallkeeper.runtime.seller_rules import rules_over

        store, journal, clock = self._store, self._journal, self._clock
        return rules_over(store, self._lanes, self._stock, journal, clock, self._new_id, self._order)

    @cached_property
    def back_offices(self) -> BackOffices:
        """The seller's own systems: what each takes, what it says of it, what it asks for."""
        from stallkeeper.runtime.back_offices import BackOffices

        offices = getattr(self._accounts, "back_offices", {})
        return BackOffices(self._store, self._clock, self._acting, self._order, self._lanes.of, offices)

    @cached_property
    def webhooks(self) -> Webhooks:
        """Tells others what happens, as the accounts file asks for (`run` and `tick` do so)."""
        from stallkeeper.runtime.webhooks import Webhooks

        return Webhooks(self._store, self._journal, self._clock, getattr(self._accounts, "webhooks", {}))
