"""What a test needs to be refused by the file system: permissions do not hold for root."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

NOBODY = 65534


@contextmanager
def as_someone_without_rights() -> Iterator[None]:
    """Step down from root while something is tried."""
    if not hasattr(os, "geteuid"):
        pytest.skip("this system has no users to step down to")
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)
