"""An order id in, the one order it names out; nothing or several is wrong usage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from stallkeeper.errors import UsageError

if TYPE_CHECKING:
    from stallkeeper.cli.session import Session
    from stallkeeper.orders import Order


def find_one(session: Session, order_id: str, *, channel: str | None = None, account: str | None = None) -> Order:
    """The order with this id at its marketplace; raises UsageError when there is none or more than one."""
    channel = session.channel_id(channel) if channel is not None else None
    if account is not None and not session.held.find(order_id, channel=channel, account=account):
        session.account(account)  # orders stay when their account leaves the file, and are found by its name
    found = find_some(session, order_id, channel, account)
    if len(found) > 1:
        owners = ", ".join(f"--channel {order.channel} --account {order.account}" for order in found)
        raise UsageError(f'several orders have the id "{order_id}"; say which: {owners}')
    return found[0]


def find_some(session: Session, order_id: str, channel: str | None, account: str | None) -> tuple[Order, ...]:
    """All orders with this id; `channel` as orders call it. Raises UsageError when there is none."""
    found = session.held.find(order_id, channel=channel, account=account)
    if not found:
        raise UsageError(f'no order "{order_id}" is in the store; `stallkeeper sync` reads what is new')
    return found


def check_accounts(session: Session, orders: Iterable[Order]) -> None:
    """Raise UsageError for an order whose account the accounts file no longer has: it can be shown, not acted upon."""
    for order in orders:
        if order.account not in session.accounts.accounts:
            raise UsageError(
                f"order {order.key.id} belongs to account {order.account}, which {session.accounts.path} does not have;"
                " put the account back there to act for it"
            )
