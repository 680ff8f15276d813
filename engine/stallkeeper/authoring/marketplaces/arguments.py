"""The arguments of a description's actions in, needs, accepted fields and the fields' declarations out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from stallkeeper.action_fields import ACTION_FIELDS
from stallkeeper.authoring.marketplaces.conditions import conditions_of
from stallkeeper.authoring.marketplaces.entry import NAME, Entry
from stallkeeper.text.source import Path
from stallkeeper.text.wording import did_you_mean, listed, quoted

_TYPES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("string", "text", "list", "line_number"), "text"),
        **dict.fromkeys(("quantity", "integer"), "whole_number"),
        **dict.fromkeys(("price", "number", "decimal", "float"), "decimal"),
        **dict.fromkeys(("boolean", "bool"), "boolean"),
        "date": "date",
    }
)
_MOST_VALUES = 500
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass
class FieldDraft:
    """What is known so far of a field; `values` maps each code to its label."""

    name: str
    type: str
    path: Path
    values: dict[str, str | None] = field(default_factory=dict)
    free: bool = True
    default: str | None = None


@dataclass
class Arguments:
    """The fields of one marketplace, gathered action by action: a field has one declaration for all of them."""

    fields: dict[str, FieldDraft] = field(default_factory=dict)

    def of(self, action: Entry) -> tuple[list[Any], list[str]]:
        """What the action needs and what it accepts."""
        names = self._names(action)
        needs: list[Any] = []
        accepts: list[str] = []
        for name, required in names.items():
            about = action.at("args_description").at(name)
            self._declare(name, about)
            ways = conditions_of(about.at("depends_on"), tuple(each for each in names if each != name))
            if ways:
                always = frozenset(each for each, must in names.items() if must)
                possible = self._possible(ways, about, always)
                needs += [{"if": way, "then": [name]} if way else name for way in possible]
                accepts += [] if possible else [name]
            elif required:
                needs.append(name)
            else:
                accepts.append(name)
        for name, about in action.at("args_description").members():
            if name not in names:
                about.findings.contradictory(
                    about.path, f"{quoted(name)} is described and the action does not take it", "it was left out"
                )
        taken = {each for need in needs if isinstance(need, dict) for each in need["then"]}
        return needs, [name for name in accepts if name not in taken]

    def _names(self, action: Entry) -> dict[str, bool]:
        """Each argument, and whether it is required."""
        names: dict[str, bool] = {}
        for key, required in (("args", True), ("optional_args", False)):
            for name, path in action.at(key).words():
                if not NAME.fullmatch(name):
                    action.findings.unknown(path, f"{quoted(name)} cannot be a field's name", "it was left out")
                elif name in names and names[name] != required:
                    message = f"{quoted(name)} is required and optional at once"
                    action.findings.contradictory(path, message, "it was taken as required")
                else:
                    names[name] = required
        return names

    def _possible(self, ways: list[dict[str, Any]], about: Entry, always: frozenset[str]) -> list[dict[str, Any]]:
        """The ways that can hold, without what holds of itself: a required argument (`always`) is given."""
        found = []
        for told in ways:
            way = {name: test for name, test in told.items() if not (name in always and test == {"given": True})}
            wrong = [name for name, test in way.items() if not self._can_be(name, test)]
            wrong += [name for name, test in way.items() if name in always and test == {"given": False}]
            if wrong:
                message = f"it depends on a value that {listed(wrong)} cannot have"
                about.findings.contradictory(about.at("depends_on").path, message, "the condition was left out")
            else:
                found.append(way)
        return found

    def _can_be(self, name: str, test: Any) -> bool:
        known = self.fields.get(name)
        if known is None or known.free or not known.values or isinstance(test, dict):
            return True
        return all(value in known.values for value in (test if isinstance(test, list) else [test]))

    def _declare(self, name: str, about: Entry) -> None:
        draft = _draft(name, about)
        known = self.fields.get(name)
        if known is None:
            self.fields[name] = draft
            return
        if known.type != draft.type:
            message = f"{quoted(name)} is {draft.type} here and {known.type} in another action"
            about.findings.contradictory(about.path, message, f"it was taken as {known.type}")
        self._join(known, draft, about)

    def _join(self, known: FieldDraft, draft: FieldDraft, about: Entry) -> None:
        """One field for all actions takes what any of them takes."""
        if "args_description" not in about.path or about.value is None:
            return
        if set(known.values) != set(draft.values) or known.free != draft.free:
            message = f"the values of {quoted(known.name)} are not those that another action gives it"
            hint = "the field takes what any of them takes: narrow it by hand"
            about.findings.contradictory(about.path, message, hint)
        known.free = known.free or draft.free
        known.values = {**draft.values, **known.values}
        known.default = known.default if known.default == draft.default else None


def _draft(name: str, about: Entry) -> FieldDraft:
    standard = ACTION_FIELDS.get(name)
    said = about.at("type").value
    kind = _TYPES.get(str(said), "")
    if not kind:
        kind = standard.type if standard is not None else "text"
        if said is not None:
            hint = did_you_mean(said, _TYPES) or f"it was taken as {kind}"
            about.findings.unknown(about.at("type").path, f"{quoted(said)} is no type that we know", hint)
    draft = FieldDraft(name, kind, about.path, _values(about.at("valid_values"), kind))
    draft.free = about.at("accept_free_values").flag(otherwise=True)
    if not draft.values and not draft.free:
        message = f"{quoted(name)} takes none but listed values, and none is listed"
        about.findings.contradictory(about.path, message, "any value is taken")
        draft.free = True
    draft.default = _default(about.at("default_value"), draft)
    return draft


def _values(listed_values: Entry, kind: str) -> dict[str, str | None]:
    """Code -> label; written as a mapping to labels, a mapping to texts, or a bare list."""
    found: dict[str, str | None] = {}
    if isinstance(listed_values.value, list):
        found = {word: None for word, _ in listed_values.words()}
    else:
        for code, each in listed_values.members():
            if Entry(code, each.path, each.findings).is_word():
                found[code] = each.label()
            else:
                each.findings.unknown(each.path, f"{quoted(code)} is no word", "it was left out")
    wrong = [code for code in found if not _is_a(kind, code)]
    if wrong:
        message = f"{quoted(wrong[0])} is no {kind.replace('_', ' ')}"
        listed_values.findings.contradictory(listed_values.path, message, "such values were left out")
    return {code: label for code, label in found.items() if code not in wrong}


def _default(given: Entry, draft: FieldDraft) -> str | None:
    if given.value in (None, ""):
        return None
    if not given.is_word() or not _is_a(draft.type, given.value):
        kind = draft.type.replace("_", " ")
        given.findings.contradictory(given.path, f"the default {quoted(given.value)} is no {kind}", "it was left out")
        return None
    if draft.values and not draft.free and given.value not in draft.values:
        message = f"the default {quoted(given.value)} is not among the only values"
        given.findings.contradictory(given.path, message, "it was left out")
        return None
    return str(given.value)


def _is_a(kind: str, text: str) -> bool:
    """Whether the text says a value of this type."""
    if kind == "text":
        return True
    if kind == "boolean":
        return text in ("true", "false")
    if kind == "date":
        return _DAY.fullmatch(text) is not None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    return number.is_finite() and (kind == "decimal" or number == number.to_integral_value())


def declaration(draft: FieldDraft, about: Entry) -> dict[str, Any] | None:
    """The field as `fields:` has it; None where the standard one says as much."""
    standard = ACTION_FIELDS.get(draft.name)
    values = list(draft.values)
    if len(values) > _MOST_VALUES:
        about.findings.unknown(draft.path, f"{len(values)} values are more than a field can list", "it takes any value")
        values = []
    if standard is not None and standard.type == draft.type and not values and draft.default is None:
        return None
    told: dict[str, Any] = {"type": draft.type}
    if values:
        told["values"] = values
        labels = _labels({code: draft.values[code] for code in values})
        told |= {"labels": labels} if labels else {}
        told |= {"free": True} if draft.free else {}
    return told | ({"default": draft.default} if draft.default is not None else {})


def _labels(values: Mapping[str, str | None]) -> dict[str, str]:
    """Labels that say more than their code, and one thing each."""
    told = {code: label for code, label in values.items() if label and label != code}
    names = [*told.values()]
    return {code: label for code, label in told.items() if names.count(label) == 1 and label not in values}
