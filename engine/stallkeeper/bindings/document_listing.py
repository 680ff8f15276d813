"""An order and the name of a document of ours in; whether the marketplace lists one under that name, out."""

from __future__ import annotations

from stallkeeper.bindings.answers import Read, records_of
from stallkeeper.bindings.path_tests import compile_tests
from stallkeeper.bindings.session import Session
from stallkeeper.errors import ChannelError
from stallkeeper.spec.action_binding import ListedDocuments
from stallkeeper.text.paths import texts

_MOST = 10_000


class DocumentListing:
    """Looks, and changes nothing. What is not in the list may still come: only what is there is certain."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def holds(self, order_id: str, listed: ListedDocuments, file_name: str) -> bool:
        """Whether an entry bears that name. Raises ChannelError."""
        read: Read = self._session.read(
            lambda: self._session.build(listed.request, self._session.context(order_id=order_id)),
            self._session.judge(listed.answer, (order_id,)).read,
        )
        found = records_of(read, listed.records)
        if found is None:
            raise ChannelError(f"{read.answer.where} answered without a list at `{listed.records}`", "permanent")
        fits = compile_tests(listed.only, frozenset(), "")
        entries = (native for native, _ in found[:_MOST] if fits is None or fits(native, native, []))
        return any(file_name in texts(entry, (listed.name_at,)) for entry in entries)
