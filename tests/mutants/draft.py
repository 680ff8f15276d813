"""A channel in; a first samples/expected.yaml out, made by its binding: a claim to be read against the payloads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

import httpx

from stallkeeper.errors import ChannelError
from stallkeeper.machine.compile import compile_machine
from stallkeeper.scenario.generated_fields import made_up
from stallkeeper.spec.catalog import Catalog
from stallkeeper.spec.loaded import LoadedChannel
from tests.mutants.alike import parts
from tests.mutants.expected import plain
from tests.mutants.samples import NOW, Samples

_BRIEF = ("id", "native_status", "status", "offered", "flags", "line_statuses", "line_flags", "left_out")
_DAILY = frozenset({"host", "accept-encoding", "connection", "user-agent", "content-length", "accept"})
"""Headers that say nothing of the marketplace."""


def draft(channel: str) -> str:
    """YAML text: orders in full where they show a field that none before them has, in brief otherwise; requests."""
    loaded = Catalog().load(channel)
    lines = ["# Drafted by `python -m tests.mutants --draft`: read every value against the payload before you keep it."]
    sections = []
    for file in sorted((loaded.folder / "samples").glob("one-in-each-status.*")):
        samples = Samples(loaded, {})
        sections.append({"sample": file.name, "come_out": []})
        lines += ["orders:", f"  - sample: {file.name}", "    come_out:"]
        lines += [f"      - {_flow(each)}" for each in _chosen(samples.orders({"sample": file.name}))]
    lines += ["requests:", *_requests(loaded, Samples(loaded, {"orders": sections}))]
    return "\n".join(lines)


def _chosen(orders: Iterator[dict[str, Any]]) -> Iterator[Mapping[str, Any]]:
    known: set[str] = set()
    for order in orders:
        paths = set(_paths({name: value for name, value in order.items() if name not in _BRIEF}))
        told = {name: value for name, value in order.items() if not _says_nothing(value)}
        if paths - known:
            known |= paths
            yield {"id": order["id"], "whole": "true", **told}
        else:
            yield {name: told[name] for name in _BRIEF if name in told}


def _says_nothing(value: Any) -> bool:
    return value in (None, "false", []) or (isinstance(value, list) and all(each in (None, []) for each in value))


def _paths(value: Any, where: str = "") -> Iterator[str]:
    """Where something stands; for a word of few (true, a mode) also which."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _paths(each, f"{where}.{name}")
    elif isinstance(value, list):
        for each in value:
            yield from _paths(each, where)
    elif value not in (None, "false"):
        yield f"{where}={value}" if value == "true" or where.endswith(("mode", "fulfilment", "site")) else where


def _requests(loaded: LoadedChannel, samples: Samples) -> Iterator[str]:
    """A request of each kind. An action is asked for with everything that it takes."""
    assert loaded.spec is not None and loaded.binding is not None
    machine = compile_machine(loaded.spec)
    order = samples.any_order()
    asked: list[dict[str, Any]] = [{"list": {"since": plain(NOW - timedelta(hours=1)), "until": plain(NOW)}}]
    if loaded.binding.retrieval.fetch is not None:
        asked.append({"fetch": order.id})
    if loaded.binding.auth.token is not None:
        asked.append({"token": "yes", "fetch": order.id})
    asked += [{"document": name, "of": order.id} for name in loaded.binding.documents]
    asked += [{"upload": name, "of": order.id} for name in loaded.binding.uploads]
    asked += [{"carriers": "yes"}] if loaded.binding.carriers is not None else []
    for action in loaded.binding.actions:
        fields = machine.requirements[action].fields if action in machine.requirements else {}
        given = {name: plain(made_up(machine, order, field, NOW)) for name, field in fields.items()}
        asked.append({"do": action, "order": order.id, "with": given})
    for each in asked:
        yield from _told(samples, each)


def _told(samples: Samples, asked: dict[str, Any]) -> Iterator[str]:
    try:
        requests = samples.sent(asked)
    except ChannelError as error:
        yield f"  # {_flow(asked)}: {error}"
        return
    if len(requests) == 1:
        yield f"  - {_flow({**asked, **_form(requests[0])})}"
    else:
        yield f"  - {_flow({**asked, 'then': [_form(request) for request in requests]})}"


def _form(request: httpx.Request) -> dict[str, Any]:
    query: dict[str, Any] = {}
    for name, value in parse_qsl(request.url.query.decode(), keep_blank_values=True):
        query[name] = (
            [*query[name], value]
            if isinstance(query.get(name), list)
            else ([query[name], value] if name in query else value)
        )
    found = parts(request.headers.get("content-type", ""), request.content)
    headers = {
        name: value
        for name, value in request.headers.items()
        if (name not in _DAILY or (value != "*/*" and name == "accept")) and not (found and name == "content-type")
    }
    text = {"text": request.content.decode("utf-8", "replace")} if request.content else {}
    return {
        "sends": f"{request.method} {request.url.copy_with(query=None)}",
        **({"query": query} if query else {}),
        **({"headers": headers} if headers else {}),
        **({"parts": found} if found else text),
    }


def _flow(value: Any) -> str:
    """On one line; text as JSON writes it, which is YAML too."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_flow(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(each) for each in value) + "]"
    if value is None:
        return "~"
    text = str(value)
    simple = text.replace("_", "").replace(".", "").replace("-", "").isalnum() and text.isascii()
    return text if simple else json.dumps(text, ensure_ascii=False)
