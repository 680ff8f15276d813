"""The filter options of `orders`, `export` and `act --where` in, an OrderFilter out; an unknown word is wrong usage."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from stallkeeper.cli.choices import instant, one_of, refuse
from stallkeeper.errors import UsageError
from stallkeeper.words import STATUSES

if TYPE_CHECKING:
    from stallkeeper.cli.session import Session
    from stallkeeper.store.order_filter import OrderFilter

Verb = TypeVar("Verb", bound=Callable[..., Any])

NAMES = ("status", "channel", "account", "since", "until", "late")
ALL = "all"
"""How a person says that a filter is to let every order through: nobody acts on all by leaving something out."""
UNKNOWN = "unknown"
"""How a person asks for orders whose native status maps to no canonical one."""

_OPTIONS = (
    click.option("--status", metavar="S[,S]", multiple=True, help="Canonical status; several with commas or again."),
    click.option("--channel", metavar="CHANNEL", help="Only this channel's."),
    click.option("--account", metavar="ACCOUNT", help="Only this account's."),
    click.option("--since", metavar="WHEN", help="Ordered at or after: a day or an instant, UTC without an offset."),
    click.option("--until", metavar="WHEN", help="Ordered before: a day or an instant."),
    click.option("--late", is_flag=True, default=None, help="Only those past a deadline."),
)


def filter_options(verb: Verb) -> Verb:
    """Give a verb the six filter options."""
    for option in reversed(_OPTIONS):
        verb = option(verb)
    return verb


def read_filter(session: Session, **given: Any) -> OrderFilter:
    """The filter these options ask for. Raises UsageError naming a word that does not exist, and its near misses."""
    from stallkeeper.store.order_filter import OrderFilter

    channel, account = given.get("channel"), given.get("account")
    return OrderFilter(
        statuses=_statuses(given.get("status") or ()) or None,
        channel=session.channel_id(channel) if channel is not None else None,
        account=session.account(account) if account is not None else None,
        since=instant("--since", given.get("since")),
        until=instant("--until", given.get("until")),
        late=given.get("late"),
    )


def _statuses(texts: Iterable[str]) -> tuple[str | None, ...]:
    words = [word.strip() for text in texts for word in text.split(",")]  # an empty one is no status either
    known = (*STATUSES, UNKNOWN)
    return tuple(None if one_of("status", word, known) == UNKNOWN else word for word in words)


def parse_where(texts: Iterable[str]) -> Mapping[str, Any]:
    """Filters as text, "status=waiting_shipment channel=x", as the keywords of `read_filter`.

    "all" lets every order through. Raises UsageError for a filter that says nothing: it may be a variable left empty.
    """
    given: dict[str, Any] = {"status": []}
    for pair in _pairs(texts):
        if pair == ALL:
            continue
        name, _, value = pair.partition("=")
        if name not in NAMES:
            raise refuse("filter", name, NAMES)
        if not value:
            raise UsageError(f'--where: "{pair}" gives no value; write {name}=…')
        if name == "status":
            given["status"].append(value)
        else:
            given[name] = one_of("answer", value, ("true", "false")) == "true" if name == "late" else value
    return given


def _pairs(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        try:
            pairs = shlex.split(text)
        except ValueError:
            raise UsageError(f"--where: {text} has a quotation mark that is not closed") from None
        if not pairs:
            raise UsageError(f"--where is empty and would mean every order; if that is meant, write --where {ALL}")
        yield from pairs
