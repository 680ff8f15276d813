"""Jobs that need the store in; done, or told once and left to the next round while another process has it, out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Lock

from stallkeeper.errors import StoreError
from stallkeeper.runtime.progress import OnProgress, StoreTaken

EVERY_ACCOUNT = "every account"


class StoreTurns:
    """What another process does with the store ends no run; what is wrong with the store itself does."""

    def __init__(self, tell: OnProgress) -> None:
        self._tell = tell
        self._in_the_way: dict[tuple[str, str], str] = {}
        self._noting = Lock()

    def job(self, caller: str, account: str, do: Callable[[], object]) -> Callable[[], bool]:
        """The same job, which says whether it came to its end."""
        return partial(self.done, caller, account, do)

    def done(self, caller: str, account: str, do: Callable[[], object]) -> bool:
        """Do it. False where another process was in the way: it is still due then, and is done the next time.

        What is in the way of one `caller` stays told while another, who only reads perhaps, comes through.
        """
        try:
            do()
        except StoreError as error:
            if not error.passing:
                raise
            if self._is_new(caller, account, str(error)):
                self._tell(StoreTaken(account, str(error)))
            return False
        with self._noting:
            self._in_the_way.pop((account, caller), None)
        return True

    def _is_new(self, caller: str, account: str, words: str) -> bool:
        with self._noting:
            known = {why for (whose, _), why in self._in_the_way.items() if whose == account}
            self._in_the_way[account, caller] = words
        return words not in known
