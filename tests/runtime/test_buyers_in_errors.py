"""A marketplace names a buyer in a refusal: nobody reads it, whatever was asked, and whoever's order that was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stallkeeper.accounts import load_accounts
from stallkeeper.bindings.http import HttpSettings
from stallkeeper.orders import Incident
from stallkeeper.runtime import incidents
from stallkeeper.runtime.engine import Engine
from stallkeeper.runtime.opening import open_catalog, wire
from tests.bad_input.serving import refusal, serving
from tests.runtime.played import SELLER, Played, played
from tests.runtime.test_bol_lived import selling

WHO = {"firstname": "Zebulonia", "lastname": "Quackenbush", "address_line1": "77 impasse du Marqueur"}
WORDS = "no such person: Zebulonia QUACKENBUSH, 77  impasse du Marqueur, and nobody else"
SCRUBBED = "no such person: … …, …, and nobody else"


@contextmanager
def refusing(folder: Path, status: int, words: str = WORDS) -> Iterator[tuple[Engine, tuple[str, ...]]]:
    """An engine whose marketplace, which has sold two orders before, says no to everything in such words."""
    keys = "read_again_after: 0 minutes"
    with played(folder, "manomano", keys) as here:
        ids = here.arrive("PREPARATION", 2)
        for order in here.world.held():
            order.tree["addresses"]["shipping"] |= WHO
        here.sync()
        with serving(refusal(status, words)) as other, moved(here, folder, other.url) as engine:
            yield engine, ids


@contextmanager
def moved(here: Played, folder: Path, url: str) -> Iterator[Engine]:
    """The same seller, whose marketplace is elsewhere by now."""
    file = folder / "stallkeeper.yaml"
    file.write_text(file.read_text().replace(here.server.base_url, url))
    accounts = load_accounts(file, {"API_KEY": "played-api-key"})
    settings = HttpSettings(attempts=1, longest_wait=0.0)
    with wire(accounts, open_catalog(), here.store, here.clock, settings=settings) as engine:
        yield engine


def the_only(engine: Engine, kind: str) -> Incident:
    (found,) = (each for each in engine.store.incidents() if each.kind == kind)
    return found


def test_a_read_back_that_is_refused_names_nobody(tmp_path: Path) -> None:
    with refusing(tmp_path, 503) as (engine, ids):
        (order,) = engine.store.find(ids[0])
        done = engine.act("ship", order.key, {"carrier": "Colissimo", "tracking_number": "6A1"}, SELLER)
        assert done.taken and done.submission is not None
        engine.send()
        submission = engine.store.submission(done.submission.id)
        assert submission is not None and SCRUBBED in str(submission.error)
        assert SCRUBBED in "".join(each.message for each in engine.errors.list())


def test_a_list_that_is_refused_names_nobody_whose_order_is_kept(tmp_path: Path) -> None:
    with refusing(tmp_path, 400) as (engine, _):
        assert not engine.sync("my-shop", "latest").complete
        assert SCRUBBED in the_only(engine, incidents.SWEEP_FAILED).message


def test_whom_nobody_knows_is_told_by_what_an_address_of_e_mail_and_a_phone_look_like(tmp_path: Path) -> None:
    with refusing(tmp_path, 400, "nobody is at@example.invalid or +33 7 00 00 00 01") as (engine, _):
        engine.sync("my-shop", "latest")
        assert "nobody is … or …;" in the_only(engine, incidents.SWEEP_FAILED).message


def test_a_town_alone_is_no_buyer(tmp_path: Path) -> None:
    with refusing(tmp_path, 400) as (engine, ids):
        city = engine.store.find(ids[0])[0].report.delivery
        assert city is not None and city.city is not None
        town = city.city
    folder = tmp_path / "other"
    folder.mkdir()
    with refusing(folder, 400, f"the depot of {town} is closed") as (engine, _):
        engine.sync("my-shop", "latest")
        assert f"the depot of {town} is closed" in the_only(engine, incidents.SWEEP_FAILED).message


def test_an_outcome_that_is_a_no_names_nobody(tmp_path: Path) -> None:
    with selling(tmp_path, "nl") as bol:
        (order_id,) = bol.arrive()
        bol.tree(order_id)["shipmentDetails"] |= {"firstName": "Zebulonia", "surname": "Quackenbush"}
        bol.read()
        bol.desk.desk("faults", {"fail_job": {"message": "Zebulonia Quackenbush does not live there."}})
        done = bol.later(bol.act("ship", order_id, carrier="TNT"), minutes=2)
        assert done.state == "rejected"
        assert "does not live there." in str(done.error)
        assert "Zebulonia" not in str(done.error) and "Quackenbush" not in str(done.error)
