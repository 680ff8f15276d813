"""What the engine tells in, one JSON object a line out."""

from __future__ import annotations

import json
from typing import TextIO

from stallkeeper.clock import Clock
from stallkeeper.runtime.progress import Progress
from stallkeeper.telemetry.telling import is_worrying, name_of, told_of


class JsonLines:
    """A listener for `on_progress` that writes `{"at": …, "event": …, "worrying": …, …}` and flushes each line."""

    def __init__(self, stream: TextIO, clock: Clock) -> None:
        self._stream = stream
        self._clock = clock

    def __call__(self, event: Progress) -> None:
        line = {
            "at": self._clock.now().isoformat(timespec="milliseconds"),
            "event": name_of(event),
            "worrying": is_worrying(event),
            **told_of(event),
        }
        self._stream.write(json.dumps(line) + "\n")
        self._stream.flush()
