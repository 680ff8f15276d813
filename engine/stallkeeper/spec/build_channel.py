"""The conformed data of a channel.yaml in, its typed and frozen ChannelSpec out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, TypeVar, cast

from stallkeeper.spec.build_action import build_action
from stallkeeper.spec.build_conditions import Names, build_conditions
from stallkeeper.spec.build_field import build_field
from stallkeeper.spec.channel_spec import (
    ActionSpec,
    Assumption,
    BackOffice,
    Carrier,
    CarrierRules,
    ChannelSpec,
    Citation,
    Deadline,
    DocumentSpec,
    Exclusion,
    FieldSpec,
    Flag,
    Fulfilment,
    LineDecision,
    LineRules,
    RefundRules,
    StatusSpec,
    Window,
)
from stallkeeper.spec.part import Part
from stallkeeper.spec.standard_fields import STANDARD_FIELDS
from stallkeeper.text.source import Source

_Value = TypeVar("_Value")


def build_channel(source: Source, data: Any, carriers: tuple[Carrier, ...] = ()) -> ChannelSpec:
    """The channel that `data` (conformed to channel-1) describes, with the carriers of its carriers.yaml.

    Built from data with problems it holds what was left of it: enough for the checks of names, not to run anything.
    """
    root = Part(data if isinstance(data, dict) else {}, (), source)
    fields = _frozen({name: build_field(name, part) for name, part in root.at("fields").members()})
    order_fields = _frozen({name: build_field(name, part) for name, part in root.at("order_fields").members()})
    names = Names(fields, order_fields)
    actions = _frozen({name: build_action(name, part, names) for name, part in root.at("actions").members()})
    return ChannelSpec(
        channel=root.text("channel"),
        title=root.text("title"),
        language=root.at("language").value or 1,
        maturity=cast(Any, root.text("maturity", "draft")),
        sources=tuple(_citation(part) for part in root.at("sources").items()),
        retrieval=tuple(_window(name, part) for name, part in root.at("retrieval").members()),
        starts_at=root.words("starts_at"),
        statuses=_frozen({name: _status(name, part, names) for name, part in root.at("statuses").members()}),
        actions=actions,
        path=source.path,
        edition=root.optional_text("edition"),
        family=root.optional_text("extends"),
        valid_from=root.day("valid_from"),
        valid_to=root.day("valid_to"),
        sites=_texts(root.at("sites")),
        lines=_lines(root.at("lines"), names),
        gates=_texts(root.at("gates")),
        flags=_frozen({name: _flag(name, part) for name, part in root.at("flags").members()}),
        aliases=_texts(root.at("aliases")),
        order_fields=order_fields,
        fields=_frozen({**fields, **_standard_fields(actions, fields)}),
        only=tuple(_exclusion(part, names) for part in root.at("only").items()),
        carriers=_carriers(root.at("carriers"), carriers) if "carriers" in root else None,
        fulfilled_by_channel=_fulfilment(root.at("fulfilled_by_channel")) if "fulfilled_by_channel" in root else None,
        refunds=_refunds(root.at("refunds")) if "refunds" in root else None,
        documents=tuple(_document(name, part, names) for name, part in root.at("documents").members()),
        back_office=_back_office(root.at("back_office")) if "back_office" in root else None,
        retention=root.at("retention").duration("personal_data"),
        retention_max=root.at("retention").duration("max"),
        assumptions=tuple(_assumption(part) for part in root.at("assumptions").items()),
        places=_frozen({**source.places, **source.keys}),
        value_places=source.places,
    )


def _frozen(mapping: dict[Any, _Value]) -> Mapping[Any, _Value]:
    return MappingProxyType(mapping)


def _texts(part: Part) -> Mapping[str, str]:
    return _frozen({name: str(member.value) for name, member in part.members() if member.value is not None})


def _standard_fields(actions: Mapping[str, ActionSpec], declared: Mapping[str, FieldSpec]) -> dict[str, FieldSpec]:
    """The catalogue's fields that the actions name and the file does not declare; they have no place."""
    named = [name for action in actions.values() for name in action.takes()]
    return {name: STANDARD_FIELDS[name] for name in named if name in STANDARD_FIELDS and name not in declared}


def _citation(part: Part) -> Citation:
    return Citation(
        id=part.text("id"),
        title=part.text("title"),
        read=part.day("read") or date.min,
        about=part.words("about"),
        url=part.optional_text("url"),
    )


def _assumption(part: Part) -> Assumption:
    return Assumption(part.text("about"), part.text("because"), part.at("about").place)


def _window(name: str, part: Part) -> Window:
    return Window(
        name=name,
        every=part.duration("every") or timedelta(0),
        place=part.place,
        at=part.time_of_day("at"),
        zone=part.optional_text("zone"),
        look_back=part.duration("look_back"),
        native=part.words("native"),
    )


def _status(name: str, part: Part, names: Names) -> StatusSpec:
    return StatusSpec(
        status=name,
        place=part.place,
        title=part.optional_text("title"),
        native=part.words("native"),
        actions=part.words("actions"),
        next=part.words("next"),
        deadline=_deadline(name, part.at("deadline"), names) if "deadline" in part else None,
        advances_to=part.at("advances").optional_text("to"),
    )


def _deadline(status: str, part: Part, names: Names) -> Deadline:
    return Deadline(
        id=part.text("id", status),
        within=part.duration("within"),
        outcomes=part.words("else"),
        kept_by=cast(Any, part.text("kept_by", "channel")),
        since=cast(Any, part.text("since", "status")),
        conditions=build_conditions(part.at("if"), names),
        because=part.text("because"),
        place=part.place,
    )


def _lines(part: Part, names: Names) -> LineRules:
    words = {status: part.at("statuses").words(status) for status, _ in part.at("statuses").members()}
    return LineRules(
        statuses=_frozen({word: status for status, listed in words.items() for word in listed}),
        says_nothing=frozenset(part.words("says_nothing")),
        decide=tuple(_line_decision(rule, names) for rule in part.at("decide").items()),
        words=_frozen(words),
    )


def _line_decision(part: Part, names: Names) -> LineDecision:
    quantifier = "all" if "all" in part else "any"
    conditions = build_conditions(part.at("if"), names)
    return LineDecision(cast(Any, quantifier), part.text(quantifier), part.text("then"), conditions, part.place)


def _flag(native: str, part: Part) -> Flag:
    return Flag(native, part.text("raises"), cast(Any, part.text("on", "order")), part.place)


def _exclusion(part: Part, names: Names) -> Exclusion:
    return Exclusion(build_conditions(part.at("if"), names), part.text("because"), part.place)


def _carriers(part: Part, known: tuple[Carrier, ...]) -> CarrierRules:
    return CarrierRules(
        by=cast(Any, part.words("by") or ("code",)),
        fallback=part.optional_text("fallback"),
        custom=part.optional_text("custom"),
        known=known,
        closed=bool(part.at("closed").value),
        fixed=part.text("list") == "fixed",
    )


def _fulfilment(part: Part) -> Fulfilment:
    return Fulfilment(part.text("flag"), part.text("arrives_as"), _texts(part.at("native")))


def _refunds(part: Part) -> RefundRules:
    return RefundRules(
        mode=cast(Any, part.text("mode", "action")),
        seen=cast(Any, part.words("seen")),
        gives=cast(Any, part.optional_text("gives")),
        line=cast(Any, part.text("line", "known")),
        because=part.text("because"),
    )


def _document(name: str, part: Part, names: Names) -> DocumentSpec:
    made_by = cast(Any, part.text("made_by", "seller"))
    return DocumentSpec(name, made_by, part.optional_text("recommended"), build_conditions(part.at("if"), names))


def _back_office(part: Part) -> BackOffice:
    return BackOffice(part.text("import_from"), cast(Any, part.text("fulfilled_by_channel", "opt_in")))
