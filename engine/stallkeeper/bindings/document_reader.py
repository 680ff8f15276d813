"""An order's id and a document's name in, its files out: as they are, in base64, behind a link, or packed in a zip."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import replace

from stallkeeper.bindings.answers import Read
from stallkeeper.bindings.archive import unpacked
from stallkeeper.bindings.bodies import Outgoing
from stallkeeper.bindings.client import DocumentFile
from stallkeeper.bindings.paging import follow_link
from stallkeeper.bindings.session import Session
from stallkeeper.errors import ChannelError
from stallkeeper.spec.binding_spec import DocumentBinding
from stallkeeper.spec.request_spec import AnswerSpec
from stallkeeper.text.paths import texts

_AS_IT_IS = AnswerSpec("bytes")


class DocumentReader:
    """Reads documents that the marketplace made. A link is followed to a host that the account names, to no other."""

    def __init__(self, session: Session, hosts: Mapping[str, str]) -> None:
        self._session = session
        self._hosts = hosts

    def files(self, order_id: str, document: DocumentBinding) -> tuple[DocumentFile, ...]:
        """None where the marketplace has none (yet). Raises ChannelError."""
        try:
            content, where = self._content(order_id, document)
        except ChannelError as error:
            if error.kind == "not_found":
                return ()
            raise
        if not content:
            return ()
        packed = unpacked(content, where, document.media_type) if document.zipped else ((document.media_type, content),)
        return tuple(DocumentFile(document.name, media_type, each) for media_type, each in packed if each)

    def _content(self, order_id: str, document: DocumentBinding) -> tuple[bytes, str]:
        if document.link_at is not None:
            link = _said(self._read(order_id, document.answer, self._request(order_id, document)), document.link_at)
            if link is None:
                return b"", ""
            return _bytes_of(self._read(order_id, _AS_IT_IS, self._download(order_id, document, link)))
        if document.base64_at is not None:
            read = self._read(order_id, document.answer, self._request(order_id, document))
            said = _said(read, document.base64_at)
            return (b"" if said is None else _decoded(said, read.answer.where)), read.answer.where
        return _bytes_of(self._read(order_id, _AS_IT_IS, self._request(order_id, document)))

    def _request(self, order_id: str, document: DocumentBinding) -> Callable[[], Outgoing]:
        return lambda: self._session.build(document.request, self._session.context(order_id=order_id))

    def _download(self, order_id: str, document: DocumentBinding, link: str) -> Callable[[], Outgoing]:
        request = self._request(order_id, document)
        return lambda: replace(follow_link(request(), link, self._hosts, "the document"), method="GET", content=None)

    def _read(self, order_id: str, answer: AnswerSpec, request: Callable[[], Outgoing]) -> Read:
        read: Read = self._session.read(request, self._session.judge(answer, (order_id,)).read)
        return read


def _bytes_of(read: Read) -> tuple[bytes, str]:
    return read.answer.content, read.answer.where


def _said(read: Read, path: str) -> str | None:
    """The text at the path; None where there is none yet."""
    found = texts(read.data, (path,))
    return found[0].strip() or None if found else None


def _decoded(text: str, where: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise ChannelError(f"{where} sent a document whose base64 is broken", "permanent") from None
