"""Another program's document in (JSON or YAML, up to 16 MB), a `Source` and its problems out."""

from __future__ import annotations

from pathlib import Path as FilePath

from stallkeeper.problems import Place, Problem
from stallkeeper.text.json_source import MOST_VALUES, read_json
from stallkeeper.text.source import Source
from stallkeeper.text.yaml_door import read_source

LARGEST = 16_000_000


def read_document(file: FilePath, shown_as: str) -> tuple[Source | None, tuple[Problem, ...]]:
    """The document in `file`, shown as `shown_as`. What begins with a brace or a bracket is JSON, all else YAML.

    Never raises for what the file says: it comes from outside, and is as hostile as a spec may be.
    """
    try:
        if not file.is_file():
            return None, (Problem(Place(shown_as), "no-such-file", "there is no such file"),)
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        return None, (Problem(Place(shown_as), "unreadable-file", f"the file cannot be read: {error.strerror}"),)
    if len(data) > LARGEST:
        return None, (Problem(Place(shown_as), "too-large", "the file is larger than 16 MB"),)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return read_source(data, shown_as, largest=LARGEST, most_values=MOST_VALUES)
    try:
        return read_json(data.decode("utf-8-sig"), shown_as)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, (Problem(Place(shown_as, line), "not-utf-8", "the file is not UTF-8 text", "save it as UTF-8"),)
