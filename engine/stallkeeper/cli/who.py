"""The person at the command line in, the name that history keeps of them out."""

from __future__ import annotations


def who() -> str:
    """The login name behind `seller:`, as history writes whoever asked for something."""
    import getpass

    try:
        return f"seller:{getpass.getuser()}"
    except (OSError, KeyError):
        return "seller:command line"
