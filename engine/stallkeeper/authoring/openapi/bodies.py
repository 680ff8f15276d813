"""An action's operation in, its request and the fields that it needs out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from stallkeeper.action_fields import ACTION_FIELDS
from stallkeeper.authoring.openapi.document import Document, Operation, Parameter, Part

_TYPES: Mapping[str, str] = {"integer": "whole_number", "number": "decimal", "boolean": "boolean"}
_STANDARD: tuple[tuple[str, str], ...] = (
    ("tracking_?(number|id|code)s?$|waybill|track_and_trace|parcel_number", "tracking_number"),
    ("tracking_?url|carrier_?url", "tracking_url"),
    ("(carrier|transporter)_?(code|id)?$", "carrier"),
    ("carrier_?name|other_carrier", "carrier_name"),
)
_LINES = re.compile(r"(line|item|unit|product)s?(list)?$", re.IGNORECASE)
_ORDER_ID = re.compile(r"order.*(id|number|reference)|^id_order$|^id$|checkout_form", re.IGNORECASE)
_LINE_ID = re.compile(r"(line|item|unit).*(id|number)|id_order_unit|^id_(line|item|unit)", re.IGNORECASE)
_QUANTITY = re.compile(r"quantity|^amount$", re.IGNORECASE)
_DEEPEST = 14
_DEEPEST_OPTIONAL = 5
_MOST_OPTIONAL = 12
_OURS = frozenset({"for_each", "if", "use", "put"})
"""What a member may not be called in a binding's body: there these words mean something."""


@dataclass
class ActionDraft:
    """What an action's request needs, while it is being read."""

    name: str
    operation: Operation
    needs: list[str] = field(default_factory=list)
    accepts: list[str] = field(default_factory=list)
    fields: dict[str, dict[str, Any]] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)
    """account parameter -> what it is about"""
    request: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Within:
    """Where in a body one is: how deep, in what comes once for each line, in what may be left out."""

    depth: int = 0
    in_lines: bool = False
    optional: bool = False

    def deeper(self) -> Within:
        return replace(self, depth=self.depth + 1)


class RequestDraft:
    """Reads one operation. `declared` are the fields of the channel so far: a field has one declaration."""

    def __init__(self, document: Document, declared: dict[str, dict[str, Any]]) -> None:
        self._document, self._declared = document, declared

    def action(self, name: str, operation: Operation) -> ActionDraft:
        draft = ActionDraft(name, operation)
        draft.request = {"method": operation.method.upper(), "path": self._path(draft)}
        for place, key in (("query", "query"), ("header", "headers")):
            given = {each.name: self._parameter(draft, each) for each in asked(operation, place)}
            if given:
                draft.request[key] = given
        if operation.body is not None:
            body = self._value(draft, "", operation.body, Within())
            if body not in (None, {}, []):
                draft.request["body"] = body
        return draft

    def _path(self, draft: ActionDraft) -> str:
        steps = []
        known = {each.name: each for each in draft.operation.parameters if each.place == "path"}
        for step in draft.operation.path.split("/"):
            if "{" not in step:
                steps.append(step)
                continue
            name = step.strip("{}")
            if _LINE_ID.search(snake(name)):
                steps.append(f"<fields.{self._need(draft, 'line', None)}>")
            elif "<order.id>" not in steps:
                steps.append("<order.id>")
            else:
                steps.append(
                    f"<fields.{self._need(draft, snake(name), known[name].schema if name in known else None)}>"
                )
        return "/".join(steps)

    def _parameter(self, draft: ActionDraft, each: Parameter) -> str:
        """A required query parameter or header is a matter of the account: nothing of the order or the action."""
        name = snake(each.name)
        draft.parameters[name] = f"{each.name}, which {draft.operation.method.upper()} {draft.operation.path} asks for."
        return f"<account.{name}>"

    def _value(self, draft: ActionDraft, name: str, schema: Part, at: Within) -> Any:
        document = self._document
        if at.depth > _DEEPEST:
            return None
        if "items" in schema.data:
            items = document.at(schema, "items")
            if _LINES.search(name) and document.properties(items) and not at.in_lines:
                given = self._value(draft, name, items, replace(at.deeper(), in_lines=True))
                return {"for_each": "lines", "give": given} if given else None
            one = self._value(draft, name, items, at.deeper())
            return None if one is None else [one]
        members = document.properties(schema)
        if members:
            return self._object(draft, schema, members, at)
        return self._leaf(draft, name, schema, at) if name else None

    def _object(self, draft: ActionDraft, schema: Part, members: Mapping[str, Part], at: Within) -> Any:
        """First the members that are required; where none is, the only one, or those it would be senseless without.

        Then what else may be given, each with a question mark, as far as the bounds allow.
        """
        members = {name: part for name, part in members.items() if name not in _OURS and not name.endswith("?")}
        required = self._document.required(schema) & members.keys()
        wanted = required or {name for name in members if len(members) == 1 or _LINES.search(name)}
        given = {name: self._value(draft, name, members[name], at.deeper()) for name in members if name in wanted}
        for name, part in members.items():
            if name not in wanted and at.depth < _DEEPEST_OPTIONAL and part.text("readOnly") != "true":
                given[f"{name}?"] = self._value(draft, name, part, replace(at.deeper(), optional=True))
        return {name: value for name, value in given.items() if value is not None} or None

    def _leaf(self, draft: ActionDraft, name: str, schema: Part, at: Within) -> str | None:
        plain = snake(name)
        if at.in_lines and (_LINE_ID.search(plain) or plain == "id"):
            return "<line.id>"
        if at.in_lines and _QUANTITY.search(plain) and "refund" not in draft.name:
            return "<line.quantity>"
        if _LINE_ID.search(plain):
            return self._taken(draft, "line", None, at)
        if _ORDER_ID.fullmatch(plain) or (_ORDER_ID.search(plain) and plain.endswith(("order_id", "order_number"))):
            return "<order.id>"
        values = self._document.enum(schema)
        if len(values) == 1:
            return None if at.optional else values[0]
        if schema.text("type") == "object":
            return None
        standard = next((ours for form, ours in _STANDARD if re.search(form, plain)), plain)
        return self._taken(draft, standard, schema, at)

    def _taken(self, draft: ActionDraft, name: str, schema: Part | None, at: Within) -> str | None:
        if at.optional and len(draft.accepts) >= _MOST_OPTIONAL:
            return None
        taken = self._need(draft, name, schema, optional=at.optional)
        return "<carrier.code>" if taken == "carrier" else f"<fields.{taken}>"

    def _need(self, draft: ActionDraft, name: str, schema: Part | None, *, optional: bool = False) -> str:
        """Note a field, under the action's own name where another action declares it otherwise."""
        name = (name if re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name) else f"field_{name}")[:40].strip("_")
        declaration = self._declaration(name, schema) if schema is not None and name != "carrier" else None
        if self._declared.get(name, declaration) != declaration:
            name = f"{draft.name}_{name}"[:40]
        if declaration is not None:
            self._declared[name] = declaration
            draft.fields[name] = declaration
        noted = draft.accepts if optional else draft.needs
        if name not in (*noted, *draft.needs):
            noted.append(name)
        if not optional and name in draft.accepts:
            draft.accepts.remove(name)
        return name

    def _declaration(self, name: str, schema: Part) -> dict[str, Any] | None:
        values = self._document.enum(schema)
        kind = "text" if values else _TYPES.get(schema.text("type"), "text")
        kind = "date" if schema.text("format") == "date" else kind
        standard = ACTION_FIELDS.get(name)
        if standard is not None and standard.type == kind and not values:
            return None
        told: dict[str, Any] = {"type": kind}
        return told | ({"values": list(values[:500])} if values else {})


def asked(operation: Operation, place: str) -> list[Parameter]:
    """What has to be given there; what says who calls is a matter of `auth`."""
    hidden = re.compile(r"^(authorization|accept|content-type|x-api-key)$|token|signature|secret", re.IGNORECASE)
    return [
        each for each in operation.parameters if each.place == place and each.required and not hidden.search(each.name)
    ]


def snake(name: str) -> str:
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or "field"
