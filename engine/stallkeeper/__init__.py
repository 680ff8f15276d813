"""Marketplace orders as data: each marketplace is a folder of YAML, run by one engine.

The front door. Every name is resolved when it is first used, so that `import stallkeeper` costs next to nothing.
Throughout: amounts are exact decimals in whole units of their currency, times are aware and in UTC, a status is one of
sixteen canonical words, and what a marketplace said itself is called native. An expected "no" is a value (NotOffered,
Incomplete); an exception is our fault or the network's. docs/embedding.md shows all of it at work.
"""

import typing as _typing

if _typing.TYPE_CHECKING:
    from stallkeeper.accounts.load import load_accounts as load_accounts
    from stallkeeper.bindings.client import DocumentFile as DocumentFile
    from stallkeeper.bindings.connect import connect as connect
    from stallkeeper.bindings.webhook_post import WebhookDelivery as WebhookDelivery
    from stallkeeper.errors import AccountError as AccountError
    from stallkeeper.errors import ChannelError as ChannelError
    from stallkeeper.errors import Error as Error
    from stallkeeper.errors import SpecError as SpecError
    from stallkeeper.errors import StoreError as StoreError
    from stallkeeper.errors import UsageError as UsageError
    from stallkeeper.machine.compile import compile_machine as compile_machine
    from stallkeeper.machine.decide import decide as decide
    from stallkeeper.machine.decision import Change as Change
    from stallkeeper.machine.decision import Explanation as Explanation
    from stallkeeper.machine.decision import Incomplete as Incomplete
    from stallkeeper.machine.decision import NotOffered as NotOffered
    from stallkeeper.machine.decision import Unconfirmed as Unconfirmed
    from stallkeeper.machine.explain import explain as explain
    from stallkeeper.machine.observe import observe as observe
    from stallkeeper.orders import AccountHealth as AccountHealth
    from stallkeeper.orders import AuditEntry as AuditEntry
    from stallkeeper.orders import Broken as Broken
    from stallkeeper.orders import Event as Event
    from stallkeeper.orders import Failure as Failure
    from stallkeeper.orders import FeedEntry as FeedEntry
    from stallkeeper.orders import FeedPage as FeedPage
    from stallkeeper.orders import Incident as Incident
    from stallkeeper.orders import LedgerEntry as LedgerEntry
    from stallkeeper.orders import Money as Money
    from stallkeeper.orders import OfficeMark as OfficeMark
    from stallkeeper.orders import Order as Order
    from stallkeeper.orders import OrderDocument as OrderDocument
    from stallkeeper.orders import OrderKey as OrderKey
    from stallkeeper.orders import OrderLine as OrderLine
    from stallkeeper.orders import OrderReport as OrderReport
    from stallkeeper.orders import OwnIdTaken as OwnIdTaken
    from stallkeeper.orders import Submission as Submission
    from stallkeeper.orders import Sweep as Sweep
    from stallkeeper.orders import Whole as Whole
    from stallkeeper.problems import Problem as Problem
    from stallkeeper.runtime.amounts import amounts_of as amounts_of
    from stallkeeper.runtime.cancel_requests import cancel_requests as cancel_requests
    from stallkeeper.runtime.due_dates import RunningDeadline as RunningDeadline
    from stallkeeper.runtime.engine import Engine as Engine
    from stallkeeper.runtime.erasing import Certificate as Certificate
    from stallkeeper.runtime.opening import open_engine as open_engine
    from stallkeeper.runtime.planning import Plan as Plan
    from stallkeeper.runtime.privacy import ErasureAnswer as ErasureAnswer
    from stallkeeper.runtime.privacy import ErasurePlan as ErasurePlan
    from stallkeeper.runtime.privacy import ErasureRequest as ErasureRequest
    from stallkeeper.runtime.results import ActResult as ActResult
    from stallkeeper.runtime.results import DeadlineResult as DeadlineResult
    from stallkeeper.runtime.results import SendResult as SendResult
    from stallkeeper.runtime.results import SyncResult as SyncResult
    from stallkeeper.runtime.results import TickResult as TickResult
    from stallkeeper.runtime.seller_rules import RuleReport as RuleReport
    from stallkeeper.runtime.seller_rules import RuleTrial as RuleTrial
    from stallkeeper.runtime.webhooks import WebhookStanding as WebhookStanding
    from stallkeeper.scenario.simulate import simulate as simulate
    from stallkeeper.spec.catalog import Catalog as Catalog
    from stallkeeper.spec.channel_spec import DocumentSpec as DocumentSpec
    from stallkeeper.spec.load import load_channel as load_channel
    from stallkeeper.store.audit_filter import AuditFilter as AuditFilter
    from stallkeeper.store.belongings import Belongings as Belongings
    from stallkeeper.store.order_filter import OrderFilter as OrderFilter
    from stallkeeper.store.stock import Stock as Stock
    from stallkeeper.store.store import Store as Store
    from stallkeeper.telemetry.log_records import LogRecords as LogRecords
    from stallkeeper.telemetry.open_telemetry import Telemetry as Telemetry
    from stallkeeper.telemetry.telling import Listeners as Listeners

__all__ = [
    "AccountError",
    "AccountHealth",
    "ActResult",
    "AuditEntry",
    "AuditFilter",
    "Belongings",
    "Broken",
    "Catalog",
    "Certificate",
    "Change",
    "ChannelError",
    "DeadlineResult",
    "DocumentFile",
    "DocumentSpec",
    "Engine",
    "ErasureAnswer",
    "ErasurePlan",
    "ErasureRequest",
    "Error",
    "Event",
    "Explanation",
    "Failure",
    "FeedEntry",
    "FeedPage",
    "Incident",
    "Incomplete",
    "LedgerEntry",
    "Listeners",
    "LogRecords",
    "Money",
    "NotOffered",
    "OfficeMark",
    "Order",
    "OrderDocument",
    "OrderFilter",
    "OrderKey",
    "OrderLine",
    "OrderReport",
    "OwnIdTaken",
    "Plan",
    "Problem",
    "RuleReport",
    "RuleTrial",
    "RunningDeadline",
    "SendResult",
    "SpecError",
    "Stock",
    "Store",
    "StoreError",
    "Submission",
    "Sweep",
    "SyncResult",
    "Telemetry",
    "TickResult",
    "Unconfirmed",
    "UsageError",
    "WebhookDelivery",
    "WebhookStanding",
    "Whole",
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
    "bindings.client": ("DocumentFile",),
    "bindings.connect": ("connect",),
    "bindings.webhook_post": ("WebhookDelivery",),
    "errors": ("AccountError", "ChannelError", "Error", "SpecError", "StoreError", "UsageError"),
    "machine.compile": ("compile_machine",),
    "machine.decide": ("decide",),
    "machine.decision": ("Change", "Explanation", "Incomplete", "NotOffered", "Unconfirmed"),
    "machine.explain": ("explain",),
    "machine.observe": ("observe",),
    "orders": (
        "AccountHealth",
        "AuditEntry",
        "Broken",
        "Event",
        "Failure",
        "FeedEntry",
        "FeedPage",
        "Incident",
        "LedgerEntry",
        "Money",
        "OfficeMark",
        "Order",
        "OrderDocument",
        "OrderKey",
        "OrderLine",
        "OrderReport",
        "OwnIdTaken",
        "Submission",
        "Sweep",
        "Whole",
    ),
    "problems": ("Problem",),
    "runtime.amounts": ("amounts_of",),
    "runtime.cancel_requests": ("cancel_requests",),
    "runtime.due_dates": ("RunningDeadline",),
    "runtime.engine": ("Engine",),
    "runtime.erasing": ("Certificate",),
    "runtime.opening": ("open_engine",),
    "runtime.planning": ("Plan",),
    "runtime.privacy": ("ErasureAnswer", "ErasurePlan", "ErasureRequest"),
    "runtime.results": ("ActResult", "DeadlineResult", "SendResult", "SyncResult", "TickResult"),
    "runtime.seller_rules": ("RuleReport", "RuleTrial"),
    "runtime.webhooks": ("WebhookStanding",),
    "scenario.simulate": ("simulate",),
    "spec.catalog": ("Catalog",),
    "spec.channel_spec": ("DocumentSpec",),
    "spec.load": ("load_channel",),
    "store.audit_filter": ("AuditFilter",),
    "store.belongings": ("Belongings",),
    "store.order_filter": ("OrderFilter",),
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
