"""The marketplace of the steps shop: it holds one order of three lines, and counts every effect once it is there."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable
from typing import Any

from tests.bindings.serving import Asked, Said


class StepsMarketplace:
    """Answers as the steps shop's binding expects. `faults` are answers by method and path, told in turn instead."""

    def __init__(self, native: str = "OPEN") -> None:
        self.native = native
        self.lines = dict.fromkeys(("L1", "L2", "L3"), native)
        self.parcels: dict[str, str | None] = {}
        self.shows_parcels = True
        self.effects: Counter[str] = Counter()
        self.faults: dict[tuple[str, str], deque[Said | Callable[[], Said]]] = {}
        self.outcome: Any = {"status": "PENDING"}
        self.waiting = threading.Event()
        self._lock = threading.Lock()

    def fail(self, method: str, path: str, *answers: Said) -> None:
        self.faults.setdefault((method, path), deque()).extend(answers)

    def __call__(self, asked: Asked) -> Said:
        with self._lock:
            faults = self.faults.get((asked.method, asked.path))
            if faults:
                fault = faults.popleft()
                return fault() if callable(fault) else fault
            return self._answer(asked, asked.path.strip("/").split("/"))

    def _answer(self, asked: Asked, steps: list[str]) -> Said:
        match asked.method, steps:
            case "GET", ["orders"]:
                return Said({"orders": [self.order()]})
            case "GET", ["orders", _]:
                return Said(self.order())
            case "GET", ["processes", _]:
                return Said(self.outcome) if self.outcome else Said(status=404)
            case "POST", ["orders", _, "parcels"]:
                parcel = f"{len(self.parcels) + 1}"
                self.parcels[parcel] = None
                return self._done("parcel", {"parcel": {"id": int(parcel)}, "errors": []})
            case "PUT", ["parcels", parcel, "tracking"]:
                if self.parcels[parcel] == asked.json["number"]:
                    return Said(status=204)
                self.parcels[parcel] = asked.json["number"]
                return self._done("tracking")
            case "PUT", ["orders", _, "send"]:
                return self._moved("send", "SENT")
            case "PATCH", ["lines", line, "cancel"]:
                return self._canceled(line)
            case "POST", ["orders", _, "decisions"]:
                return self._moved("accept", "OPEN")
            case "POST", ["orders", _, "refund"]:
                return self._done("refund", {"process_id": 77})
            case "POST", ["orders", _, "invoices"]:
                return self._done("announce", {"id": "INV-9"})
            case "POST", ["invoices", _, "file"]:
                return self._done("file")
        return Said({"message": "there is no such place"}, 404)

    def _done(self, effect: str, body: Any = None) -> Said:
        self.effects[effect] += 1
        return Said(body, 204 if body is None else 200)

    def _moved(self, effect: str, native: str) -> Said:
        if self.native == native:
            return Said({"code": "WRONG_STATE", "message": "the order is not in a state for that"}, 409)
        self.native = native
        self.lines = dict.fromkeys(self.lines, native)
        return self._done(effect)

    def _canceled(self, line: str) -> Said:
        if self.lines[line] != "OPEN":
            return Said({"message": f"Line {line} is closed"}, 400)
        self.lines[line] = "GONE"
        self.native = "GONE" if set(self.lines.values()) == {"GONE"} else self.native
        return self._done(f"cancel {line}")

    def order(self) -> dict[str, Any]:
        return {
            "id": "A1",
            "status": self.native,
            "lines": [{"id": id, "sku": f"S-{id}", "quantity": 1, "state": state} for id, state in self.lines.items()],
            "parcels": [{"number": number} for number in self.parcels.values()] if self.shows_parcels else [],
        }
