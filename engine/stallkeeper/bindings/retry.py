"""A call that only reads in, its result out, tried again with jitter while it fails for a passing reason.

The only importer of tenacity. What has an effect never comes through here: the queue decides when that is sent again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import tenacity

from stallkeeper.bindings.http import HttpSettings
from stallkeeper.clock import Clock
from stallkeeper.errors import RETRYABLE, ChannelError

_Result = TypeVar("_Result")
_JITTER = tenacity.wait_random_exponential(multiplier=0.5, max=10)


def read_with_patience(call: Callable[[], _Result], clock: Clock, settings: HttpSettings) -> _Result:
    """Up to `settings.attempts` tries. A Retry-After is obeyed, unless it is longer than we wait by ourselves."""
    retrying = tenacity.Retrying(
        stop=tenacity.stop_after_attempt(settings.attempts),
        retry=tenacity.retry_if_exception(lambda error: _passes(error, settings)),
        wait=_wait,
        sleep=clock.sleep,
        reraise=True,
    )
    return retrying(call)


def _passes(error: BaseException, settings: HttpSettings) -> bool:
    if not isinstance(error, ChannelError) or error.kind not in RETRYABLE or error.code == "tls":
        return False
    return error.retry_after is None or error.retry_after <= settings.longest_wait


def _wait(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    after = error.retry_after if isinstance(error, ChannelError) else None
    return after if after is not None else _JITTER(state)
