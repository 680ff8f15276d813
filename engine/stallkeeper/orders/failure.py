"""What went wrong and is not right again yet: an action that failed, or something that a person should know."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from stallkeeper.errors import ErrorKind
from stallkeeper.orders.order import OrderKey


@dataclass(frozen=True, slots=True)
class Failure:
    """One entry of the queue of errors.

    `id` is the submission's, an incident's as account/kind/subject, a document's as account/document/order and name, or
    a webhook's as /webhook/name. `subject` is what failed: "ship of order 7", or the incident's kind. `next_attempt_at`
    is when it is tried again by itself; None: somebody has to do something. `order_id` is the one order that it struck:
    an incident has no `key`, for it may be about one that could not be kept.
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
    order_id: str | None = None

    @property
    def cause(self) -> tuple[str, ErrorKind, str]:
        """What entries of one cause have in common: the account, the class, and its words without the order's id.

        The id is left out as a word of its own: order 7 takes nothing out of a marketplace's "error 17".
        """
        if not self.order_id:
            return self.account, self.kind, self.message
        return self.account, self.kind, re.sub(rf"(?<!\w){re.escape(self.order_id)}(?!\w)", "…", self.message)
