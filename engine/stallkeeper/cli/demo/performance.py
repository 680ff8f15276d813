"""The demo from its first order to its result: markets opened, a season worked, the store held against the truth."""

from __future__ import annotations

from stallkeeper.accounts.load import load_accounts
from stallkeeper.cli.demo.agreement import disagreements
from stallkeeper.cli.demo.findings import find
from stallkeeper.cli.demo.market import Market, accounts_text, opened
from stallkeeper.cli.demo.place import Place
from stallkeeper.cli.demo.result import Result
from stallkeeper.cli.demo.season import SPAN, Season
from stallkeeper.cli.demo.stage import stage
from stallkeeper.cli.session import Session
from stallkeeper.clock import ManualClock, SystemClock
from stallkeeper.runtime.opening import open_catalog, wire
from stallkeeper.store.order_filter import OrderFilter
from stallkeeper.store.store import Store


def perform(session: Session, place: Place, orders: int, seed: int) -> Result:
    """Play, sell, compare. The season ends now: it began as long ago as it lasts."""
    started = SystemClock().now()
    clock = ManualClock(started - SPAN)
    catalog = open_catalog(session.channel_folders)  # without the channels of accounts that are in use
    with opened(catalog, clock, seed) as markets, stage(session) as tell:
        place.accounts.write_text(accounts_text(markets, place.store.name), encoding="utf-8")
        environ = {name: value for market in markets for name, value in market.environment().items()}
        accounts = load_accounts(place.accounts, environ)
        with (
            Store.open(place.store, now=clock.now()) as store,
            wire(accounts, catalog, store, clock) as engine,
        ):
            season = Season(engine, store, markets, clock, seed)
            season.work(orders, tell)
            seconds = (SystemClock().now() - started).total_seconds()
            return _conclude(place, season, store, markets, seconds)


def _conclude(place: Place, season: Season, store: Store, markets: tuple[Market, ...], seconds: float) -> Result:
    findings = find(store)
    findings.counts["incomplete"] = sum(season.incomplete.values())
    findings.counts["left_out"] = sum(order.foreign for market in markets for order in market.world.held())
    teller = findings.teller
    return Result(
        place=place,
        titles=tuple(market.machine.spec.title for market in markets),
        seconds=seconds,
        arrived=season.arrived(),
        at_their_end=season.at_their_end(),
        counts=store.counts(),
        met=dict(findings.counts),
        apart=tuple(each for market in markets for each in disagreements(store, market)),
        late=sum(1 for _ in store.orders(OrderFilter(late=True))),
        teller=teller,
        history=store.history(teller.key) if teller else (),
    )
