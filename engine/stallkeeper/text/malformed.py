"""What the JSON and XML readers raise: one short message, never the payload."""

from __future__ import annotations


class Malformed(ValueError):
    """Some text is not what it should be. The message says what is wrong and where, and quotes nothing of the text."""
