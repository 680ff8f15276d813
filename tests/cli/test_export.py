"""`export`: rows for a spreadsheet or a back office, without buyers and without formulas."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from stallkeeper.clock import SystemClock
from tests.cli.shop import Shop


def rows(shop: Shop, *words: str) -> list[dict[str, str]]:
    result = shop.run("export", *words)
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


@pytest.fixture
def full(shop: Shop) -> Shop:
    """One order not yet accepted, one to ship, one shipped by the marketplace itself."""
    shop.arrive("PENDING")
    shop.arrive("PREPARATION")
    shop.arrive("SHIPPED", is_mmf=True)
    shop.run("sync", "shop")
    return shop


def test_a_row_per_order(full: Shop) -> None:
    assert {row["id"] for row in rows(full)} == set(full.world.orders())


def test_a_row_per_line(full: Shop) -> None:
    lines = rows(full, "--level", "line")
    assert len(lines) == sum(len(held.tree["products"]) for held in full.world.held())
    assert all(row["sku"].startswith("BRICO-") for row in lines)


def test_json_has_the_same_lines(full: Shop) -> None:
    lines = json.loads(full.run("export", "--level", "line", "--format", "json").stdout)
    assert [line["sku"] for line in lines] == [row["sku"] for row in rows(full, "--level", "line")]


def test_the_back_office_gets_what_its_policy_lets_through(full: Shop) -> None:
    assert [row["status"] for row in rows(full, "--back-office")] == ["waiting_shipment"]


def test_orders_the_marketplace_ships_are_opt_in(full: Shop) -> None:
    taken = rows(full, "--back-office", "--fulfilled-by-channel")
    assert {row["status"] for row in taken} == {"waiting_shipment", "shipped"}


def test_a_back_office_of_the_accounts_file_gets_what_its_feed_would_give(full: Shop) -> None:
    wishes = "{early: {import_from: waiting_acceptance}, elsewhere: {fulfilled_by_channel: true}, plain: {}}"
    full.accounts.write_text(f"{full.accounts.read_text()}back_offices: {wishes}\n")
    taken = {
        name: sorted(row["status"] for row in rows(full, "--back-office", name))
        for name in ("early", "elsewhere", "plain")
    }
    assert taken == {
        "early": ["waiting_acceptance", "waiting_shipment"],
        "elsewhere": ["shipped", "waiting_shipment"],
        "plain": ["waiting_shipment"],
    }
    for name, statuses in taken.items():
        fed = json.loads(full.run("back-office", "feed", name, "--json").stdout)["entries"]
        assert sorted(each["status"] for each in fed) == statuses


def test_a_back_office_that_there_is_not_is_wrong_usage_also_where_no_order_is(shop: Shop) -> None:
    shop.accounts.write_text(f"{shop.accounts.read_text()}back_offices: {{depot: {{}}}}\n")
    done = shop.run("export", "--back-office", "depto")
    assert (done.exit_code, "those of the accounts file are: depot" in done.stderr) == (2, True)
    assert shop.run("export", "--back-office=depot").exit_code == 0
    assert shop.run("export", "--back-office", "depot", "--fulfilled-by-channel").exit_code == 2


def test_buyers_stay_here_unless_they_are_asked_for(full: Shop) -> None:
    assert not any("zip" in name for name in rows(full)[0])
    assert all(row["delivery_zip_code"] for row in rows(full, "--with-buyer"))


def test_text_that_a_spreadsheet_would_run_is_disarmed(shop: Shop) -> None:
    shop.arrive("PENDING", **{"products.0.title": '=HYPERLINK("http://x.example","free")'})
    shop.run("sync", "shop")
    titles = [row["title"] for row in rows(shop, "--level", "line")]
    assert '\'=HYPERLINK("http://x.example","free")' in titles
    assert not any(title.startswith("=") for title in titles)


@pytest.mark.parametrize(
    "words", [["--fulfilled-by-channel"], ["--with-buyer", "--level", "line"], ["--level", "parcel"], ["--status", "x"]]
)
def test_options_that_do_not_go_together_are_wrong_usage(full: Shop, words: list[str]) -> None:
    result = full.run("export", *words)
    assert result.exit_code == 2
    assert result.stdout == ""


def test_who_takes_buyers_out_is_on_record_with_the_filter_and_how_many(shop: Shop) -> None:
    shop.arrive("SHIPPED", 3)
    shop.arrive("PENDING")
    shop.run("sync", "shop")
    shop.run("export")
    assert json.loads(shop.run("audit", "--kind", "exported", "--json").stdout) == []
    assert shop.run("export", "--with-buyer", "--status", "shipped").exit_code == 0
    (entry,) = json.loads(shop.run("audit", "--kind", "exported", "--json").stdout)
    assert (entry["where"], entry["who"][:7]) == ("cli", "seller:")
    assert entry["details"] == {"with": "buyers' data", "orders": 3, "filter": {"status": ["shipped"]}}
    assert shop.run("audit", "verify").exit_code == 0


def test_a_file_s_name_says_its_form_and_only_its_owner_can_read_it(full: Shop, tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        for name in ("o.xlsx", "o.csv", "o.json"):
            result = full.run("export", "--with-buyer", "--output", str(tmp_path / name))
            assert (result.exit_code, result.stdout) == (0, ""), result.stderr
            assert result.stderr.startswith("3 rows in ")
            assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    finally:
        os.umask(umask)
    sheet = openpyxl.load_workbook(tmp_path / "o.xlsx").worksheets[0]
    assert {row[0].value for row in list(sheet.rows)[1:]} == set(full.world.orders())
    assert len(json.loads((tmp_path / "o.json").read_text())) == 3
    assert len((tmp_path / "o.csv").read_text().splitlines()) == 4


@pytest.mark.parametrize("name", ["there.csv", "link.csv", "dangling.csv", "there.csv/o.csv"])
def test_nothing_is_written_over_or_through_a_link_and_no_buyer_is_noted_then(
    full: Shop, tmp_path: Path, name: str
) -> None:
    (there := tmp_path / "there.csv").write_text("mine")
    (tmp_path / "link.csv").symlink_to(there)
    (tmp_path / "dangling.csv").symlink_to(tmp_path / "nothing.csv")
    result = full.run("export", "--with-buyer", "-o", str(tmp_path / name))
    assert result.exit_code == 2
    assert (there.read_text(), (tmp_path / "nothing.csv").exists()) == ("mine", False)
    assert json.loads(full.run("audit", "--kind", "exported", "--json").stdout) == []


def test_a_file_with_buyers_goes_after_seven_days_where_nobody_says_else_and_never_where_they_do(
    full: Shop, tmp_path: Path
) -> None:
    week = tmp_path / "week.csv"
    told = full.run("export", "--with-buyer", "-o", str(week)).stderr
    (line,) = (tmp_path / "orders.db.exports").iterdir()
    listed = json.loads(line.read_text())
    until = datetime.fromisoformat(listed["until"])
    assert timedelta(days=7) - (until - SystemClock().now()) < timedelta(minutes=5)
    assert listed["path"] == str(week)
    assert told == f"3 rows in {week}; deleted after {until:%Y-%m-%d} unless changed (`exports` under `retention`)\n"
    full.accounts.write_text(full.accounts.read_text() + "retention: {exports: never}\n")
    told = full.run("export", "--with-buyer", "-o", str(tmp_path / "kept.csv")).stderr
    assert told == f"3 rows in {tmp_path / 'kept.csv'}\n"
    assert list((tmp_path / "orders.db.exports").iterdir()) == [line]


def test_a_file_with_buyers_is_deleted_when_retention_says_so_and_no_other(full: Shop, tmp_path: Path) -> None:
    full.accounts.write_text(full.accounts.read_text() + "retention: {exports: 1 second}\n")
    (there := tmp_path / "there.csv").write_text("mine")
    for name, words in (("o.csv", ["--with-buyer"]), ("o.xlsx", ["--with-buyer"]), ("plain.csv", [])):
        assert full.run("export", *words, "-o", str(tmp_path / name)).exit_code == 0
    assert full.run("export", "--with-buyer", "-o", str(there)).exit_code == 2
    SystemClock().sleep(1.1)
    assert f"exported file to be deleted: {tmp_path / 'o.csv'}" in full.run("erase").stdout
    assert full.run("erase", "--execute").exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} >= {"there.csv", "plain.csv"}
    assert not (tmp_path / "o.csv").exists() and not (tmp_path / "o.xlsx").exists()
    assert json.loads(full.run("errors", "--json").stdout) == []


@pytest.mark.parametrize(("stays", "words"), [("never", ["--with-buyer"]), ("7 days", [])])
def test_a_file_that_stays_takes_the_place_of_a_listed_one_and_is_neither_told_of_nor_deleted(
    full: Shop, tmp_path: Path, stays: str, words: list[str]
) -> None:
    accounts = full.accounts.read_text()
    full.accounts.write_text(accounts + "retention: {exports: 1 second}\n")
    path = tmp_path / "o.csv"
    assert full.run("export", "--with-buyer", "-o", str(path)).exit_code == 0
    path.unlink()
    full.accounts.write_text(accounts + f"retention: {{exports: {stays}}}\n")
    assert full.run("export", *words, "-o", str(path)).exit_code == 0
    SystemClock().sleep(1.1)
    result = full.run("erase", "--execute")
    assert (result.exit_code, path.exists()) == (0, True), result.stdout
    assert list((tmp_path / "orders.db.exports").iterdir()) == []


@pytest.mark.parametrize("happened", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_one_that_failed_leaves_no_file_and_nothing_to_be_deleted(
    full: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, happened: BaseException
) -> None:
    def fails(line: object) -> str:
        raise happened

    monkeypatch.setattr("stallkeeper.render.csv_rows.csv_line", fails)
    assert full.run("export", "--with-buyer", "-o", str(tmp_path / "o.csv")).exit_code != 0
    assert not (tmp_path / "o.csv").exists()
    assert list((tmp_path / "orders.db.exports").iterdir()) == []


def test_a_workbook_needs_a_file(full: Shop) -> None:
    result = full.run("export", "--format", "xlsx")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "add `--output orders.xlsx`" in result.stderr


def test_it_is_on_record_who_takes_buyers_out_even_if_whoever_reads_them_leaves_at_once(full: Shop) -> None:
    from stallkeeper.cli.export import _on_record
    from stallkeeper.cli.session import Session

    session = Session()
    session.accounts_path = str(full.accounts)
    try:
        next(_on_record(session, session.store.orders, {}))
    finally:
        session.close()
    (entry,) = json.loads(full.run("audit", "--kind", "exported", "--json").stdout)
    assert entry["details"]["orders"] == 3
