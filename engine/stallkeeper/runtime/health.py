"""A lane and the store in; whether the account is kept in step, and if not why, out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from stallkeeper.orders import OPEN_STATES, WORKED_ON, AccountHealth, Incident, Rest, WindowHealth
from stallkeeper.runtime import incidents
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.retry import read_again_by
from stallkeeper.runtime.schedule import next_due
from stallkeeper.store.store import Store


def health_of(lane: Lane, store: Store, now: datetime) -> AccountHealth:
    """How one account stands at `now`. Late is a window that should have run twice since it was read, or, where it
    never was, since somebody first asked for the account.
    """
    open_ones = tuple(each for each in store.incidents() if each.account == lane.name)
    rest = store.accounts.rest_of(lane.name, now)
    submissions = store.submissions(account=lane.name, states=OPEN_STATES)
    cursor = store.cursor(lane.name, lane.spec.retrieval[0].name)
    return AccountHealth(
        account=lane.name,
        channel=lane.channel,
        windows=tuple(_windows(lane, store, rest, now)),
        lag=None if cursor is None else now + lane.skew - cursor.read_until,
        paused=rest.because if rest is not None else _refused(open_ones),
        paused_until=None if rest is None else rest.until,
        waiting=len(submissions),
        in_doubt=sum(each.state == "in_doubt" for each in submissions),
        waiting_since=min((each.created_at for each in submissions), default=None),
        incidents=open_ones,
        budgets=lane.budgets,
    )


def health_of_gone(account: str, store: Store) -> AccountHealth:
    """How an account stands that is not in the file and has actions under way: nobody reads it, nobody acts for it."""
    submissions = store.submissions(account=account, states=WORKED_ON)
    return AccountHealth(
        account=account,
        channel=next((each.key.channel for each in submissions), ""),
        windows=(),
        waiting=len(submissions),
        in_doubt=sum(each.state == "in_doubt" for each in submissions),
        waiting_since=min((each.created_at for each in submissions), default=None),
        incidents=tuple(each for each in store.incidents() if each.account == account),
        gone=True,
    )


def _windows(lane: Lane, store: Store, rest: Rest | None, now: datetime) -> Iterator[WindowHealth]:
    known_since = store.accounts.known_since(lane.name, now)
    for window in lane.spec.retrieval:
        held = store.sweeps_since_complete(lane.name, window.name)
        complete = next((sweep for sweep in held if sweep.state == "complete"), None)
        regular, again = next_due(window, held[0].started_at if held else None, now), read_again_by(held, rest)
        due = regular if again is None else min(regular, again)
        due = due if rest is None else max(due, rest.until)
        overdue = regular if held else next_due(window, known_since, now) + window.every
        overdue = next_due(window, complete.started_at, now) + window.every if complete else overdue
        late = now - overdue if now > overdue else None
        last = complete.finished_at if complete else None
        yield WindowHealth(window.name, last, held[0].state if held else None, due, late)


def _refused(open_ones: tuple[Incident, ...]) -> str | None:
    """Why another process pauses the account: what it noted when its key was refused."""
    return next((each.message for each in open_ones if each.kind == incidents.ACCOUNT), None)
