"""Who is not among those to whom buyers are shown finds none of them in whatever the command line says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result

from stallkeeper import open_engine
from stallkeeper.cli.contents import VERBS
from stallkeeper.clock import SystemClock
from stallkeeper.errors import UsageError
from stallkeeper.store import Store
from tests.cli.shop import ENVIRON, Shop

NAME, STREET, EMAIL, TRACKING = "Odilemarker", "rue du Markertest", "odile.marker@post.example", "TRACKMARKER77"
TRACKED = ("--carrier", "Colissimo", "--tracking-number", TRACKING, "--tracking-url", "https://track.example/x")
MARKERS = (NAME, STREET, EMAIL, TRACKING)
BUYER = {
    "addresses.shipping.lastname": NAME,
    "addresses.shipping.address_line1": f"12 {STREET}",
    "addresses.shipping.email": EMAIL,
}
ALICE, BOB = {**ENVIRON, "LOGNAME": "alice"}, {**ENVIRON, "LOGNAME": "bob"}


@pytest.fixture
def sold(shop: Shop) -> Iterator[tuple[Shop, str]]:
    """A shop that shows its buyers to Alice alone, and two orders, of which one was shipped from here."""
    shop.accounts.write_text(f"{shop.accounts.read_text()}buyers: {{shown_to: [alice]}}\n")
    order, _ = shop.arrive("PREPARATION", 2, **BUYER)
    assert shop.run("sync", "shop").exit_code == 0
    shipped = shop.run("act", "ship", order, *TRACKED, environ=ALICE)
    assert shipped.exit_code == 0, shipped.output
    with Store.open(shop.store, now=SystemClock().now()) as store:
        store.documents.keep(store.find(order)[0].key, NAME.encode())
    yield shop, order


def found_in(result: Result) -> list[str]:
    return [marker for marker in MARKERS if marker.lower() in result.output.lower()]


@pytest.mark.parametrize(
    "words", [("order", "ORDER", "--with-buyer"), ("export", "--with-buyer"), ("person", "--email", EMAIL)]
)
def test_who_may_see_buyers_is_shown_them_and_it_is_noted(sold: tuple[Shop, str], words: tuple[str, ...]) -> None:
    shop, order = sold
    result = shop.run(*(order if word == "ORDER" else word for word in words), environ=ALICE)
    assert result.exit_code == 0, result.output
    assert NAME in found_in(result)
    noted = json.loads(shop.run("audit", "--who", "seller:alice", "--json").stdout)
    assert noted[0]["kind"] == ("exported" if words[0] == "export" else "disclosed")


@pytest.mark.parametrize(
    "words", [("order", "ORDER", "--with-buyer"), ("export", "--with-buyer"), ("person", "--email", EMAIL)]
)
def test_who_may_not_is_refused_told_where_it_is_said_and_nothing_is_noted(
    sold: tuple[Shop, str], words: tuple[str, ...]
) -> None:
    shop, order = sold
    result = shop.run(*(order if word == "ORDER" else word for word in words), environ=BOB)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "bob may not see buyers' data; `shown_to` under `buyers` in the accounts file says who may: alice" in (
        result.stderr
    )
    kinds = {each["kind"] for each in json.loads(shop.run("audit", "--json").stdout)}
    assert not kinds & {"disclosed", "exported"}


def test_whether_anything_is_kept_of_somebody_is_not_told_either(sold: tuple[Shop, str]) -> None:
    shop, _ = sold
    known, unknown = (shop.run("person", "--email", each, environ=BOB) for each in (EMAIL, "nobody@post.example"))
    assert known.stderr == unknown.stderr


def test_neither_is_it_by_asking_to_erase_them(sold: tuple[Shop, str]) -> None:
    shop, _ = sold
    for words in (("erase", "--email", EMAIL), ("erase", "--email", EMAIL, "--execute", "--json")):
        result = shop.run(*words, environ=BOB)
        assert (result.exit_code, result.stdout) == (2, "") and "may not see buyers' data" in result.stderr


def test_the_record_tells_what_was_done_without_anybodys_words(sold: tuple[Shop, str]) -> None:
    shop, _ = sold
    (doubted,) = {*shop.world.orders()} - {sold[1]}
    shop.server.marketplace.faults.arm("drop_next", {"route": "ship", "after_effect": True})
    shop.run("act", "ship", doubted, *TRACKED, environ=ALICE)
    assert shop.run("settle", doubted, "--happened", environ=ALICE).exit_code == 0
    seen, hidden = (shop.run("audit", "--json", environ=each).stdout for each in (ALICE, BOB))
    assert '"reason"' in seen and '"reason"' not in hidden
    assert len(json.loads(seen)) == len(json.loads(hidden))


def test_an_export_that_is_refused_leaves_no_file(sold: tuple[Shop, str], tmp_path: Path) -> None:
    shop, _ = sold
    assert shop.run("export", "--with-buyer", "-o", str(tmp_path / "o.csv"), environ=BOB).exit_code == 2
    assert not (tmp_path / "o.csv").exists()


def test_an_order_says_that_its_buyer_is_not_shown_and_why(sold: tuple[Shop, str]) -> None:
    shop, order = sold
    assert "buyer not shown: bob may not see buyers' data" in shop.run("order", order, environ=BOB).stdout
    told = json.loads(shop.run("order", order, "--json", environ=BOB).stdout)
    assert told["withheld"].startswith("bob may not see")
    shown = json.loads(shop.run("order", order, "--json", environ=ALICE).stdout)
    assert "withheld" not in shown and shown["submissions"][0]["fields"]["tracking_number"] == TRACKING


LOOKS = {
    "order": [("ORDER",), ("ORDER", "--json"), ("ORDER", "--with-buyer")],
    "orders": [(), ("--json",), ("--csv",)],
    "export": [(), ("--format", "json"), ("--level", "line"), ("--with-buyer",)],
    "plan": [("ship", "--where", "all", "--json"), ("refund", "ORDER")],
    "act": [("refund", "ORDER", "--dry-run")],
    "documents": [("ORDER",), ("ORDER", "--json"), ("ORDER", "--save", "OUT")],
    "person": [("--email", EMAIL)],
    "erase": [(), ("--json",)],
    "audit": [(), ("--json",)],
    "errors": [(), ("--json",)],
    "deadlines": [(), ("--json",)],
    "health": [(), ("--json",)],
    "ledger": [(), ("--json",)],
    "rules": [()],
    "webhooks": [()],
    "back-office": [("feed", "erp"), ("feed", "erp", "--json")],
    "replay": [("manomano", "--store", "STORE"), ("manomano", "--store", "STORE", "--json")],
    "settle": [("DOUBTED", "--happened", "--json")],
}
"""How each verb that reads the store is asked, by its name."""
ELSEWHERE = {
    "validate", "new", "import-marketplaces", "explain", "show", "diff", "simulate", "watch", "page", "carriers",
    "schema", "demo", "play", "sync", "run",
}  # fmt: skip
"""Verbs that read channels, or tell of orders only that they were read."""


def test_each_verb_is_either_looked_through_or_reads_no_orders() -> None:
    assert LOOKS.keys() | ELSEWHERE == VERBS.keys()


def test_no_verb_tells_who_bought_to_somebody_who_may_not_know(sold: tuple[Shop, str], tmp_path: Path) -> None:
    shop, order = sold
    shop.accounts.write_text(f"{shop.accounts.read_text()}back_offices: {{erp: {{}}}}\n")
    (doubted,) = {*shop.world.orders()} - {order}
    shop.server.marketplace.faults.arm("drop_next", {"route": "ship", "after_effect": True})
    assert "in_doubt" in shop.run("act", "ship", doubted, *TRACKED, environ=ALICE).stdout
    words = {"DOUBTED": doubted, "ORDER": order, "OUT": str(tmp_path / "out"), "STORE": str(shop.store)}
    heard = {
        f"{verb} {' '.join(asked)}": shop.run(verb, *(words.get(each, each) for each in asked), environ=BOB)
        for verb, several in LOOKS.items()
        for asked in several
    }
    assert {said: told for said, result in heard.items() if (told := found_in(result))} == {}
    refused = {said for said, result in heard.items() if result.exit_code == 2}
    assert refused == {"order ORDER --with-buyer", "export --with-buyer", f"person --email {EMAIL}"}, heard
    assert not list(tmp_path.rglob("out/*"))


def test_a_program_is_refused_by_the_name_it_gives(sold: tuple[Shop, str]) -> None:
    shop, order = sold
    with open_engine(shop.accounts, environ=ENVIRON) as engine:
        (held,) = engine.store.find(order)
        assert engine.privacy.permission.allows("alice") and not engine.privacy.permission.allows("support:carol")
        for refused in (
            lambda: list(engine.privacy.disclose([held.key], "support:carol", "shown")),
            lambda: engine.privacy.disclosed([held.key], "support:carol", "shown"),
            lambda: engine.documents.content(held.key, "label", who="support:carol"),
        ):
            with pytest.raises(UsageError, match="support:carol may not see buyers' data"):
                refused()
        assert "disclosed" not in {event.kind for event in engine.store.history(held.key)}
