"""The front door: what `from stallkeeper import …` offers, what importing it costs, and that its example works."""

from __future__ import annotations

import ast
import inspect
import os
import re
import subprocess
import sys
import textwrap
from datetime import timedelta
from pathlib import Path

import pytest

import stallkeeper
from tests.cli.shop import ENVIRON, open_shop

ROOT = Path(__file__).resolve().parent.parent


def python(code: str) -> str:
    """What a fresh interpreter prints for `code`."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_the_names_are_sorted_and_exactly_what_is_visible() -> None:
    assert sorted(stallkeeper.__all__) == stallkeeper.__all__ == dir(stallkeeper)
    for name in stallkeeper.__all__:
        assert getattr(stallkeeper, name) is not None
    visible = {name for name, value in vars(stallkeeper).items() if name[0] != "_" and not inspect.ismodule(value)}
    assert visible == set(stallkeeper.__all__)


def test_what_a_type_checker_sees_is_what_there_is() -> None:
    tree = ast.parse(Path(stallkeeper.__file__ or "").read_text())
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    seen = {alias.asname for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert seen == set(stallkeeper.__all__)


@pytest.mark.parametrize("name", stallkeeper.__all__)
def test_every_name_is_documented_where_it_lives(name: str) -> None:
    value = getattr(stallkeeper, name)
    assert (inspect.getdoc(value) or "").strip(), f"{name} has no docstring"
    assert not (inspect.getdoc(value) or "").startswith(f"{name}("), f"{name} has only the docstring dataclass writes"


def test_every_name_stands_in_the_documentation() -> None:
    text = (ROOT / "docs" / "embedding.md").read_text()
    assert [name for name in stallkeeper.__all__ if f"`{name}`" not in text] == []


def test_importing_it_loads_nothing_else_of_ours_and_no_package() -> None:
    code = """
        import sys
        before = set(sys.modules)
        import stallkeeper
        print(*sorted(name for name in set(sys.modules) - before if "." in name and name.startswith("stallkeeper")))
        print(*sorted({"yaml", "jsonschema", "transitions", "httpx", "click", "rich", "sqlite3"} & set(sys.modules)))
    """
    assert python(textwrap.dedent(code)) == "\n\n"


def test_a_name_that_does_not_exist_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Ordre'"):
        stallkeeper.Ordre  # noqa: B018


def test_errors_are_one_tree() -> None:
    for name in stallkeeper.__all__:
        if name.endswith("Error") and name != "Error":
            assert issubclass(getattr(stallkeeper, name), stallkeeper.Error)


def example(file: str, number: int = 0) -> str:
    """A block of Python in a page; by default the first."""
    found = re.findall(r"```python\n(.*?)```", (ROOT / file).read_text(), re.DOTALL)
    assert len(found) > number, f"{file} has too few blocks of Python"
    return str(found[number])


def test_the_readme_shows_the_same_fifteen_lines_as_the_page() -> None:
    assert example("README.md") == example("docs/embedding.md")
    lines = [line for line in example("README.md").splitlines() if line.strip()]
    assert len(lines) <= 15


def test_the_example_works(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop:
        shop.accounts.write_text(shop.accounts.read_text().replace("  shop:", "  my-shop:"))
        pending = shop.arrive("PENDING", 3)
        shop.arrive("SHIPPED")
        script = [sys.executable, "-c", example("docs/embedding.md")]
        done = subprocess.run(
            script, cwd=tmp_path, env={**os.environ, **ENVIRON}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert sorted(done.stdout.split("\n")[:-1]) == sorted(f"{order} accept confirmed" for order in pending)
        assert {shop.world.orders()[order] for order in pending} == {"REMORSE_PERIOD"}


def test_the_machine_can_be_asked_without_an_engine() -> None:
    assert python(example("docs/embedding.md", 1)) == "new → waiting_acceptance\n"


def test_the_example_is_typed(tmp_path: Path) -> None:
    (tmp_path / "example.py").write_text(example("docs/embedding.md") + example("docs/embedding.md", 1))
    checked = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--cache-dir",
            str(tmp_path / "cache"),
            str(tmp_path / "example.py"),
        ],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(ROOT / "engine")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_several_engines_live_in_one_process_and_know_nothing_of_each_other(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with open_shop(tmp_path / "a") as first, open_shop(tmp_path / "b") as second:
        first.arrive("PENDING", 2)
        second.world.create(1, "SHIPPED", lines=1, ago=timedelta(hours=2))
        with (
            stallkeeper.open_engine(first.accounts, environ=ENVIRON) as one,
            stallkeeper.open_engine(second.accounts, environ=ENVIRON) as two,
        ):
            assert one.sync("shop").complete and two.sync("shop").complete
            assert [order.status for order in one.store.orders()] == ["waiting_acceptance"] * 2
            assert [order.status for order in two.store.orders()] == ["shipped"]
            assert one.act("accept", next(iter(one.store.orders())).key, {}, who="seller:test").taken
            assert one.send().of("confirmed") and not two.send().submissions


def test_an_engine_starts_no_thread_and_configures_no_logging(tmp_path: Path) -> None:
    code = f"""
        import logging, threading
        from stallkeeper import open_engine
        with open_engine({str(tmp_path / "stallkeeper.yaml")!r}) as engine:
            engine.sync("shop")
            list(engine.store.orders())
            print(threading.active_count(), logging.getLogger().handlers, logging.getLogger().level)
    """
    with open_shop(tmp_path) as shop:
        shop.arrive("PENDING")
        script = [sys.executable, "-c", textwrap.dedent(code)]
        done = subprocess.run(script, env={**os.environ, **ENVIRON}, capture_output=True, text=True, check=True)
    assert done.stdout == "1 [] 30\n"


def test_what_open_engine_opened_is_closed_when_the_block_fails(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop:
        with pytest.raises(ZeroDivisionError), stallkeeper.open_engine(shop.accounts, environ=ENVIRON) as engine:
            store = engine.store
            raise ZeroDivisionError
        with pytest.raises(stallkeeper.StoreError):
            list(store.orders())
