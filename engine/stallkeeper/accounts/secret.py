"""The name of an environment variable in, its value out, and only to whoever asks for it by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from stallkeeper.errors import AccountError


class Secret:
    """A secret that prints as ***. Its value is read from the environment each time it is revealed."""

    __slots__ = ("_environ", "variable")

    def __init__(self, variable: str, environ: Mapping[str, str]) -> None:
        self.variable = variable
        self._environ = environ

    def reveal(self) -> str:
        """The value, without surrounding white space. Raises AccountError where the variable is not set or empty."""
        value = self._environ.get(self.variable, "").strip()
        if not value:
            raise AccountError(
                f"the environment variable {self.variable} is not set; it holds a secret of this account: "
                f"set it, for instance with `export {self.variable}=…`, and start again"
            )
        return value

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__

    def __format__(self, _form: str) -> str:
        return "***"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere")
