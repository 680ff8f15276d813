from __future__ import annotations

import io
import subprocess
import sys

from stallkeeper.render.tables import Table, text_table
from stallkeeper.render.terminal import ProgressBar, print_table

TABLE = Table(("order", "total"), (("A-1", "5.00 EUR"), ("[red]x[/red]", "12.00 EUR")), frozenset({1}))


def test_elsewhere_than_on_a_terminal_a_table_is_plain_text() -> None:
    out = io.StringIO()

    print_table(TABLE, out)

    assert out.getvalue() == text_table(TABLE) + "\n"


def test_on_a_terminal_a_table_is_drawn_and_its_cells_are_not_markup() -> None:
    out = io.StringIO()

    print_table(TABLE, out, color=True)

    assert "\x1b[1m" in out.getvalue()
    assert "[red]x[/red]" in out.getvalue()


def test_a_bar_moves_and_lines_stand_above_it() -> None:
    out = io.StringIO()

    with ProgressBar(out, color=True) as bar:
        bar.show("sync", 5, 10, "reading [b]orders")
        bar.show("sync", 10, 10)
        bar.say("page 1 of [i]many")
        bar.finish("sync")

    assert "page 1 of [i]many" in out.getvalue()


def test_nothing_heavy_is_imported_until_something_is_drawn() -> None:
    heavy = "{'rich', 'jinja2', 'babel', 'httpx', 'sqlite3', 'transitions'}"
    modules = ("terminal", "tables", "guide", "show", "order_text", "json_form", "csv_rows", "machine_text", "story")
    imported = "; ".join(f"import stallkeeper.render.{module}" for module in (*modules, "trace_text"))

    found = subprocess.run(
        [sys.executable, "-c", f"{imported}; import sys; print(sorted({heavy} & sys.modules.keys()))"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert found.stdout.strip() == "[]"
