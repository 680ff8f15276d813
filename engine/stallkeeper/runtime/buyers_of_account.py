"""A store and an account in; what its client asks of buyers, so that no error speaks of them, out."""

from __future__ import annotations

from stallkeeper.accounts.account import Account
from stallkeeper.orders import Address, OrderKey
from stallkeeper.spec.loaded import LoadedChannel
from stallkeeper.store.buyers import Buyers

NEWEST = 2_000
"""How many orders' buyers are looked for in the words of one failure: a tenth of a second or so, in whatever store."""


class BuyersOfAccount:
    """As `KnownBuyers` describes it. The newest are those of all accounts: they are read by their numbers alone."""

    def __init__(self, buyers: Buyers, loaded: LoadedChannel, account: Account) -> None:
        self._buyers = buyers
        self._channel = loaded.order_channel
        self._scope = loaded.order_scope(account.scope)

    def of_order(self, order_id: str) -> tuple[Address, ...]:
        return self._buyers.of_order(OrderKey(self._scope, self._channel, order_id))

    def newest(self) -> tuple[Address, ...]:
        return self._buyers.newest(NEWEST)
