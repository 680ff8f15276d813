"""What the verbs share in one run: the global options in; the catalog, the accounts, the store and the engine out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

    from stallkeeper.accounts.account import Accounts
    from stallkeeper.bindings.http import HttpSettings
    from stallkeeper.orders import Order
    from stallkeeper.runtime.engine import Engine
    from stallkeeper.runtime.progress import OnProgress
    from stallkeeper.spec.catalog import Catalog
    from stallkeeper.spec.loaded import LoadedChannel
    from stallkeeper.store.store import Store


class Session:
    """The global options, and what they open, each at its first use; `close` lets go of all of it."""

    def __init__(self) -> None:
        self.verbose = False
        self.accounts_path = "stallkeeper.yaml"
        self.channel_folders: tuple[str, ...] = ()
        self.color = "NO_COLOR" not in os.environ
        self.http: HttpSettings | None = None
        """How patient to be with marketplaces; None: as usual."""
        self.busy_seconds = 10.0
        """How long to wait for another program that writes into the store."""
        self.log_path: str | None = None
        self.telemetry = False
        self._log: TextIO | None = None
        self._catalog: Catalog | None = None
        self._accounts: Accounts | None = None
        self._store: Store | None = None
        self._nothing: Store | None = None
        self._engine: Engine | None = None

    @property
    def catalog(self) -> Catalog:
        """The bundled channels, those of `--channels` before them, those of the accounts' own folders after them."""
        if self._catalog is None:
            from stallkeeper.runtime.opening import open_catalog

            self._catalog = open_catalog(self.channel_folders, self._accounts_if_any())
        return self._catalog

    def channel(self, name: str) -> LoadedChannel:
        """A channel by name or folder, ready for use; SpecError with its problems where it is not."""
        from stallkeeper.runtime.opening import usable

        return usable(name, self.catalog.load(name))

    def channel_of(self, order: Order) -> LoadedChannel:
        """The channel of an order: its account's, or by name where the account is no longer in the file."""
        account = self.accounts.accounts.get(order.account)
        return self.channel(order.channel if account is None else account.channel)

    def listed_fields(self, order: Order) -> tuple[str, ...]:
        """Those of the channel's own fields whose texts come from a list; none where its rules cannot be read."""
        from stallkeeper.errors import Error

        try:
            spec = self.channel_of(order).spec
        except Error:
            return ()
        return () if spec is None else tuple(name for name, each in spec.order_fields.items() if each.closed_values)

    def channel_id(self, word: str) -> str:
        """What orders call the channel that `word` names; UsageError with the near misses where there is none."""
        from stallkeeper.cli.choices import one_of

        selling = [account.channel for account in self.accounts.accounts.values()]
        if word not in selling:
            names = self.catalog.names()
            one_of("channel", word, sorted({*names, *(name.partition("/")[0] for name in names)}))
        return self.catalog.load(word).order_channel or word

    @property
    def accounts(self) -> Accounts:
        """Who sells where, from the accounts file."""
        if self._accounts is None:
            from stallkeeper.accounts.load import load_accounts

            path = Path(self.accounts_path)
            if not path.exists():
                raise _no_accounts_file(path, self.channel_folders)
            self._accounts = load_accounts(path, os.environ)
        return self._accounts

    def _accounts_if_any(self) -> Accounts | None:
        """The accounts for a verb that does without them where the file is missing or has problems."""
        from stallkeeper.errors import AccountError

        try:
            return self.accounts
        except AccountError:
            return None

    @property
    def store(self) -> Store:
        """The orders that the accounts file's store holds."""
        if self._store is None:
            from stallkeeper.clock import SystemClock
            from stallkeeper.store.store import Store

            self._store = Store.open(self.accounts.store, now=SystemClock().now(), busy_seconds=self.busy_seconds)
            self._store.came_by("cli")
        return self._store

    @property
    def held(self) -> Store:
        """The store for a verb that only looks: where nothing has been read yet, none is made for it."""
        path = self.accounts.store
        if self._store is not None or path.exists() or not path.parent.is_dir():
            return self.store
        if self._nothing is None:
            from stallkeeper.clock import SystemClock
            from stallkeeper.store.store import Store

            click.echo("nothing has been read yet; `stallkeeper sync` reads the accounts' orders", err=True)
            self._nothing = Store.open(":memory:", now=SystemClock().now())
        return self._nothing

    def engine(self, on_progress: OnProgress | None = None, *, only_looks: bool = False) -> Engine:
        """The engine over all of it; what is given counts at the first call. One that `only_looks` makes no store."""
        if self._engine is None:
            from stallkeeper.clock import SystemClock
            from stallkeeper.runtime.opening import wire

            store = self.held if only_looks else self.store
            tell = self._listeners(on_progress)
            self._engine = wire(self.accounts, self.catalog, store, SystemClock(), tell, settings=self.http)
        return self._engine

    def _listeners(self, on_progress: OnProgress | None) -> OnProgress | None:
        """Who else was asked to listen, beside `on_progress`."""
        if self.log_path is None and not self.telemetry:
            return on_progress
        from stallkeeper.cli.log_file import open_log
        from stallkeeper.clock import SystemClock
        from stallkeeper.telemetry.json_lines import JsonLines
        from stallkeeper.telemetry.open_telemetry import Telemetry
        from stallkeeper.telemetry.telling import Listeners

        listeners = [] if on_progress is None else [on_progress]
        if self.log_path is not None:
            self._log = open_log(Path(self.log_path))
            listeners.append(JsonLines(self._log, SystemClock()))
        if self.telemetry:
            listeners.append(Telemetry())
        return Listeners(*listeners)

    def account(self, name: str, also: Iterable[str] = ()) -> str:
        """`name`, if the accounts file has it, or is in `also`; UsageError with the near misses otherwise."""
        from stallkeeper.cli.choices import one_of

        return one_of("account", name, (*self.accounts.accounts, *also))

    def close(self) -> None:
        """Let go of connections and of the store."""
        if self._engine is not None:
            self._engine.close()
        for store in (self._store, self._nothing):
            if store is not None:
                store.close()
        if self._log is not None:
            self._log.close()


def _no_accounts_file(path: Path, channel_folders: Sequence[str]) -> Exception:
    """What a person needs who starts: another file, or how one looks."""
    from stallkeeper.errors import AccountError
    from stallkeeper.runtime.opening import open_catalog

    channels = open_catalog(channel_folders).names()
    return AccountError(
        f"there is no accounts file {path}; name another with --accounts, or write one:\n\n"
        "  language: 1\n"
        "  store: orders.db\n"
        "  accounts:\n"
        "    my-shop:\n"
        f"      channel: CHANNEL                    # {', '.join(channels)}\n"
        "      parameters: {NAME: VALUE}           # what the channel's binding.yaml asks for\n"
        "      secrets: {NAME: MY_SHOP_VARIABLE}   # the environment variable that holds it, never the secret itself"
    )
