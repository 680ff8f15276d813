"""The name of a schema in, one quick test of typed data out: True says that the full validation would find nothing.

Nearly every file is sound, and the full validation, which can say what is wrong and where, costs ten times as much as
this, which cannot. So this goes first, and decides only that there is nothing to say. Each part of a schema is compiled
when it is first needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias

from stallkeeper.text.formats import FORMATS
from stallkeeper.text.schema_file import read_as_written, resolve

Test: TypeAlias = Callable[[Any], bool]
Schema: TypeAlias = Mapping[str, Any]

_IS: Mapping[type, frozenset[str]] = {
    dict: frozenset({"object"}),
    list: frozenset({"array"}),
    str: frozenset({"string"}),
    bool: frozenset({"boolean"}),
    int: frozenset({"integer", "number"}),
    Decimal: frozenset({"number"}),
    type(None): frozenset({"null"}),
}
"""What a value is, by its class; of any other class nothing is sure."""

_SAYS_NOTHING = frozenset({"title", "description", "examples", "default", "$schema", "$id", "$comment", "$defs"})
_TOGETHER = frozenset({"properties", "additionalProperties", "then", "else"})
"""Keywords that are read with another: members together, then and else with their if."""


class Unsure(LookupError):
    """A schema says something that is not known here."""


def surely_valid(data: Any, schema_name: str) -> bool:
    """Whether `data` is sure to be valid; False where it is not, or where this cannot tell."""
    try:
        return _test_for(schema_name)(data)
    except Unsure:
        return False


@cache
def _test_for(schema_name: str) -> Test:
    schema = read_as_written(schema_name)
    return Compiler(schema).test(schema)


class Compiler:
    """Compiles the parts of one schema; a part that is referred to is compiled once."""

    def __init__(self, root: dict[str, Any]) -> None:
        self._root = root
        self._referred: dict[str, Test] = {}

    def test(self, schema: Any) -> Test:
        """Whether a value is what `schema` asks for."""
        if isinstance(schema, bool):
            return lambda _value: schema
        tests = list(self._members(schema))
        for keyword, asked in schema.items():
            if keyword in _KEYWORDS:
                tests.append(_KEYWORDS[keyword](self, asked, schema))
            elif not (keyword in _SAYS_NOTHING or keyword in _TOGETHER or keyword.startswith("x-")):
                raise Unsure(keyword)
        return tests[0] if len(tests) == 1 else _all(tuple(tests))

    def later(self, schema: Any) -> Test:
        """The same test, compiled when it is first asked."""
        compiled: list[Test] = []

        def holds(value: Any) -> bool:
            if not compiled:
                compiled.append(self.test(schema))
            return compiled[0](value)

        return holds

    def referred(self, reference: str) -> Test:
        """The test of what a `$ref` leads to."""
        if reference not in self._referred:
            self._referred[reference] = self.later(resolve({"$ref": reference}, self._root))
        return self._referred[reference]

    def _members(self, schema: Schema) -> list[Test]:
        """The test of an object's members, where the schema says anything of them."""
        if "properties" not in schema and "additionalProperties" not in schema:
            return []
        tests = {name: self.later(part) for name, part in schema.get("properties", {}).items()}
        other = self.later(schema.get("additionalProperties", True))

        def holds(value: Any) -> bool:
            return all(tests.get(name, other)(member) for name, member in value.items())

        return [_of((dict,), holds)]


def _all(tests: tuple[Test, ...]) -> Test:
    def holds(value: Any) -> bool:
        for test in tests:  # noqa: SIM110 - a generator would cost more than most of the tests
            if not test(value):
                return False
        return True

    return holds


def _type(_compiler: Compiler, asked: Any, _schema: Schema) -> Test:
    names = frozenset([asked] if isinstance(asked, str) else asked)
    classes = frozenset(kind for kind, is_a in _IS.items() if is_a & names)
    return lambda value: value.__class__ in classes


def _one_of(words: list[Any]) -> Test:
    """Whether it is one of plain values: true is not 1."""
    if not all(word.__class__ in (str, bool, int) for word in words):
        raise Unsure("enum")
    known = frozenset((word.__class__ is bool, word) for word in words)
    return lambda value: value.__class__ not in (dict, list) and (value.__class__ is bool, value) in known


def _of(kinds: tuple[type, ...], check: Test) -> Test:
    """A test of values of some classes; values of others pass."""
    return lambda value: value.__class__ not in kinds or check(value)


def _if(compiler: Compiler, asked: Any, schema: Schema) -> Test:
    condition = compiler.test(asked)
    then, otherwise = (compiler.later(schema.get(name, True)) for name in ("then", "else"))
    return lambda value: then(value) if condition(value) else otherwise(value)


def _any(compiler: Compiler, asked: Any, _schema: Schema) -> Test:
    tests = tuple(compiler.test(part) for part in asked)
    return lambda value: any(test(value) for test in tests)


def _not(compiler: Compiler, asked: Any, _schema: Schema) -> Test:
    test = compiler.test(asked)
    return lambda value: not test(value)


def _every_item(compiler: Compiler, asked: Any, _schema: Schema) -> Test:
    test = compiler.later(asked)
    return _of((list,), lambda items: all(test(item) for item in items))


def _names(compiler: Compiler, asked: Any, _schema: Schema) -> Test:
    test = compiler.later(asked)
    return _of((dict,), lambda value: all(test(name) for name in value))


def _unique(_compiler: Compiler, asked: Any, _schema: Schema) -> Test:
    if not asked:
        return lambda _value: True
    return _of((list,), lambda items: len({repr(item) for item in items}) == len(items))


def _companions(_compiler: Compiler, asked: Any, _schema: Schema) -> Test:
    return _of((dict,), lambda value: all(value.keys() >= set(needs) for name, needs in asked.items() if name in value))


def _pattern(_compiler: Compiler, asked: Any, _schema: Schema) -> Test:
    search = re.compile(asked).search
    return _of((str,), lambda value: search(value) is not None)


def _limit(kinds: tuple[type, ...], within: Callable[[Any, Any], bool]) -> Callable[[Compiler, Any, Schema], Test]:
    return lambda _compiler, asked, _schema: _of(kinds, lambda value: within(value, asked))


_NUMBERS = (int, Decimal)
_KEYWORDS: Mapping[str, Callable[[Compiler, Any, Schema], Test]] = {
    "type": _type,
    "enum": lambda _compiler, asked, _schema: _one_of(asked),
    "const": lambda _compiler, asked, _schema: _one_of([asked]),
    "$ref": lambda compiler, asked, _schema: compiler.referred(asked),
    "allOf": lambda compiler, asked, _schema: _all(tuple(compiler.test(part) for part in asked)),
    "anyOf": _any,
    "not": _not,
    "if": _if,
    "items": _every_item,
    "propertyNames": _names,
    "uniqueItems": _unique,
    "dependentRequired": _companions,
    "pattern": _pattern,
    "format": lambda _compiler, asked, _schema: FORMATS.get(asked, lambda _value: True),
    "required": _limit((dict,), lambda value, names: all(name in value for name in names)),
    "minProperties": _limit((dict,), lambda value, least: len(value) >= least),
    "maxProperties": _limit((dict,), lambda value, most: len(value) <= most),
    "minItems": _limit((list,), lambda value, least: len(value) >= least),
    "maxItems": _limit((list,), lambda value, most: len(value) <= most),
    "minLength": _limit((str,), lambda value, least: len(value) >= least),
    "maxLength": _limit((str,), lambda value, most: len(value) <= most),
    "minimum": _limit(_NUMBERS, lambda value, least: value >= least),
    "maximum": _limit(_NUMBERS, lambda value, most: value <= most),
    "exclusiveMinimum": _limit(_NUMBERS, lambda value, least: value > least),
}
