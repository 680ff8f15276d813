"""R39: rules act once per order and rule; two that undo each other stop, and a person is told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.orders import Whole
from stallkeeper.text.shipped import shipped_folder
from tests.runtime.played import SELLER, Played, marketplace, seller

CHANGES = {
    "channel.yaml": (
        ("actions: [ship]\n    next: [shipped, canceled]", "actions: [ship, refuse]\n    next: [shipped, canceled]"),
        ("results_in: [refused, canceled]", "results_in: [waiting_acceptance, refused, canceled]"),
    ),
    "play.yaml": (
        ("accept: {at: [PENDING], becomes: REMORSE_PERIOD}", "accept: {at: [PENDING], becomes: PREPARATION}"),
        ("refuse: {at: [PENDING], becomes: REFUSED}", "refuse: {at: [PREPARATION], becomes: PENDING}"),
    ),
}
"""A marketplace that lets a seller take an acceptance back."""

RULES = """
rules:
  accept: {when: {status: waiting_acceptance}, do: accept}
  put-back: {when: {status: waiting_shipment}, do: refuse}
"""


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Played]:
    folder = tmp_path / "channels" / "manomano"
    shutil.copytree(shipped_folder("channels") / "manomano", folder)
    for name, changes in CHANGES.items():
        text = (folder / name).read_text()
        for before, after in changes:
            assert text.count(before) == 1
            text = text.replace(before, after)
        (folder / name).write_text(text)
    with (
        marketplace("manomano", folder) as (server, clock),
        seller(tmp_path, "manomano", server, clock, RULES, channels=(tmp_path / "channels",)) as played,
    ):
        played.engine.tick()
        yield played


def live(here: Played, rounds: int = 12) -> None:
    for _ in range(rounds):
        here.clock.advance(timedelta(minutes=16))
        here.engine.tick()


@pytest.mark.requirement("R39")
def test_two_rules_that_undo_each_other_stop_and_are_reported(here: Played) -> None:
    (order_id,) = here.world.create(1, "PENDING", ago=timedelta(minutes=1))
    live(here)
    assert [effect.action for effect in here.world.effects(order_id)] == ["accept", "refuse"]
    (told,) = [each for each in here.store.incidents() if each.kind == "rules_stopped"]
    assert told.subject == order_id
    assert told.message.startswith("accept has acted, then put-back, and now accept would have to again.")
    assert (told.count, here.order(order_id).status) == (1, "waiting_acceptance")
    (failure,) = here.engine.errors.list()
    assert failure.subject == "rules_stopped"


@pytest.mark.requirement("R39")
def test_after_rules_were_stopped_no_other_rule_goes_on_with_the_order(here: Played) -> None:
    (order_id,) = here.world.create(1, "PENDING", ago=timedelta(minutes=1))
    live(here)
    here.world.report(order_id, "PREPARATION")
    live(here, 3)
    assert len(here.world.effects(order_id)) == 2
    stopped = [each for report in here.engine.rules.list() for each in report.open]
    assert {(each.rule, each.state) for each in stopped} == {("accept", "fired"), ("put-back", "fired")}
    assert all("would have to again" in (each.why or "") for each in stopped)


@pytest.mark.requirement("R39")
def test_rules_that_were_stopped_go_on_once_a_person_says_so_and_those_that_acted_do_not_again(here: Played) -> None:
    (order_id,) = here.world.create(1, "PENDING", ago=timedelta(minutes=1))
    live(here)
    key = here.key(order_id)
    assert here.engine.rules.resume(key, SELLER)
    assert not here.engine.rules.resume(key, SELLER)
    assert [each for report in here.engine.rules.list() for each in report.open] == []
    assert [each for each in here.store.incidents() if each.kind == "rules_stopped"] == []
    here.world.report(order_id, "PREPARATION")
    live(here, 3)
    assert [effect.action for effect in here.world.effects(order_id)] == ["accept", "refuse"], "each acts once"
    told = [(each.who, each.details["stopped"]) for each in here.store.history(key) if each.kind == "rules"]
    assert told == [("engine", True), (SELLER, False)]
    assert isinstance(here.store.audit.check(), Whole)


@pytest.mark.requirement("R39")
def test_a_process_that_ends_while_it_lets_rules_go_on_leaves_the_rest_to_the_next(
    here: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCut(BaseException):
        pass

    def cut(*_: object, **__: object) -> None:
        raise PowerCut

    (order_id,) = here.world.create(1, "PENDING", ago=timedelta(minutes=1))
    live(here)
    key = here.key(order_id)
    with monkeypatch.context() as patch, pytest.raises(PowerCut):
        patch.setattr(here.store, "resolve_incidents", cut)
        here.engine.rules.resume(key, SELLER)
    assert here.engine.rules.resume(key, SELLER)
    assert [each for each in here.store.incidents() if each.kind == "rules_stopped"] == []
    assert [each.details["stopped"] for each in here.store.history(key) if each.kind == "rules"] == [True, False]


@pytest.mark.requirement("R39")
def test_the_cause_of_each_step_of_a_chain_is_the_rule_that_asked_for_it(here: Played) -> None:
    (order_id,) = here.world.create(1, "PENDING", ago=timedelta(minutes=1))
    live(here)
    causes = [each.cause for each in here.store.audit.entries() if each.where == "rule"]
    assert causes == ["rule:put-back", "rule:accept"]
    whos = [each.who for each in here.store.submissions_of(here.key(order_id))]
    assert whos == ["rule:accept", "rule:put-back"]
