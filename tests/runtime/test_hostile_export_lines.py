"""Whatever a line of the export list says, the daily look goes on: it erases what is due, and tells of the line."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from stallkeeper.accounts.retention import RetentionKeys
from stallkeeper.runtime import incidents
from tests.runtime.arranged import World, world
from tests.runtime.test_privacy import BUYER, state

FAR = "9999-12-31T23:59:59-23:59"
NUMBERS = st.integers(-(10**30), 10**30) | st.sampled_from([10**400, 1e300, -0.5, True, None])
VALUES = st.recursive(
    NUMBERS | st.text(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner)
)
DATES = st.sampled_from(["2026-01-01T00:00:00+00:00", "0001-01-01T00:00:00+23:59", FAR, "2026-01-01", "soon", "\ud800"])
DIGESTS = st.sampled_from([sha256(b"Odile Martin").hexdigest(), None, "", 7])
FOLDERS = st.lists(st.tuples(NUMBERS, st.booleans()), max_size=3)
NO_LINES = st.sampled_from([b"[" * 100_000, b"9" * 5_000, b" " * 2_000_000, b'{"until": {}}']) | st.binary()


def of_all_sorts(folder: Path) -> tuple[str, ...]:
    """Paths of what no export is, in a folder that is there, and of what no path is."""
    (folder / "kept.csv").write_text("Odile Martin and a note")
    os.mkfifo(folder / "pipe")
    (folder / "loop").symlink_to(folder / "loop")
    there = (
        folder,
        *(folder / name for name in ("kept.csv", "pipe", "loop", "kept.csv/within", "./kept.csv", "never")),
    )
    return (
        *map(str, there),
        *("/tmp/a\0b", "a\0b", "/\ud800", "\udcff", "", "/", ".", "..", "o.csv", "//", "/dev/zero", "/dev/tty", "~"),
        *("/" + "x" * 100_000, "/x" * 50_000, "/x" * 2_000, "é" * 5_000, "/é\n\x1b[2J"),
    )


def lines(folder: Path) -> st.SearchStrategy[bytes]:
    paths = st.sampled_from(of_all_sorts(folder))
    ours = {"path": paths, "until": DATES, "sha256": DIGESTS, "folders": FOLDERS | st.none()}
    other = {"path": paths | VALUES, "until": DATES | VALUES}
    optional = {"sha256": DIGESTS | VALUES, "folders": FOLDERS | VALUES}
    said = st.fixed_dictionaries(ours) | st.fixed_dictionaries(other, optional=optional) | VALUES
    return said.map(lambda each: json.dumps(each).encode()) | NO_LINES


def looked_at(here: World, name: str, line: bytes) -> tuple[Path, str]:
    """A daily look at that line, beside an order and an export that are due then; what a person is told."""
    here.shop.put(name, "SENT", delivery=BUYER)
    here.pass_time(timedelta(minutes=1))
    here.engine.tick()
    export = here.folder / f"{name}.csv"
    ours = here.store.exports.begin(export, here.clock.now())
    export.write_text("Odile Martin")
    here.store.exports.finish(ours)
    listed = here.folder / "orders.db.exports" / f"{name}.json"
    listed.write_bytes(line)
    here.pass_time(timedelta(days=4))
    here.engine.tick()
    assert (state(here, name), export.exists()) == ("erased", False)
    return listed, "".join(told.message for told in here.incidents(incidents.EXPORT_LEFT))


def path_in(line: bytes) -> Any:
    """What the line says, as far as it is one of ours."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) and isinstance(said.get("path"), str) else None


def test_whatever_a_line_of_the_list_says_the_daily_look_goes_on_erases_what_is_due_and_tells_of_it(
    tmp_path: Path,
) -> None:
    here = world(tmp_path, retention=RetentionKeys(whole={"erase_after": "3 days", "anchor": "ordered"}))
    (folder := tmp_path / "sorts").mkdir()
    numbers = count(1)

    @settings(max_examples=40, deadline=None)
    @given(lines(folder))
    def holds(line: bytes) -> None:
        listed, told = looked_at(here, f"A{next(numbers)}", line)
        said = path_in(line)
        if not listed.exists():
            assert said is not None and not os.path.lexists(said["path"])
        elif said is None or said["until"] != FAR:
            assert str(listed) in told or (said is not None and said["path"] and said["path"] in told)
        assert (folder / "kept.csv").exists()
        listed.unlink(missing_ok=True)

    holds()
