"""The name of a folder that travels with the package in, its path out: in a wheel, or in a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped_folder(name: Literal["schemas", "channels"]) -> Path:
    """Where `schemas` or `channels` lie. A checkout's own folder wins: an editable install may leave a stale copy."""
    in_checkout = _PACKAGE.parent.parent / name
    if _PACKAGE.parent.name == "engine" and in_checkout.is_dir():
        return in_checkout
    return _PACKAGE / "_shipped" / name
