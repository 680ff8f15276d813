"""The record of a store and the accounts there are in; its lines, and whether it is whole, out."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from stallkeeper.errors import UsageError
from stallkeeper.orders import AuditEntry, Broken, Whole
from stallkeeper.store.audit_filter import AuditFilter
from stallkeeper.store.store import Store


class Audit:
    """Who changed what, when, from where and why. Reads only."""

    def __init__(self, store: Store, accounts: Collection[str]) -> None:
        self._store = store
        self._accounts = accounts

    def entries(self, wanted: AuditFilter | None = None) -> Iterator[AuditEntry]:
        """The lines that fit, the newest first.

        Raises UsageError for an account that neither the accounts file nor the record has: none of its lines is no
        answer to a slip of the pen.
        """
        account = None if wanted is None else wanted.account
        if account is not None and account not in self._accounts:
            known = dict.fromkeys((*self._accounts, *self._store.audit.accounts()))
            if account not in known:
                raise UsageError(f"there is no account {account!r}; the accounts are: {', '.join(known) or 'none'}")
        return self._store.audit.entries(wanted)

    def check(self) -> Whole | Broken:
        """Read the whole chain and hold it against what is stored; the first place that is wrong, if any."""
        return self._store.audit.check()
