"""Faults that a test switches on: what goes wrong with the next requests, before or after they took effect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Literal

from stallkeeper.played.tree_path import TreePath, parse_path, remove, write

Kind = Literal[
    "fail_next",
    "delay_next",
    "silence_next",
    "drop_next",
    "garble_next",
    "repeat_page",
    "spoil_next",
    "swallow_next",
    "fail_item",
    "fail_job",
    "lose_job",
]

_KEYS: Mapping[str, frozenset[str]] = {
    "fail_next": frozenset({"status", "retry_after", "headers", "after_effect"}),
    "delay_next": frozenset({"seconds", "after_effect"}),
    "silence_next": frozenset({"after_effect"}),
    "drop_next": frozenset({"after_effect"}),
    "garble_next": frozenset({"as"}),
    "repeat_page": frozenset(),
    "swallow_next": frozenset(),
    "fail_item": frozenset(),
    "fail_job": frozenset({"message"}),
    "lose_job": frozenset(),
    "spoil_next": frozenset({"path", "value", "remove"}),
}
KINDS = tuple(_KEYS)
"""Every fault there is for one request."""
_COMMON = frozenset({"times", "skip", "route", "method"})
GARBLED: Mapping[str, bytes] = {
    "cut": b"",
    "html": b"<html><body>Bad gateway</body></html>",
    "entity_bomb": b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><b>&b;</b>',
    "deep": b"[" * 100_000,
}
"""Bodies that no client should fall over; `cut` is half of the real one."""


@dataclass(slots=True)
class Fault:
    """One fault: how often it still happens, to which requests, and whether only after they took effect."""

    kind: Kind
    times: int = 1
    skip: int = 0
    """How many requests that it concerns are let through first."""
    route: str = ""
    method: str = ""
    after_effect: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)

    def concerns(self, route: str, method: str) -> bool:
        return self.times > 0 and self.route in ("", route) and self.method in ("", method)


class Faults:
    """What is switched on. Every method takes a lock of its own."""

    def __init__(self, routes: Collection[str]) -> None:
        self._routes = routes
        self._lock = Lock()
        self._armed: list[Fault] = []
        self.met: Counter[str] = Counter()
        """How often each kind has been met, by its name, and after which effect it came."""

    def arm(self, kind: str, settings: Mapping[str, Any]) -> None:
        """Switch a fault on. Raises ValueError, with a sentence, for one that does not exist or can never be met."""
        fault = _fault(kind, settings)
        if fault.route and fault.route not in self._routes:
            raise ValueError(f"there is no route {fault.route!r}; there are: {', '.join(sorted(self._routes))}"[:300])
        with self._lock:
            self._armed.append(fault)

    def clear(self) -> None:
        """Switch everything off."""
        with self._lock:
            self._armed.clear()

    def armed(self) -> list[dict[str, Any]]:
        """What is still switched on."""
        with self._lock:
            return [
                {"kind": fault.kind, "times": fault.times, "route": fault.route} for fault in self._armed if fault.times
            ]

    def take(self, kind: Kind, route: str, method: str, after_effect: bool | None = None) -> Fault | None:
        """The first fault of this kind that concerns a request, used up by one."""
        with self._lock:
            for fault in self._armed:
                if fault.kind != kind or not fault.concerns(route, method):
                    continue
                if after_effect not in (None, fault.after_effect):
                    continue
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                self.met[_name(fault)] += 1
                return fault
        return None

    def spoil(self, told: Mapping[str, Any], route: str, method: str) -> dict[str, Any]:
        """What is told, with its first record or its one order damaged where that is switched on."""
        records = told.get("records")
        if not (isinstance(records, list) and records) and "order" not in told:
            return dict(told)
        fault = self.take("spoil_next", route, method)
        if fault is None:
            return dict(told)
        if isinstance(records, list) and records:
            return {**told, "records": [_spoiled(records[0], fault), *records[1:]]}
        return {**told, "order": _spoiled(told["order"], fault)}


def _spoiled(record: Any, fault: Fault) -> Any:
    path: TreePath = fault.settings["path"]
    record = deepcopy(record)
    if fault.settings.get("remove"):
        remove(record, path)
    else:
        write(record, path, fault.settings.get("value"))
    return record


def _name(fault: Fault) -> str:
    which = next((f" {fault.settings[key]}" for key in ("status", "as") if key in fault.settings), "")
    return f"{fault.kind}{which}{' after the effect' if fault.after_effect else ''}"


def _fault(kind: str, settings: Mapping[str, Any]) -> Fault:
    if kind not in _KEYS or not isinstance(settings, Mapping):
        raise ValueError(f"there is no fault {kind!r}; there are: {', '.join(_KEYS)}")
    unknown = set(settings) - _KEYS[kind] - _COMMON
    if unknown:
        raise ValueError(f"{kind} has no {', '.join(sorted(unknown))}")
    own = {key: settings[key] for key in _KEYS[kind] if key in settings}
    _check(kind, own)
    if kind == "spoil_next":
        own["path"] = _path(own.get("path"))
    times, skip, after = settings.get("times", 1), settings.get("skip", 0), settings.get("after_effect", False)
    if not isinstance(times, int) or not isinstance(skip, int) or not isinstance(after, bool):
        raise ValueError("times and skip are whole numbers, after_effect true or false")
    return Fault(kind, times, skip, str(settings.get("route", "")), str(settings.get("method", "")), after, own)  # type: ignore[arg-type]


def _check(kind: str, own: Mapping[str, Any]) -> None:
    if kind == "fail_next" and own.get("status", 500) not in range(300, 600):
        raise ValueError("fail_next wants a status from 300 to 599")
    if kind == "delay_next" and not 0 <= float(own.get("seconds", -1)) <= 600:
        raise ValueError("delay_next wants seconds from 0 to 600")
    if kind == "garble_next" and own.get("as", "cut") not in GARBLED:
        raise ValueError(f"garble_next wants as: {', '.join(GARBLED)}")


def _path(text: Any) -> TreePath:
    path = parse_path(text) if isinstance(text, str) else None
    if path is None or not path.steps:
        raise ValueError("spoil_next wants a path into an order")
    return path
