"""The front door: what `from stallkeeper import …` offers, what importing it costs, and that its example works."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import stallkeeper

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
