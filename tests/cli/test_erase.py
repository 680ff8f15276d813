"""`erase` and `person` at the command line."""

from __future__ import annotations

import csv
import io
import json
from base64 import b64decode
from pathlib import Path

import pytest

from stallkeeper.clock import SystemClock
from stallkeeper.store import Store
from tests.cli.shop import Shop


@pytest.fixture
def old(shop: Shop) -> tuple[Shop, str]:
    """An order of an hour ago that is due at once, and one that is not at its end."""
    (order,) = shop.arrive("SHIPPED")
    shop.arrive("PENDING")
    shop.accounts.write_text(shop.accounts.read_text() + "retention: {erase_after: 1 minute, anchor: ordered}\n")
    assert shop.run("sync", "shop").exit_code == 0
    return shop, order


def buyer_of(shop: Shop, order: str) -> dict[str, str]:
    address: dict[str, str] = next(held for held in shop.world.held() if held.id == order).tree["addresses"]["shipping"]
    return address


def test_without_execute_it_is_only_told_what_would_go(old: tuple[Shop, str]) -> None:
    shop, order = old
    result = shop.run("erase")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "2 orders: 1 minute after the order"
    assert lines[1].startswith("to be erased: ") and "P1 direct" in lines[1]
    assert lines[-1] == "nothing was erased; --execute does it"
    assert buyer_of(shop, order)["lastname"] in shop.run("order", order, "--with-buyer").stdout


def test_execute_erases_looks_again_and_leaves_a_certificate(old: tuple[Shop, str]) -> None:
    shop, order = old
    result = shop.run("erase", "--execute")
    assert result.exit_code == 0, result.output
    assert "nothing of it is left" in result.stdout
    certificate = Path(result.stdout.split("certificate: ")[1].strip())
    assert json.loads(certificate.read_text())["complete"] is True
    shown = shop.run("order", order, "--with-buyer").stdout
    assert buyer_of(shop, order)["lastname"] not in shown
    assert "buyer erased on " in shown and "under: 1 minute after the order" in shown
    assert shop.run("audit", "verify").exit_code == 0
    assert shop.run("erase").stdout == "nothing is due\n"
    assert shop.run("erase", "--execute").stdout == "nothing was to be erased\n"


def exported(shop: Shop, name: str) -> Path:
    """A file with buyers whose time is over."""
    path = shop.store.with_name(name)
    with Store.open(shop.store, now=SystemClock().now()) as store:
        line = store.exports.begin(path, SystemClock().now())
        path.write_text("Odile Martin")
        store.exports.finish(line)
    return path


def test_what_became_of_exported_files_is_told_and_one_that_is_left_is_a_failure(shop: Shop) -> None:
    exported(shop, "o.csv")
    result = shop.run("erase", "--execute")
    assert (result.exit_code, result.stdout) == (0, "1 exported file deleted\n")
    exported(shop, "o.csv")
    left = exported(shop, "changed.csv")
    left.write_text("Odile Martin, and a note")
    result = shop.run("erase", "--execute", "--json")
    told = {"orders": 0, "exports_deleted": 1, "exports_left": [str(left)]}
    assert (result.exit_code, json.loads(result.stdout)) == (1, told)
    result = shop.run("erase", "--execute")
    assert (result.exit_code, result.stdout) == (1, f"exported file STILL THERE: {left}\n")
    with Store.open(shop.store, now=SystemClock().now()) as store:
        (incident,) = store.incidents()
    assert (incident.kind, incident.count) == ("export_left", 2), "it was told once by each of the two"


def exports_of(shop: Shop) -> list[Path]:
    """Written as a seller writes them, one in each format."""
    paths = [shop.store.with_name(f"o.{ending}") for ending in ("csv", "json", "xlsx")]
    for path in paths:
        assert shop.run("export", "--with-buyer", "-o", str(path)).exit_code == 0
    return paths


def test_an_export_goes_with_the_first_of_its_buyers_who_is_erased(shop: Shop) -> None:
    order, _ = shop.arrive("SHIPPED", 2)
    shop.run("sync", "shop")
    paths = exports_of(shop)
    result = shop.run("erase", "--order", order, "--execute")
    assert result.exit_code == 0, result.output
    assert "nothing of it is left" in result.stdout
    assert result.stdout.endswith("3 exported files deleted\n")
    assert not [path for path in paths if path.exists()]
    assert '"files":3' in shop.run("audit", "--json").stdout


def test_an_export_without_whoever_is_erased_stays_until_its_day(shop: Shop) -> None:
    shop.arrive("SHIPPED", 2)
    shop.run("sync", "shop")
    paths = exports_of(shop)
    (later,) = shop.arrive("SHIPPED")
    shop.run("sync", "--window", "catch_up")
    result = shop.run("erase", "--order", later, "--execute", "--json")
    told = json.loads(result.stdout)
    assert (told["complete"], told["exports_deleted"], told["exports_left"]) == (True, 0, [])
    assert all(path.exists() for path in paths)


def test_an_export_that_was_changed_is_left_and_named_and_nothing_is_called_complete(shop: Shop) -> None:
    (order,) = shop.arrive("SHIPPED")
    shop.run("sync", "shop")
    path, *_ = exports_of(shop)
    path.write_text("my own heading\n" + path.read_text())
    result = shop.run("erase", "--order", order, "--execute")
    assert result.exit_code == 1, result.output
    assert "nothing of it is left" not in result.stdout
    assert f"2 exported files deleted\nexported file STILL THERE: {path}\n" in result.stdout
    (certificate,) = map(Path, shop.store.with_name("orders.db.erasures").iterdir())
    told = json.loads(certificate.read_text())
    assert (told["complete"], len(told["left"])) == (False, 1)
    assert path.name not in certificate.read_text(), "a path may name somebody"
    assert path.exists()
    assert shop.run("erase", "--execute").exit_code == 1, "it is told until it is gone"
    path.unlink()
    assert shop.run("erase", "--execute").exit_code == 0


def test_a_program_is_told_the_same(old: tuple[Shop, str]) -> None:
    shop, order = old
    assert json.loads(shop.run("erase", "--json").stdout)["rules"] == {"1 minute after the order": 2}
    told = json.loads(shop.run("erase", "--execute", "--json").stdout)
    assert (told["orders"], told["complete"], told["left"]) == (2, True, [])
    row = next(csv.DictReader(io.StringIO(shop.run("export", "--with-buyer").stdout)))
    assert (row["delivery_last_name"], row["delivery_country"]) == ("(erased)", "FR")
    form = json.loads(shop.run("order", order, "--with-buyer", "--json").stdout)["order"]
    assert form["erased"]["rule"] == "1 minute after the order"
    assert form["addresses"] == {"billing": "erased", "delivery": "erased"}


def test_one_order_goes_on_request(shop: Shop) -> None:
    (order,) = shop.arrive("SHIPPED")
    shop.run("sync", "shop")
    told = shop.run("erase", "--order", order)
    assert told.stdout.startswith("1 order: ") and told.stdout.endswith("--execute does it\n")
    result = shop.run("erase", "--order", order, "--execute")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("1 order erased: on request\n")
    assert shop.run("erase", "--order", order).stdout == f"{order} was erased already\nnothing was erased\n"
    assert shop.run("erase", "--order", order, "--execute").stdout == "nothing was to be erased\n"


def test_without_execute_a_program_is_told_what_execute_then_does(shop: Shop) -> None:
    at_its_end, still_open, before = (*shop.arrive("SHIPPED"), *shop.arrive("PENDING"), *shop.arrive("SHIPPED"))
    shop.run("sync", "shop")
    path, *_ = exports_of(shop)
    shop.run("erase", "--order", before, "--execute")
    assert json.loads(shop.run("erase", "--order", before, "--json").stdout) == {
        "orders": [], "counts": {}, "refused": [], "erased_already": [before],
    }  # fmt: skip
    refused = [{"order": still_open, "because": "it is still open (waiting_acceptance)", "hidden": False}]
    for words in (["--order", still_open, "--json"], ["--order", still_open, "--json", "--execute"]):
        assert json.loads(shop.run("erase", *words).stdout)["refused"] == refused
    assert shop.run("export", "--with-buyer", "-o", str(path)).exit_code == 0
    told = json.loads(shop.run("erase", "--order", at_its_end, "--json").stdout)
    assert (told["orders"], told["exports"], path.exists()) == ([at_its_end], [str(path)], True)
    done = json.loads(shop.run("erase", "--order", at_its_end, "--json", "--execute").stdout)
    assert (done["counts"], done["exports_deleted"], path.exists()) == (told["counts"], 1, False)


def test_an_order_that_is_still_open_is_refused_with_its_reason(shop: Shop) -> None:
    (order,) = shop.arrive("PENDING")
    shop.run("sync", "shop")
    told = shop.run("erase", "--order", order)
    assert told.stdout == (
        f"{order} would not be erased: it is still open (waiting_acceptance); --open-too erases it all the same\n"
        "nothing was erased\n"
    )
    result = shop.run("erase", "--order", order, "--execute")
    assert result.exit_code == 1
    assert f"{order} was not erased: it is still open (waiting_acceptance); --open-too" in result.stdout
    assert shop.run("erase", "--order", order, "--open-too").stdout.startswith("1 order: 10 × P1 direct")
    assert shop.run("erase", "--order", order, "--execute", "--open-too").exit_code == 0


def test_under_legal_hold_it_is_refused_and_hidden(shop: Shop) -> None:
    (order,) = shop.arrive("SHIPPED")
    shop.accounts.write_text(shop.accounts.read_text() + "retention: {legal_hold: {because: Tax audit}}\n")
    shop.run("sync", "shop")
    assert shop.run("erase", "--order", order).stdout == (
        f"{order} would not be erased: the law wants it kept: Tax audit; its data would be hidden\n"
        "nothing was erased; --execute does it\n"
    )
    result = shop.run("erase", "--order", order, "--execute")
    assert result.exit_code == 1
    assert result.stdout == (
        f"{order} was not erased: the law wants it kept: Tax audit; its data is hidden from now on\n"
    )
    shown = shop.run("order", order, "--with-buyer").stdout
    assert buyer_of(shop, order)["lastname"] not in shown
    assert "buyer hidden on " in shown
    assert shop.run("erase", "--order", order).stdout.splitlines()[0].endswith("; its data is hidden already")


def test_what_an_action_on_a_hidden_order_was_given_is_not_shown_either(shop: Shop) -> None:
    (order,) = shop.arrive("PREPARATION")
    shop.run("sync", "shop")
    shop.server.marketplace.faults.arm("fail_next", {"status": 400, "method": "POST"})
    tracking = ("--carrier", "Colissimo", "--tracking-number", "TRACK-0001-ODILE")
    assert "rejected" in shop.run("act", "ship", order, *tracking).output
    failed = json.loads(shop.run("errors", "--json").stdout)[0]["id"]
    shop.run("errors", "handle", failed, "--because", "Odile has called")
    for words in (("order", order), ("order", order, "--json")):
        assert "TRACK-0001-ODILE" in shop.run(*words).stdout
        assert "Odile has called" in shop.run(*words).stdout
    shop.accounts.write_text(shop.accounts.read_text() + "retention: {legal_hold: {because: Tax audit}}\n")
    refused = shop.run("erase", "--order", order, "--execute").stdout
    assert "--open-too hides it all the same; the law wants it kept" in refused
    shop.run("erase", "--order", order, "--execute", "--open-too")
    for words in (("order", order), ("order", order, "--json"), ("order", order, "--with-buyer", "--json")):
        shown = shop.run(*words).stdout
        assert "Colissimo" in shown
        assert "odile" not in shown.lower()


def emailed(shop: Shop) -> tuple[str, str]:
    (order,) = shop.arrive("SHIPPED", **{"addresses.shipping.email": "odile.martin@post.example"})
    shop.arrive("SHIPPED", **{"addresses.shipping.email": "another@post.example"})
    shop.run("sync", "shop")
    return order, "odile.martin@post.example"


def test_all_orders_of_a_buyer_go_on_request(shop: Shop) -> None:
    order, email = emailed(shop)
    told = json.loads(shop.run("erase", "--email", email.upper(), "--json").stdout)
    assert told["orders"] == [order]
    assert shop.run("erase", "--email", email, "--execute").exit_code == 0
    result = shop.run("erase", "--email", email)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no order that is kept has this address of e-mail" in result.stderr


def test_a_buyer_is_given_all_that_is_kept_and_that_is_noted(shop: Shop) -> None:
    order, email = emailed(shop)
    with Store.open(shop.store, now=SystemClock().now()) as store:
        store.documents.keep(store.find(order)[0].key, b"a label")
    result = shop.run("person", "--email", email)
    assert result.exit_code == 0, result.output
    (told,) = json.loads(result.stdout)
    assert told["id"] == order
    assert told["report"]["delivery"]["email"] == email
    assert email in told["native_record"]
    assert [b64decode(each) for each in told["documents"]] == [b"a label"]
    assert told["history"][-1]["kind"] == "disclosed"
    assert [entry["kind"] for entry in json.loads(shop.run("audit", "--kind", "disclosed", "--json").stdout)]
    assert shop.run("person", "--email", "nobody@post.example").exit_code == 2


@pytest.mark.parametrize("words", [["--order", "A", "--email", "b@c.example"], ["--open-too"], ["--account", "shop"]])
def test_words_that_do_not_go_together_are_wrong_usage(shop: Shop, words: list[str]) -> None:
    assert shop.run("erase", *words).exit_code == 2
