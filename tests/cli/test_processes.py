"""Real processes: exit codes, pipes, Ctrl-C, output that is no terminal, and a terminal that is one."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shlex
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import takewhile
from pathlib import Path

import pytest

from tests.channel_folders import BUNDLED
from tests.cli.command_line import command, environment, run_process
from tests.cli.shop import ENVIRON, Shop

CHANNELS = sorted(BUNDLED)
PATIENCE = 30.0
"""Seconds after which a test gives up; nothing is measured by it."""


@contextmanager
def running(*words: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """A process that is ended with the block, however that goes."""
    process = subprocess.Popen(
        command(*words), env=environment(**more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def line_with(stream: object, text: str) -> str:
    """The next line that holds `text`; reads lines before it away."""
    for line in stream:  # type: ignore[attr-defined]
        if text in line:
            return str(line)
    raise AssertionError(f"no line with {text!r} came")


def test_exit_codes_are_zero_one_and_two(shop: Shop) -> None:
    accounts = ("--accounts", str(shop.accounts))
    assert run_process("--version").returncode == 0
    assert run_process(*accounts, "sync", "shop", SHOP_KEY="").returncode == 1
    assert run_process(*accounts, "orders", "--status", "x").returncode == 2


def test_the_accounts_file_may_come_from_the_environment(shop: Shop) -> None:
    assert run_process("orders", STALLKEEPER_ACCOUNTS=str(shop.accounts)).returncode == 0


def test_without_a_terminal_there_are_no_escape_sequences(shop: Shop) -> None:
    shop.arrive("PENDING", 3)
    done = run_process("--accounts", str(shop.accounts), "sync", **ENVIRON)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout + done.stderr


def test_a_reader_that_leaves_is_no_error_and_makes_no_noise(shop: Shop) -> None:
    shop.arrive("PENDING", 300)
    run_process("--accounts", str(shop.accounts), "sync", **ENVIRON)
    with running("--accounts", str(shop.accounts), "orders", "--json") as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        errors = process.stderr.read()
        assert process.wait(PATIENCE) == 141
        assert "Traceback" not in errors and "BrokenPipe" not in errors
        process.stdout = None


def test_ctrl_c_ends_run_cleanly_with_zero(shop: Shop) -> None:
    shop.arrive("PENDING", 3)
    with running("--accounts", str(shop.accounts), "run", **ENVIRON) as process:
        assert line_with(process.stderr, "account").startswith("1 account: shop;")
        line_with(process.stderr, "orders seen")
        planned = line_with(process.stderr, "next: ")
        assert re.fullmatch(r"next: latest of shop at 20\d\d-\d\d-\d\d \d\d:\d\d UTC\n", planned), planned
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
        assert "stopped" in errors and "Traceback" not in errors
    assert len(json.loads(shop.run("orders", "--json").stdout)) == 3


def test_run_says_what_an_account_waits_for_that_has_no_secret(shop: Shop) -> None:
    with running("--accounts", str(shop.accounts), "run", SHOP_KEY="") as process:
        waiting = line_with(process.stderr, "next: ")
        assert "until then shop waits: the environment variable SHOP_KEY is not set" in waiting
        assert "start again" in waiting


def test_ctrl_c_in_any_other_verb_ends_with_130(shop: Shop) -> None:
    shop.server.marketplace.faults.arm("delay_next", {"seconds": 20, "times": 9})
    with running("--accounts", str(shop.accounts), "sync", **ENVIRON) as process:
        line_with(process.stderr, "reading")
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 130
        assert "interrupted" in errors and "Traceback" not in errors


def test_a_second_ctrl_c_ends_run_at_once_while_a_marketplace_hangs(shop: Shop) -> None:
    shop.server.marketplace.faults.arm("delay_next", {"seconds": 600, "times": 9})
    with running("--accounts", str(shop.accounts), "run", **ENVIRON) as process:
        line_with(process.stderr, "reading")
        process.send_signal(signal.SIGINT)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)  # the page that is being asked for may still come
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130


def test_a_played_marketplace_listens_until_it_is_told_to_stop() -> None:
    with running("play", "manomano", "--port", "0", "--orders", "7") as process:
        url = re.findall(r"http://[0-9.:]+", line_with(process.stdout, "http://"))[0]
        with urllib.request.urlopen(f"{url}/__played/orders", timeout=PATIENCE) as answer:
            assert len(json.load(answer)) == 7
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
        assert "stopped" in errors


def test_a_played_marketplace_has_its_troubles_from_the_start() -> None:
    with running("play", "manomano", "--port", "0", "--faults", "late_update, doubled_record") as process:
        url = re.findall(r"http://[0-9.:]+", line_with(process.stdout, "http://"))[0]
        with urllib.request.urlopen(f"{url}/__played/troubles", timeout=PATIENCE) as answer:
            assert json.load(answer) == {"late_update": {"by": "10 minutes"}, "doubled_record": {}}


def test_a_played_marketplace_goes_wrong_in_all_ways_by_its_seed() -> None:
    with running("play", "manomano", "--port", "0", "--faults", "mix", "--seed", "7", "--speed", "100000") as process:
        url = re.findall(r"http://[0-9.:]+", line_with(process.stdout, "http://"))[0]
        met: dict[str, int] = {}
        until = time.monotonic() + PATIENCE
        while not any(name.startswith("hours of") for name in met) and time.monotonic() < until:
            with suppress(OSError):
                urllib.request.urlopen(f"{url}/orders/v1/orders?seller_contract_id=12345", timeout=PATIENCE).close()
            with urllib.request.urlopen(f"{url}/__played/met", timeout=PATIENCE) as answer:
                met = json.load(answer)
        assert any(name.startswith("hours of") for name in met), met


def test_a_trouble_that_does_not_exist_is_told_with_those_that_do() -> None:
    done = run_process("play", "manomano", "--port", "0", "--faults", "bad_luck")
    assert done.returncode == 2
    assert "there is no trouble 'bad_luck'; there are: visibility_lag" in done.stderr


@pytest.mark.parametrize("channel", [*CHANNELS, "OWN"])
def test_what_play_says_is_all_a_seller_needs(channel: str, tmp_path: Path) -> None:
    if channel == "OWN":
        run_process("new", "corner-shop", "--into", str(tmp_path))
        channel = str(tmp_path / "corner-shop")
    with running("play", channel, "--port", "0", "--orders", "12") as process:
        assert process.stderr is not None
        told = list(takewhile(lambda line: "12 orders" not in line, process.stderr))
        lines = [line[2:] for line in told if line.startswith("  ")]
        exports = dict(shlex.split(line)[1].split("=") for line in lines if line.startswith("export "))
        (tmp_path / "stallkeeper.yaml").write_text("".join(line for line in lines if not line.startswith("export ")))
        done = run_process("sync", "--json", cwd=tmp_path, **exports)
        assert done.returncode == 0, done.stderr
        ((sweep,),) = [result["sweeps"][:1] for result in json.loads(done.stdout)]
        assert sweep["created"] >= 6, "they are there already, and old enough to be read at once"


def test_what_play_counts_is_in_a_file_at_once(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w") as log:
        words = command("play", CHANNELS[0], "--port", "0", "--orders", "3", "--rate", "600")
        process = subprocess.Popen(words, env=environment(), stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + PATIENCE
            while "4 orders" not in (tmp_path / "log").read_text() and time.monotonic() < deadline:
                time.sleep(0.05)
            assert "4 orders" in (tmp_path / "log").read_text()
        finally:
            process.kill()
            process.wait()


def test_a_port_that_is_taken_is_wrong_usage(shop: Shop) -> None:
    port = shop.server.base_url.rpartition(":")[2]
    done = run_process("play", "manomano", "--port", port)
    assert done.returncode == 2
    assert f"port {port}" in done.stderr and "Traceback" not in done.stderr


def test_on_a_terminal_progress_moves_and_the_result_stays(shop: Shop) -> None:
    shop.arrive("PENDING", 120)
    shown = on_a_terminal("--accounts", str(shop.accounts), "sync", "shop", "--window", "latest", **ENVIRON)
    assert "\x1b[" in shown
    assert "complete, 120 orders seen" in shown


def test_no_color_keeps_colors_away_on_a_terminal_too(shop: Shop) -> None:
    shop.arrive("PENDING", 3)
    words = ("--no-color", "--accounts", str(shop.accounts), "sync", "shop", "--window", "latest")
    assert "\x1b[3" not in on_a_terminal(*words, **ENVIRON)


def on_a_terminal(*words: str, **more: str) -> str:
    """What a process shows on a terminal of its own."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(command(*words), env=environment(TERM="xterm", **more), stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if select.select([ours], [], [], 0.2)[0]:
            try:
                shown += os.read(ours, 65_536)
            except OSError:
                break
        elif process.poll() is not None:
            break
    os.close(ours)
    assert process.wait(PATIENCE) == 0
    return shown.decode()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    done = run_process("new", "corner-shop", "--into", str(tmp_path))
    assert done.returncode == 1
    assert str(tmp_path) in done.stderr and "Traceback" not in done.stderr
