"""The conformed data of a scenario and the channel it plays on in, its typed and frozen ScenarioSpec out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from stallkeeper.spec.build_conditions import Names, literal
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.part import Part
from stallkeeper.spec.scenario_spec import Promise, ScenarioLine, ScenarioOrder, ScenarioSpec, Step, Verb
from stallkeeper.text.source import Source

_VERBS: tuple[Verb, ...] = ("do", "channel_reports", "wait", "ask")
_LISTS = ("line_statuses", "missing", "wrong", "flags", "overdue", "offered", "reasons", "advice")
_PLAIN = ("status", "refused", "unforeseen", "unknown", "left_out")


def build_scenario(source: Source, data: Any, channel: ChannelSpec, name: str) -> ScenarioSpec:
    """The story that `data` (conformed to scenario-1) tells of an order on `channel`."""
    root = Part(data, (), source)
    names = Names(channel.fields, channel.order_fields)
    return ScenarioSpec(
        id=name,
        title=root.text("scenario"),
        order=_order(root.at("order"), names),
        steps=tuple(_step(part, names) for part in root.at("steps").items()),
        path=source.path,
    )


def _order(part: Part, names: Names) -> ScenarioOrder:
    apart = ("native", "arrives_as", "age", "lines")
    return ScenarioOrder(
        place=part.place,
        native=part.optional_text("native"),
        arrives_as=part.optional_text("arrives_as"),
        fields=_typed({name: value for name, value in part.members() if name not in apart}, names, "order."),
        lines=tuple(_line(line) for line in part.at("lines").items()),
        age=part.duration("age") or timedelta(0),
    )


def _line(part: Part) -> ScenarioLine:
    quantity = part.at("quantity").value
    return ScenarioLine(part.text("sku"), 1 if quantity is None else quantity, part.optional_text("native_status"))


def _typed(members: Mapping[str, Part], names: Names, space: str) -> Mapping[str, Any]:
    return MappingProxyType(
        {name: literal(part.value, names.type_of(f"{space}{name}")) for name, part in members.items()}
    )


def _step(part: Part, names: Names) -> Step:
    verb = next((name for name in _VERBS if name in part), _VERBS[0])
    given = dict(part.at("with").members())
    return Step(
        verb=verb,
        subject=part.text(verb),
        place=part.at(verb).place,
        promise=_promise(part, names),
        given=_typed(given, names, "order.") if verb == "channel_reports" else _as_written(given),
        lines=part.words("lines"),
        duration=part.duration("wait"),
        action=part.optional_text("action"),
        reports=part.optional_text("reports"),
        places=MappingProxyType({key: member.place for key, member in part.members()}),
    )


def _as_written(members: Mapping[str, Part]) -> Mapping[str, Any]:
    return MappingProxyType({name: str(part.value) for name, part in members.items()})


def _promise(part: Part, names: Names) -> Promise:
    said: dict[str, Any] = {name: part.words(name) for name in _LISTS if name in part}
    said |= {name: part.at(name).value for name in _PLAIN if name in part}
    if "sends" in part:
        said["sends"] = _typed(dict(part.at("sends").members()), names, "")
    return Promise(**said)
