"""A service and a name in, what the system's keyring holds for them out. The only importer of keyring."""

from __future__ import annotations

from stallkeeper.errors import AccountError


def kept_in_keyring(service: str, name: str) -> str | None:
    """None where it holds nothing. Raises AccountError where this machine has no keyring, or it stays locked."""
    try:
        import keyring
        from keyring.errors import KeyringError, NoKeyringError
    except ModuleNotFoundError:
        raise AccountError(
            "a secret of this account is kept in the system's keyring, which needs a further package: "
            "install it with `pip install 'stallkeeper[keyring]'`, or name an environment variable instead"
        ) from None
    try:
        return keyring.get_password(service, name)
    except NoKeyringError:
        raise AccountError(
            f"this machine has no keyring to look up {name} in; name an environment variable instead"
        ) from None
    except KeyringError as error:
        raise AccountError(
            f"the system's keyring did not tell {name} ({type(error).__name__}); unlock it, and start again"
        ) from None
