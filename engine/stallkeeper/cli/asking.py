"""A channel and one of its accounts in; a client that asks the marketplace itself out, for as long as it is needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from stallkeeper.errors import UsageError

if TYPE_CHECKING:
    from stallkeeper.bindings.marketplace_client import MarketplaceClient
    from stallkeeper.cli.session import Session


@contextmanager
def asking(session: Session, channel: str, account: str) -> Iterator[MarketplaceClient]:
    """Raises UsageError for an account that sells elsewhere; what the marketplace refuses is a ChannelError."""
    from stallkeeper.bindings.connect import connect
    from stallkeeper.clock import SystemClock

    owner = session.accounts.accounts[session.account(account)]
    loaded = session.channel(owner.channel)
    if loaded.spec is None or loaded.spec.channel != _channel_named(session, channel):
        raise UsageError(f"account {account} sells on {owner.channel}, not on {channel}")
    token = loaded.binding.auth.token if loaded.binding is not None else None
    keeper = session.store.tokens if token is not None and token.refresh is not None else None
    client = connect(loaded, owner, SystemClock(), tokens=keeper)
    try:
        yield client
    finally:
        client.close()


def _channel_named(session: Session, channel: str) -> str:
    """What the channel calls itself, in every edition."""
    spec = session.catalog.load(channel).spec
    return channel if spec is None else spec.channel
