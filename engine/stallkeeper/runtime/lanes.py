"""Channels, accounts and a way to connect in; the lane of each account, made when it is first asked for, out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from stallkeeper.errors import UsageError
from stallkeeper.runtime.lane import AccountLike, AccountsLike, Connect, Lane, NoteRest
from stallkeeper.spec.loaded import LoadedChannel


class Lanes:
    """`with_stock` are the accounts whose free stock can be asked for."""

    def __init__(
        self,
        channels: Mapping[str, LoadedChannel],
        accounts: AccountsLike,
        connect: Connect,
        with_stock: Collection[str] = (),
        note: NoteRest | None = None,
    ) -> None:
        self._channels = channels
        self._accounts = accounts
        self._connect = connect
        self._with_stock = with_stock
        self._note = {} if note is None else {"note": note}
        self._lanes: dict[str, Lane] = {}

    def every(self) -> Iterator[Lane]:
        """Each account's, in the file's order. Raises as `of` does."""
        return (self.of(name) for name in self._accounts.accounts)

    def some(self, account: str | None) -> Iterator[Lane]:
        """One account's, or every one's."""
        return self.every() if account is None else iter((self.of(account),))

    def of(self, name: str) -> Lane:
        """UsageError for an account or a channel that there is not, AccountError for rules that its channel refuses."""
        lane = self._lanes.get(name)
        if lane is None:
            lane = self._lanes[name] = self._opened(name)
        return lane

    def begin_anew(self) -> None:
        """The clock has gone back: no account rests until what it was then."""
        for lane in self._lanes.values():
            lane.recovered()

    def close(self) -> None:
        """Let go of the clients."""
        for lane in self._lanes.values():
            lane.close()
        self._lanes.clear()

    def _opened(self, name: str) -> Lane:
        account = self._accounts.accounts.get(name)
        if account is None:
            known = ", ".join(self._accounts.accounts) or "none"
            raise UsageError(f"there is no account {name!r}; the accounts are: {known}")
        loaded = self._channels.get(account.channel)
        if loaded is None:
            raise UsageError(f"account {name} sells on {account.channel!r}, and no such channel is loaded")
        others = [each for each in self._accounts.accounts.values() if each.name != name]
        shares = any(_may_share(loaded, account, each) for each in others)
        lane = Lane(
            account, loaded, self._connect, self._accounts.accounts.keys() - {name}, shares=shares, **self._note
        )
        if getattr(account, "rules", None) is not None:
            from stallkeeper.runtime.rules_at_load import rules_for

            lane.rules = rules_for(account, lane.machine, has_stock=name in self._with_stock)
        return lane


def _may_share(loaded: LoadedChannel, account: AccountLike, other: AccountLike) -> bool:
    """Whether an order of the one may be one of the other's: they are one seller's, or ids are the whole channel's."""
    if other.channel.partition("/")[0] != account.channel.partition("/")[0]:
        return other.scope == account.scope
    return loaded.order_scope(other.scope) == loaded.order_scope(account.scope)
