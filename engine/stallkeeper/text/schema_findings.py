"""jsonschema's errors in, findings in an author's words out.

Besides the standard keywords a schema may carry: `title` (the noun for an object), `x-missing` on a property (what an
object without it does not do), `x-form` (what a value should look like), `x-hint` (what to do where it does not),
`x-otherwise` (the whole message), `x-code`,
`x-secret` (true where somebody may have written a secret: no report shows what stands there).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from stallkeeper.text.finding import Finding
from stallkeeper.text.schema_file import resolve
from stallkeeper.text.source import Path
from stallkeeper.text.wording import did_you_mean, listed, nearest, quoted

Schema = dict[str, Any]

_KINDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "keys with values",
    "null": "nothing",
}

_BARE = ("integer", "number", "boolean")


def findings(errors: Iterable[Any], root: Schema) -> list[Finding]:
    """One finding for each mistake; a missing key and the misspelt one that stands for it are one."""
    found: dict[Finding, None] = {}
    for error in errors:
        found.update(dict.fromkeys(_translate(error, root)))
    return _joined(list(found))


def _translate(error: Any, root: Schema) -> Iterator[Finding]:
    keyword = error.validator
    if "propertyNames" in error.absolute_schema_path:
        yield _wrong_name(error)
    elif keyword == "required":
        yield from _missing_keys(error, root)
    elif keyword in ("additionalProperties", "unevaluatedProperties"):
        yield from _unknown_keys(error)
    elif keyword in ("anyOf", "oneOf") and "x-otherwise" not in error.schema:
        yield from _best_branch(error, root)
    else:
        yield _wrong_value(error, root)


def _missing_keys(error: Any, root: Schema) -> Iterator[Finding]:
    path = tuple(error.absolute_path)
    known = error.schema.get("properties", {})
    for key in error.validator_value:
        if key not in error.instance:
            why = {**resolve(known.get(key, {}), root), **known.get(key, {})}.get("x-missing", f"does not say `{key}`")
            yield Finding(
                path, error.schema.get("x-code", "missing-key"), f"{_subject(path, error.schema)} {why}", f"add `{key}`"
            )


def _unknown_keys(error: Any) -> Iterator[Finding]:
    path, known = tuple(error.absolute_path), error.schema.get("properties", {})
    for key in error.instance:
        if key not in known:
            message = f"{_subject(path, error.schema)} has no key {quoted(key)}"
            hint = did_you_mean(key, [name for name in known if name not in error.instance])
            yield Finding((*path, key), "unknown-key", message, hint, drop=(*path, key))


def _subject(path: Path, schema: Schema) -> str:
    """What the author calls it: action "refund", source 2, this channel."""
    noun = schema.get("title", "")
    if not path:
        return f"this {noun or 'file'}"
    name = quoted(path[-1]) if isinstance(path[-1], str) else str(path[-1] + 1)
    return f"{noun} {name}" if noun and noun != path[-1] else name


def _wrong_name(error: Any) -> Finding:
    path = (*error.absolute_path, error.instance)
    form = error.schema.get("x-form", "a name in lower case letters, digits and underscores")
    words = error.schema.get("enum", ())
    message = f"{quoted(error.instance)} is not {form}"
    return Finding(
        path, error.schema.get("x-code", "wrong-key"), message, did_you_mean(error.instance, words), drop=path
    )


def _best_branch(error: Any, root: Schema) -> Iterator[Finding]:
    """The errors of the branch that comes nearest: one whose kind of value fits, then the one with fewest errors."""
    branches: dict[int, list[Any]] = {}
    for cause in error.context:
        branches.setdefault(cause.schema_path[0], []).append(cause)
    if not branches:
        yield _wrong_value(error, root)
        return
    depth = len(error.absolute_path)
    best = min(branches.values(), key=lambda causes: (_off_kind(causes, depth), len(causes)))
    if _off_kind(best, depth):
        yield _wrong_value(error, root)
        return
    for cause in best:
        yield from _translate(cause, root)


def _off_kind(causes: list[Any], depth: int) -> bool:
    return any(cause.validator == "type" and len(cause.absolute_path) == depth for cause in causes)


def _wrong_value(error: Any, root: Schema) -> Finding:
    path = tuple(error.absolute_path)
    schema = {**resolve(error.schema, root), **error.schema}
    if not path and error.instance is None:
        return Finding(path, "empty-file", "the file says nothing", drop=())
    if error.instance is None:
        return Finding(
            path, "wrong-type", f"{_named(path)} says nothing", "write a value, or remove the key", drop=path
        )
    code = schema.get("x-code", "wrong-type" if error.validator == "type" else "wrong-value")
    if schema.get("x-secret"):
        message = f"{_named(path)} should be {_form(error, schema, root)}; what stands there is not shown"
        return Finding(path, code, message, drop=path, hidden=True)
    message, hint = _sentence(error, schema, root)
    return Finding(path, code, message, hint, drop=path, at_value=not isinstance(error.instance, dict | list))


def _sentence(error: Any, schema: Schema, root: Schema) -> tuple[str, str]:
    name = _named(tuple(error.absolute_path))
    if "x-otherwise" in schema:
        return f"{name} {schema['x-otherwise']}", ""
    if error.validator in ("enum", "const"):
        words = list(dict.fromkeys(_plain(word) for word in schema.get("enum", [schema.get("const")])))
        known = f"one of {listed(words)}" if len(words) > 1 else f"`{words[0]}`"
        what = schema.get("x-form", known if len(words) <= 8 else "a word it may be")
        near = nearest(error.instance, words) if isinstance(error.instance, str) else None
        return f"{name} is {_shown(error.instance)}, which is not {what}", f"did you mean `{near}`?" if near else ""
    if error.validator in ("type", "pattern", "format", "anyOf", "oneOf"):
        return f"{name} should be {_form(error, schema, root)}, not {_shown(error.instance)}", _hint(schema, error)
    say = _LIMITS.get(error.validator)
    return f"{name} {say(error.validator_value) if say else 'is not what it should be'}", ""


_LIMITS: dict[str, Callable[[Any], str]] = {
    "minItems": lambda least: f"needs at least {least} item{'s' if least > 1 else ''}",
    "maxItems": lambda most: f"takes at most {most} item{'s' if most > 1 else ''}",
    "uniqueItems": lambda _: "says the same thing twice",
    "minLength": lambda _: "is empty",
    "maxLength": lambda most: f"is longer than {most} characters",
    "minProperties": lambda least: f"needs at least {least} key{'s' if least > 1 else ''}",
    "maxProperties": lambda most: f"takes at most {most} key{'s' if most > 1 else ''}",
    "minimum": lambda least: f"is less than {least}",
    "maximum": lambda most: f"is more than {most}",
    "exclusiveMinimum": lambda least: f"is not more than {least}",
    "dependentRequired": lambda needs: (
        f"needs its companions: {listed(sorted({n for names in needs.values() for n in names}))}"
    ),
}


def _hint(schema: Schema, error: Any) -> str:
    return str(schema.get("x-hint", "")) if error.validator == "pattern" else ""


def _named(path: Path) -> str:
    names = [step for step in path if isinstance(step, str)]
    if not path:
        return "the file"
    if isinstance(path[-1], int) and names:
        return f"item {path[-1] + 1} of {quoted(names[-1])}"
    return quoted(path[-1])


def _form(error: Any, schema: Schema, root: Schema) -> str:
    if "x-form" in schema:
        return str(schema["x-form"])
    if error.validator in ("anyOf", "oneOf"):
        kinds = [{**resolve(part, root), **part}.get("type", "object") for part in error.validator_value]
    else:
        kinds = schema.get("type", ["string"])
    names = [kinds] if isinstance(kinds, str) else kinds
    if "string" in names:  # numbers and booleans beside it are for editors only: to us they are text as written
        names = [name for name in names if name not in _BARE]
    return " or ".join(dict.fromkeys(_KINDS.get(name, str(name)) for name in names))


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return _KINDS["object"]
    if isinstance(value, list):
        return _KINDS["array"]
    return "nothing" if value is None else quoted(_plain(value))


def _plain(value: Any) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def _joined(found: list[Finding]) -> list[Finding]:
    """Merge each missing key with the unknown key beside it that was probably meant."""
    unknown = {finding.path: finding for finding in found if finding.code == "unknown-key"}
    merged, spent = [], set()
    for finding in found:
        partner = _partner(finding, unknown)
        if partner is not None:
            spent.add(partner)
            hint = f"unknown key; {unknown[partner].hint}"
            finding = Finding(finding.path, finding.code, finding.message, hint, marked=partner, drop=partner)
        merged.append(finding)
    return [finding for finding in merged if finding.path not in spent or finding.code != "unknown-key"]


def _partner(finding: Finding, unknown: dict[Path, Finding]) -> Path | None:
    if finding.code != "missing-key":
        return None
    meant = f"did you mean {finding.hint.removeprefix('add ')}?"
    return next((path for path, other in unknown.items() if path[:-1] == finding.path and other.hint == meant), None)
