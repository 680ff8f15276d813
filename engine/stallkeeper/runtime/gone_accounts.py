"""The store and the accounts file in; accounts with actions under way that the file does not have, and a word, out."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock

from stallkeeper.clock import Clock
from stallkeeper.orders import WORKED_ON, AccountHealth, Incident, Submission
from stallkeeper.runtime import incidents
from stallkeeper.runtime.health import health_of_gone
from stallkeeper.runtime.journal import Journal
from stallkeeper.runtime.lane import AccountsLike
from stallkeeper.store.store import Store


class GoneAccounts:
    """An account was renamed or taken out of the file: what was asked for in its name would wait for ever, unsaid."""

    def __init__(self, store: Store, journal: Journal, clock: Clock, accounts: AccountsLike) -> None:
        self._store = store
        self._journal = journal
        self._clock = clock
        self._accounts = accounts
        self._told: set[str] | None = None
        self._looking = Lock()

    def names(self) -> tuple[str, ...]:
        """Those that have an action under way: one query of an index."""
        return tuple(sorted(self._store.accounts_waiting(WORKED_ON) - self._accounts.accounts.keys()))

    def look(self) -> None:
        """Tell of each once, and close what was told where the account is back or has nothing under way any more.

        What was told is remembered: of two programs with different files one would close what the other tells, and so
        for ever.
        """
        for raised in self._noted():
            self._journal.told(raised)

    def _noted(self) -> list[Incident]:
        """Incidents that are kept from now on, to be told when nobody waits for this look any more."""
        noted: list[Incident] = []
        with self._looking:
            gone, told = self.names(), self._told_before()
            for name in gone:
                if name not in told:
                    noted.append(self._incident(name))
                    self._store.raise_incident(noted[-1])
                    told.add(name)
            for name in sorted(told.difference(gone)):
                self._store.resolve_incidents(name, incidents.ACCOUNT_GONE, at=self._clock.now())
                told.remove(name)
        return noted

    def _told_before(self) -> set[str]:
        """By this program or, at its first look, by one before it."""
        if self._told is None:
            kept = self._store.incidents()
            self._told = {each.account for each in kept if each.kind == incidents.ACCOUNT_GONE}
        return self._told

    def waiting(self, account: str | None = None) -> Iterator[Submission]:
        """What is under way for one of them, or for all."""
        for name in self.names():
            if account in (None, name):
                yield from self._store.submissions(account=name, states=WORKED_ON)

    def health(self, account: str | None = None) -> tuple[AccountHealth, ...]:
        """How one of them stands, or each."""
        self.look()
        return tuple(health_of_gone(name, self._store) for name in self.names() if account in (None, name))

    def holds(self, submission: Submission) -> bool:
        """Whether it is under way and nobody does anything about it."""
        return submission.state in WORKED_ON and submission.account not in self._accounts.accounts

    def may_be_settled(self, submission: Submission) -> bool:
        """Whether a person may say what became of it: it is in doubt, or was sent and nobody looks what it did."""
        if submission.state == "in_doubt":
            return True
        return self.holds(submission) and (submission.state == "acknowledged" or self._left_behind(submission))

    def why(self, submission: Submission) -> str:
        """What keeps it where it is, and what a person can do."""
        action, order = submission.action, submission.key.id
        back = f"account {submission.account} is not in {self._file}. Put it back there under this name and its scope"
        if submission.state in ("queued", "needs_data"):
            return f"{action} of order {order} waits and is not sent: {back}, or give it up with `errors handle`"
        if submission.state == "sending" and not self._left_behind(submission):
            until = f"{submission.next_attempt_at:%Y-%m-%d %H:%M:%S} UTC"
            return f"{action} of order {order} may be on its way until {until}, and nobody looks after that: {back}"
        settle = f"look the order up at the marketplace and say `settle {order} --happened`, or --not-happened"
        return f"{action} of order {order} was sent, and nobody looks what became of it: {back}, or {settle}"

    def _left_behind(self, submission: Submission) -> bool:
        """Whether who was sending it has ended, or would have said so."""
        return submission.state == "sending" and submission.next_attempt_at <= self._clock.now()

    def _incident(self, account: str) -> Incident:
        key = next((each.key for each in self.waiting(account)), None)
        scope = None if key is None or key.scope == key.channel else key.scope
        return incidents.account_gone(account, self._file, scope, self._clock.now())

    @property
    def _file(self) -> str:
        return str(getattr(self._accounts, "path", "the accounts file"))
