"""A body's or a value's parts as written in, their parsed form out, every name and filter checked against its scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from stallkeeper.problems import Problem
from stallkeeper.spec.binding_scope import Scope
from stallkeeper.spec.binding_template import (
    Choice,
    Constant,
    Each,
    Empty,
    Member,
    Members,
    Node,
    Sequence,
    Template,
    parse_template,
)
from stallkeeper.spec.build_conditions import Names, build_conditions
from stallkeeper.spec.conditions import Condition
from stallkeeper.spec.part import Part
from stallkeeper.text.wording import did_you_mean, nearest, quoted
from stallkeeper.words import CONDITION_OPERATORS


@dataclass(slots=True)
class Findings:
    """Problems as they are found (the same one once), and every name that was used."""

    problems: dict[Problem, None] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def add(self, part: Part, code: str, message: str, hint: str = "", severity: str = "error") -> None:
        excerpt = part.source.line_at(part.place)
        self.problems[Problem(part.place, code, message, hint, excerpt=excerpt, severity=severity)] = None

    def add_at_value(self, part: Part, code: str, message: str, hint: str = "", severity: str = "error") -> None:
        """The same with the caret at what the author wrote and not at the key it stands under."""
        place = part.value_place
        excerpt = part.source.line_at(place)
        self.problems[Problem(place, code, message, hint, excerpt=excerpt, severity=severity)] = None


@dataclass(frozen=True, slots=True)
class NodeBuilder:
    """Builds nodes in one scope. `guarded`: inside something that is left out when empty, or behind a condition."""

    scope: Scope
    names: Names
    found: Findings
    pieces: Mapping[str, Part] = field(default_factory=dict)
    body: Part | None = None
    guarded: bool = False

    def node(self, part: Part) -> Node:
        value = part.value
        if value is None:
            return Empty()
        if isinstance(value, list):
            items = (Part(item, (*part.path, at), part.source) for at, item in enumerate(value))
            return Sequence(tuple(self.node(item) for item in items))
        if isinstance(value, dict):
            return self._object(part)
        return self.template(part)

    def template(self, part: Part) -> Template:
        """The parsed text; what is wrong with it is a problem, and the text then stands for itself."""
        parsed = parse_template(str(part.value))
        if isinstance(parsed, str):
            self.found.add_at_value(part, "wrong-template", parsed)
            return Template((Constant(str(part.value)),))
        for reference in parsed.references():
            self._known(part, str(reference))
        return parsed

    def members(self, part: Part) -> Members:
        """Keys and values in order; a question mark after a key makes it optional."""
        held: set[str] = set()
        for key, value in part.members():
            name = key.removesuffix("?")
            if name in held:
                message = f"{quoted(name)} stands here with and without a question mark, and is sent once"
                self.found.add(value, "said-twice", message, "remove one of the two")
            held.add(name)
        return Members(tuple(self._member(key, value) for key, value in part.members()))

    def _member(self, key: str, value: Part) -> Member:
        optional = key.endswith("?")
        builder = replace(self, guarded=True) if optional else self
        return Member(key.removesuffix("?"), builder.node(value), optional)

    def _object(self, part: Part) -> Node:
        keys = set(part.value)
        if keys == {"use"}:
            return self._piece(part.at("use"))
        if keys == {"put"}:
            return self._hole(part)
        if "for_each" in keys:
            return self._each(part)
        if "if" in keys:
            return self._choice(part)
        return self.members(part)

    def _piece(self, part: Part) -> Node:
        piece = self.pieces.get(str(part.value))
        if piece is None:
            hint = did_you_mean(part.value, self.pieces) or "a piece cannot use another"
            self.found.add(part, "unknown-part", f"no part is called {quoted(part.value)}", hint)
            return Empty()
        return replace(self, pieces={}, body=None).node(piece)

    def _hole(self, part: Part) -> Node:
        if part.at("put").value != "body":
            self.found.add(part, "unknown-part", "only `put: body` is possible")
        return replace(self, body=None).node(self.body) if self.body else Empty()

    def _each(self, part: Part) -> Node:
        self._only(part, "for_each", "picked_by", "if", "give")
        over = part.text("for_each")
        if not (over == "lines" and self.scope.lines):
            self._known(part.at("for_each"), over)
        picked_by = part.optional_text("picked_by")
        if picked_by is not None:
            self._known(part.at("picked_by"), f"fields.{picked_by}", may_miss=True)
        inner = replace(self, scope=self.scope.within(over))
        conditions = inner.conditions(part.at("if"))
        return Each(tuple(over.split(".")), inner.node(part.at("give")), picked_by, conditions)

    def _choice(self, part: Part) -> Node:
        self._only(part, "if", "then", "else")
        inner = replace(self, guarded=True)
        return Choice(self.conditions(part.at("if")), inner.node(part.at("then")), inner.node(part.at("else")))

    def conditions(self, part: Part) -> tuple[Condition, ...]:
        """What stands under an `if`, every name of it known."""
        for name, test in part.members():
            self._asked(test)
            if not self.scope.knows_condition(name):
                known = self.scope.names if "." in name else self.scope.fields
                self._unknown(test, name, known, at_key=True)
            self.found.used.add(name if "." in name else f"fields.{name}")
        return build_conditions(part, self.names)

    def _asked(self, test: Part) -> None:
        """How a condition asks: by a value, by several, or in one of the few other ways there are."""
        if isinstance(test.value, dict):
            self._only(test, *CONDITION_OPERATORS)
            if len(test.value) != 1:
                self.found.add(test, "wrong-value", "a condition asks in one way", "such as {given: true}")

    def _only(self, part: Part, *known: str) -> None:
        for key, value in part.members():
            if key not in known:
                self.found.add(value, "unknown-key", f"{quoted(key)} cannot stand here", did_you_mean(key, known))

    def _known(self, part: Part, name: str, *, may_miss: bool = False) -> None:
        self.found.used.add(name)
        if not self.scope.knows(name):
            self._unknown(part, name, self.scope.names)
        elif not (self.guarded or may_miss or self.scope.is_sure(name)):
            hint = f"write `{part.name}?:` to leave it out then"
            self.found.add(part, "may-be-missing", f"`{name}` is not always given with this action", hint)

    def _unknown(self, part: Part, name: str, known: frozenset[str], *, at_key: bool = False) -> None:
        """A name that nothing has; what was probably meant counts as used, for the mistake is told once."""
        meant = nearest(name, sorted(known))
        if meant is not None:
            self.found.used.add(meant)
        add = self.found.add if at_key else self.found.add_at_value
        add(part, "unknown-name", f"nothing is called {quoted(name)} here", did_you_mean(name, sorted(known)))
