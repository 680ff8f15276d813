"""A contract's file in: which channel is held against which description, and what it is made to send, out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from stallkeeper.spec.catalog import Catalog
from stallkeeper.spec.loaded import LoadedChannel
from tests.contracts.description import Description, description

FOLDER = Path(__file__).parent
NAMES = tuple(sorted(file.stem for file in FOLDER.glob("*.yaml")))


@dataclass(frozen=True, slots=True)
class Case:
    """One action done once: with which order and fields, and the operations it has to send, in order."""

    action: str
    order: str
    fields: Mapping[str, Any]
    sends: tuple[str, ...]
    answers: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.action} ({', '.join(self.fields) or 'no fields'})"


@dataclass(frozen=True, slots=True)
class Slip:
    """What the vendor's own file says wrongly: a part of the sentence that it makes a judge say, and why it is one."""

    says: str
    because: str


@dataclass(frozen=True)
class Contract:
    """One channel and the description of its vendor."""

    name: str
    data: Mapping[str, Any] = field(repr=False)

    @property
    def description(self) -> Description:
        """Skips the test that asks, where the vendor's file is not here."""
        return description(*self.data["vendor"])

    @property
    def channel(self) -> LoadedChannel:
        return _loaded(self.data["channel"])

    @property
    def prefix(self) -> str:
        """The part of every path that belongs to the server."""
        return str(self.data.get("prefix", ""))

    @property
    def cases(self) -> tuple[Case, ...]:
        return tuple(
            Case(action, each["order"], each.get("fields") or {}, tuple(each["sends"]), each.get("answers") or {})
            for action, cases in (self.data.get("actions") or {}).items()
            for each in cases
        )

    @property
    def slips(self) -> tuple[Slip, ...]:
        return tuple(Slip(each["says"], each["because"]) for each in self.data.get("slips") or ())

    def answers(self, *more: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the marketplace is taken to answer, by operation; later ones win."""
        merged: dict[str, Any] = dict(self.data.get("answers") or {})
        for each in more:
            merged.update(each)
        return merged

    def answer(self, given: Any) -> bytes:
        """A sample of the channel's, an example of the vendor's, one built of a schema's own, or the JSON itself."""
        if isinstance(given, Mapping) and set(given) == {"sample"}:
            return (self.channel.folder / "samples" / given["sample"]).read_bytes()
        if isinstance(given, Mapping) and set(given) == {"example"}:
            return json.dumps(self.description.at(given["example"])).encode()
        if isinstance(given, Mapping) and set(given) == {"built"}:
            return json.dumps(self.description.example(self.description.at(given["built"]))).encode()
        return b"" if given is None else json.dumps(given).encode()

    def unmentioned(self, found: Iterator[str] | tuple[str, ...]) -> list[str]:
        """The sentences that none of the vendor's slips explains."""
        return [each for each in found if not any(slip.says in each for slip in self.slips)]


@cache
def contract(name: str) -> Contract:
    return Contract(name, yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")))


@cache
def _loaded(channel: str) -> LoadedChannel:
    loaded = Catalog().load(channel)
    assert loaded.spec is not None and loaded.binding is not None, loaded.problems
    return loaded
