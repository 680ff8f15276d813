"""A file in, a native payload or an order in YAML; the order as a marketplace would first show it, out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from stallkeeper.bindings.record_maker import RecordMaker
from stallkeeper.errors import SpecError, UsageError
from stallkeeper.orders import OrderReport
from stallkeeper.scenario.memory_record import first_report
from stallkeeper.scenario.simulate import BEGINNING
from stallkeeper.scenario.told_story import ToldStory
from stallkeeper.spec.binding_spec import BindingSpec
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.loaded import LoadedChannel
from stallkeeper.text import json_codec
from stallkeeper.text.malformed import Malformed
from stallkeeper.text.paths import many, steps, walk
from stallkeeper.text.yaml_door import read_file

LARGEST = 16_000_000
"""Bytes of a payload; a larger one is refused unread."""


def first_order(loaded: LoadedChannel, file: Path) -> OrderReport:
    """The first order in `file`. A native payload is read as the binding reads an answer; UsageError where none is."""
    assert loaded.spec is not None
    if file.suffix in (".yaml", ".yml"):
        return _written(loaded.spec, file)
    if loaded.binding is None:
        raise UsageError(f"{loaded.spec.name} has no binding.yaml to read {file} by; write the order as YAML")
    maker = RecordMaker(loaded.binding)
    for native in _candidates(loaded.binding, _payload(file)):
        if native.__class__ is dict and maker.record(native, b"").problem is None:
            return maker.report(native)
    raise UsageError(f"{file} holds no order where the binding looks for one, by its id `{_id_path(loaded.binding)}`")


def _written(spec: ChannelSpec, file: Path) -> OrderReport:
    """An order as a scenario's `order:` has it, alone in a file or under that key."""
    source, problems = read_file(file, str(file))
    if source is None or problems:
        raise SpecError(f"{file} cannot be read", problems)
    data = source.data if isinstance(source.data, dict) else {}
    order = data["order"] if isinstance(data.get("order"), dict) else data
    story, problems = ToldStory(file.stem, "An order", order, ({"ask": "actions", "offered": []},)).scenario(spec)
    if story is None:
        told = "; ".join(f"{problem.message} {problem.hint}".strip() for problem in problems)
        raise SpecError(f"{file}: {told}", problems)
    native = story.order.native or spec.statuses[story.order.arrives_as or ""].native[0]
    return first_report(story.order, native, BEGINNING)


def _payload(file: Path) -> Any:
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None
    if len(content) > LARGEST:
        raise UsageError(f"{file} is larger than {LARGEST // 1_000_000} MB")
    try:
        if content.lstrip().startswith(b"<"):
            from stallkeeper.text import xml_codec  # only where a marketplace speaks it
            from stallkeeper.text.xml_data import plain

            return plain(xml_codec.parse(content))
        return json_codec.decode(content)
    except Malformed as error:
        raise UsageError(f"{file} is no payload: {error}") from None


def _candidates(binding: BindingSpec, data: Any) -> list[Any]:
    """What stands where a list or a single order is looked for, and the payload itself."""
    listing, one = binding.retrieval.list, binding.retrieval.fetch
    ways = [(*steps(listing.answer.inside), *steps(listing.records)), steps(listing.records)]
    if one is not None:
        ways += [(*steps(one.answer.inside), *steps(one.record)), steps(one.record)]
    return [native for way in (*ways, ()) for native in many(walk(data, way)) or ()]


def _id_path(binding: BindingSpec) -> str:
    found = next((each for each in binding.order.fields if each.target == "id"), None)
    paths = getattr(found, "paths", ())
    return ", ".join(map(str, paths)) or "id"
