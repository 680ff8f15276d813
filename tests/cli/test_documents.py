"""`stallkeeper documents`: listed, fetched, saved with private permissions, handed over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import Result

from tests.bindings.arranged import ROOT
from tests.bindings.serving import Said, serving
from tests.cli.command_line import run
from tests.runtime.paper_marketplace import PDF, Papers


@dataclass
class Desk:
    papers: Papers
    accounts: Path

    def run(self, *words: str) -> Result:
        channels = str(ROOT / "tests" / "channels")
        return run("--accounts", str(self.accounts), "--channels", channels, *words, environ={"PAPER_KEY": "p4per-key"})


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    papers, accounts = Papers(), tmp_path / "stallkeeper.yaml"
    with serving(papers) as server:
        account = f'channel: paper_shop, hosts: {{api: "{server.url}"}}, secrets: {{api_key: PAPER_KEY}}'
        accounts.write_text(f"language: 1\nstore: orders.db\naccounts:\n  shop: {{{account}}}\n")
        here = Desk(papers, accounts)
        papers.arrive("A/1")
        assert here.run("sync", "shop").exit_code == 0
        yield here


def test_what_an_order_has_is_listed_fetched_or_not(desk: Desk) -> None:
    listed = desk.run("documents", "A/1")
    assert (listed.exit_code, listed.stderr) == (0, "4 documents\n"), listed.output
    names = [line.split()[:3] for line in listed.stdout.splitlines()[1:]]
    assert names == [
        ["delivery_note", "channel", "none"],
        ["bill", "channel", "none"],
        ["customs", "channel", "none"],
        ["invoice", "seller", "none"],
    ]


def test_one_is_fetched_and_saved_for_its_owner_only_under_a_name_of_ours(desk: Desk, tmp_path: Path) -> None:
    desk.papers.papers["A%2F1", "note"] = Said(PDF)
    done = desk.run("documents", "A/1", "--fetch", "delivery_note", "--save", str(tmp_path / "out"))
    assert done.exit_code == 0, done.output
    (saved,) = (tmp_path / "out").iterdir()
    assert (saved.name, saved.read_bytes()) == ("A_1-delivery_note.pdf", PDF)
    assert saved.stat().st_mode & 0o777 == 0o600
    again = desk.run("documents", "A/1", "--save", str(tmp_path / "out"))
    assert again.exit_code == 2 and "is there already" in again.stderr
    assert "handed out" in desk.run("order", "A/1").stdout


def test_one_that_the_marketplace_does_not_have_yet_says_so(desk: Desk) -> None:
    done = desk.run("documents", "A/1", "--fetch", "delivery_note")
    assert (done.exit_code, "delivery_note: the marketplace does not have it yet" in done.stderr) == (0, True)


def test_one_of_ours_is_handed_over(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "F-7.pdf").write_bytes(PDF)
    done = desk.run("documents", "A/1", "--upload", "invoice", str(tmp_path / "F-7.pdf"), "--number", "F-7", "--json")
    assert done.exit_code == 0, done.output
    (invoice, *_) = json.loads(done.stdout)
    assert (invoice["name"], invoice["state"], invoice["number"]) == ("invoice", "uploaded", "F-7")
    assert "kept" not in invoice
    assert PDF in desk.papers.uploads[0]


def test_one_that_is_refused_ends_with_one(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "F-7.pdf").write_bytes(PDF)
    desk.papers.upload_answers.append(Said({"error": "no"}, 400))
    done = desk.run("documents", "A/1", "--upload", "invoice", str(tmp_path / "F-7.pdf"))
    assert (done.exit_code, "invoice: refused" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--fetch", "invoice"), "no document invoice that the marketplace makes"),
        (("--upload", "invoice", "/no/such/file.pdf"), "/no/such/file.pdf cannot be read"),
        (("--number", "F-7"), "--number and --again go with --upload"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(desk: Desk, words: tuple[str, ...], told: str) -> None:
    done = desk.run("documents", "A/1", *words)
    assert (done.exit_code, told in done.stderr) == (2, True), done.output


def test_one_in_doubt_stands_among_the_errors_until_a_person_says_what_became_of_it(desk: Desk, tmp_path: Path) -> None:
    paper = tmp_path / "F-7.pdf"
    paper.write_bytes(PDF)
    desk.papers.upload_answers += [Said({"error": "late"}, 502), Said({"error": "late"}, 502)]
    words = ("documents", "A/1", "--number", "F-7", "--upload", "invoice", str(paper))
    assert desk.run(*words).exit_code == 1
    again = desk.run(*words, "--again")  # its list might show the first one
    assert (again.exit_code, "invoice: in doubt: " in again.stderr) == (1, True), again.output
    (line,) = [line for line in desk.run("errors").stdout.splitlines() if "whether the document" in line]
    assert "document invoice of order A/1 has arrived is not known" in line
    seen = desk.run("documents", "A/1", "--not-arrived", "invoice")
    assert (seen.exit_code, seen.stderr.splitlines()[0]) == (0, "invoice: refused")
    assert "document invoice" not in desk.run("errors").stdout
    assert desk.run(*words).exit_code == 0
    told = desk.run("documents", "A/1", "--arrived", "invoice")
    assert (told.exit_code, "invoice of order A/1 is uploaded; only one in doubt" in told.stderr) == (2, True)


def test_a_marketplace_that_wants_a_number_says_how_to_give_it(desk: Desk, tmp_path: Path) -> None:
    paper = tmp_path / "F-7.pdf"
    paper.write_bytes(PDF)
    done = desk.run("documents", "A/1", "--upload", "invoice", str(paper))
    assert (done.exit_code, "say --number NUMBER" in done.stderr) == (1, True), done.output
    assert desk.papers.uploads == []
    assert desk.run("documents", "A/1", "--number", "F-7", "--upload", "invoice", str(paper)).exit_code == 0


def test_who_may_not_see_buyers_saves_no_document(desk: Desk, tmp_path: Path) -> None:
    desk.papers.papers["A%2F1", "note"] = Said(PDF)
    desk.run("documents", "A/1", "--fetch", "delivery_note")
    desk.accounts.write_text(f"{desk.accounts.read_text()}buyers: {{shown_to: []}}\n")
    refused = desk.run("documents", "A/1", "--save", str(tmp_path / "out"))
    assert refused.exit_code == 2 and "may not see buyers' data" in refused.stderr
    assert not list((tmp_path / "out").glob("*"))
    assert desk.run("documents", "A/1").exit_code == 0
