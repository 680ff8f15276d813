"""Troubles that last until they are switched off: what lists, orders, dates and clocks show instead of the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from stallkeeper.durations import parse_duration
from stallkeeper.played.tree_path import TreePath, parse_path, remove, write
from stallkeeper.played.world_order import WorldOrder

_DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "visibility_lag": {"by": "3 hours"},
    "hidden_order": {"ids": []},
    "doubled_record": {},
    "late_update": {"by": "10 minutes"},
    "old_again": {"by": "30 minutes"},
    "silent_change": {},
    "page_drift": {},
    "out_of_order": {},
    "outage": {"lasts": "1 hour"},
    "clock_skew": {"by": "10 minutes", "behind": False},
    "shifted_dates": {"by": "1 hour"},
    "late_address": {"paths": []},
    "erased_buyer": {"ids": [], "paths": [], "value": "anonymized"},
    "dropped_field": {"path": None},
    "retyped_field": {"path": None, "value": {"unexpected": []}},
    "stuck_job": {},
    "short_tokens": {"by": "30 seconds"},
    "rotating_tokens": {},
}
_DAMAGING = ("late_address", "erased_buyer", "dropped_field", "retyped_field")
NAMES = tuple(_DEFAULTS)
"""Every trouble there is; those that want paths or ids cannot be switched on by name alone."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One trouble with its settings as they were given, and as they are used."""

    settings: Mapping[str, Any]
    by: timedelta = timedelta(0)
    path: TreePath | None = None
    paths: tuple[TreePath, ...] = ()
    until: datetime | None = None


class Troubles:
    """What is switched on in one world. `now` is the marketplace's time."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = Lock()
        self._on: dict[str, Trouble] = {}
        self._shown_new: set[str] = set()
        self.met: Counter[str] = Counter()
        """How often each trouble showed something else than the truth."""

    def switch_on(self, name: str, settings: Mapping[str, Any] | None = None) -> None:
        """Raises ValueError, with a sentence, for a trouble or a setting that does not exist."""
        trouble = _trouble(name, settings or {}, self._now())
        with self._lock:
            self._on[name] = trouble

    def switch_off(self, name: str) -> None:
        """Switch one off, whether it was on or not. Raises ValueError for one that does not exist."""
        _defaults(name)
        with self._lock:
            self._on.pop(name, None)

    def told(self) -> dict[str, Mapping[str, Any]]:
        """What is switched on, with its settings."""
        with self._lock:
            return {name: trouble.settings for name, trouble in self._on.items()}

    def on(self, name: str) -> bool:
        """Whether it is switched on, and still lasts."""
        trouble = self._on.get(name)
        return trouble is not None and (trouble.until is None or self._now() < trouble.until)

    @property
    def lists_all(self) -> bool:
        """Whether lists show every order that they hold."""
        return "visibility_lag" not in self._on and "hidden_order" not in self._on

    def lists(self, order: WorldOrder, now: datetime) -> bool:
        """Whether a list that holds the order shows it at `now`, in the engine's time."""
        lag, hidden = self._on.get("visibility_lag"), self._on.get("hidden_order")
        if lag is None and hidden is None:
            return True
        young = lag is not None and order.created + lag.by > now
        missing = hidden is not None and order.id in hidden.settings["ids"]
        self.met["visibility_lag"] += young
        self.met["hidden_order"] += missing
        return not young and not missing

    def tells(self, order: WorldOrder, at: datetime, now: datetime) -> bool:
        """Whether a journal or a queue tells at `now` of what happened to an order at `at`."""
        late = self._on.get("late_update")
        held_back = late is not None and order.created < at and at + late.by > now
        self.met["late_update"] += held_back
        return not held_back and self.lists(order, now)

    def drifts(self, from_the_start: bool, anything: bool) -> bool:
        """Whether what is told slips by one because something left it since the page before."""
        drifts = anything and not from_the_start and self.on("page_drift")
        self.met["page_drift"] += drifts
        return drifts

    def muddled(self, records: list[Any]) -> list[Any]:
        """The records of a page as they are told: the last one first, or the first one twice."""
        turned, doubled = self.on("out_of_order") and len(records) > 1, self.on("doubled_record") and bool(records)
        self.met["out_of_order"] += turned
        self.met["doubled_record"] += doubled
        told = records[::-1] if turned else records
        return [*told, told[0]] if doubled else told

    def shows_earlier(self, order: WorldOrder, now: datetime) -> bool:
        """Whether the order is shown as it was before its last change."""
        if order.earlier is None:
            return False
        late, again = self._on.get("late_update"), self._on.get("old_again")
        if late is not None and order.modified + late.by > now:
            self.met["late_update"] += 1
            return True
        return again is not None and order.modified + again.by > now and self._turns_back(order.id)

    def _turns_back(self, order_id: str) -> bool:
        """Every second reading of an order that has changed shows it as it was before."""
        if order_id not in self._shown_new:
            self._shown_new.add(order_id)
            return False
        self._shown_new.remove(order_id)
        self.met["old_again"] += 1
        return True

    def keeps_earlier(self) -> bool:
        """Whether what an order was before a change may be shown after it."""
        return self.on("late_update") or self.on("old_again")

    def skew(self) -> timedelta:
        """By how much the marketplace's own clock is ahead."""
        skew = self._on.get("clock_skew")
        return timedelta(0) if skew is None else -skew.by if skew.settings["behind"] else skew.by

    def shift(self) -> timedelta:
        """By how much dates in payloads are wrong, as if in another zone."""
        shifted = self._on.get("shifted_dates")
        return shifted.by if shifted is not None else timedelta(0)

    def short_tokens(self) -> timedelta | None:
        """How long a token lasts that is given out now, where that is shorter than usual."""
        short = self._on.get("short_tokens")
        return None if short is None else short.by

    def damages(self) -> bool:
        """Whether payloads are to be damaged."""
        return any(name in self._on for name in _DAMAGING)

    def _concerns(self, name: str, order_id: str) -> bool:
        return "ids" not in self._on[name].settings or order_id in self._on[name].settings["ids"]

    def damage(self, tree: Any, order_id: str, of_the_buyer: Iterable[TreePath]) -> None:
        """Take out of a payload, or write into it, what the troubles say; the tree is the caller's own."""
        self.met.update(name for name in _DAMAGING if name in self._on and self._concerns(name, order_id))
        late, erased = self._on.get("late_address"), self._on.get("erased_buyer")
        if late is not None:
            _write_all(tree, late.paths or of_the_buyer, None)
        if erased is not None and order_id in erased.settings["ids"]:
            _write_all(tree, erased.paths or of_the_buyer, erased.settings["value"])
        dropped, retyped = self._on.get("dropped_field"), self._on.get("retyped_field")
        if dropped is not None and dropped.path is not None:
            remove(tree, dropped.path)
        if retyped is not None and retyped.path is not None:
            write(tree, retyped.path, retyped.settings["value"])


def check_trouble(name: str, settings: Mapping[str, Any]) -> None:
    """Raises ValueError, with a sentence, for a trouble or a setting that does not exist."""
    _trouble(name, settings, None)


def _write_all(tree: Any, paths: Iterable[TreePath], value: Any) -> None:
    for path in paths:
        write(tree, path, value)


def _defaults(name: str) -> Mapping[str, Any]:
    if name not in _DEFAULTS:
        raise ValueError(f"there is no trouble {name!r}; there are: {', '.join(NAMES)}")
    return _DEFAULTS[name]


def _trouble(name: str, settings: Mapping[str, Any], now: datetime | None) -> Trouble:
    defaults = _defaults(name)
    if not isinstance(settings, Mapping) or set(settings) - set(defaults):
        raise ValueError(f"{name} is given as an object of {', '.join(defaults) or 'nothing'}")
    whole = {**defaults, **settings}
    lasts = _duration(name, whole["lasts"]) if "lasts" in whole else None
    until = now + lasts if now is not None and lasts is not None else None
    by = _duration(name, whole["by"]) if "by" in whole else timedelta(0)
    path = _path(name, whole["path"]) if "path" in whole else None
    paths = tuple(_path(name, text) for text in _listed(name, "paths", whole)) if "paths" in whole else ()
    if "ids" in whole and not _listed(name, "ids", whole):
        raise ValueError(f"{name} wants ids, the list of the orders that it is about")
    return Trouble(whole, by, path, paths, until)


def _listed(name: str, key: str, settings: Mapping[str, Any]) -> list[Any]:
    value = settings[key]
    if not isinstance(value, list):
        raise ValueError(f"{name} wants {key} as a list")
    return value


def _duration(name: str, text: Any) -> timedelta:
    duration = parse_duration(text) if isinstance(text, str) else None
    if duration is None:
        raise ValueError(f"{name} wants a duration such as 2 days or 30 minutes")
    return duration


def _path(name: str, text: Any) -> TreePath:
    path = parse_path(text) if isinstance(text, str) else None
    if path is None or not path.steps:
        raise ValueError(f"{name} wants a path into an order")
    return path
