"""A channel's files with all that they inherit in, YAML with the origin of each line as a comment out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stallkeeper.render.pen import printable
from stallkeeper.spec.expanded import ExpandedFile

_WIDEST = 80


def expanded_text(files: Iterable[ExpandedFile]) -> str:
    """The files one behind the other, as documents of YAML."""
    return "\n---\n".join("\n".join(_lines(file)) for file in files) + "\n"


def _lines(file: ExpandedFile) -> Iterator[str]:
    where = printable(" laid over ".join(file.files))
    yield f"# {file.name}: {where}"
    width = min(max((len(text) for text, _ in file.lines), default=0), _WIDEST)
    for text, place in file.lines:
        indent = " " * (len(text) - len(text.lstrip(" ")))
        yield f"{indent + printable(text):<{width}}  # {printable(place.path)}:{place.line}"
