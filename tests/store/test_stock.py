"""Stocks of other programs: read anew where they change, refused with their place where they make no sense."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from stallkeeper.errors import AccountError, UsageError
from stallkeeper.store.stock import FileStock, TableStock


def written(folder: Path, text: str, name: str = "stock.csv") -> FileStock:
    (folder / name).write_text(text, encoding="utf-8")
    return FileStock(folder / name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("stock.csv", "sku,quantity\nA,3\nB,-1\n"),
        ("stock.csv", "quantity,sku,shelf\n3,A,x\n-1,B,y\n\n"),
        ("stock.csv", "\ufeffSKU;Quantity\r\nA;3\r\nB; -1 \r\n"),
        ("stock.csv", 'sku,quantity\n"A",3\n"B",-1'),
        ("stock.json", '{"A": 3, "B": -1}'),
    ],
)
def test_a_file_tells_whole_units_by_sku(tmp_path: Path, name: str, text: str) -> None:
    assert written(tmp_path, text, name)(("A", "B", "C")) == {"A": 3, "B": -1}


def test_a_file_that_was_replaced_is_read_anew(tmp_path: Path) -> None:
    stock = written(tmp_path, "sku,quantity\nA,3\n")
    assert stock(("A",)) == {"A": 3}
    (tmp_path / "new").write_text("sku,quantity\nA,2\n")
    os.replace(tmp_path / "new", tmp_path / "stock.csv")
    assert stock(("A",)) == {"A": 2}


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("stock.csv", "sku,quantity\nA,3\nB,2.5\n", "holds '2.5' as a quantity (line 3)"),
        ("stock.csv", "sku,quantity\nA,\n", "as a quantity (line 2)"),
        ("stock.csv", "sku,quantity\nA\n", "as a quantity (line 2)"),
        ("stock.csv", "sku,quantity\nA,1\nA,2\n", "names 'A' twice (line 3)"),
        ("stock.csv", "article,quantity\nA,1\n", "has no column 'sku'"),
        ("stock.csv", "sku,quantity\nA,99999999999999999999\n", "as a quantity (line 2)"),
        ("stock.json", '{"A": true}', "holds 'True' as a quantity (of 'A')"),
        ("stock.json", '{"A": 1.5}', "holds '1.5' as a quantity (of 'A')"),
        ("stock.json", "[1, 2]", "it is no object of quantities by sku"),
        ("stock.json", "{", "cannot be read"),
        ("stock.csv", "", "has no column"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_with_its_place(tmp_path: Path, name: str, text: str, told: str) -> None:
    with pytest.raises(AccountError) as caught:
        written(tmp_path, text, name)(("A",))
    assert told in str(caught.value) and str(tmp_path / name) in str(caught.value)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "stock.csv").write_bytes(b"sku,quantity\n\xff,1\n")
    with pytest.raises(AccountError, match="cannot be read"):
        FileStock(tmp_path / "stock.csv")(("A",))


def table(folder: Path, *rows: tuple[object, object]) -> Path:
    connection = sqlite3.connect(folder / "erp.db")
    connection.execute("CREATE TABLE products (sku, quantity)")
    connection.executemany("INSERT INTO products VALUES (?, ?)", rows)
    connection.commit()
    connection.close()
    return folder / "erp.db"


def test_a_table_is_asked_for_the_skus_and_nothing_of_it_is_changed(tmp_path: Path) -> None:
    path = table(tmp_path, ("A", 3), ("B", 1), ("' OR 1=1 --", 9))
    before = path.read_bytes()
    stock = TableStock(path, "products")
    assert stock(("A", "' OR 1=1 --", "C")) == {"A": 3, "' OR 1=1 --": 9}
    assert path.read_bytes() == before


@pytest.mark.parametrize("rows", [[("A", "three")], [("A", 1.5)], [("A", None)], [("A", 1), ("A", 2)]])
def test_a_table_that_makes_no_sense_is_refused(tmp_path: Path, rows: list[tuple[object, object]]) -> None:
    with pytest.raises(AccountError, match="one whole number is needed"):
        TableStock(table(tmp_path, *rows), "products")(("A",))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"table": "stock"}, "no such table: stock"),
        ({"table": "products", "sku": "article"}, "no such column: article"),
    ],
)
def test_a_table_or_column_that_there_is_not_is_told(tmp_path: Path, given: dict[str, str], told: str) -> None:
    with pytest.raises(AccountError, match=told):
        TableStock(table(tmp_path), **given)(("A",))


def test_a_database_that_there_is_not_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(AccountError, match="cannot be read"):
        TableStock(tmp_path / "erp.db", "products")(("A",))
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_none_never_gets_into_a_statement(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no name of letters"):
        TableStock(tmp_path / "erp.db", "products] WHERE 1; --")
