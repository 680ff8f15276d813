"""Channels from YAML text, and orders and reports of them: what the machine's tests arrange with."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from stallkeeper.machine.compile import Machine, compile_machine
from stallkeeper.orders import Order, OrderKey, OrderLine, OrderReport, Submission
from stallkeeper.spec.build_channel import build_channel
from stallkeeper.spec.channel_spec import Carrier, ChannelSpec
from stallkeeper.spec.load import load_channel
from stallkeeper.text.schema import conform
from stallkeeper.text.yaml_door import read_source
from tests import channel_folders
from tests.shared_material import ROOT

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
BUNDLED = tuple(channel_folders.BUNDLED)

HEAD = """\
channel: sample
title: Sample
language: 1
maturity: draft
sources:
  - {id: page, title: A page, read: 2026-11-22, about: [statuses]}
retrieval:
  latest: {every: 15 minutes}
"""


def spec_of(text: str, path: str = "channel.yaml", carriers: tuple[Carrier, ...] = ()) -> ChannelSpec:
    """The spec of a whole channel.yaml; fails on any problem in it."""
    source, problems = read_source(text, path)
    assert source is not None and not problems, problems
    data, problems = conform(source, "channel-1")
    assert not problems, problems
    return build_channel(source, data, carriers)


def machine_of(rules: str, carriers: tuple[Carrier, ...] = ()) -> Machine:
    """The machine of a channel with these rules below an invented head."""
    return compile_machine(spec_of(HEAD + textwrap.dedent(rules), carriers=carriers))


@cache
def bundled(name: str) -> Machine:
    """The machine of a channel of the catalogue."""
    folder = channel_folders.folder_of(name)
    shown = folder.relative_to(ROOT).as_posix()
    loaded = load_channel(folder, shown, with_binding=False, with_scenarios=False)
    assert loaded.spec is not None, loaded.problems
    return compile_machine(loaded.spec)


def a_report(native: str, *lines: str | None, **fields: Any) -> OrderReport:
    """A report with this native status, one line per native line word, and these fields."""
    made = tuple(OrderLine(id=f"line-{n}", sku=f"sku-{n}", native_status=word) for n, word in enumerate(lines, 1))
    fields = {"ordered_at": NOON, "modified_at": NOON, "currency": "EUR", **fields}
    return OrderReport(id="A-1", native_status=native, lines=made, **fields)


def an_order(status: str | None, native: str, *lines: str | None, **fields: Any) -> Order:
    """An order that stands at `status` since NOON; keywords of an Order go there, all others to its report."""
    own = {name: fields.pop(name) for name in tuple(fields) if name in _OWN}
    return Order(
        key=OrderKey("scope", "sample", "A-1"),
        account="account",
        status=status,
        native_status=native,
        report=a_report(native, *lines, **fields),
        **{"status_since": NOON, "first_seen_at": NOON, "updated_at": NOON, "last_known_status": status, **own},
    )


_OWN = ("status_since", "first_seen_at", "updated_at", "last_known_status", "flags", "partially_canceled_since")


def under_way(action: str, state: Any = "queued", fields: Mapping[str, Any] | None = None) -> Submission:
    """A submission of `action` for the order above."""
    return Submission(
        id="s1",
        key=OrderKey("scope", "sample", "A-1"),
        account="account",
        action=action,
        fields=fields or {},
        state=state,
        expected=(),
        before="",
        who="seller:test",
        created_at=NOON,
        updated_at=NOON,
        next_attempt_at=NOON,
    )


def later(**duration: float) -> datetime:
    """An instant after NOON: later(days=5)."""
    return NOON + timedelta(**duration)
