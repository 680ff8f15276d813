"""A channel's folder and where its binding looks for orders in; the native orders that its own samples hold, out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stallkeeper.spec.part import Part
from stallkeeper.spec.sample_files import LARGEST, MOST_FILES, read_sample
from stallkeeper.text.malformed import Malformed
from stallkeeper.text.paths import Way, many, meets, steps, walk


class SampleOrders:
    """The orders in the JSON and XML files of `samples/`, the smallest file first; a file is read when it is asked for.

    A list answer is followed through `retrieval.list.records`, a single one through `retrieval.one.record`; what is an
    order itself counts as such. An order is what has an id or a native status where the binding looks for them.
    `without`: whether a file that speaks of orders by its name held something, and nothing that is an order.
    """

    def __init__(self, folder: Path, root: Part) -> None:
        self._files = sample_files(folder)
        self._ways = tuple(dict.fromkeys((*_ways(root), ())))
        self._marks = tuple(steps(path) for path in _marks(root.at("order")))
        self.without = False

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for file in self._files:
            data = _read(file)
            found = list(self._orders(data))
            self.without |= not found and bool(data) and "order" in file.stem
            yield from found

    def _orders(self, data: Any) -> Iterator[dict[str, Any]]:
        for way in self._ways:
            for item in many(walk(data, way)) or ():
                if item.__class__ is dict and any(meets(item, mark) for mark in self._marks):
                    yield item


def sample_files(folder: Path) -> list[Path]:
    """Plain files of that folder: a link may lead out of it, and a pipe would be waited for."""
    found = [file for suffix in ("json", "xml") for file in (folder / "samples").glob(f"*.{suffix}")]
    plain = [file for file in found if file.is_file() and not file.is_symlink() and not file.name.startswith("request")]
    if not plain or not plain[0].resolve().is_relative_to(folder.resolve()):
        return []
    sizes = {file: file.stat().st_size for file in plain}
    small = sorted((size, file) for file, size in sizes.items() if size <= LARGEST)
    return [file for _, file in small[:MOST_FILES]]


def _read(file: Path) -> Any:
    """The file's content as plain data; None where it cannot be read, which `sample_files` tells."""
    try:
        return read_sample(file)
    except (Malformed, OSError):
        return None


def _ways(root: Part) -> Iterator[Way]:
    retrieval = root.at("retrieval")
    for part, key in ((retrieval.at("list"), "records"), (retrieval.at("one"), "record")):
        inside = root.at("answers").at(part.text("answer", "usual")).text("inside", ".")
        yield (*steps(inside), *steps(part.text(key, ".")))


def _marks(order: Part) -> Iterator[str]:
    """Where an id and a native status stand."""
    for part in (order.at("id"), order.at("native_status")):
        for key in ("from", "first_of", "join"):
            yield from part.words(key)
        if isinstance(part.value, str):
            yield part.value
