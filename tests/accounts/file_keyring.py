"""A keyring of tests: what stands in the file that KEYRING_FILE names, as `service name value` lines."""

from __future__ import annotations

import os
from pathlib import Path

from keyring.backend import KeyringBackend


class FileKeyring(KeyringBackend):
    """A backend like the system's own, for a process that is told of it by PYTHON_KEYRING_BACKEND."""

    priority = 1  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        lines = Path(os.environ["KEYRING_FILE"]).read_text().splitlines()
        kept = {(first, second): value for first, second, value in map(str.split, lines)}
        return kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        with open(os.environ["KEYRING_FILE"], "a") as file:
            file.write(f"{service} {username} {password}\n")
