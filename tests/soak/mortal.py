"""A store, a client and a network whose process may die at a named step; nothing of the engine knows of it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from stallkeeper.bindings.client import ActionRequest
from stallkeeper.bindings.marketplace_client import MarketplaceClient
from stallkeeper.bindings.native_record import NativeRecord
from stallkeeper.orders import Event, Receipt, Submission, SubmissionState, Sweep
from stallkeeper.store import PageWrite, Store, eraser_rows, key_file, leftovers
from stallkeeper.store import eraser as eraser_module

IN_THE_ENGINE = (
    "before the intent is stored",
    "after the intent is stored",
    "before sending is stored",
    "after sending is stored",
    "after the answer came",
    "after the answer was read",
    "after the receipt is stored",
    "before a doubt is stored",
    "after a doubt is stored",
    "after the read-back",
    "after the confirmation is stored",
    "after a reading came",
    "before a page is stored",
    "after a page is stored",
    "before a sweep is opened",
    "after a sweep was opened",
    "erasing: after the tombstones",
    "erasing: in the middle of an order",
    "erasing: between two orders",
    "erasing: before it is looked",
    "erasing: before the certificate",
)
"""Steps at which the process kills itself."""

AT_THE_MARKETPLACE = ("bytes out, nothing done yet", "bytes out and lost", "done, and not answered")
"""Moments at which it is killed from outside, while a request of an action is out."""

ONCE_A_DAY = frozenset(
    {"erasing: after the tombstones", "erasing: before it is looked", "erasing: before the certificate"}
)

SELDOM = ONCE_A_DAY | {"before a doubt is stored", "after a doubt is stored"}
"""Steps that few come to: who does dies there at the first time."""

STEPS = (*IN_THE_ENGINE, *AT_THE_MARKETPLACE)


@dataclass
class Death:
    """Where this process may die: at each of these steps, at the so-many-th time that it comes there."""

    left: dict[str, int] = field(default_factory=dict)
    tell: Callable[[str], object] = lambda step: None
    """Called with the step just before."""

    def at(self, step: str) -> None:
        """End here, as if the power went, when its time has come."""
        if step not in self.left:
            return
        self.left[step] -= 1
        if self.left[step] <= 0:
            self.tell(step)
            os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(60)  # the signal is on its way


class MortalStore(Store):
    """A store whose process may die around its commits."""

    death = Death()

    def add_submission(self, submission: Submission, events: Iterable[Event]) -> bool:
        self.death.at("before the intent is stored")
        added = super().add_submission(submission, events)
        self.death.at("after the intent is stored")
        return added

    def update_submission(
        self,
        submission: Submission,
        events: Iterable[Event],
        *,
        durable: bool = False,
        held: Submission,
        by_sender: bool = True,
    ) -> bool:
        before, after = _named(submission.state, held.state)
        self.death.at(before)
        changed = super().update_submission(submission, events, durable=durable, held=held, by_sender=by_sender)
        self.death.at(after)
        return changed

    def write_page(self, page: PageWrite) -> None:
        if page.sweep is not None:
            self.death.at("before a page is stored")
        super().write_page(page)
        if page.sweep is not None:
            self.death.at("after a page is stored")

    def save_sweep(self, sweep: Sweep) -> None:
        self.death.at("before a sweep is opened")
        super().save_sweep(sweep)
        self.death.at("after a sweep was opened")


def _named(state: SubmissionState, before: SubmissionState) -> tuple[str, str]:
    """What the steps around a change of a submission are called."""
    if state == "acknowledged" and before == "sending":
        return "after the answer was read", "after the receipt is stored"
    if state == "in_doubt" and before != "in_doubt":
        return "before a doubt is stored", "after a doubt is stored"
    return "", "after the confirmation is stored" if state == "confirmed" else ""


class MortalTransport(httpx.HTTPTransport):
    """A network whose process may die once an answer has come. `armed` is set once `sending` is stored."""

    def __init__(self, death: Death) -> None:
        super().__init__()
        self._death = death
        self.armed = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        if self.armed:
            response.read()
            self._death.at("after the answer came")
            self.armed = False
        elif request.method == "GET":
            response.read()
            self._death.at("after a reading came")
        return response


class MortalClient:
    """A client whose process may die before it sends and after it read an order back."""

    def __init__(self, inner: MarketplaceClient, transport: MortalTransport, death: Death) -> None:
        self._inner = inner
        self._transport = transport
        self._death = death

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def send(self, request: ActionRequest) -> Receipt:
        def before_send() -> None:
            self._death.at("before sending is stored")
            request.before_send()
            self._death.at("after sending is stored")
            self._transport.armed = True

        return self._inner.send(replace(request, before_send=before_send))

    def fetch(self, order_id: str, *, patient: bool = False) -> NativeRecord | None:
        record = self._inner.fetch(order_id, patient=patient)
        self._death.at("after the read-back")
        return record


def make_erasing_mortal(death: Death) -> None:
    """Let the process be able to die at the steps of erasing."""
    _around(key_file.KeyFile, "bury", death, after="erasing: after the tombstones")
    _around(eraser_rows.BuyerRows, "erase_told", death, before="erasing: in the middle of an order")
    _around(eraser_rows.BuyerRows, "mark", death, after="erasing: between two orders")
    _around(leftovers.Leftovers, "in_rows", death, before="erasing: before it is looked")
    _around(eraser_module.Eraser, "certify", death, before="erasing: before the certificate")


def _around(owner: Any, name: str, death: Death, *, before: str = "", after: str = "") -> None:
    whole = getattr(owner, name)

    def call(*given: Any, **named: Any) -> Any:
        death.at(before)
        found = whole(*given, **named)
        death.at(after)
        return found

    setattr(owner, name, call)
