"""The words of problems in, their pages and an index out: the same text that `stallkeeper explain` prints."""

from __future__ import annotations

from collections.abc import Mapping

from stallkeeper.spec.checks.registry import codes, explain


def pages() -> Mapping[str, str]:
    """Path under docs/ -> the page."""
    made = {f"checks/{code}.md": f"# `{code}`\n\n{_text(code)}\n" for code in codes()}
    rows = [f"| [`{code}`]({code}.md) | {_text(code).splitlines()[0]} |" for code in codes()]
    head = [
        "# Problems, by their word",
        "",
        "Made from the checks' docstrings by `make docs`; `stallkeeper explain WORD` prints them.",
        "",
    ]
    return {**made, "checks/README.md": "\n".join((*head, "| word | what it says |", "|---|---|", *rows)) + "\n"}


def _text(code: str) -> str:
    """The docstring as Markdown: its samples are indented already."""
    return (explain(code) or "").replace("\n    # yaml", "\n    # yaml")
