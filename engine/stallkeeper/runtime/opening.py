"""An accounts file in, an engine out: the catalog, the store and the clients that its accounts need, wired together."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from stallkeeper.accounts.account import may_be_edition
from stallkeeper.clock import Clock, SystemClock
from stallkeeper.errors import AccountError, SpecError, UsageError
from stallkeeper.spec.catalog import Catalog, bundled, channels_in, is_bundled

if TYPE_CHECKING:
    from stallkeeper.accounts.account import Account, Accounts
    from stallkeeper.accounts.rules_text import StockSource
    from stallkeeper.bindings.client import ChannelClient
    from stallkeeper.bindings.http import HttpSettings
    from stallkeeper.bindings.record_maker import RecordMaker
    from stallkeeper.runtime.engine import Engine
    from stallkeeper.runtime.progress import OnProgress
    from stallkeeper.spec.loaded import LoadedChannel
    from stallkeeper.store.stock import Stock
    from stallkeeper.store.store import Store


def open_catalog(channels: Sequence[Path | str] = (), accounts: Accounts | None = None) -> Catalog:
    """The bundled channels, and before them those in `channels`: folders of channel folders, or a channel's own folder.

    The channels that `accounts` name by their folders come last: known by name where no other channel has it.
    """
    folders = tuple(map(Path, channels))
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"there is no folder {folder} to read channels from")
    own = dict(_own_folders(accounts)) if accounts is not None else {}
    return Catalog((*folders, *bundled(), *own.values()), own)


def _own_folders(accounts: Accounts) -> Iterator[tuple[str, Path]]:
    """The folders of channels that accounts name by path, each with that path as the account has it."""
    for account in accounts.accounts.values():
        name = account.channel
        folder = accounts.path.parent / name if may_be_edition(name) else Path(name)
        if os.sep in name and channels_in(folder):
            yield name, folder


def usable(name: str, loaded: LoadedChannel) -> LoadedChannel:
    """`loaded`, if nothing is wrong with it; raises SpecError with all its problems otherwise."""
    wrong = loaded.errors
    if loaded.spec is None or wrong:
        count = f"{len(wrong)} problem{'s' if len(wrong) != 1 else ''}"
        where = name if loaded.folder == Path() or is_bundled(loaded.folder) else loaded.folder
        raise SpecError(f"channel {name} cannot be used: {count}; `stallkeeper validate {where}` shows them", wrong)
    return loaded


class ChannelsInUse(Mapping[str, "LoadedChannel"]):
    """The channels of some accounts by name; each is loaded when it is first asked for.

    A name that no channel has raises AccountError with its place in the accounts file.
    """

    def __init__(self, catalog: Catalog, accounts: Iterable[Account]) -> None:
        self._catalog = catalog
        self._names = {account.channel: account.channel_place for account in accounts}

    def __getitem__(self, name: str) -> LoadedChannel:
        if name not in self._names:
            raise KeyError(name)
        try:
            loaded = self._catalog.load(name)
        except UsageError as error:
            place = self._names[name]
            where = f"{place.path}:{place.line}:{place.column}: " if place is not None else ""
            raise AccountError(f"{where}{error}") from None
        return usable(name, loaded)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def wire(
    accounts: Accounts,
    catalog: Catalog,
    store: Store,
    clock: Clock,
    on_progress: OnProgress | None = None,
    *,
    settings: HttpSettings | None = None,
    stock: Mapping[str, Stock] | None = None,
) -> Engine:
    """An engine over an open store. A client is made, and its secrets are read, when an account is first used.

    `settings` says how patient the clients are with their marketplaces. `stock` goes before what the file says.
    """
    from stallkeeper.runtime.engine import Engine

    stocks = {**_stocks(accounts), **(stock or {})}
    channels = ChannelsInUse(catalog, accounts.accounts.values())
    makers: dict[str, RecordMaker] = {}
    """By channel: its mapping is compiled once for all its accounts."""

    def client(account: Account) -> ChannelClient:
        from stallkeeper.bindings.connect import connect

        loaded, maker = channels[account.channel], makers.get(account.channel)
        buyers = store.buyers.of_account(loaded.order_scope(account.scope), loaded.order_channel)
        made = connect(loaded, account, clock, settings=settings, tokens=store.tokens, maker=maker, buyers=buyers)
        makers.setdefault(account.channel, made.maker)
        return made

    return Engine(channels, accounts, store, clock, client, on_progress, retention=accounts.retention, stock=stocks)


def _stocks(accounts: Accounts) -> dict[str, Stock]:
    """The stock of each account whose file names one; the same source is the same stock."""
    sources = {name: account.stock for name, account in accounts.accounts.items() if account.stock is not None}
    if not sources:
        return {}
    from stallkeeper.accounts.rules_text import StockFile
    from stallkeeper.store.stock import FileStock, TableStock

    made: dict[StockSource, Stock] = {}
    for source in sources.values():
        if source not in made:
            made[source] = (
                FileStock(source.path)
                if isinstance(source, StockFile)
                else TableStock(source.path, source.table, source.sku, source.quantity)
            )
    return {name: made[source] for name, source in sources.items()}


@contextmanager
def open_engine(
    accounts: Path | str,
    *,
    channels: Sequence[Path | str] = (),
    environ: Mapping[str, str] | None = None,
    clock: Clock | None = None,
    on_progress: OnProgress | None = None,
    stock: Mapping[str, Stock] | None = None,
) -> Iterator[Engine]:
    """An engine for the accounts file at `accounts`, for a `with` block; the end of the block closes all it opened.

    `channels` are folders of further channels beside the bundled ones, or channels' own folders. Secrets are read from
    `environ` (by default the process's own) when an account is first used. `stock` tells by account how many units are
    free, for rules that ask: any callable from skus to whole numbers. Raises AccountError for a wrong file,
    SpecError for a channel with problems, StoreError for a database that cannot be used.
    """
    from stallkeeper.accounts.load import load_accounts
    from stallkeeper.store.store import Store

    time = clock or SystemClock()
    loaded = load_accounts(Path(accounts), os.environ if environ is None else environ)
    with Store.open(loaded.store, now=time.now()) as store:
        engine = wire(loaded, open_catalog(channels, loaded), store, time, on_progress, stock=stock)
        try:
            yield engine
        finally:
            engine.close()
