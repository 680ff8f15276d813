"""A channel's folder in, the impersonation that its play.yaml and samples describe out, or every problem in them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from stallkeeper.played.build_answers import build_answer
from stallkeeper.played.build_life import build_arrivals, build_growth, build_lists, build_moves, build_order
from stallkeeper.played.build_routes import build_routes
from stallkeeper.played.derived_check import check_derived
from stallkeeper.played.draft import ANSWER, Draft
from stallkeeper.played.family import read_play
from stallkeeper.played.instant import TimeForm
from stallkeeper.played.mix import MIX
from stallkeeper.played.play_spec import GoesWrong, PlaySpec, RefusalForm
from stallkeeper.played.refusal import PLAIN
from stallkeeper.played.template import Template
from stallkeeper.played.troubles import check_trouble
from stallkeeper.played.xml_tree import XmlForm
from stallkeeper.problems import Place, Problem
from stallkeeper.text import json_codec
from stallkeeper.text.malformed import Malformed
from stallkeeper.text.schema import conform
from stallkeeper.text.source import Source
from stallkeeper.text.zones import is_zone, zone_hint

_SAMPLE = re.compile(r"play-[a-z0-9-]{1,60}\.(json|xml)")
_LARGEST_SAMPLE = 1_000_000


def load_play(folder: Path) -> tuple[PlaySpec | None, tuple[Problem, ...]]:
    """What `folder`/play.yaml says; the spec is None exactly when there are problems."""
    read = read_play(folder)
    if read.source is None or read.problems:
        return None, read.problems
    data, problems = conform(read.source, "play-1")
    if problems:
        return None, problems
    return _build(read.source, data, read.folders)


def _build(source: Source, data: Any, folders: tuple[Path, ...]) -> tuple[PlaySpec | None, tuple[Problem, ...]]:
    xml = _xml_form(data)
    samples: dict[str, Any] = {}
    sample_problems: list[Problem] = []
    for folder in folders:
        found, problems_here = _read_samples(folder / "samples", xml)
        samples.update(found)
        sample_problems += problems_here
    draft = Draft(source, data, samples, problems=sample_problems)
    spec = _assemble(draft, xml)
    problems = tuple(sorted(set(draft.problems)))
    return (None if problems else spec), problems


def _assemble(draft: Draft, xml: XmlForm | None) -> PlaySpec:
    data = draft.data
    if (data["format"] == "soap") != (xml is not None):
        draft.problem(("format",), "wrong-format", "`xml` goes with the format soap, and only with it")
    build_lists(draft)
    order = build_order(draft)
    arrivals = build_arrivals(draft)
    check_derived(draft, order, arrivals)
    return PlaySpec(
        name=data["play"],
        title=data["title"],
        format=data["format"],
        time=_time_form(draft),
        media_type=data.get("media_type", ""),
        xml=xml,
        envelope=data.get("xml", {}).get("envelope", ""),
        action_prefix=data.get("xml", {}).get("action", ""),
        credentials=data.get("credentials", {}),
        lists=dict(draft.lists),
        order=order,
        grow=build_growth(draft),
        arrivals=arrivals,
        moves=build_moves(draft),
        routes=build_routes(draft),
        error=build_answer(draft, data["error"], ("error",)),
        refusals={**_plain_refusals(), **_refusals(draft)},
        account_parameters=data.get("account", {}).get("parameters") or {},
        account_orders=_account_orders(draft),
        goes_wrong=_goes_wrong(draft),
        statuses_at=draft.source.place_of(("lists", "statuses")),
    )


def _time_form(draft: Draft) -> TimeForm:
    name = draft.data["time"]["zone"]
    if not is_zone(name):
        draft.problem(("time", "zone"), "unknown-zone", f"`{name}` is no time zone", zone_hint(name))
        name = "UTC"
    return TimeForm(draft.data["time"]["written"], ZoneInfo(name))


def _refusals(draft: Draft) -> dict[Any, RefusalForm]:
    return {
        kind: RefusalForm(
            form["status"], form["code"], draft.template(form["message"], ("refusals", kind, "message"), ANSWER)
        )
        for kind, form in draft.data.get("refusals", {}).items()
    }


def _goes_wrong(draft: Draft) -> GoesWrong:
    """The troubles that are there from the start; a name or a setting that does not exist is a problem."""
    given: dict[str, Any] = draft.data.get("faults") or {}
    troubles = {name: {} if settings is True else settings for name, settings in given.items() if settings is not False}
    mixed = troubles.pop(MIX, None) is not None
    for name, settings in troubles.items():
        try:
            check_trouble(name, settings)
        except ValueError as error:
            draft.problem(
                ("faults", name), "wrong-fault", str(error), "write a trouble by its name, with its settings or true"
            )
    return GoesWrong(troubles, mixed)


def _account_orders(draft: Draft) -> dict[str, Any]:
    """Values by path; a path that leads nowhere in the order's sample is a problem."""
    values: dict[str, Any] = draft.data.get("account", {}).get("orders") or {}
    for path in values:
        draft.order_path(path, ("account", "orders", path))
    return values


def _plain_refusals() -> dict[Any, RefusalForm]:
    return {kind: RefusalForm(status, kind, Template((words,))) for kind, (status, words) in PLAIN.items()}


def _xml_form(data: Any) -> XmlForm | None:
    if "xml" not in data:
        return None
    prefixes = {"" if key == "default" else key: uri for key, uri in data["xml"]["namespaces"].items()}
    return XmlForm(prefixes, frozenset(data["xml"].get("repeated", ())))


def _read_samples(folder: Path, xml: XmlForm | None) -> tuple[dict[str, Any], list[Problem]]:
    """Every sample of a played marketplace, as a tree; links are not followed out of the folder."""
    samples: dict[str, Any] = {}
    problems = []
    for file in sorted(folder.glob("play-*")):
        if not _SAMPLE.fullmatch(file.name) or not _is_here(file, folder.parent):
            continue
        try:
            samples[file.name] = _read_sample(file, xml)
        except (Malformed, OSError) as error:
            reason = str(error) if isinstance(error, Malformed) else "it cannot be read"
            problems.append(Problem(Place(str(file)), "broken-sample", f"the sample is of no use: {reason}"))
    return samples, problems


def _is_here(file: Path, channel: Path) -> bool:
    return file.is_file() and not file.is_symlink() and file.resolve().is_relative_to(channel.resolve())


def _read_sample(file: Path, xml: XmlForm | None) -> Any:
    if file.stat().st_size > _LARGEST_SAMPLE:
        raise Malformed("it is larger than 1 MB")
    data = file.read_bytes()
    if file.suffix == ".json":
        return json_codec.decode(data)
    if xml is None:
        raise Malformed("XML goes with the format soap")
    return xml.read(data)
