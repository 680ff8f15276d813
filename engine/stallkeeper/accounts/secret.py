"""Where a secret is kept in, its value out, and only to whoever asks for it by name."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import NoReturn

from stallkeeper.errors import AccountError

_NAME = re.compile(r"[A-Z][A-Z0-9]{0,15}(_[A-Z0-9]+)*")
"""What looks like the name of a variable, and not like a secret that somebody has written in its place."""

KEYRING_SERVICE = "stallkeeper"


class Secret(ABC):
    """A secret that prints as ***. Its value is looked up each time it is revealed, and kept nowhere by us."""

    __slots__ = ()

    @abstractmethod
    def reveal(self) -> str:
        """The value, without surrounding white space. Raises AccountError where there is none, or it is empty."""

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__

    def __format__(self, _form: str) -> str:
        return "***"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere")


class EnvironmentSecret(Secret):
    """One that an environment variable holds."""

    __slots__ = ("_environ", "variable")

    def __init__(self, variable: str, environ: Mapping[str, str]) -> None:
        self.variable = variable
        self._environ = environ

    def reveal(self) -> str:
        value = self._environ.get(self.variable, "").strip()
        if not value:
            if not _NAME.fullmatch(self.variable):
                raise AccountError(
                    "a secret of this account is to be in an environment variable that is not set; its name is not "
                    "shown here, for it may be the secret itself: write the NAME of a variable, such as MY_SHOP_KEY"
                )
            raise AccountError(
                f"the environment variable {self.variable} is not set; it holds a secret of this account: "
                f"set it, for instance with `export {self.variable}=…`, and start again"
            )
        return value


class KeyringSecret(Secret):
    """One that the system's own keyring holds under our service and this name."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def reveal(self) -> str:
        from stallkeeper.accounts.keyring_lookup import kept_in_keyring

        value = (kept_in_keyring(KEYRING_SERVICE, self.name) or "").strip()
        if not value:
            raise AccountError(
                f"the system's keyring holds nothing for {self.name}; it keeps a secret of this account: "
                f"put it there with `keyring set {KEYRING_SERVICE} {self.name}`, and start again"
            )
        return value
