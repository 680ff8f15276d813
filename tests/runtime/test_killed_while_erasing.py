"""A process is killed at each step of erasing; the next one ends it, and everything is erased once."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from stallkeeper.accounts.retention import RetentionKeys
from stallkeeper.orders import OrderDocument, Whole
from tests.runtime.arranged import world
from tests.runtime.test_privacy import BUYER, DAY

ORDERS = 120

KILLED = """
import os, signal, sys
from datetime import timedelta
from pathlib import Path
from tests.runtime.arranged import world
from stallkeeper.accounts.retention import RetentionKeys
from stallkeeper.store import document_keeper, eraser, eraser_rows, key_file, leftovers

def dying(owner, name, at_call, after):
    whole, calls = getattr(owner, name), [0]
    def call(*given, **named):
        calls[0] += 1
        if calls[0] == at_call and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        found = whole(*given, **named)
        if calls[0] == at_call:
            os.kill(os.getpid(), signal.SIGKILL)
        return found
    setattr(owner, name, call)

step = sys.argv[2]
if step == "after the tombstones":
    dying(key_file.KeyFile, "bury", 2, after=True)
elif step == "in the middle of an order":
    dying(eraser_rows.BuyerRows, "erase_told", 70, after=False)
elif step == "between two orders":
    dying(eraser_rows.BuyerRows, "mark", 70, after=True)
elif step == "before it is looked":
    dying(leftovers.Leftovers, "in_rows", 1, after=False)
elif step == "before the file is made anew":
    dying(leftovers.Leftovers, "on_disk", 1, after=False)
elif step == "before the certificate":
    dying(eraser.Eraser, "certify", 1, after=False)
elif step == "between a document's key and its file":
    dying(document_keeper.DocumentKeeper, "_remove", 2, after=False)
elif step == "between a document's file and its row":
    dying(eraser_rows.BuyerRows, "erase_documents", 2, after=False)
elif step == "after one order's documents":
    dying(eraser.Eraser, "erase_documents", 2, after=True)
elif step == "in the middle of an order's own record":
    dying(eraser_rows.BuyerRows, "erase_payload", 2, after=True)
keys = RetentionKeys(whole={"documents": "1 day", "raw": "2 days", "anchor": "ordered"})
here = world(Path(sys.argv[1]), retention=RetentionKeys() if len(sys.argv) < 4 else keys)
here.clock.advance(timedelta(days=200 if len(sys.argv) < 4 else 4))
here.engine.privacy.erase()
"""

STEPS = (
    "after the tombstones",
    "in the middle of an order",
    "between two orders",
    "before it is looked",
    "before the file is made anew",
    "before the certificate",
)


@pytest.mark.parametrize("step", STEPS)
def test_the_next_process_ends_what_a_killed_one_began(tmp_path: Path, step: str) -> None:
    here = world(tmp_path)
    ids = [f"A{number}" for number in range(ORDERS)]
    for order_id in ids:
        here.shop.put(order_id, "SENT", delivery=BUYER)
    here.pass_time(DAY)
    here.engine.sync("my-shop", "catch_up")
    here.store.close()
    words = [sys.executable, "-c", KILLED, str(tmp_path), step]
    killed = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    here.pass_time(201 * DAY)
    here.restart()
    here.engine.privacy.erase()
    assert isinstance(here.store.audit.check(), Whole)
    assert [here.history(each).count("erased") for each in ids] == [1] * ORDERS
    assert {here.order(each).address_state("delivery") for each in ids} == {"erased"}
    assert here.store.keys.count_buried() == ORDERS
    assert not here.store.eraser.is_uncleaned()
    assert b"Odile" not in b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())


PARTS = (
    "between a document's key and its file",
    "between a document's file and its row",
    "after one order's documents",
    "in the middle of an order's own record",
)


@pytest.mark.parametrize("step", PARTS)
def test_the_next_process_ends_a_look_at_what_goes_before_the_rest(tmp_path: Path, step: str) -> None:
    here = world(tmp_path)
    ids = ("A1", "A2", "A3")
    for order_id in ids:
        here.shop.put(order_id, "SENT", delivery=BUYER)
    here.pass_time(DAY)
    here.engine.sync("my-shop", "catch_up")
    for order_id in ids:
        key, now = here.key(order_id), here.clock.now()
        name = here.store.documents.keep(key, b"a label for Odile")
        here.store.document_states.save([OrderDocument(key, "label", 1, "channel", "kept", now, kept=name)])
    here.store.close()
    words = [sys.executable, "-c", KILLED, str(tmp_path), step, "parts"]
    killed = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    keys = RetentionKeys(whole={"documents": "1 day", "raw": "2 days", "anchor": "ordered"})
    again = world(tmp_path, clock=here.clock, shops=here.shops, retention=keys)
    again.pass_time(5 * DAY)
    again.engine.privacy.erase()
    assert isinstance(again.store.audit.check(), Whole)
    for order_id in ids:
        key = again.key(order_id)
        assert (again.store.documents.names(key), again.store.payload(key)) == ((), None)
        assert [each.state for each in again.store.document_states.of_order(key)] == ["erased"]
        assert again.history(order_id).count("raw_erased") == 2
        assert again.order(order_id).address_state("delivery") == "given"
    assert not list(tmp_path.rglob("*.documents/*/*"))
    assert again.engine.privacy.plan().due == ()
