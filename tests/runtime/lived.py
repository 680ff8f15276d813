"""A seller at a played marketplace, for tests that live through a channel over HTTP: read, act, look at the truth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from stallkeeper.clock import ManualClock
from stallkeeper.orders import Order, OrderKey, Submission
from stallkeeper.played.world import World
from stallkeeper.runtime.engine import Engine
from tests.played.speaking import Speaker


@dataclass
class Lived:
    """One engine, the marketplace it sells at, and the clock of both. A channel's own test says what is its own."""

    engine: Engine
    desk: Speaker
    clock: ManualClock

    channel: ClassVar[str]
    account: ClassVar[str] = "shop"
    scope: ClassVar[str] = "our-shop"
    rhythm: ClassVar[timedelta] = timedelta(minutes=16)
    """A little longer than the fast window's."""

    @property
    def world(self) -> World:
        return self.desk.world

    def tree(self, order_id: str) -> Any:
        """The order as the marketplace holds it."""
        held = self.world.order(order_id)
        assert held is not None
        return held.tree

    def read(self, account: str | None = None) -> None:
        self.clock.advance(self.rhythm)
        assert self.engine.sync(account or self.account, "latest").complete

    def order(self, order_id: str) -> Order:
        order = self.engine.store.order(OrderKey(self.scope, self.channel, order_id))
        assert order is not None
        return order

    def act(self, action: str, order_id: str, *, confirmed: bool = False, **fields: Any) -> Submission:
        """The submission as it stands once it was sent."""
        done = self.engine.act(action, self.order(order_id).key, fields, "a test", confirmed=confirmed)
        assert done.submission is not None, done
        self.engine.send()
        return self.now(done.submission.id)

    def later(self, submission: Submission, **after: int) -> Submission:
        self.clock.advance(timedelta(**after))
        self.engine.send()
        return self.now(submission.id)

    def now(self, submission_id: str) -> Submission:
        found = self.engine.store.submission(submission_id)
        assert found is not None
        return found

    def effects(self) -> list[str]:
        return [effect.action for effect in self.world.effects()]

    def fault(self, kind: str, **settings: Any) -> None:
        self.desk.desk("faults", {kind: settings})
