"""What went wrong in; the sentence a person can act on, as an Incident, out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from stallkeeper.durations import format_duration
from stallkeeper.orders import Incident, Submission
from stallkeeper.runtime.progress import IncidentRaised

FIRST_PULL_EMPTY = "first_pull_empty"
FIELDS_MISSING = "fields_missing"
FIELD_DROPPED = "field_dropped"
SWEEP_FAILED = "sweep_failed"
ACCOUNT = "account"
ACCOUNT_GONE = "account_gone"
UNKNOWN_STATUS = "unknown_status"
UNKNOWN_LINE_STATUS = "unknown_line_status"
ORDER_WITHOUT_ID = "order_without_id"
UNREADABLE_ORDER = "unreadable_order"
DRIFT = "drift"
CLOCK_SKEW = "clock_skew"
EDITION_OVER = "edition_over"
FEWER_THAN_ANNOUNCED = "fewer_than_announced"
VANISHED = "vanished"
NONE_KNOWN = "none_known"
IN_DOUBT = "in_doubt"
DOCUMENT_NOT_GIVEN = "document_not_given"
DOCUMENT_IN_DOUBT = "document_in_doubt"
WEBHOOK_PAUSED = "webhook_paused"
WEBHOOK_REFUSED = "webhook_refused"
NOT_CONFIRMED = "not_confirmed"
STOCK_UNREADABLE = "stock_unreadable"
RULES_STOPPED = "rules_stopped"
ERASED_WHILE_OPEN = "erased_while_open"
ERASURE_HELD_BACK = "erasure_held_back"
ERASURE_INCOMPLETE = "erasure_incomplete"
EXPORT_LEFT = "export_left"

_LONGEST_WORD = 60
_MOST_NAMED = 10


def incident(account: str, kind: str, subject: str, message: str, now: datetime) -> Incident:
    """An incident that came up at `now`; the store counts the ones of one (account, kind, subject) together."""
    return Incident(account=account, kind=kind, subject=subject, message=message, first_at=now, last_at=now)


def first_pull_empty(account: str, window: str, since: datetime, settle: timedelta, now: datetime) -> Incident:
    """The first sweep of a window found nothing at all; what is younger than `settle` it did not ask for."""
    message = (
        f"the first sweep of {window} matched no order since {since:%Y-%m-%d %H:%M} UTC; either there is none, or all "
        f"are younger than {format_duration(settle)} (`settle`) and wait for the next sweep, or a path or filter of "
        "the binding is wrong. The cursor stays; `may_be_empty: true` says that all is well"
    )
    return incident(account, FIRST_PULL_EMPTY, window, message, now)


def fields_missing(account: str, window: str, fields: Mapping[str, str], now: datetime) -> Incident:
    """No order of the first sweep has a field that every order should have; `fields` holds each one's path."""
    named = ", ".join(f"{name} (at {path})" for name, path in fields.items())
    message = (
        f"no order of the first sweep of {window} has {named}; correct binding.yaml, and the orders are read again "
        "by themselves as they are listed"
    )
    return incident(account, FIELDS_MISSING, window, message, now)


def sweep_failed(account: str, window: str, page: int, why: str, now: datetime) -> Incident:
    """A sweep could not be read to its end."""
    where = f"after page {page}" if page else "before its first page was stored"
    message = f"{window} stopped {where}: {why}. What was read is kept; the next sweep goes on from there"
    return incident(account, SWEEP_FAILED, window, message, now)


def account_refused(account: str, why: str, now: datetime) -> Incident:
    """The account cannot be used: its key is refused, or something of it is missing."""
    message = f"{why}. Nothing of this account is lost; once this is put right it goes on where it was"
    return incident(account, ACCOUNT, account, message, now)


def account_gone(account: str, file: str, scope: str | None, now: datetime) -> Incident:
    """Actions of an account wait, and the accounts file does not have it. `scope` is where its order ids are unique."""
    its_own = f" and with `scope: {scope}`" if scope not in (None, account) else ""
    twice = f"; under another one without `scope: {scope}` its orders stand here twice" if scope else ""
    message = (
        f"account {account} is not in {file}, as it was read when this program started, and actions of it are under "
        "way: none is sent, and nobody looks what became of those that were. Put it back there under this name"
        f"{its_own}{twice}. Or end each by hand: `errors` lists them"
    )
    return incident(account, ACCOUNT_GONE, account, message, now)


def unknown_status(account: str, native: str, now: datetime, alike: str = "") -> Incident:
    """The channel reports a status that its spec does not map. `alike` is a word that it does map."""
    word = native if len(native) <= _LONGEST_WORD else f"{native[:_LONGEST_WORD]}…"
    message = (
        f"the channel reports the status {word!r}, which channel.yaml does not map; its orders are kept and shown, "
        f"without actions. Add the word under the status it belongs to{f'; it looks like {alike}' if alike else ''}"
    )
    return incident(account, UNKNOWN_STATUS, native, message, now)


def unknown_line_status(account: str, native: str, now: datetime) -> Incident:
    """The channel reports a line status that its spec does not map."""
    word = native if len(native) <= _LONGEST_WORD else f"{native[:_LONGEST_WORD]}…"
    message = f"the channel reports the line status {word!r}, which channel.yaml does not map; add it under `lines`"
    return incident(account, UNKNOWN_LINE_STATUS, native, message, now)


def order_without_id(account: str, where: str, why: str | None, now: datetime) -> Incident:
    """A record has no order id, so that it cannot be kept."""
    message = (
        f"{where}: {why or 'an order has no id; it cannot be kept'}. The others of the page are kept. Look for it at "
        "the marketplace, and whether `id` in binding.yaml still says where ids stand"
    )
    return incident(account, ORDER_WITHOUT_ID, account, message, now)


def unreadable_order(account: str, order: str, why: str, now: datetime) -> Incident:
    """One order cannot be mapped; it is tried again whenever the marketplace lists it."""
    message = f"order {order} cannot be read: {why}. The others are; it is tried again when it is listed next"
    return incident(account, UNREADABLE_ORDER, order, message, now)


def drift(account: str, path: str, order: str, now: datetime) -> Incident:
    """A field of the payload has another type than the binding expects."""
    message = (
        f"{path} is not what the binding expects (first seen in order {order}); what was read of it before is kept, "
        "a new order goes without. If the marketplace has changed it for good, correct binding.yaml"
    )
    return incident(account, DRIFT, path, message, now)


def field_dropped(account: str, path: str, order: str, now: datetime) -> Incident:
    """Orders gave something at a path until now."""
    message = (
        f"{path} is not given any more (first in order {order}); the orders before had it. What was read is kept; "
        "if the marketplace has dropped or renamed it for good, correct binding.yaml"
    )
    return incident(account, FIELD_DROPPED, path, message, now)


def clock_skew(account: str, skew: timedelta, now: datetime) -> Incident:
    """The marketplace's clock and ours differ by more than a minute."""
    way = "ahead of" if skew > timedelta(0) else "behind"
    rounded = timedelta(seconds=round(abs(skew).total_seconds()))
    message = f"the marketplace's clock is {format_duration(rounded)} {way} this machine's; intervals follow it"
    return incident(account, CLOCK_SKEW, account, message, now)


def edition_over(account: str, channel: str, ended: date, newer: str, now: datetime) -> Incident:
    """The account uses rules that have ended, and there are newer ones."""
    message = (
        f"the rules of {channel} held until {ended.isoformat()}; {newer} came after them. Write `channel: {newer}` at "
        "the account, with the secrets and parameters which that one asks for; no order is read in twice by it"
    )
    return incident(account, EDITION_OVER, channel, message, now)


def fewer_than_announced(account: str, window: str, seen: int, total: int, now: datetime) -> Incident:
    """The marketplace listed fewer orders than it counted."""
    message = f"{window} listed {seen} orders where the marketplace counts {total}; an overlapping sweep looks again"
    return incident(account, FEWER_THAN_ANNOUNCED, window, message, now)


def vanished(account: str, order: str, now: datetime) -> Incident:
    """The marketplace does not know an order any more that it has shown before."""
    message = (
        f"the marketplace does not know order {order} any more; it is kept as it was, without actions. "
        "It comes back by itself if the marketplace shows it again"
    )
    return incident(account, VANISHED, order, message, now)


def none_known(account: str, count: int, now: datetime) -> Incident:
    """Many orders are asked for and none is known: rather the account is another one than all of them are gone."""
    message = (
        f"the marketplace knows none of {count} open orders that were read again by their ids; none of them is "
        "marked as vanished. Look whether the account's key and parameters are those of the same seller"
    )
    return incident(account, NONE_KNOWN, account, message, now)


def in_doubt(submission: Submission, why: str, now: datetime) -> Incident:
    """A person has to decide: it is not known whether an action took effect, and it must not be done twice."""
    message = (
        f"{submission.action} of order {submission.key.id} may or may not have taken effect: {why}. It is not sent "
        "again; look the order up at the marketplace. It settles by itself once the order shows it"
    )
    return incident(submission.account, IN_DOUBT, submission.id, message, now)


def not_confirmed(submission: Submission, now: datetime) -> Incident:
    """The marketplace took an action and never showed its effect."""
    message = (
        f"the marketplace took {submission.action} of order {submission.key.id} and has not shown its effect in time; "
        "look the order up at the marketplace. It settles by itself once the order shows it"
    )
    return incident(submission.account, NOT_CONFIRMED, submission.id, message, now)


def document_not_given(account: str, name: str, order: str, now: datetime) -> Incident:
    """One for each document of the channel's, however many orders."""
    message = f"the marketplace did not give the document {name} of order {order}; `stallkeeper documents {order}`"
    return incident(account, DOCUMENT_NOT_GIVEN, name, message, now)


def document_in_doubt(account: str, name: str, order: str, now: datetime) -> Incident:
    """A document of ours may have arrived or not, and only a person can tell."""
    message = (
        f"whether the document {name} of order {order} has arrived is not known: look at the marketplace, then say "
        f"`stallkeeper documents {order} --arrived {name}`, or --not-arrived"
    )
    return incident(account, DOCUMENT_IN_DOUBT, document_of(order, name), message, now)


def document_of(order: str, name: str) -> str:
    """What an incident about one document is about."""
    return f"{order} {name}"


def webhook_paused(name: str, why: str, now: datetime) -> Incident:
    """Nothing more is sent there; what happens meanwhile waits."""
    message = f"the webhook {name} is paused: {why}. `stallkeeper webhooks resume {name}` goes on where it stopped"
    return incident("", WEBHOOK_PAUSED, name, message, now)


def webhook_refused(name: str, why: str, now: datetime) -> Incident:
    """One message; the others went past it."""
    message = f"the webhook {name} refused a message: {why}. `stallkeeper webhooks resend {name} --parked` tries again"
    return incident("", WEBHOOK_REFUSED, name, message, now)


def erased_while_open(account: str, order: str, rule: str, because: str, now: datetime) -> Incident:
    """The cap came before the end of an order."""
    message = (
        f"the buyer's data of order {order} was erased ({rule}) although {because}; what is still to be done about it "
        "has to be done at the marketplace. A longer `max` under `retention` leaves more time, where the channel does"
    )
    return incident(account, ERASED_WHILE_OPEN, order, message, now)


def erasure_held_back(account: str, because: str, orders: Sequence[str], now: datetime) -> Incident:
    """The time of some orders has come, and something is under way that their buyer's data is needed for."""
    named = ", ".join(orders[:_MOST_NAMED]) + (", …" if len(orders) > _MOST_NAMED else "")
    message = (
        f"{len(orders)} orders are due to be erased and held back because {because}: {named}. They go once that is "
        "over, and at `max` under `retention` at the latest"
    )
    return incident(account, ERASURE_HELD_BACK, because, message, now)


def erasure_incomplete(left: Sequence[str], now: datetime) -> Incident:
    """Something of erased buyers was found again, or the file could not be made anew."""
    where = (
        ", ".join(left) or "gaps of the file (it could not be made anew: another program is at it, or room is short)"
    )
    message = f"after erasing, something of it may be left in {where}; `stallkeeper erase --execute` tries again"
    return incident("", ERASURE_INCOMPLETE, "store", message, now)


def export_left(paths: Sequence[str], now: datetime) -> Incident:
    """The time of files with buyers' data is over, and they are not as they were written."""
    message = (
        f"{len(paths)} exports with buyers' data are past their time and were changed since, cut off, out of reach, or "
        f"cannot be deleted; delete them by hand, and the line in `.exports/` of what is for ever out of reach: "
        f"{', '.join(paths[:_MOST_NAMED])}"
    )
    return incident("", EXPORT_LEFT, "exports", message, now)


def raised(incident: Incident) -> IncidentRaised:
    """What a listener is told of an incident."""
    return IncidentRaised(incident.account, incident.kind, incident.subject, incident.message)


def stock_unreadable(account: str, why: str, now: datetime) -> Incident:
    """A rule asks for the free stock and gets no answer."""
    message = f"{why}. Rules that ask for the stock wait until it can be read"
    return incident(account, STOCK_UNREADABLE, account, message, now)


def rules_stopped(account: str, order: str, why: str, now: datetime) -> Incident:
    """A seller's rules would go on without an end."""
    message = (
        f"{why}. No rule does anything more with order {order}; a person has to look at it, and at the rules, "
        f"and lets them go on with `stallkeeper rules resume {order}`"
    )
    return incident(account, RULES_STOPPED, order, message, now)
