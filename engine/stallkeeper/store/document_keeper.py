"""Bytes of an order's documents in, files that only this store can read out; and back, until the order is erased.

Each order's documents are encrypted with a key of their own, which lies in the key file: destroying the key erases
them, also in every copy that was made of them. Names are made here; nothing that came from outside ever becomes a path.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from stallkeeper.errors import StoreError
from stallkeeper.orders import OrderKey
from stallkeeper.store.cipher import locked, unlocked
from stallkeeper.store.key_file import IN_MEMORY, KeyFile

_NAME = re.compile(r"[0-9a-f]{32}")
_FOLDER_OF_ORDER = 32


class DocumentKeeper:
    """Beside the database in `<store>.documents/`, for its owner only; a store in memory keeps them there."""

    def __init__(self, store: str, keys: KeyFile) -> None:
        self._folder = None if store == IN_MEMORY else Path(f"{store}.documents")
        self._keys = keys
        self._in_memory: dict[Path, bytes] = {}

    def keep(self, key: OrderKey, content: bytes) -> str:
        """Keep a document of an order; the name by which it is found again. It is on disk when the call returns."""
        name = os.urandom(16).hex()
        secret = locked(self._keys.make_document_key(key), content, name.encode())
        self._write(self._path(key, name), secret)
        return name

    def content(self, key: OrderKey, name: str) -> bytes | None:
        """The document; None when there is none of that name, or when it was erased."""
        secret_key = self._keys.document_key(key)
        if secret_key is None or not _NAME.fullmatch(name):
            return None
        secret = self._read(self._path(key, name))
        return None if secret is None else unlocked(secret_key, secret, name.encode())

    def names(self, key: OrderKey) -> tuple[str, ...]:
        """The names of the order's documents."""
        if self._folder is not None and not self._folder.is_dir():
            return ()
        return self._names(self._path(key))

    def _names(self, folder: Path) -> tuple[str, ...]:
        if self._folder is None:
            return tuple(sorted(path.name for path in self._in_memory if path.parent == folder))
        if not folder.is_dir():
            return ()
        return tuple(sorted(path.name for path in folder.iterdir() if _NAME.fullmatch(path.name)))

    def all(self, key: OrderKey) -> tuple[bytes, ...]:
        """All documents of the order that can be opened."""
        found = (self.content(key, name) for name in self.names(key))
        return tuple(each for each in found if each is not None)

    def discard(self, key: OrderKey, names: Iterable[str]) -> None:
        """Take some documents of an order away again; its key goes with the last of them."""
        for name in names:
            if _NAME.fullmatch(name):
                self._remove(self._path(key, name))
        if not self.names(key):
            self.destroy(key)

    def destroy(self, key: OrderKey) -> int:
        """Destroy the key of the order's documents, then their files; how many there were."""
        if self._folder is not None and not self._folder.is_dir():
            return 0
        return self._destroy(self._keys.digest(key))

    def destroy_those_of_buried(self) -> int:
        """The same for orders that were erased once: a process may have kept a document in that very moment, and ended
        before it saw that.
        """
        return sum(map(self._destroy, self._keys.buried_with_documents()))

    def _destroy(self, digest: bytes) -> int:
        self._keys.destroy_document_key_of(digest)
        names = self._names(self._folder_of(digest))
        for name in names:
            self._remove(self._folder_of(digest) / name)
        if self._folder is not None:
            with suppress(OSError):  # another program's file in it is no document, and none of ours to delete
                self._folder_of(digest).rmdir()
        return len(names)

    def _remove(self, path: Path) -> None:
        self._in_memory.pop(path, None)
        try:
            if self._folder is not None:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(
                f"{path} cannot be deleted: {error.strerror}. Its key is destroyed, and nobody can read it any more. "
                "Give the user who runs this the right to delete it; the next look tries again."
            ) from error

    def _path(self, key: OrderKey, name: str = "") -> Path:
        """Where an order's documents lie: a keyed digest names the folder, for an id may hold anything."""
        return self._folder_of(self._keys.digest(key)) / name

    def _folder_of(self, digest: bytes) -> Path:
        return (self._folder or Path()) / digest.hex()[:_FOLDER_OF_ORDER]

    def _write(self, path: Path, content: bytes) -> None:
        if self._folder is None:
            self._in_memory[path] = content
            return
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            path.parent.mkdir(mode=0o700, exist_ok=True)
            file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with open(file, "wb") as opened:
                opened.write(content)
                opened.flush()
                os.fsync(opened.fileno())
        except OSError as error:
            raise StoreError(
                f"{self._folder} cannot be written: {error.strerror}. Nothing of the document was kept. "
                "Make room, or give the user who runs this the right to write there."
            ) from error

    def _read(self, path: Path) -> bytes | None:
        if self._folder is None:
            return self._in_memory.get(path)
        return path.read_bytes() if path.is_file() else None

    def __repr__(self) -> str:
        return "DocumentKeeper(…)"
