"""Where the reference material lies, for tests that compare with it; they skip, and say so, where it is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def shared(*parts: str) -> Path:
    """The path of a file or folder of the reference material beside the checkout."""
    path = ROOT.parent.joinpath("shared", *parts)
    if not path.exists():
        pytest.skip(f"the reference material is not beside this checkout: shared/{'/'.join(parts)}")
    return path
