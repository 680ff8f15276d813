"""Listing, an order's detail and starting: what they cost on many stored orders, against what they cost on few."""

from __future__ import annotations

import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

from stallkeeper.store import OrderFilter, Store
from tests.benchmarks.measure import Case, Row, cpu_ratio, installed, run_once, run_rounds

FEW, MANY, LARGE = 10_000, 200_000, 1_000_000
RARE = 40
"""How many orders have a status and an account that no other has, on each store: a needle in either stack."""
PAGE, ROUNDS = 30, 9
NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
_MINUTE = 60_000_000
_FIRST = int(NOW.timestamp()) * 1_000_000 - LARGE * _MINUTE

ORDERS = f"""
WITH RECURSIVE
    numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count),
    dice (n, status, account, late, rare) AS (
        SELECT n, (n * 7919) % 20, (n * 104729) % 4, (n * 1299709) % 10, n % (:count / {RARE}) = 0 FROM numbers)
INSERT INTO orders (number, id, channel, scope, account, status, late, flags_json, native_status, status_since,
    first_seen_at, updated_at, digest, reported_id, reported_status, ordered_at, currency, total, fulfilled_by_channel)
SELECT n, 'ST' || n, iif(account % 2, 'manomano', 'bol'), 'shop-' || account,
    iif(rare, 'shop-rare', 'shop-' || account),
    CASE WHEN rare THEN 'refunded' WHEN status = 0 THEN NULL WHEN status = 1 THEN 'waiting_acceptance'
        WHEN status < 4 THEN 'waiting_shipment' WHEN status < 6 THEN 'canceled' ELSE 'shipped' END,
    iif(late, NULL, 1), iif(late, NULL, '["late"]'), 'SENT', {_FIRST}, {_FIRST}, {_FIRST}, zeroblob(16),
    'ST' || n, 'SENT', {_FIRST} + n * ({LARGE} / :count) * {_MINUTE}, 'EUR', '19.90', 0
FROM dice
"""
OTHERS = (
    "INSERT INTO lines (order_number, position, id, sku, quantity, unit_price)"
    " SELECT number, 0, number || '/1', 'LAMP-' || (number % 9000), 1, '19.90' FROM orders",
    "INSERT INTO personal (order_number, payload) SELECT number, hex(randomblob(150)) FROM orders",
    "INSERT INTO history (order_number, at, kind, who, to_status)"
    " SELECT number, first_seen_at, 'first_seen', 'channel', 'new' FROM orders",
    "INSERT INTO history (order_number, at, kind, who, from_status, to_status)"
    " SELECT number, first_seen_at, 'moved', 'channel', 'new', status FROM orders",
)
SWEEPS = f"""
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count / 20),
    accounts (account) AS (VALUES ('shop-0'), ('shop-1'), ('shop-2'), ('shop-3')),
    windows (window_name) AS (VALUES ('latest'), ('catch_up'))
INSERT INTO sweeps (id, account, window_name, started_at, finished_at, until, state, pages, seen, created, changed,
    unchanged, left_out)
SELECT account || window_name || n, account, window_name, unixepoch() * 1000000 + (n - :count / 20) * {_MINUTE},
    unixepoch() * 1000000 + (n - :count / 20) * {_MINUTE}, unixepoch() * 1000000 + (n - :count / 20) * {_MINUTE},
    iif((n + 1) % 50, 'complete', 'incomplete'), 1, 0, 0, 0, 0, 0
FROM numbers, accounts, windows
"""
"""Of each window of each account, one for twenty orders, the last of them now; now and then one has failed."""
ASKED: dict[str, tuple[Any, ...]] = {
    "statuses": (("shipped",), ("waiting_acceptance",), ("refunded",), (None,), ("canceled", "refunded")),
    "channel": ("manomano",),
    "account": ("shop-3", "shop-2", "shop-rare"),
    "since": (NOW - timedelta(days=90),),
    "until": (NOW - timedelta(days=30),),
    "late": (True, False),
}
"""Frequent ones and rare ones, and some that exclude each other: shop-2 is not at ManoMano."""

ACCOUNTS = """language: 1
store: {store}
accounts:
  shop-0: {{channel: bol, secrets: {{client_id: A, client_secret: B}}}}
  shop-1: {{channel: manomano, parameters: {{seller_contract_id: 1}}, secrets: {{api_key: A}}}}
  shop-2: {{channel: bol, secrets: {{client_id: A, client_secret: B}}}}
  shop-3: {{channel: manomano, parameters: {{seller_contract_id: 2}}, secrets: {{api_key: A}}}}
"""
STARTED = {
    f"`orders --limit {PAGE}` as a process": f"-m|stallkeeper|--accounts|{{accounts}}|orders|--limit|{PAGE}",
    "`health` of four accounts as a process": "-m|stallkeeper|--accounts|{accounts}|health",
    "a program opens an engine, asks for health, errors and open actions": (
        "-c|from stallkeeper import open_engine\n"
        "with open_engine('{accounts}') as engine:\n"
        "    engine.health(), engine.errors.list(), engine.store.submissions(states=('queued', 'sending', 'in_doubt'))"
    ),
}
"""Processes that start, by what they do: the words after the interpreter."""


def filters() -> Iterator[OrderFilter]:
    """Each thing that can be asked, and any two together."""
    yield OrderFilter(limit=PAGE)
    yield OrderFilter(limit=PAGE, until=NOW - timedelta(days=400))
    for name, values in ASKED.items():
        yield from (OrderFilter(limit=PAGE, **{name: value}) for value in values)
    for one, other in combinations(ASKED, 2):
        for value in ASKED[one]:
            yield from (OrderFilter(limit=PAGE, **{one: value, other: another}) for another in ASKED[other])


def measure(folder: Path, large: bool = False) -> list[Row]:
    """How often what it costs on few orders it costs on many."""
    count = LARGE if large else MANY
    few, many = fill(folder / "few.db", FEW), fill(folder / "many.db", count)
    against = f"on {count:,} stored orders against {FEW:,}"
    with Store.open(few, now=NOW) as small, Store.open(many, now=NOW) as big:
        asked = list(filters())
        ratios = [_ratio(small, big, lambda store, one=one: list(store.orders(one))) for one in asked]  # type: ignore[misc]
        worst = max(range(len(asked)), key=ratios.__getitem__)
        print(f"# the filter that costs most: {asked[worst]}", file=sys.stderr)
        detail = _ratio(small, big, _detail)
    return [
        Row(f"orders: first {PAGE} of the worst of {len(asked)} filters {against}", ratios[worst], goal=3),
        Row(f"orders: first {PAGE}, the median of the filters", statistics.median(ratios)),
        Row(f"orders: an order's detail {against}", detail, goal=1.5),
        *(_start(folder, few, many, what, program, against) for what, program in STARTED.items()),
    ]


def fill(path: Path, count: int) -> Path:
    """A store with so many orders, written past the engine: it is what reading costs that is asked here."""
    Store.open(path, now=NOW).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(ORDERS, {"count": count})
        connection.execute(SWEEPS, {"count": count})
        for statement in OTHERS:
            connection.execute(statement)
        connection.commit()
    return path


def _ratio(small: Store, big: Store, ask: Callable[[Store], Any]) -> float:
    """CPU on the big one against the small one: medians of rounds in turns, each asked once before."""
    for store in (small, big):
        ask(store)
    costs: dict[str, list[float]] = {"small": [], "big": []}
    for _ in range(ROUNDS):
        for name, store in (("small", small), ("big", big)):
            begin = time.process_time()
            ask(store)
            costs[name].append(time.process_time() - begin)
    return statistics.median(costs["big"]) / statistics.median(costs["small"])


def _detail(store: Store) -> None:
    """What the page of an order shows, for some of them."""
    for number in range(1, FEW, FEW // 25):
        (order,) = store.find(f"ST{number}")
        assert store.history(order.key) and store.payload(order.key)
        store.submissions_of(order.key)


def _start(folder: Path, few: Path, many: Path, what: str, program: str, against: str) -> Row:
    """A whole process that starts, looks and ends."""
    cases = []
    for name, store in (("few", few), ("many", many)):
        accounts = folder / f"{name}.yaml"
        accounts.write_text(ACCOUNTS.format(store=store))
        argv = [sys.executable, *(word.format(accounts=accounts) for word in program.split("|"))]
        cases.append(Case(name, argv, environment=installed(folder)))
    for case in cases:
        run_once(case, folder / "warm-up.out")
    ratio = cpu_ratio(run_rounds(cases, 7, folder), "many", "few")
    return Row(f"start: {what} {against}", ratio, goal=1.5)
