"""Pages of the words that reading and validating a file use; those of meaning checks stand in their own modules."""

from __future__ import annotations

from collections.abc import Mapping

PAGES: Mapping[str, str] = {}
