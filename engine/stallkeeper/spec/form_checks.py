"""A value as written in, what is wrong with its form out: two forms at once, strange words, dead cases."""

from __future__ import annotations

from collections.abc import Mapping

from stallkeeper.spec.binding_mapping import Case, Converter, PathTest
from stallkeeper.spec.binding_nodes import Findings
from stallkeeper.spec.part import Part
from stallkeeper.text.wording import quoted

FORMS = (
    "from",
    "first_of",
    "join",
    "constant",
    "sum",
    "some_of",
    "latest_of",
    "earliest_of",
    "find",
    "among",
    "of_lines",
    "cases",
)
"""Every way to say where a value comes from; a value takes exactly one of them."""

_BESIDE: Mapping[str, tuple[str, ...]] = {
    "with": ("join",),
    "of": ("sum", "find", "among"),
    "times": ("sum",),
    "plus": ("sum",),
    "if": ("sum", "some_of", "find"),
    "in": ("among",),
    "counted": ("some_of",),
    "out_of": ("some_of",),
    "minus": ("from", "first_of", "sum", "find"),
    "divided_by": ("from", "first_of", "sum", "find"),
}
_NEEDS: Mapping[str, tuple[str, ...]] = {
    "sum": ("of",),
    "some_of": ("counted", "out_of"),
    "find": ("of",),
    "among": ("in",),
}
_NUMBERS = ("decimal", "whole_number")
_TYPES: Mapping[str, tuple[str, ...]] = {
    "sum": _NUMBERS,
    "minus": _NUMBERS,
    "divided_by": _NUMBERS,
    "latest_of": ("instant",),
    "earliest_of": ("instant",),
}


def check_form(part: Part, type_name: Converter, found: Findings) -> str:
    """The one form that `part` takes (the first where there are several); what is wrong with it is told."""
    forms = [word for word in FORMS if word in part]
    if len(forms) != 1:
        found.add(part, "wrong-value", f"{quoted(part.name)} takes exactly one of {', '.join(FORMS)}")
    for word, needed in _BESIDE.items():
        if word in part and not set(forms) & set(needed):
            among = " or ".join(f"`{each}`" for each in needed)
            found.add(part.at(word), "unknown-key", f"`{word}` means something only beside {among}")
    if "else" in part and "map" not in part and "cases" not in forms:
        found.add(part.at("else"), "unknown-key", "`else` means something only beside `map` or `cases`")
    form = forms[0] if forms else "from"
    missing = [f"`{word}`" for word in _NEEDS.get(form, ()) if word not in part]
    if missing:
        found.add(part, "missing-key", f"`{form}` needs {' and '.join(missing)}")
    _check_type(part, form, type_name, found)
    return form


def _check_type(part: Part, form: str, type_name: Converter, found: Findings) -> None:
    for word in (form, "minus", "divided_by"):
        if word in part and word in _TYPES and type_name not in _TYPES[word]:
            kind = "an instant" if _TYPES[word] == ("instant",) else "a number"
            message = f"`{word}` gives {kind}, and {quoted(part.name)} is {type_name.replace('_', ' ')}"
            found.add(part.at(word), "wrong-value", message)
    if form == "of_lines" and part.name != "native_status":
        found.add(part.at(form), "wrong-value", "`of_lines` gives the order's `native_status` and nothing else")


def check_cases(part: Part, cases: tuple[Case, ...], found: Findings) -> None:
    """A case that an earlier one always forestalls, or whose tests contradict each other, never holds."""
    for number, case in enumerate(cases):
        item = part.at(number)
        for test in case.tests:
            if test.operator == "same_as" and test.value == (test.path,):
                message = f"{quoted(test.path)} is always the same as itself"
                found.add(item.at("if").at(test.path), "unreachable-case", message, "compare it with another path")
        earlier = next((at for at in range(number) if _forestalls(cases[at], case)), None)
        if earlier is not None:
            message = f"case {number + 1} never holds: case {earlier + 1} holds whenever it would"
            found.add(item, "unreachable-case", message, "put the narrower case first")


def _forestalls(earlier: Case, later: Case) -> bool:
    """Whether all that the earlier case asks is implied by what the later one asks."""
    return all(any(_implies(have, wanted) for have in later.tests) for wanted in earlier.tests)


def _implies(have: PathTest, wanted: PathTest) -> bool:
    if have.path != wanted.path:
        return False
    if have == wanted:
        return True
    if have.operator in ("is", "one_of"):
        return all(_holds_for(each, wanted) for each in _values(have))
    if have.operator in ("above", "below") and have.operator == wanted.operator:
        return bool(have.value >= wanted.value if have.operator == "above" else have.value <= wanted.value)
    return _asks_whether_given(wanted) and have.operator in ("above", "below", "same_as")


def _values(test: PathTest) -> tuple[str, ...]:
    return tuple(test.value) if test.operator == "one_of" else (str(test.value),)


def _holds_for(word: str, wanted: PathTest) -> bool:
    """Whether a value that is exactly `word` passes the test."""
    if wanted.operator in ("is", "one_of"):
        return word in _values(wanted)
    if wanted.operator == "not":
        return bool(word != wanted.value)
    return _asks_whether_given(wanted)


def _asks_whether_given(test: PathTest) -> bool:
    return test.operator == "given" and test.value is True
