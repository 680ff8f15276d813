"""A small channel that is wrong in nothing, and what becomes of it when some of its parts are written otherwise."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from textwrap import dedent

from stallkeeper.problems import Problem
from stallkeeper.spec.load import load_channel
from stallkeeper.spec.loaded import LoadedChannel

EXAMPLE = """\
channel: example
title: Example
language: 1
maturity: draft
sources:
  - id: page
    title: A help page
    read: 2026-11-22
    about: [retrieval, starts_at, statuses, actions]
retrieval:
  latest: {every: 15 minutes}
starts_at: waiting_shipment
statuses:
  waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
  shipped: {native: [SHIPPED]}
actions:
  ship: {results_in: shipped}
"""


BINDING = """\
binding: example
language: 1
maturity: draft
sources: [{title: A help page, read: 2026-11-22}]
speaks: json
hosts: {api: https://api.example}
retrieval:
  overlap: 5 minutes
  settle: 1 minute
  first_pull: 30 days
  list:
    request: {method: GET, path: /orders}
    records: orders
    paging: {kind: none}
  one:
    request: {method: GET, path: /orders/<order.id>}
    record: .
order: {id: id, native_status: status}
actions:
  ship:
    request: {method: POST, path: /orders/<order.id>/ship}
    doubt: {read_back_after: 1 minute, then: ask}
"""


def example(changes: str = "") -> str:
    """The example's text, with the parts that `changes` names at its left margin put in place of its own."""
    return "".join((_parts(EXAMPLE) | _parts(dedent(changes).lstrip("\n"))).values())


def files_of(sample: str) -> dict[str, str]:
    """The files that a page's sample stands for: `# binding.yaml` begins the parts of another file than the channel's.

    Where the sample names no sources, the example's one is about all that is in the file.
    """
    pieces = re.split(r"^# (\w+\.yaml)\n", sample, flags=re.MULTILINE)
    texts = dict(zip(["channel.yaml", *pieces[1::2]], pieces[::2], strict=True))
    parts = _parts(EXAMPLE) | _parts(texts["channel.yaml"])
    if "sources" not in _parts(texts["channel.yaml"]):
        facts = [name for name in parts if name not in ("channel", "title", "language", "maturity", *_NO_FACTS)]
        parts["sources"] = re.sub(r"about: .*", f"about: [{', '.join(facts)}]", parts["sources"])
    texts["channel.yaml"] = "".join(parts.values())
    if "binding.yaml" in texts:
        texts["binding.yaml"] = "".join((_parts(BINDING) | _parts(texts["binding.yaml"])).values())
    return texts


_NO_FACTS = ("sources", "assumptions", "allow")


def _parts(text: str) -> dict[str, str]:
    found = re.split(r"^(?=\w)", text, flags=re.MULTILINE)
    return {part.partition(":")[0]: part if part.endswith("\n") else f"{part}\n" for part in found if part.strip()}


def load(files: dict[str, str]) -> LoadedChannel:
    """A channel's folder with these files, loaded; it is called "example" in problems."""
    with tempfile.TemporaryDirectory() as name:
        for path, text in files.items():
            file = Path(name) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return load_channel(Path(name), "example")


def problems(changes: str, code: str) -> list[Problem]:
    """The problems with that word which the example has with these changes."""
    return [problem for problem in load({"channel.yaml": example(changes)}).problems if problem.code == code]


def problems_together(text: str, code: str) -> list[Problem]:
    """The problems with that word of a channel and its binding; the latter's parts stand behind `# binding.yaml`."""
    files = files_of(dedent(text).lstrip("\n"))
    return [problem for problem in load(files).problems if problem.code == code]


def marked(problem: Problem) -> str:
    """The text that the caret stands under."""
    place = problem.marked or problem.place
    line = dict(problem.excerpt)[place.line]
    return line[place.column - 1 : place.column - 1 + place.length]
