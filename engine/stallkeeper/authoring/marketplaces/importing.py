"""A file with the incumbent's description of marketplaces in, channel folders and all that is doubtful in it out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from stallkeeper.authoring.findings import Findings
from stallkeeper.authoring.marketplaces.entry import Entry
from stallkeeper.authoring.marketplaces.folder import Channel
from stallkeeper.problems import Problem
from stallkeeper.text.document_door import read_document
from stallkeeper.text.source import Source
from stallkeeper.text.wording import quoted

_CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True)
class Imported:
    """Channel -> the files of its folder, and every problem, sorted by place."""

    channels: Mapping[str, Mapping[str, str]]
    problems: tuple[Problem, ...]


def import_marketplaces(file: Path, shown_as: str, today: date) -> Imported:
    """The channels that the description in `file` speaks of. Never raises for what the file says."""
    source, problems = read_document(file, shown_as)
    if source is None:
        return Imported({}, problems)
    findings = Findings(source)
    channels: dict[str, Mapping[str, str]] = {}
    for code, entry in Entry(source.data, (), findings).members():
        if not _CODE.fullmatch(code):
            findings.unknown(entry.path, f"{quoted(code)} cannot be a channel's id", "it was left out")
            continue
        files = Channel(code, entry, today).files()
        channels |= {code: files} if files else {}
    if not channels and not findings.problems:
        findings.unknown((), "no marketplace is described here", "it is what GET /v3.0/marketplaces answers")
    told = (*map(_short, problems, [source] * len(problems)), *findings.problems)
    return Imported(channels, tuple(sorted(told)))


def _short(problem: Problem, source: Source) -> Problem:
    return problem if problem.excerpt else replace(problem, excerpt=source.excerpt_for(problem))
