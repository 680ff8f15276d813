"""Every status and reason that a vendor declares is mapped, or left out with a reason; its limits are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from stallkeeper.durations import parse_duration
from stallkeeper.spec.channel_spec import ChannelSpec
from tests.contracts.contract import NAMES, contract

LISTS = [(name, index) for name in NAMES for index, _ in enumerate(contract(name).data["words"])]


def mapped(spec: ChannelSpec, kind: str, name: str | None) -> set[str]:
    """Our words of one kind: native statuses (also of lines, gates, flags), or the values of an action's field."""
    if kind == "statuses":
        own = set(spec.status_of_native())
        return own | set(spec.lines.statuses) | set(spec.lines.says_nothing) | set(spec.flags) | set(spec.gates)
    assert kind == "field" and name is not None
    return {str(value) for value in spec.fields[name].values}


def declared(values: Iterable[Any]) -> set[str]:
    return {str(value) for value in values if value is not None}


@pytest.mark.parametrize(("name", "index"), LISTS)
def test_every_word_the_vendor_declares_is_mapped_or_left_out_with_a_reason(name: str, index: int) -> None:
    held = contract(name)
    given: Mapping[str, Any] = held.data["words"][index]
    assert held.channel.spec is not None
    vendors = declared(held.description.at(given["at"]))
    ours = mapped(held.channel.spec, "field" if "field" in given else "statuses", given.get("field"))
    left_out = given.get("left_out") or {}
    composed = {part for word in ours for part in word.split(given.get("joined_by", "\0"))}
    assert all(left_out.values()), "each word that is left out says why"
    assert vendors == (vendors & (ours | composed)) | set(left_out), (
        "neither mapped nor left out, or left out for nothing"
    )
    assert not set(left_out) & ours, "left out and mapped all the same"
    if "field" in given:
        assert ours <= vendors, "a value that the vendor would refuse"


@pytest.mark.parametrize("name", NAMES)
def test_page_sizes_and_schedules_respect_the_vendors_limits(name: str) -> None:
    held = contract(name)
    limits = held.data["limits"]
    assert held.channel.binding is not None and held.channel.spec is not None
    size = held.channel.binding.retrieval.list.paging.size
    if "page_size" in limits:
        assert size is not None and size <= limits["page_size"]
    if "page_size_at" in limits:
        assert size is not None and size <= held.description.at(limits["page_size_at"])
    if "every" in limits:
        least = parse_duration(limits["every"]) or timedelta(0)
        assert all(window.every >= least for window in held.channel.spec.retrieval)
    assert limits.get("because") or set(limits) & {"page_size", "page_size_at", "every"}
