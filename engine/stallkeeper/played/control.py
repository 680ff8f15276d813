"""What tests in other processes ask under /__played/ in, what they are told out: JSON both ways, no credentials."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from stallkeeper.durations import parse_duration
from stallkeeper.played.exchange import Reply, Request
from stallkeeper.played.marketplace import Marketplace
from stallkeeper.played.merging import merge
from stallkeeper.played.mix import LEAVABLE, Mix, Shares
from stallkeeper.played.template import as_text
from stallkeeper.played.tree_path import parse_path, read
from stallkeeper.played.world_order import Effect, WorldOrder
from stallkeeper.text import json_codec
from stallkeeper.text.malformed import Malformed

PREFIX = "/__played/"
_MOST = 100_000


class Control:
    """The control desk of one played marketplace."""

    def __init__(self, marketplace: Marketplace, pause: Callable[[float], None]) -> None:
        self._marketplace = marketplace
        self._world = marketplace.world
        self._pause = pause
        self._desk: Mapping[tuple[str, str], Callable[[Mapping[str, Any]], Any]] = {
            ("GET", "orders"): self._orders,
            ("GET", "effects"): self._effects,
            ("GET", "files"): lambda _: [file.told() for file in self._world.files],
            ("GET", "jobs"): self._jobs,
            ("GET", "faults"): lambda _: marketplace.faults.armed(),
            ("GET", "health"): lambda _: {"play": self._world.play.name, "orders": len(self._world.orders())},
            ("POST", "orders"): self._create,
            ("POST", "report"): self._report,
            ("POST", "faults"): self._fault,
            ("POST", "skip"): self._skip,
            ("GET", "troubles"): lambda _: self._world.troubles.told(),
            ("POST", "troubles"): self._trouble,
            ("GET", "met"): lambda _: marketplace.met(),
            ("POST", "mix"): self._mix,
            ("POST", "vanish"): self._vanish,
            ("POST", "merge"): self._merge,
        }

    def answer(self, request: Request) -> Reply:
        """What the desk says: 400 with a sentence for what it does not understand, else what it offers."""
        handler = self._desk.get((request.method, request.path.removeprefix(PREFIX)))
        if handler is None:
            here = request.path == PREFIX
            told = {"offers": [f"{method} {PREFIX}{thing}" for method, thing in self._desk]}
            return _told(200, told) if here else _told(404, {"error": "the control desk has no such thing", **told})
        try:
            body = json_codec.decode(request.body) if request.body else {}
            if not isinstance(body, dict):
                raise ValueError("the body is a JSON object")
            return _told(200, handler(body))
        except (Malformed, ValueError, KeyError, TypeError) as error:
            return _told(400, {"error": str(error)})

    def _orders(self, _: Mapping[str, Any]) -> Any:
        with self._world.lock:
            self._marketplace.advance()
            return {order.id: self._told_of(order) for order in self._world.held()}

    def _told_of(self, order: WorldOrder) -> dict[str, Any]:
        form = self._world.play.order
        fulfilled = form.fulfilled_by_marketplace
        return {
            "native_status": order.status,
            "lines": [as_text(read(line, form.line_id)) for line in read(order.tree, form.lines)],
            "line_statuses": self._line_statuses(order) if form.line_status else None,
            "fulfilled_by_marketplace": bool(fulfilled and fulfilled.holds(self._world.own_names(order))),
            "foreign": order.foreign,
            "variant": order.variant,
            "history": order.history,
            "created": order.created.isoformat(),
            "modified": order.modified.isoformat(),
        }

    def _line_statuses(self, order: WorldOrder) -> list[Any]:
        """What stands at each line's status, in the order of `lines`."""
        path = self._world.play.order.line_status
        return [read(line, path) for line in read(order.tree, self._world.play.order.lines)] if path else []

    def _effects(self, _: Mapping[str, Any]) -> Any:
        self._marketplace.advance()
        effects = self._world.effects()
        counts: dict[str, Counter[str]] = {}
        for effect in effects:
            counts.setdefault(effect.order_id, Counter())[effect.action] += 1
        swallowed = [_told_effect(effect) for effect in self._world.swallowed]
        return {"effects": [_told_effect(effect) for effect in effects], "counts": counts, "swallowed": swallowed}

    def _jobs(self, _: Mapping[str, Any]) -> Any:
        self._marketplace.advance()
        return [job.told() for job in self._marketplace.jobs.all()]

    def _create(self, body: Mapping[str, Any]) -> Any:
        _only(body, {"count", "native_status", "variant", "lines", "ago", "changes"})
        count = body.get("count", 1)
        if not isinstance(count, int) or not 0 <= count <= _MOST:
            raise ValueError(f"count is a whole number up to {_MOST}")
        ids = self._world.create(
            count,
            body.get("native_status"),
            variant=body.get("variant"),
            lines=body.get("lines"),
            ago=_duration(body.get("ago")),
            changes=body.get("changes"),
        )
        return {"ids": ids}

    def _report(self, body: Mapping[str, Any]) -> Any:
        _only(body, {"id", "native_status"})
        order_id = str(body["id"])
        if order_id not in self._world.orders():
            raise ValueError(f"there is no order {order_id}")
        self._world.report(order_id, str(body["native_status"]))
        return {"id": order_id, "native_status": body["native_status"]}

    def _skip(self, body: Mapping[str, Any]) -> Any:
        _only(body, {"by"})
        self._world.skip(_duration(body["by"]))
        self._marketplace.advance()
        return {"marketplace_time": self._world.time.now().isoformat()}

    def _trouble(self, body: Mapping[str, Any]) -> Any:
        """Switch troubles on with their settings, and off with false."""
        troubles = self._world.troubles
        for name, settings in body.items():
            if settings is False:
                troubles.switch_off(name)
            else:
                troubles.switch_on(name, settings)
        return troubles.told()

    def _mix(self, body: Mapping[str, Any]) -> Any:
        """Let everything go wrong by a seed, but for what is left out, or nothing any more."""
        _only(body, {"seed", "without"})
        seed, without = body.get("seed"), body.get("without", [])
        if not isinstance(without, list) or not LEAVABLE.issuperset(without):
            raise ValueError(f"without is a list of {', '.join(sorted(LEAVABLE))}"[:300])
        if self._marketplace.mix is not None:
            self._marketplace.mix.end(self._marketplace)
        if seed is not None and not isinstance(seed, int):
            raise ValueError("seed is a whole number, or null for no mix")
        self._marketplace.mix = Mix(seed, Shares(without=frozenset(without))) if seed is not None else None
        return {"seed": seed}

    def _vanish(self, body: Mapping[str, Any]) -> Any:
        _only(body, {"id"})
        return {"id": self._world.vanish(str(body["id"])).id}

    def _merge(self, body: Mapping[str, Any]) -> Any:
        _only(body, {"ids", "into", "at"})
        at = parse_path(str(body["at"])) if "at" in body else None
        merge(self._world, [str(order_id) for order_id in body["ids"]], str(body["into"]), at)
        return {"id": body["into"]}

    def _fault(self, body: Mapping[str, Any]) -> Any:
        for kind, settings in body.items():
            special = self._special(kind)
            if special is not None:
                special(settings if isinstance(settings, dict) else {})
            else:
                self._marketplace.faults.arm(kind, settings)
        return self._marketplace.faults.armed()

    def _special(self, kind: str) -> Callable[[Mapping[str, Any]], object] | None:
        return {
            "clear": lambda _: self._marketplace.faults.clear(),
            "expire_tokens": lambda _: self._marketplace.access.expire(),
            "unknown_status": self._unknown_status,
            "stop_accepting": lambda settings: self._pause(float(settings.get("seconds", 1))),
        }.get(kind)

    def _unknown_status(self, settings: Mapping[str, Any]) -> None:
        """Put some orders, the oldest first, into a native status that nobody has heard of."""
        word = str(settings.get("status", "UNHEARD_OF"))
        for order_id in list(self._world.orders())[: int(settings.get("orders", 1))]:
            self._world.report(order_id, word)


def _told(status: int, content: Any) -> Reply:
    return Reply(status, json_codec.encode(content), "application/json")


def _told_effect(effect: Effect) -> dict[str, Any]:
    return {
        "number": effect.number,
        "order": effect.order_id,
        "action": effect.action,
        "at": effect.at.isoformat(),
        "request": effect.request,
        "status_before": effect.status_before,
        "status_after": effect.status_after,
        "lines": list(effect.lines),
    }


def _only(body: Mapping[str, Any], known: set[str]) -> None:
    unknown = set(body) - known
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(sorted(known))}")


def _duration(text: Any) -> timedelta:
    duration = parse_duration(text) if isinstance(text, str) else timedelta(0) if text is None else None
    if duration is None:
        raise ValueError("a duration is written like 2 days or 30 minutes")
    return duration
