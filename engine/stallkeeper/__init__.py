"""Marketplace orders as data: each marketplace is a folder of YAML, run by one engine.

The front door. Every name is resolved when it is first used, so that `import stallkeeper` costs next to nothing.
Throughout: amounts are exact decimals in whole units of their currency, times are aware and in UTC, a status is one of
sixteen canonical words, and what a marketplace said itself is called native. An expected "no" is a value (NotOffered,
Incomplete); an exception is our fault or the network's. docs/embedding.md shows all of it at work.
"""

import typing as _typing

if _typing.TYPE_CHECKING:
    from stallkeeper.accounts.load import load_accounts as load_accounts
    from stallkeeper.bindings.connect import connect as connect
    from stallkeeper.errors import AccountError as AccountError
    from stallkeeper.errors import ChannelError as ChannelError
    from stallkeeper.errors import Error as Error
    from stallkeeper.errors import SpecError as SpecError
    from stallkeeper.errors import StoreError as StoreError
    from stallkeeper.errors import UsageError as UsageError
    from stallkeeper.machine.compile import compile_machine as compile_machine
    from stallkeeper.machine.decide import decide as decide
    from stallkeeper.machine.decision import Change as Change
    from stallkeeper.machine.decision import Incomplete as Incomplete
    from stallkeeper.machine.decision import NotOffered as NotOffered
    from stallkeeper.machine.decision import Unconfirmed as Unconfirmed
    from stallkeeper.machine.explain import explain as explain
    from stallkeeper.machine.observe import observe as observe
    from stallkeeper.orders import Money as Money
    from stallkeeper.orders import Order as Order
    from stallkeeper.orders import OrderLine as OrderLine
    from stallkeeper.orders import OrderReport as OrderReport
    from stallkeeper.orders import Submission as Submission
    from stallkeeper.problems import Problem as Problem
    from stallkeeper.runtime.amounts import amounts_of as amounts_of
    from stallkeeper.runtime.cancel_requests import cancel_requests as cancel_requests
    from stallkeeper.runtime.engine import Engine as Engine
    from stallkeeper.runtime.opening import open_engine as open_engine
    from stallkeeper.scenario.simulate import simulate as simulate
    from stallkeeper.spec.catalog import Catalog as Catalog
    from stallkeeper.spec.load import load_channel as load_channel
    from stallkeeper.store.stock import Stock as Stock
    from stallkeeper.store.store import Store as Store
    from stallkeeper.telemetry.log_records import LogRecords as LogRecords
    from stallkeeper.telemetry.open_telemetry import Telemetry as Telemetry
    from stallkeeper.telemetry.telling import Listeners as Listeners

__all__ = [
    "AccountError",
    "Catalog",
    "Change",
    "ChannelError",
    "Engine",
    "Error",
    "Incomplete",
    "Listeners",
    "LogRecords",
    "Money",
    "NotOffered",
    "Order",
    "OrderLine",
    "OrderReport",
    "Problem",
    "SpecError",
    "Stock",
    "Store",
    "StoreError",
    "Submission",
    "Telemetry",
    "Unconfirmed",
    "UsageError",
    "amounts_of",
    "cancel_requests",
    "compile_machine",
    "connect",
    "decide",
    "explain",
    "load_accounts",
    "load_channel",
    "observe",
    "open_engine",
    "simulate",
]

_HOMES = {
    "accounts.load": ("load_accounts",),
    "bindings.connect": ("connect",),
    "errors": ("AccountError", "ChannelError", "Error", "SpecError", "StoreError", "UsageError"),
    "machine.compile": ("compile_machine",),
    "machine.decide": ("decide",),
    "machine.decision": ("Change", "Incomplete", "NotOffered", "Unconfirmed"),
    "machine.explain": ("explain",),
    "machine.observe": ("observe",),
    "orders": ("Money", "Order", "OrderLine", "OrderReport", "Submission"),
    "problems": ("Problem",),
    "runtime.amounts": ("amounts_of",),
    "runtime.cancel_requests": ("cancel_requests",),
    "runtime.engine": ("Engine",),
    "runtime.opening": ("open_engine",),
    "scenario.simulate": ("simulate",),
    "spec.catalog": ("Catalog",),
    "spec.load": ("load_channel",),
    "store.stock": ("Stock",),
    "store.store": ("Store",),
    "telemetry.log_records": ("LogRecords",),
    "telemetry.open_telemetry": ("Telemetry",),
    "telemetry.telling": ("Listeners",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> _typing.Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
