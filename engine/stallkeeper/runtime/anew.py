"""Something to be decided and stored in one go; decided anew where another process was quicker."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from stallkeeper.errors import StoreError

Result = TypeVar("Result")


def anew_if_taken(decide_and_store: Callable[[], Result]) -> Result:
    """Another process may have stored an order meanwhile: what was decided of it is decided anew, once.

    Raises StoreError where that fails too, and at once where another try would change nothing.
    """
    try:
        return decide_and_store()
    except StoreError as error:
        if not error.passing:
            raise
        return decide_and_store()
