"""A `depends_on` of a description in, the conditions of our language out: one mapping for each way it can hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from stallkeeper.authoring.marketplaces.entry import Entry
from stallkeeper.text.wording import did_you_mean, quoted

_ALL = frozenset({"allof", "and", "all"})
_ANY = frozenset({"anyof", "or", "any"})

_TESTS: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "equals": lambda value: value,
        "notequals": lambda value: {"not": value},
        "in": lambda value: value,
        "oneof": lambda value: value,
        "exists": lambda _: {"given": True},
        "isset": lambda _: {"given": True},
        "notempty": lambda _: {"given": True},
        "empty": lambda _: {"given": False},
        "notexists": lambda _: {"given": False},
        "greaterthan": lambda value: {"above": value},
        "lessthan": lambda value: {"below": value},
    }
)
_OF_A_LIST = frozenset({"in", "oneof"})
_WITHOUT_VALUE = frozenset({"exists", "isset", "notempty", "empty", "notexists"})


def conditions_of(depends_on: Entry, arguments: tuple[str, ...]) -> list[dict[str, Any]] | None:
    """The ways in which it can hold, each a mapping of conditions; None where it cannot be read as told, [] for none.

    `arguments` are the names that may be depended on: those of the same action.
    """
    if depends_on.value in (None, "", [], {}):
        return []
    operation = _plain(depends_on.at("operation").value or "allOf")
    found = [_condition(each, arguments) for each in depends_on.at("conditions").items()]
    if operation not in _ALL | _ANY or not found:
        depends_on.findings.unknown(
            depends_on.path, f"the operation {quoted(depends_on.at('operation').value)} is not known", _LEFT
        )
        return None
    if any(each is None for each in found):
        return None
    told = [each for each in found if each is not None]
    if operation in _ANY:
        return [{name: test} for name, test in told]
    names = [name for name, _ in told]
    if len(names) != len(set(names)):
        depends_on.findings.unknown(depends_on.path, "two conditions on one argument have to hold at once", _LEFT)
        return None
    return [dict(told)]


_LEFT = "the argument was taken as optional: write its `if` by hand"


def _condition(condition: Entry, arguments: tuple[str, ...]) -> tuple[str, Any] | None:
    function = _plain(condition.at("function").value)
    name = _name(condition.at("key_path"), arguments)
    if name is None:
        return None
    if function not in _TESTS:
        message = f"the function {quoted(condition.at('function').value)} is not known"
        condition.findings.unknown(condition.path, message, _LEFT)
        return None
    value = condition.at("value")
    if not _fits(value, function):
        condition.findings.unknown(value.path, f"{quoted(value.value)} is no value to hold it against", _LEFT)
        return None
    return name, _TESTS[function](value.value)


def _fits(value: Entry, function: str) -> bool:
    if function in _WITHOUT_VALUE:
        return True
    if function in _OF_A_LIST:
        return isinstance(value.value, list) and bool(value.value) and all(each.is_word() for each in value.items())
    return value.is_word()


def _name(key_path: Entry, arguments: tuple[str, ...]) -> str | None:
    """The argument that is depended on; anything else (data of the order) has no name that we know."""
    root, path = key_path.at("root").value, key_path.at("path").value
    if root != "action_data":
        message = f"it depends on {quoted(f'{root}.{path}')}, which is no argument of the action"
        key_path.findings.unknown(key_path.path, message, "write its `if` over order.* by hand")
        return None
    if path not in arguments:
        hint = did_you_mean(path, arguments) or _LEFT
        key_path.findings.contradictory(
            key_path.path, f"it depends on {quoted(path)}, which the action does not take", hint
        )
        return None
    return str(path)


def _plain(word: object) -> str:
    return str(word).replace("_", "").replace("-", "").lower()
