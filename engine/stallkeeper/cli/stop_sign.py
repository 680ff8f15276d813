"""Ctrl-C and SIGTERM in, a polite request to stop out; the second one insists."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class StopSign:
    """Asked to stop once: finish what is under way. Asked twice: stop at once."""

    def __init__(self) -> None:
        self.raised = False

    def __call__(self) -> bool:
        return self.raised

    def raise_it(self, _signal: int, _frame: FrameType | None) -> None:
        if self.raised:
            raise KeyboardInterrupt
        self.raised = True


@contextmanager
def stopped_by_signals() -> Iterator[StopSign]:
    """A stop sign that Ctrl-C and a service manager's SIGTERM raise; afterwards the old handlers are back."""
    sign = StopSign()
    before = {number: signal.signal(number, sign.raise_it) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield sign
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
