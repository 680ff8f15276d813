"""The conformed data of an action in, its typed ActionSpec out.

What `lines` and `recommends` ask for stands among its needs and what it accepts, so that nobody else need know of them.
"""

from __future__ import annotations

from typing import Any, cast

from stallkeeper.spec.action_spec import ActionLines, ActionSpec, Recommendation
from stallkeeper.spec.build_conditions import Names, build_conditions, build_needs
from stallkeeper.spec.conditions import Condition, Need
from stallkeeper.spec.part import Part


def build_action(name: str, part: Part, names: Names) -> ActionSpec:
    """One action under `actions`."""
    recommends = tuple(_recommendation(item) for item in part.at("recommends").items())
    lines = _lines(part.at("lines")) if "lines" in part else None
    needs = (*build_needs(part.at("needs"), names), *_needed_for(lines, part.at("lines")))
    needed = {word for need in needs if not need.conditions for word in need.fields}
    accepts = (*part.words("accepts"), *_accepted_for(lines), *(word for each in recommends for word in each.fields))
    return ActionSpec(
        name=name,
        results_in=part.words("results_in"),
        place=part.place,
        label=part.optional_text("label"),
        needs=needs,
        accepts=_accepted(part, accepts, needed),
        conditions=build_conditions(part.at("if"), names),
        recommends=recommends,
        lines=lines,
        sent_as=part.optional_text("sent_as"),
    )


def _accepted(part: Part, accepts: tuple[str, ...], needed: set[str]) -> tuple[str, ...]:
    """What the author listed, as listed; then what follows from other keys and stands nowhere yet."""
    listed = part.words("accepts")
    added = (name for name in accepts[len(listed) :] if name not in needed and name not in listed)
    return (*listed, *dict.fromkeys(added))


def _recommendation(part: Part) -> Recommendation:
    return Recommendation(part.words("fields"), part.text("because"), part.place)


def _lines(part: Part) -> ActionLines:
    return ActionLines(cast(Any, part.text("given", "forbidden")), cast(Any, part.text("quantity", "whole")))


def _needed_for(lines: ActionLines | None, part: Part) -> tuple[Need, ...]:
    """One action per line needs the line; a part of the units needs to know of which line."""
    if lines is None or lines.given == "forbidden":
        return ()
    if lines.given == "required":
        return (Need(("line",), (), part.place),)
    part_of_a_line = Need(("line",), (Condition("quantity", "given", True, part.place),), part.place)
    return (part_of_a_line,) if lines.quantity == "part" else ()


def _accepted_for(lines: ActionLines | None) -> tuple[str, ...]:
    if lines is None or lines.given == "forbidden":
        return ()
    of_line = ("line",) if lines.given == "optional" else ()
    return (*of_line, "quantity") if lines.quantity == "part" else of_line
