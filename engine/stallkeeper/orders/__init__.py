"""Orders and all that is said, done and kept about them, as plain values without behaviour."""

from stallkeeper.orders.address import Address
from stallkeeper.orders.alert import Alert
from stallkeeper.orders.amounts import Amounts
from stallkeeper.orders.audit import AuditEntry, Broken, Note, NoteKind, Via, Where, Whole
from stallkeeper.orders.back_office import FeedEntry, FeedPage, OfficeMark, OwnIdTaken
from stallkeeper.orders.cancel_request import CANCEL_REQUESTED, CancelRequest, RequestState
from stallkeeper.orders.cursor import Cursor, Incident, Rest, Sweep
from stallkeeper.orders.document import DocumentState, OrderDocument
from stallkeeper.orders.erasure import AddressState, Anchor, Erasure, LegalHold, RetentionPolicy
from stallkeeper.orders.failure import Failure
from stallkeeper.orders.history import Event, EventKind, also_listed_by
from stallkeeper.orders.line import OrderLine
from stallkeeper.orders.listed_value import NO_LISTS, ListedValue, Lists
from stallkeeper.orders.money import Money
from stallkeeper.orders.order import Order, OrderKey
from stallkeeper.orders.parcel import Parcel
from stallkeeper.orders.report import OrderReport
from stallkeeper.orders.seller_rule import RuleStanding, RuleState, RuleSwitch
from stallkeeper.orders.standing import AccountHealth, Budget, LedgerEntry, WindowHealth
from stallkeeper.orders.submission import (
    OPEN_STATES,
    WORKED_ON,
    Receipt,
    RefusedLine,
    Submission,
    SubmissionState,
)
from stallkeeper.orders.webhook import ParkedMessage, WebhookState

__all__ = [
    "CANCEL_REQUESTED",
    "NO_LISTS",
    "OPEN_STATES",
    "WORKED_ON",
    "AccountHealth",
    "Address",
    "AddressState",
    "Alert",
    "Amounts",
    "Anchor",
    "AuditEntry",
    "Broken",
    "Budget",
    "CancelRequest",
    "Cursor",
    "DocumentState",
    "Erasure",
    "Event",
    "EventKind",
    "Failure",
    "FeedEntry",
    "FeedPage",
    "Incident",
    "LedgerEntry",
    "LegalHold",
    "ListedValue",
    "Lists",
    "Money",
    "Note",
    "NoteKind",
    "OfficeMark",
    "Order",
    "OrderDocument",
    "OrderKey",
    "OrderLine",
    "OrderReport",
    "OwnIdTaken",
    "Parcel",
    "ParkedMessage",
    "Receipt",
    "RefusedLine",
    "RequestState",
    "Rest",
    "RetentionPolicy",
    "RuleStanding",
    "RuleState",
    "RuleSwitch",
    "Submission",
    "SubmissionState",
    "Sweep",
    "Via",
    "WebhookState",
    "Where",
    "Whole",
    "WindowHealth",
    "also_listed_by",
]
