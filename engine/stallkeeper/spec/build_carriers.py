"""The conformed data of a carriers.yaml in, the carriers it lists out, with what is wrong among them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import Carrier
from stallkeeper.spec.part import Part
from stallkeeper.text.source import Source
from stallkeeper.text.wording import quoted


def build_carriers(source: Source, data: Any) -> tuple[tuple[Carrier, ...], tuple[Problem, ...]]:
    """The carriers of `data` (conformed to carriers-1); a code that stands twice is a problem."""
    parts = list(Part(data, (), source).at("carriers").items())
    return tuple(_carrier(part) for part in parts), tuple(_repeated(parts))


def _carrier(part: Part) -> Carrier:
    if isinstance(part.value, str):
        return Carrier(part.value, part.value)
    return Carrier(part.text("code"), part.text("name"), part.optional_text("tracking_url"))


def _repeated(parts: list[Part]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for part in parts:
        code = _carrier(part).code
        meant = code.strip()
        if meant in first:
            message = f"the carrier code {quoted(code)} is listed a second time"
            yield Problem(part.at("code").place, "duplicate-carrier", message, f"first on line {first[meant]}")
        elif not meant:
            yield Problem(part.at("code").place, "wrong-value", "a carrier's code is nothing but spaces", "remove it")
        first.setdefault(meant, part.place.line)
