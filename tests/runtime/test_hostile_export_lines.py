"""Whatever a line of the export list says, the daily look goes on: it erases what is due, and tells of the line."""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from datetime import timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import Phase, example, given, settings
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
OVER = st.sampled_from(["2026-01-01T00:00:00+00:00", "0001-01-01T00:00:00+23:59"])
DATES = OVER | st.sampled_from([FAR, "2026-01-01", "soon", "\ud800"])
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
        *(
            "/tmp/a\0b",
            "/a\0b/c",
            "a\0b",
            "/\ud800",
            "\udcff",
            "",
            "/",
            ".",
            "..",
            "o.csv",
            "//",
            "/dev/zero",
            "/dev/tty",
            "~",
        ),
        *("/" + "x" * 100_000, "/x" * 50_000, "/x" * 2_000, "é" * 5_000, "/é\n\x1b[2J"),
    )


def lines(sorts: tuple[str, ...]) -> st.SearchStrategy[bytes]:
    paths = st.sampled_from(sorts)
    ours = {"path": paths, "until": OVER, "sha256": DIGESTS, "folders": st.none() | FOLDERS}
    other = {"path": paths | VALUES, "until": DATES | VALUES}
    optional = {"sha256": DIGESTS | VALUES, "folders": FOLDERS | VALUES}
    said = st.fixed_dictionaries(ours) | st.fixed_dictionaries(other, optional=optional) | VALUES
    return said.map(lambda each: json.dumps(each).encode()) | NO_LINES


def looked_at(here: World, name: str, said: list[bytes]) -> dict[Path, bytes]:
    """A daily look at these lines, beside an order and an export that are due then; the lines' own names."""
    here.shop.put(name, "SENT", delivery=BUYER)
    here.pass_time(timedelta(minutes=1))
    here.engine.tick()
    export = here.folder / f"{name}.csv"
    ours = here.store.exports.begin(export, here.clock.now())
    export.write_text("Odile Martin")
    here.store.exports.finish(ours)
    listed = {here.folder / "orders.db.exports" / f"{name}-{number}.json": each for number, each in enumerate(said)}
    for line, each in listed.items():
        line.write_bytes(each)
    here.pass_time(timedelta(days=4))
    here.engine.tick()
    assert (state(here, name), export.exists()) == ("erased", False)
    return listed


def said_by(line: bytes) -> Any:
    """What the line says, as far as it is one of ours."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) and isinstance(said.get("path"), str) else None


def is_settled(line: Path, said: Any, told: Collection[str]) -> bool:
    """Told of by its own name or by its path; or its time is far off, or what it stood for is gone."""
    if not line.exists():
        return said is not None and not os.path.lexists(said["path"])
    return str(line) in told or (said is not None and (said["until"] == FAR or said["path"] in told))


def test_whatever_a_line_of_the_list_says_the_daily_look_goes_on_erases_what_is_due_and_tells_of_it(
    tmp_path: Path,
) -> None:
    here = world(tmp_path, retention=RetentionKeys(whole={"erase_after": "3 days", "anchor": "ordered"}))
    (folder := tmp_path / "sorts").mkdir()
    sorts = of_all_sorts(folder)
    numbers = count(1)

    @settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
    @example([json.dumps({"path": path, "until": "2026-01-01T00:00:00+00:00"}).encode() for path in sorts])
    @example([json.dumps({"path": path, "until": FAR, "sha256": 10**30, "more": 10**30}).encode() for path in sorts])
    @example([json.dumps({"path": path, "until": FAR, "more": 10**30}).encode() for path in sorts])
    @example([json.dumps({"path": path, "until": FAR, "folders": [[10**30, False]]}).encode() for path in sorts])
    @given(st.lists(lines(sorts), min_size=5, max_size=15))
    def holds(said: list[bytes]) -> None:
        listed = looked_at(here, f"A{next(numbers)}", said)
        _, told = here.engine.privacy.delete_exports()
        assert bool(here.incidents(incidents.EXPORT_LEFT)) == bool(told)
        assert [each for line, each in listed.items() if not is_settled(line, said_by(each), told)] == []
        assert (folder / "kept.csv").exists()
        for line in listed:
            line.unlink(missing_ok=True)

    holds()
