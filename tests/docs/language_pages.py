"""The schemas in, the language reference out: a page a schema, with every key, its sentence and an example."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from tests.docs.excerpt import files, paths_at, source_of
from tests.shared_material import ROOT

KINDS = {
    "channel-1": ("channel.yaml", "How an order lives on one marketplace."),
    "binding-1": ("binding.yaml", "How we talk to a marketplace."),
    "scenario-1": ("*.yaml", "A story about one order, under `scenarios/`."),
    "play-1": ("play.yaml", "How a marketplace is impersonated."),
    "carriers-1": ("carriers.yaml", "The carriers that a channel knows."),
    "accounts-1": ("stallkeeper.yaml", "Who sells where."),
}
_DEEPEST = 9


def pages() -> Mapping[str, str]:
    """Path under docs/ -> the page."""
    made = {f"language/{name.partition('-')[0]}.md": _page(name) for name in KINDS}
    links = [
        f"- [{name.partition('-')[0]}]({name.partition('-')[0]}.md): {about}" for name, (_, about) in KINDS.items()
    ]
    index = "\n".join(
        ("# The language", "", "Made from the schemas by `make docs`; every key has its sentence there.", "", *links)
    )
    return {**made, "language/README.md": index + "\n"}


def _page(name: str) -> str:
    schema = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    rows = list(_rows(schema, schema, (), ()))
    lines = [f"# `{name}`", "", schema.get("description", KINDS[name][1]), ""]
    lines += ["A `*` stands for any key of the author's own, `[]` for each item of a list.", ""]
    for path, node, required in rows:
        lines += _entry(name, path, node, required)
    return "\n".join(lines).rstrip() + "\n"


def _entry(name: str, path: tuple[str, ...], node: Mapping[str, Any], required: bool) -> Iterator[str]:
    yield f"### `{'.'.join(path)}`"
    yield ""
    facts = [_kind(node), *(["required"] if required else []), *_limits(node)]
    yield f"{node.get('description', '').strip()} *{', '.join(fact for fact in facts if fact)}*".strip()
    yield ""
    example = _example(name, path)
    if example:
        where, line = example
        yield f"`{line}` ({where})" if "`" not in line else f"{line} ({where})"
        yield ""


def _kind(node: Mapping[str, Any]) -> str:
    kinds = node.get("type")
    if "enum" in node:
        return "one of " + ", ".join(f"`{each}`" for each in node["enum"])
    if "const" in node:
        return f"always `{node['const']}`"
    if isinstance(kinds, list):
        return "text" if "string" in kinds and "object" not in kinds and "array" not in kinds else " or ".join(kinds)
    return {"object": "keys with values", "array": "a list", "string": "text"}.get(
        str(kinds), str(kinds) if kinds else ""
    )


def _limits(node: Mapping[str, Any]) -> Iterator[str]:
    for word, said in (("default", "else"), ("minimum", "at least"), ("maximum", "at most"), ("pattern", "like")):
        if word in node:
            yield f"{said} `{node[word]}`"
    if "x-form" in node:
        yield f"such as {node['x-form']}"


def _resolved(schema: Mapping[str, Any], node: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    """The node with what it refers to laid under it, and the name of that."""
    name = ""
    while "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        own = {key: value for key, value in node.items() if key != "$ref"}
        node = {**schema["$defs"][name], **own}
    return node, name


def _rows(
    schema: Mapping[str, Any], node: Mapping[str, Any], path: tuple[str, ...], seen: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any], bool]]:
    """Every key in the order of the schema; a definition that holds itself is opened once."""
    if len(path) > _DEEPEST:
        return
    required = set(node.get("required", ()))
    inner = [(key, each, key in required) for key, each in node.get("properties", {}).items()]
    if isinstance(node.get("additionalProperties"), dict):
        inner.append(("*", node["additionalProperties"], False))
    if isinstance(node.get("items"), dict):
        inner.append(("[]", node["items"], False))
    for key, each, needed in inner:
        child, name = _resolved(schema, each)
        if child.get("description"):
            yield (*path, key), child, needed
        if name not in seen or not name:
            yield from _rows(schema, child, (*path, key), (*seen, name))
    for word in ("then", "else", "anyOf", "oneOf"):
        branches = node.get(word)
        for branch in branches if isinstance(branches, list) else [branches] if isinstance(branches, dict) else []:
            child, name = _resolved(schema, branch)
            if name not in seen or not name:
                yield from _rows(schema, child, path, (*seen, name))


@cache
def _sources(name: str) -> tuple[str, ...]:
    kind = KINDS[name][0]
    found = dict.fromkeys(file.relative_to(ROOT).as_posix() for file in files(kind))
    return tuple(file for file in found if (name == "scenario-1") == ("/scenarios/" in file))


def _example(name: str, path: tuple[str, ...]) -> tuple[str, str] | None:
    """A line of a channel that uses the key."""
    steps = ["*" if step == "[]" else step for step in path]
    for file in _sources(name) if steps[-1] != "*" else ():
        source = source_of(file)
        found = next(paths_at(source.data, steps), None)
        if found is not None:
            place = source.place_of(found)
            line = source.lines[place.line - 1].strip()
            return file, line if len(line) <= 100 else line[:99] + "…"
    return None
