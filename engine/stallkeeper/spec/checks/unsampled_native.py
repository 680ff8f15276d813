"""No sample shows these native words.

The samples beside a channel are what a reader, and the tests, can hold its words against. A word that stands in none of
them may be misspelt without anybody noticing. Add an order that has it, or allow it where none is to be had. Without
any sample nothing is said.

Bad: `statuses.shipped.native` has SENT, and no file in samples/ holds the word.

Good: samples/orders.json holds an order whose status is SENT.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.bound import Bound
from stallkeeper.spec.native_words import composed_words
from stallkeeper.spec.uses import native_uses
from stallkeeper.text.wording import quoted

CODE = "unsampled-native"


_FEW = 5


def check_bound(bound: Bound) -> Iterator[Problem]:
    from stallkeeper.spec.sample_orders import sample_files  # only where there is a binding

    texts = [text for text in map(_text, sample_files(bound.folder)) if text]
    if not texts:
        return
    composed = composed_words(bound.file)
    uses = (use for use in native_uses(bound.channel) if use.native not in composed)
    missing = [use for use in uses if not any(use.native in text for text in texts)]
    if missing:
        words = [quoted(use.native) for use in missing[:_FEW]]
        more = f" and {len(missing) - _FEW} more" if len(missing) > _FEW else ""
        message = f"no file of samples/ shows the native word{'s' if len(missing) > 1 else ''} {', '.join(words)}{more}"
        hint = "add an order that has it, or allow it with the reason"
        yield warning(bound.channel.place_of("statuses"), CODE, message, hint, witness=missing[0].native)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
