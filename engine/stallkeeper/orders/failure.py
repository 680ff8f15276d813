"""What went wrong and is not right again yet: an action that failed, or something that a person should know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stallkeeper.errors import ErrorKind
from stallkeeper.orders.order import OrderKey


@dataclass(frozen=True, slots=True)
class Failure:
    """One entry of the queue of errors.

    `id` is the submission's, an incident's as account/kind/subject, a document's as account/document/order and name, or
    a webhook's as /webhook/name. `subject` is what failed: "ship of order 7", or the incident's kind. `next_attempt_at`
    is when it is tried again by itself; None: somebody has to do something.
    """

    id: str
    account: str
    kind: ErrorKind
    subject: str
    message: str
    attempts: int
    first_at: datetime
    last_at: datetime
    next_attempt_at: datetime | None = None
    key: OrderKey | None = None
    action: str | None = None

    @property
    def cause(self) -> tuple[str, ErrorKind, str]:
        """What entries of one cause have in common: the account, the class, and its words without the order's id."""
        words = self.message if self.key is None else self.message.replace(self.key.id, "…")
        return self.account, self.kind, words
