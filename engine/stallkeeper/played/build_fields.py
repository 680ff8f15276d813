"""What play.yaml says of the values of a request in, their rules out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast
from zoneinfo import ZoneInfo

from stallkeeper.played.draft import Draft
from stallkeeper.played.field_form import FieldForm, FieldType
from stallkeeper.played.instant import TimeForm
from stallkeeper.text.source import Path
from stallkeeper.text.wording import did_you_mean
from stallkeeper.text.zones import is_zone


def build_field(draft: Draft, data: Any, at: Path, within: tuple[str, ...] = ()) -> FieldForm:
    """What one value of a request must be; `within` names the shapes that led here."""
    if isinstance(data, str):
        return FieldForm(cast(FieldType, data.removesuffix("?")), optional=data.endswith("?"))
    if "shape" in data:
        return _shape(draft, data, at, within)
    fields = {
        key: build_field(draft, value, (*at, "fields", key), within) for key, value in data.get("fields", {}).items()
    }
    form = FieldForm(
        type=data.get("type", "object" if "fields" in data else "text"),
        optional=data.get("optional", False),
        nullable=data.get("nullable", False),
        repeated=data.get("repeated", False),
        decimal=data.get("decimal", False),
        values=_values(draft, data, at),
        at_least=data.get("at_least"),
        at_most=data.get("at_most"),
        default=data.get("default"),
        fields=fields if "fields" in data else None,
        of=build_field(draft, data["of"], (*at, "of"), within) if "of" in data else None,
        ordered=data.get("ordered", False),
        open=data.get("open", False),
        commas=data.get("commas", False),
        holds_json=data.get("holds_json", False),
        time=time_form(draft, data),
    )
    return replace(form, optional=True) if form.default is not None else form


def _shape(draft: Draft, data: Mapping[str, Any], at: Path, within: tuple[str, ...]) -> FieldForm:
    name = data["shape"]
    shapes = draft.data.get("shapes", {})
    if name not in shapes or name in within:
        reason = "leads back to itself" if name in shapes else "is not there"
        hint = "" if name in shapes else did_you_mean(name, shapes)
        draft.problem((*at, "shape"), "unknown-shape", f"the shape `{name}` {reason}", hint)
        return FieldForm("object", optional=True)
    form = build_field(draft, shapes[name], ("shapes", name), (*within, name))
    return replace(form, optional=data.get("optional", form.optional), nullable=data.get("nullable", form.nullable))


def _values(draft: Draft, data: Mapping[str, Any], at: Path) -> tuple[str, ...] | None:
    if "in" in data:
        return draft.values(data["in"], (*at, "in"))
    return tuple(data["one_of"]) if "one_of" in data else None


def time_form(draft: Draft, data: Mapping[str, Any]) -> TimeForm | None:
    """How instants are written here, where it is not the marketplace's way; its zone is checked where it stands."""
    if "written" not in data:
        return None
    zone = draft.data["time"]["zone"]
    return TimeForm(data["written"], ZoneInfo(zone if is_zone(zone) else "UTC"))
