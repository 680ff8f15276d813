"""A small invented marketplace to be played: what a test writes replaces the parts of the same name below."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stallkeeper.clock import ManualClock
from stallkeeper.played.load import load_play
from stallkeeper.played.play_spec import PlaySpec
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from stallkeeper.problems import Problem
from tests.played.speaking import START, Speaker

BASE = """
play: small
title: A small marketplace that nobody runs
language: 1
format: json
time: {written: utc_seconds, zone: Europe/Paris}
sources: [{title: invented, read: 2026-11-27}]
credentials: {key: k3y}
auth: {}
lists: {statuses: [NEW, SENT, DONE]}
order:
  sample: play-order.json
  id: id
  status: status
  created: [created]
  modified: [modified]
  lines: lines
  line_id: id
  line_quantity: quantity
  line_count: [2, 2]
grow:
  id: {text: S<serial>}
  lines.*.id: {serial_from: 100}
life:
  arrivals: [{name: plain, weight: 1, status: NEW}]
routes:
  one:
    request: GET /orders/<id>
    one: path.id
    answer: {give: <order>}
error: {give: {code: <refusal.code>, message: <refusal.message>, about: <refusal.about>}}
"""
ORDER: Mapping[str, Any] = {
    "id": "S1",
    "status": "NEW",
    "created": "",
    "modified": "",
    "shop": "north",
    "note": None,
    "lines": [{"id": 1, "sku": "A-1", "quantity": 3, "price": 10, "state": "OPEN"}],
}


def written(folder: Path, text: str, order: Any = ORDER, **samples: Any) -> Path:
    """A folder with the play and its samples; keyword `reasons` is samples/play-reasons.json."""
    parts = {**_parts(BASE), **_parts(text)}
    (folder / "samples").mkdir(parents=True, exist_ok=True)
    (folder / "play.yaml").write_text("".join(parts.values()), encoding="utf-8")
    for name, content in {"order": order, **samples}.items():
        (folder / "samples" / f"play-{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def _parts(text: str) -> dict[str, str]:
    """The top keys of a YAML text, each with everything that belongs to it."""
    found = re.split(r"^(?=[a-z_]+:)", text, flags=re.MULTILINE)
    return {part.partition(":")[0]: part.rstrip("\n") + "\n" for part in found if part.strip()}


def small_spec(folder: Path, text: str, order: Any = ORDER, **samples: Any) -> PlaySpec:
    spec, problems = load_play(written(folder, text, order, **samples))
    assert spec is not None, problems
    return spec


def small_problems(folder: Path, text: str, order: Any = ORDER, **samples: Any) -> tuple[Problem, ...]:
    spec, problems = load_play(written(folder, text, order, **samples))
    assert spec is None
    return problems


@contextmanager
def played(
    folder: Path, text: str, order: Any = ORDER, clock: ManualClock | None = None, **samples: Any
) -> Iterator[Speaker]:
    """Somebody who speaks to the small marketplace that `text` describes."""
    world = World(small_spec(folder, text, order, **samples), 1, clock or ManualClock(START))
    with PlayedServer(world) as server:
        yield Speaker(server, {})
        assert server.crashes == ()


def lines_of(speaker: Speaker, order_id: str) -> Any:
    """The lines of an order, as the marketplace holds them."""
    order = speaker.world.order(order_id)
    assert order is not None
    return order.tree["lines"]


def status_of(speaker: Speaker, order_id: str) -> str:
    """The native status of an order, as the control desk tells it."""
    return str(speaker.desk("orders")[order_id]["native_status"])
