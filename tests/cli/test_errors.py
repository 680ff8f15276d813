"""`stallkeeper errors` at a marketplace that refuses, and takes it later."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result

from tests.bindings.arranged import ROOT
from tests.bindings.serving import Said, serving
from tests.cli.command_line import run
from tests.cli.shop import ENVIRON, open_shop
from tests.runtime.paper_marketplace import Papers
from tests.runtime.webhook_receiver import SECRET, Receiver


def test_nothing_failed_ends_with_0(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop:
        shop.arrive("PENDING")
        shop.run("sync")
        done = shop.run("errors")
        assert (done.exit_code, done.stdout, done.stderr) == (0, "", "0 errors\n")


def test_a_refused_key_is_one_error_of_its_class(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop:
        shop.arrive("PENDING")
        shop.run("sync")
        shop.run("sync", environ={"SHOP_KEY": "wrong"})
        done = shop.run("errors")
        assert done.exit_code == 1 and "shop  auth  1 time: " in done.stdout, done.output
        assert [each["kind"] for each in json.loads(shop.run("errors", "--json", "--kind", "auth").stdout)] == ["auth"]
        assert shop.run("errors", "--kind", "transient").exit_code == 0
        shop.run("sync")
        assert shop.run("errors").exit_code == 0, "it clears itself"


@pytest.mark.requirement("R38")
def test_a_class_that_is_none_is_wrong_usage_and_never_an_empty_list(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop:
        done = shop.run("errors", "--kind", "validaton")
        assert done.exit_code == 2 and 'no class is called "validaton"; did you mean validation?' in done.stderr


def test_an_error_is_handled_with_a_reason(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop:
        shop.arrive("PENDING")
        shop.run("sync")
        shop.run("sync", environ={"SHOP_KEY": "wrong"})
        (entry,) = json.loads(shop.run("errors", "--json").stdout)
        assert shop.run("errors", "handle", entry["id"]).exit_code == 2, "a reason is asked for"
        for blank in ("", "  \n"):
            assert shop.run("errors", "handle", entry["id"], "--because", blank).exit_code == 2
        assert shop.run("errors", "handle", entry["id"], "--because", "the key is being renewed").exit_code == 0
        assert shop.run("errors").exit_code == 0
        assert "the key is being renewed" in shop.run("audit").stdout


def test_one_error_or_all_of_them_are_retried_and_never_none(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop:
        shop.arrive("PENDING")
        shop.run("sync")
        assert shop.run("errors", "retry").exit_code == 2
        assert shop.run("errors", "retry", "--all").exit_code == 0
        done = shop.run("errors", "retry", "nothing")
        assert done.exit_code == 2 and "there is no error" in done.stderr


def test_what_a_receiver_does_not_take_is_an_error_and_due_at_once_after_a_retry(tmp_path: Path) -> None:
    receiver, secrets = Receiver(), {**ENVIRON, "HOOK": SECRET}
    with open_shop(tmp_path) as shop, serving(receiver) as server:
        hook = f'webhooks:\n  erp: {{url: "{server.url}/hooks", secret: HOOK}}\n'
        shop.accounts.write_text(shop.accounts.read_text() + hook)
        shop.run("webhooks", "deliver", environ=secrets)
        shop.arrive("PENDING")
        shop.run("sync", environ=secrets)
        receiver.answers = [Said({}, 503)]
        shop.run("webhooks", "deliver", environ=secrets)
        told = shop.run("errors", environ=secrets)
        assert (told.exit_code, told.stderr) == (1, "1 error\n"), told.output
        assert "  /webhook/erp  webhook erp, 1 attempt, again at " in told.stdout
        retried = shop.run("errors", "retry", "/webhook/erp", environ=secrets)
        assert (retried.exit_code, retried.stdout) == (1, "/webhook/erp  tried again\n"), "it has taken nothing yet"
        assert shop.run("webhooks", "deliver", environ=secrets).stdout == "2 delivered\n"
        assert shop.run("errors", environ=secrets).exit_code == 0


def test_a_document_that_is_not_there_yet_is_an_error_until_a_retry_brings_it(tmp_path: Path) -> None:
    papers, accounts = Papers(), tmp_path / "stallkeeper.yaml"
    with serving(papers) as server:
        account = f'channel: paper_shop, hosts: {{api: "{server.url}"}}, secrets: {{api_key: PAPER_KEY}}'
        wanted = f"language: 1\nstore: orders.db\naccounts:\n  shop: {{{account}, documents: [delivery_note]}}\n"
        accounts.write_text(wanted)

        def called(*words: str) -> Result:
            where = ("--accounts", str(accounts), "--channels", str(ROOT / "tests" / "channels"))
            return run(*where, *words, environ={"PAPER_KEY": "p4per-key"})

        papers.arrive("A1")
        assert called("sync", "shop").exit_code == 0
        told = called("errors")
        assert told.exit_code == 1 and "shop  not_found  1 time: the marketplace does not have" in told.stdout
        assert (
            "  shop/document/A1 delivery_note  document delivery_note of order A1, 1 attempt, again at" in told.stdout
        )
        left = called("errors", "retry", "--all")
        assert left.exit_code == 1, "it is still not there"
        papers.give("A1", "note")
        assert called("errors", "retry", "shop/document/A1 delivery_note").exit_code == 0
        assert called("errors").exit_code == 0
