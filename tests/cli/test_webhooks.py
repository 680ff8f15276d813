"""`stallkeeper webhooks`, and `run` that delivers: real processes, a real receiver, a process killed while it tells."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import Result
from standardwebhooks.webhooks import Webhook as Checker

from stallkeeper import open_engine
from tests.bindings.serving import Said, serving
from tests.cli.command_line import command, environment
from tests.cli.shop import ENVIRON, Shop, open_shop
from tests.runtime.webhook_receiver import SECRET, Receiver

SECRETS = {**ENVIRON, "HOOK": SECRET}


@dataclass
class Desk:
    shop: Shop
    receiver: Receiver

    def run(self, *words: str) -> Result:
        return self.shop.run(*words, environ=SECRETS)

    def read(self) -> None:
        assert self.run("sync", "shop").exit_code == 0

    def process(self, *words: str) -> subprocess.Popen[str]:
        line = command("--accounts", str(self.shop.accounts), *words)
        return subprocess.Popen(
            line, env=environment(**SECRETS), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    receiver = Receiver()
    with open_shop(tmp_path) as shop, serving(receiver) as server:
        text = shop.accounts.read_text()
        shop.accounts.write_text(text + f'webhooks:\n  erp: {{url: "{server.url}/hooks", secret: HOOK}}\n')
        here = Desk(shop, receiver)
        assert here.run("webhooks", "deliver").stdout == "0 delivered\n"
        yield here


def test_what_waits_is_shown_and_delivered(desk: Desk) -> None:
    (order,) = desk.shop.arrive("PENDING")
    desk.read()
    listed = desk.run("webhooks")
    assert listed.exit_code == 0
    assert re.search(r"^erp +127\.0\.0\.1:\d+ +ok +2 +0$", listed.stdout, re.MULTILINE), listed.stdout
    assert desk.run("webhooks", "deliver").stdout == "2 delivered\n"
    assert desk.receiver.told == [("order.created", order), ("order.moved", order)]
    asked = desk.receiver.asked[-1]
    assert Checker(SECRET).verify(asked.body, dict(asked.headers))["data"]["status"] == "waiting_acceptance"
    (told,) = json.loads(desk.run("webhooks", "--json").stdout)
    assert (told["name"], told["waiting"], told["state"]["delivered"]) == ("erp", 0, 2)


def test_what_a_back_office_says_and_what_it_could_not_say_is_told(desk: Desk) -> None:
    accounts = desk.shop.accounts
    accounts.write_text(f"{accounts.read_text()}back_offices: {{depot: {{}}}}\n")
    (order,) = desk.shop.arrive("PREPARATION")
    desk.read()
    desk.run("webhooks", "deliver")
    before = len(desk.receiver.taken)
    assert desk.run("back-office", "ids", "depot", order, "SO-1", "SO-2").exit_code == 0
    assert desk.run("back-office", "seen", "depot", order).exit_code == 0
    desk.run("back-office", "act", "depot", "ship", order, "--tracking-number", "00340434")
    assert desk.run("webhooks", "deliver").stdout == "3 delivered\n"
    ids, seen, waits = desk.receiver.taken[before:]
    assert [each["type"] for each in (ids, seen, waits)] == ["order.back_office"] * 2 + ["submission.moved"]
    assert (ids["data"]["back_office"], ids["data"]["own_ids"]) == ("depot", ["SO-1", "SO-2"])
    assert (seen["data"]["back_office"], seen["data"]["seen"]) == ("depot", True)
    assert (waits["data"]["state"], waits["data"]["missing"]) == ("needs_data", ["carrier"])


def test_what_the_very_first_reading_brings_is_told_too(tmp_path: Path) -> None:
    receiver = Receiver()
    with open_shop(tmp_path) as shop, serving(receiver) as server:
        text = shop.accounts.read_text()
        shop.accounts.write_text(text + f'webhooks:\n  erp: {{url: "{server.url}/hooks", secret: HOOK}}\n')
        (order,) = shop.arrive("PENDING")
        assert shop.run("sync", "shop", environ=SECRETS).exit_code == 0
        assert shop.run("webhooks", "deliver", environ=SECRETS).stdout == "2 delivered\n"
    assert receiver.told == [("order.created", order), ("order.moved", order)]


def test_run_tells_while_it_reads(desk: Desk) -> None:
    orders = desk.shop.arrive("PENDING", 3)
    running = desk.process("run")
    try:
        until = time.monotonic() + 60
        while len(desk.receiver.taken) < 6 and time.monotonic() < until:
            time.sleep(0.05)
    finally:
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=60)
    assert running.returncode == 0
    assert {order for _, order in desk.receiver.told} == set(orders)


def test_killed_while_it_tells_the_next_process_tells_the_rest_in_order(desk: Desk) -> None:
    desk.shop.arrive("PENDING", 5)
    desk.read()
    killed = desk.process("webhooks", "deliver")

    def kill() -> None:
        if len(desk.receiver.asked) == 4:
            os.kill(killed.pid, signal.SIGKILL)

    desk.receiver.on_ask = kill
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    desk.receiver.on_ask = None
    assert len(desk.receiver.taken) == 4
    desk.run("webhooks", "resume", "erp")
    until = time.monotonic() + 5
    with _claims_forgotten(desk):
        assert desk.run("webhooks", "deliver").stdout == "7 delivered\n"
    assert time.monotonic() < until + 60
    numbers = [each["data"]["number"] for each in desk.receiver.taken]
    assert numbers == [1, 2, 3, 4, 4, 5, 6, 7, 8, 9, 10], "the one whose end nobody wrote down comes twice"
    assert desk.receiver.ids[3] == desk.receiver.ids[4]


class _claims_forgotten:  # reads as what it does
    """The claim of the killed process has run out: five minutes later, in a moment."""

    def __init__(self, desk: Desk) -> None:
        self._store = desk.shop.store

    def __enter__(self) -> None:
        import sqlite3

        with sqlite3.connect(self._store) as connection:
            connection.execute("UPDATE webhook_claims SET until = 0")
        connection.close()

    def __exit__(self, *_: object) -> None:
        """Nothing to undo."""


def test_a_hanging_receiver_holds_up_no_action(desk: Desk) -> None:
    acted = threading.Event()
    desk.receiver.on_ask = lambda: acted.wait(60)
    (order,) = desk.shop.arrive("PENDING")
    desk.read()
    running = desk.process("run")
    try:
        until = time.monotonic() + 60
        while not desk.receiver.asked and time.monotonic() < until:
            time.sleep(0.02)
        with open_engine(desk.shop.accounts, environ=SECRETS) as engine:  # queued here, sent by the one that runs
            (held,) = engine.store.find(order)
            assert engine.act("accept", held.key, {}, "seller:test").taken
        while not desk.shop.world.effects() and time.monotonic() < until:
            time.sleep(0.02)
        assert [effect.action for effect in desk.shop.world.effects()] == ["accept"]
        assert desk.receiver.taken == [], "it hangs all the while"
    finally:
        acted.set()
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=60)
    assert running.returncode == 0


def test_one_that_is_paused_ends_with_one_and_goes_on_when_asked(desk: Desk) -> None:
    desk.receiver.answers = [Said({}, 410)]
    desk.shop.arrive("PENDING")
    desk.read()
    desk.run("webhooks", "deliver")
    listed = desk.run("webhooks")
    assert (listed.exit_code, " paused " in listed.stdout) == (1, True)
    assert "webhook erp is paused" in desk.run("errors").stdout
    assert desk.run("webhooks", "resume", "erp").exit_code == 0
    assert desk.run("webhooks", "deliver").stdout == "2 delivered\n"
    assert desk.run("webhooks").exit_code == 0


def test_everything_since_a_day_is_told_again(desk: Desk) -> None:
    desk.shop.arrive("PENDING")
    desk.read()
    desk.run("webhooks", "deliver")
    assert desk.run("webhooks", "resend", "erp", "--since", "2020-01-01").stdout == "2 messages to be sent again\n"
    assert desk.run("webhooks", "deliver").stdout == "2 delivered\n"
    assert desk.receiver.ids[:2] == desk.receiver.ids[2:]


def test_a_secret_that_is_not_set_is_told_and_holds_up_nothing(desk: Desk) -> None:
    desk.shop.arrive("PENDING")
    desk.read()
    done = desk.shop.run("webhooks", "deliver", environ=ENVIRON)
    assert (done.exit_code, done.stdout) == (0, "0 delivered\n")
    assert "the environment variable HOOK is not set" in desk.run("webhooks").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("resend", "erp"), "say --since WHEN, or --parked"),
        (("resend", "epr", "--since", "2020-01-01"), "there is no webhook 'epr'"),
        (("resend", "erp", "--since", "yesterday"), '"yesterday" is no date'),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(desk: Desk, words: tuple[str, ...], told: str) -> None:
    done = desk.run("webhooks", *words)
    assert (done.exit_code, told in done.stderr) == (2, True), done.output


def test_a_test_message_says_whether_it_is_taken(desk: Desk) -> None:
    assert desk.run("webhooks", "test", "erp").stdout == "erp  taken\n"
    desk.receiver.answers = [Said({}, 500)]
    refused = desk.run("webhooks", "test", "erp")
    assert (refused.exit_code, refused.stdout.startswith("erp  later: 127.0.0.1:")) == (1, True)
