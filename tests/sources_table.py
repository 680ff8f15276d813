"""`docs/sources.md` comes in, its rows go out, and each name a row gives is looked up where it claims to be."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from stallkeeper.text.yaml_door import read_source
from tests.shared_material import ROOT

TABLE = ROOT / "docs" / "sources.md"

_HEADING = re.compile(r"^## (?P<page>\d{3}) ")
_BASE = re.compile(r"^Names begin at `(?P<base>[^`]+)`\.$")
_STEP = re.compile(r"\.?(?P<key>[^.\[\]]+)|\[(?P<item>[^\]]*)\]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: which sentence, what it says, the names in its cells, and what is still open."""

    page: str
    number: int
    digest: str
    says: str
    lives_in: tuple[str, ...]
    shown_by: tuple[str, ...]
    open: str
    base: str

    @property
    def name(self) -> str:
        return f"{self.page}-{self.number}"


def read_table(text: str) -> tuple[Row, ...]:
    """A row for every sentence, in the order of the file."""
    return tuple(_rows(text))


def read_contradictions(text: str) -> Mapping[str, tuple[str, ...]]:
    """Every contradiction between the pages by its number (S1, S2 …), with all the names that its row gives."""
    lines = (line.split("|")[1:] for line in text.splitlines() if re.match(r"^\| S\d+ \|", line))
    return {cells[0].strip(): tuple(name for cell in cells[2:4] for name in _names(cell)) for cells in lines}


def _rows(text: str) -> Iterator[Row]:
    page = base = ""
    for line in text.splitlines():
        if heading := _HEADING.match(line):
            page = heading["page"]
        elif named := _BASE.match(line):
            base = named["base"]
        elif page and re.match(r"^\| \d+ \|", line):
            yield _row(page, base, [cell.strip() for cell in line.strip().strip("|").split("|")])


def _row(page: str, base: str, cells: list[str]) -> Row:
    number, digest, says, lives_in, shown_by, still_open = cells
    return Row(page, int(number), digest, says, _names(lives_in), _names(shown_by), still_open, base)


def _names(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([^`]+)`", cell))


def fault(name: str, base: str) -> str | None:
    """Why `name` is no name of anything here, or None when it exists."""
    if name.startswith("stallkeeper"):
        return _code_fault(name)
    if "::" in name:
        return _test_fault(*name.split("::", 1))
    path, _, part = name.partition("#")
    file = ROOT / (path if path.startswith(("tests/", "channels/")) else base + path)
    if not file.is_file():
        return f"there is no file {file.relative_to(ROOT)}"
    if not part:
        return None
    return _key_fault(file, part) if file.name.endswith(".yaml") else _text_fault(file, part)


def _code_fault(name: str) -> str | None:
    module, _, attributes = name.partition(":")
    try:
        found: Any = importlib.import_module(module)
        for attribute in filter(None, attributes.split(".")):
            found = _member(found, attribute)
    except (ImportError, AttributeError) as error:
        return f"{name}: {error}"
    return None


def _member(owner: Any, attribute: str) -> Any:
    """An attribute, or a field that a dataclass declares without a value."""
    return attribute if attribute in getattr(owner, "__dataclass_fields__", {}) else getattr(owner, attribute)


def _test_fault(path: str, function: str) -> str | None:
    file = ROOT / path
    if not file.is_file():
        return f"there is no test file {path}"
    found = re.search(rf"^(async )?def {re.escape(function)}\(", file.read_text("utf-8"), re.MULTILINE)
    return None if found else f"{path} has no test {function}"


def _text_fault(file: Path, part: str) -> str | None:
    return None if part in file.read_text("utf-8") else f"{file.relative_to(ROOT)} does not hold {part!r}"


def _key_fault(file: Path, path: str) -> str | None:
    value = _data(file)
    for step in _STEP.finditer(path):
        try:
            value = _below(value, step["key"], step["item"])
        except (KeyError, IndexError, TypeError, ValueError):
            return f"{file.relative_to(ROOT)} has no {path}: it ends before {step[0]!r}"
    return None


def _below(value: Any, key: str | None, item: str | None) -> Any:
    if key is not None:
        return value[key]
    assert item is not None and isinstance(value, list)
    return value[int(item)] if item.isdigit() else value[value.index(item)]


@cache
def _data(file: Path) -> Any:
    source, problems = read_source(file.read_bytes(), str(file))
    assert source is not None, problems
    return source.data
