"""Marked buyers live a whole life and are erased: nothing of them is in a log before, or on disk after.

What is searched for does not come from the engine: everything that it left in its folder is read, byte by byte, cell by
cell, decoded and decompressed.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from stallkeeper.clock import SystemClock
from stallkeeper.store import Store
from tests.cli.command_line import run
from tests.cli.shop import Shop
from tests.runtime.played import SELLER, played

STEM, NUMBER = "Qzxvö", "0700900"
"""Every marker of a buyer begins with one of these; phones are digits."""

ORDERS = 500
EXPORTS = ("o.csv", "o.json", "o.xlsx")
ADDRESS = ("firstname", "lastname", "company", "address_line1", "address_line2", "address_line3", "city", "province")


def marked(shop: Shop, native: str, count: int) -> tuple[str, ...]:
    """Orders whose buyers are marked in every field, and whose records hold more of them that no binding maps."""
    ids = shop.arrive(native, count)
    for number, order in enumerate(held for held in shop.world.held() if held.id in ids):
        for kind in ("billing", "shipping"):
            address = order.tree["addresses"][kind]
            address |= {name: f"{STEM} {name} {kind} {order.id}" for name in ADDRESS}
            address |= {"phone": f"{NUMBER}{number:04d}", "email": f"{STEM.lower()}{number}@{order.id}.example"}
        order.tree["gift_note"] = f'{STEM} says "happy birthday" <&> to {order.id}'
        order.tree["buyer"] = {"alias": f"{STEM}-{order.id}", "code": NUMBER}
    return ids


def lived(shop: Shop) -> list[str]:
    """Syncs, actions, failures and exports; what all of them printed, the exports of buyers aside."""
    waiting = marked(shop, "PENDING", 3)
    packed = marked(shop, "PREPARATION", 4)
    marked(shop, "SHIPPED", ORDERS - 7)
    faults = shop.server.marketplace.faults
    told = [shop.run("-v", "sync").output]
    told.append(shop.run("-v", "act", "accept", waiting[0]).output)
    tracking = ("--carrier", "Colissimo", "--tracking-number", f"{STEM}-tracking")
    told.append(shop.run("-v", "act", "ship", packed[0], *tracking).output)
    faults.arm("fail_next", {"status": 400, "method": "POST"})
    told.append(shop.run("-v", "act", "ship", packed[1], *tracking).output)
    faults.arm("drop_next", {"method": "POST", "after_effect": True})
    told.append(shop.run("-v", "act", "ship", packed[2], *tracking).output)
    faults.arm("fail_next", {"status": 500, "times": 9})
    told.append(shop.run("-v", "sync", "--window", "catch_up").output)
    faults.clear()
    for held in shop.world.held()[:20]:
        held.tree["total_price"]["amount"] = f"{STEM} is no amount"
    told.append(shop.run("-v", "sync", "--window", "catch_up").output)
    told += [shop.run(*words).output for words in (("orders", "--json"), ("export",), ("audit",), ("audit", "--json"))]
    assert STEM in shop.run("export", "--with-buyer", "--format", "json").stdout
    with Store.open(shop.store, now=SystemClock().now()) as store:
        store.documents.keep(store.find(waiting[0])[0].key, f"label for {STEM}".encode())
        told += [incident.message for incident in store.incidents(open_only=False)]
        told += [f"{sweep.error}{sweep.resume}" for sweep in store.sweeps()]
    return told


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """Every line that anything logs, with its arguments written out."""
    lines: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    keeper, root = Keeper(), logging.getLogger()
    level = root.level
    root.addHandler(keeper)
    root.setLevel(logging.DEBUG)
    yield lines
    root.removeHandler(keeper)
    root.setLevel(level)


def forms(stem: str) -> list[bytes]:
    """The stem in every way of writing that we can think of."""
    plain = stem.encode()
    escaped = json.dumps(stem)[1:-1].encode()
    whole = [b64encode(b"x" * before + plain * 2)[4:-4] for before in range(3)]
    ways = [plain, plain.lower(), stem.upper().encode(), escaped, escaped.lower(), plain.hex().encode()]
    ways += [stem.encode(name) for name in ("utf-16-le", "utf-16-be", "latin-1")]
    ways += [encoded[:6] for encoded in whole if len(encoded) >= 6]
    return [*ways, stem.replace("ö", "&#246;").encode(), stem.replace("ö", "%C3%B6").encode()]


def decompressed(content: bytes) -> Iterator[bytes]:
    """Whatever in it begins like a compressed stream and can be read as one."""
    for magic, window in ((b"\x1f\x8b", 31), (b"\x78\x01", 15), (b"\x78\x9c", 15), (b"\x78\xda", 15)):
        at = content.find(magic)
        while at >= 0:
            with suppress(zlib.error):
                yield zlib.decompressobj(window).decompress(content[at : at + 100_000])
            at = content.find(magic, at + 1)


def cells(path: Path) -> Iterator[bytes]:
    """Every cell of every table, and what is in it where it is JSON."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                for cell in row:
                    text = cell.encode() if isinstance(cell, str) else cell if isinstance(cell, bytes) else b""
                    yield text
                    if isinstance(cell, str) and cell[:1] in ("{", "["):
                        yield json.dumps(json.loads(text), ensure_ascii=False).encode()


def left_in(folder: Path) -> dict[str, list[bytes]]:
    """By file, what was found of the markers."""
    needles = [*forms(STEM), *forms(NUMBER)]
    found: dict[str, list[bytes]] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        texts = [content, *decompressed(content)]
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                texts += [packed.read(name) for name in packed.namelist()]
        if content.startswith(b"SQLite format 3"):
            texts += cells(path)
        hits = [needle for needle in needles if any(needle in text for text in texts)]
        if hits:
            found[path.name] = hits
    return found


def test_nothing_of_a_buyer_is_printed_logged_or_told(shop: Shop, logged: list[str]) -> None:
    told = lived(shop)
    assert logged, "nothing was logged: this would prove nothing"
    assert not [line for line in logged if STEM in line or NUMBER in line]
    assert not [line for text in told for line in text.splitlines() if STEM in line or NUMBER in line]


def test_no_tracking_leaves_but_with_the_buyer(tmp_path: Path) -> None:
    with played(tmp_path, "mirakl") as here:
        (order,) = here.arrive("SHIPPED")
        (held,) = here.world.held()
        held.tree |= {"shipping_tracking": f"{STEM}-1", "shipping_tracking_url": f"https://track.example/{STEM}"}
        here.sync()
        assert here.order(order).report.parcels[0].tracking_number == f"{STEM}-1"
    file = tmp_path / "stallkeeper.yaml"
    for verb in (("orders", "--json"), ("orders", "--csv"), ("export",), ("export", "--format", "json")):
        told = run("--accounts", str(file), *verb, environ={"API_KEY": "played-key"}).stdout
        assert order in told and STEM not in told and "tracking" not in told
    for name in ("o.csv", "o.json", "o.xlsx"):
        words = ("--accounts", str(file), "export", "-o", str(tmp_path / name))
        assert run(*words, environ={"API_KEY": "played-key"}).exit_code == 0
        found = left_in(tmp_path)
        assert name not in found, found[name]
    for verb in (("export", "--with-buyer"), ("export", "--with-buyer", "--format", "json"), ("order", order)):
        told = run("--accounts", str(file), *verb, environ={"API_KEY": "played-key"}).stdout
        assert told.count(STEM) == 2


def test_nothing_of_a_buyer_is_left_on_disk_once_erased_nor_comes_back(shop: Shop) -> None:
    lived(shop)
    for name in EXPORTS:
        assert shop.run("export", "--with-buyer", "-o", str(shop.store.with_name(name))).exit_code == 0
    there = {"orders.db", *EXPORTS}
    assert set(left_in(shop.store.parent)) == there, "what is not there before needs no erasing"
    policy = "retention: {erase_after: 1 minute, anchor: ordered, max: 1 minute}\n"
    shop.accounts.write_text(shop.accounts.read_text() + policy)
    result = shop.run("erase", "--execute")
    assert result.exit_code == 0, result.output
    assert "3 exported files deleted" in result.stdout
    told = json.loads(next(shop.store.parent.rglob("*.erasures/*.json")).read_text())
    assert (told["orders"], told["complete"]) == (ORDERS, True)
    assert left_in(shop.store.parent) == {}
    assert shop.run("audit", "verify").exit_code == 0
    assert not [path for path in shop.store.parent.rglob("*.db-wal") if path.stat().st_size]
    for held in shop.world.held():  # and the marketplace tells all of it again
        held.tree["shipping_price"]["amount"] = 1.5
    assert shop.run("sync", "--window", "catch_up").exit_code == 0
    assert shop.run("export").stdout.count("1.5") >= ORDERS
    assert left_in(shop.store.parent) == {}


def test_nothing_is_left_of_a_marketplace_that_speaks_xml_either(tmp_path: Path) -> None:
    with played(tmp_path, "cdiscount/soap") as here:
        ids = here.arrive("Shipped", 40)
        for order in here.world.held():
            for kind in ("BillingAddress", "ShippingAddress"):
                held = order.tree[kind]
                held |= {name: f"{STEM} {name} & <{order.id}>" for name in ("FirstName", "LastName", "Street", "City")}
            order.tree["Customer"] |= {
                "FirstName": f"{STEM} first",
                "MobilePhone": NUMBER,
                "Email": f"{STEM}@b.example",
            }
        here.sync()
        assert set(left_in(tmp_path)) & {"orders.db", "orders.db-wal"}
        certificate = here.engine.privacy.erase_orders([here.key(each) for each in ids], SELLER).certificate
        assert certificate is not None and certificate.complete
        assert certificate.orders == len(ids)
        assert left_in(tmp_path) == {}
