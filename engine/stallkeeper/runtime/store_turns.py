"""Jobs that need the store in; done, or told once and left to the next round while another process has it, out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from stallkeeper.errors import StoreError
from stallkeeper.runtime.progress import OnProgress, StoreTaken

EVERY_ACCOUNT = "every account"


class StoreTurns:
    """What another process does with the store ends no run; what is wrong with the store itself does."""

    def __init__(self, tell: OnProgress) -> None:
        self._tell = tell
        self._told: dict[str, str] = {}

    def job(self, account: str, do: Callable[[], object]) -> Callable[[], bool]:
        """The same job, which says whether it came to its end."""
        return partial(self.done, account, do)

    def done(self, account: str, do: Callable[[], object]) -> bool:
        """Do it. False where another process was in the way: it is still due then, and is done the next time."""
        try:
            do()
        except StoreError as error:
            if not error.passing:
                raise
            if self._told.get(account) != str(error):
                self._told[account] = str(error)
                self._tell(StoreTaken(account, str(error)))
            return False
        self._told.pop(account, None)
        return True
