"""A vendor's file in, a channel's files out: what the file declares, with an assumption on every guess."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from stallkeeper.authoring.findings import Findings
from stallkeeper.authoring.marketplaces.folder import RESULTS
from stallkeeper.authoring.marketplaces.statuses import moves
from stallkeeper.authoring.openapi.bodies import ActionDraft, RequestDraft
from stallkeeper.authoring.openapi.document import Document, Operation
from stallkeeper.authoring.openapi.examples import Example, example_of
from stallkeeper.authoring.openapi.finding_operations import find_operations
from stallkeeper.authoring.openapi.logging_in import logging_in
from stallkeeper.authoring.openapi.over_family import laid_over
from stallkeeper.authoring.openapi.reading import host_of, listing_of
from stallkeeper.authoring.openapi.record import order_mapping, record_of, record_way, row_of
from stallkeeper.authoring.openapi.schema_walk import leaves
from stallkeeper.authoring.openapi.statuses import find_statuses
from stallkeeper.authoring.yaml_text import yaml_text
from stallkeeper.problems import Problem
from stallkeeper.spec.loaded import LoadedChannel
from stallkeeper.text.document_door import read_document
from stallkeeper.text.json_codec import indented

_OFFERED: Mapping[str, tuple[str, ...]] = {
    "accept": ("waiting_acceptance", "waiting_shipment"),
    "refuse": ("waiting_acceptance",),
    "ship": ("waiting_shipment",),
    "cancel": ("waiting_acceptance", "waiting_shipment"),
    "refund": ("shipped", "closed"),
}
_WAITS_FOR_BUYER = ("pickup_to_prepare", "to_pickup")
_AFTER_PICK_UP = ("pickup_completed", "shipped", "closed", "canceled")
_HOW = {
    True: "the file's own example at",
    False: "put together from examples of single members, with invented ones between, of the schema",
}
_PLACEHOLDER = ("waiting_shipment", "shipped", "canceled")

Family = tuple[str, LoadedChannel] | None
"""The name of a family and what its folder says; None where a channel stands alone."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The files of a folder, none where the file could not be read; and what was doubtful in it."""

    files: Mapping[str, str]
    problems: tuple[Problem, ...]


def draft_from(file: Path, shown_as: str, channel: str, title: str, today: date, family: Family = None) -> Draft:
    """A first draft of the channel that the OpenAPI or Swagger file describes. Never raises for what the file says.

    Over a `family` it says only what that lacks.
    """
    source, problems = read_document(file, shown_as)
    if source is None:
        return Draft({}, problems)
    findings = Findings(source)
    document = Document(findings)
    if not document.at(document.root, "paths").data:
        findings.unknown((), "no path is described here", "it has to be an OpenAPI 3 or Swagger 2 file")
        return Draft({}, tuple(sorted((*problems, *findings.problems))))
    files = _Drafting(document, channel, title, today, family).files()
    return Draft(files, tuple(sorted((*problems, *findings.problems))))


class _Drafting:
    """One channel on its way from one document."""

    def __init__(self, document: Document, channel: str, title: str, today: date, family: Family) -> None:
        self._document, self._title, self._today = document, title, today
        self._channel, _, self._edition = channel.partition("/")
        self._family = family
        self._found = find_operations(document)
        self._record = record_of(document, self._found)
        self._leaves = list(leaves(document, self._record)) if self._record is not None else []
        row = row_of(document, self._found.listing)
        rows = list(leaves(document, row)) if row is not None else []
        self._statuses = find_statuses(document, [*self._leaves, *rows], self._found.listing)
        self._fields: dict[str, dict[str, Any]] = {}
        drafting = RequestDraft(document, self._fields)
        self._actions = {name: drafting.action(name, each) for name, each in self._found.actions.items()}
        self._guesses: list[tuple[str, str]] = []
        self._examples = dict(self._read_examples())
        self._tell_gaps()

    def files(self) -> Mapping[str, str]:
        channel, binding = self._channel_file(), self._binding_file()
        if self._family is not None:
            channel, binding = laid_over(channel, binding, *self._family)
        files = {"channel.yaml": yaml_text(channel), "binding.yaml": yaml_text(binding)}
        return files | {file: indented(each.value) for file, each in self._examples.items()}

    def _read_examples(self) -> Iterator[tuple[str, Example]]:
        """The sample answers that the file itself gives: of the list, and of one order."""
        for file, operation in (("orders", self._found.listing), ("order", self._found.one)):
            found = example_of(self._document, operation) if operation is not None else None
            if found is not None:
                yield f"samples/example-{file}.json", found

    def _tell_gaps(self) -> None:
        findings, found = self._document.findings, self._found
        if found.listing is None:
            findings.unknown(("paths",), "no list of orders was found", "the path in the binding is a placeholder")
        for word in self._statuses.unknown:
            path = self._statuses.source.path if self._statuses.source is not None else ()
            findings.unknown(path, f"no status of ours was found for {word}", "write it under the status it means")
        if not self._statuses.words:
            findings.unknown((), "no list of statuses was found", "the statuses are placeholders")

    def _words(self) -> dict[str, list[str]]:
        """Native words by status; placeholders where the file has none."""
        found = {status: list(words) for status, words in self._statuses.words.items()}
        return found or {status: [f"TO-BE-READ-{number}"] for number, status in enumerate(_PLACEHOLDER, 1)}

    # channel.yaml

    def _channel_file(self) -> dict[str, Any]:
        words = self._words()
        known = list(words)
        actions = {name: self._action(name, draft, known) for name, draft in self._actions.items()}
        offered = {status: [name for name in actions if status in self._offered(name, known)] for status in known}
        led = {status: [to for name in offered[status] for to in actions[name]["results_in"]] for status in known}
        onward, starts = moves(known, led)
        for status in known:
            if status in _WAITS_FOR_BUYER and not onward[status]:
                onward[status] = [to for to in known if to in _AFTER_PICK_UP][:1]
        self._guesses += self._of_channel(words, actions)
        parts = {"fields": self._taken_fields()} if self._taken_fields() else {}
        if any("carrier" in (*draft.needs, *draft.accepts) for draft in self._actions.values()):
            parts["carriers"] = {"list": "given_by_channel", "by": ["code"]}
            self._guesses.append(("carriers", "The carrier is taken as a code that the marketplace knows."))
        return {
            "channel": self._channel,
            **_some(edition=self._edition),
            "title": self._title,
            "language": 1,
            "maturity": "draft",
            "sources": [self._source() | {"id": "openapi", "about": ["statuses", "actions", *parts]}],
            "retrieval": {"latest": {"every": "15 minutes"}, "catch_up": {"every": "1 day", "look_back": "3 days"}},
            "starts_at": starts,
            "statuses": {
                status: {"native": words[status]}
                | ({"actions": offered[status]} if offered[status] else {})
                | ({"next": onward[status]} if onward[status] else {})
                for status in known
            },
            "actions": actions,
            **parts,
            "assumptions": _assumptions(self._guesses),
        }

    def _source(self) -> dict[str, Any]:
        info = self._document.at(self._document.root, "info")
        version = re.sub(r"[^\w.-]", " ", info.text("version"))[:40].strip()
        title = f"{self._title}, the vendor's own OpenAPI file{f', version {version}' if version else ''}"
        return {"title": title, "read": self._today.isoformat()}

    def _action(self, name: str, draft: ActionDraft, known: list[str]) -> dict[str, Any]:
        here = self._offered(name, known)
        results = [status for status in RESULTS.get(name, ()) if status in known and status not in here]
        left = [status for status in known if status not in here]
        rules: dict[str, Any] = {"results_in": results[:2] or left[-1:] or here}
        by_line = {"needs": "required", "accepts": "optional"}
        part = {"quantity": "part"} if "quantity" in (*draft.needs, *draft.accepts) else {}
        for key, names in (("needs", draft.needs), ("accepts", draft.accepts)):
            given = [each for each in names if each != "line"]
            rules |= {key: given} if given else {}
            rules |= {"lines": {"given": by_line[key]} | part} if len(given) != len(names) else {}
        return rules

    def _offered(self, name: str, known: list[str]) -> list[str]:
        found = [status for status in _OFFERED.get(name, ()) if status in known]
        if name == "accept":
            found = found[:1]
        return found or known[:1]

    def _taken_fields(self) -> dict[str, Any]:
        needed = {name for draft in self._actions.values() for name in (*draft.needs, *draft.accepts)}
        return {name: told for name, told in self._fields.items() if name in needed}

    def _of_channel(self, words: dict[str, list[str]], actions: Mapping[str, Any]) -> list[tuple[str, str]]:
        source = self._statuses.source
        origin = f"The words stand at {source.pointer}" if source is not None else "The file lists no words"
        guesses = [(f"statuses.{status}", f"{origin}; what they mean is a guess.") for status in words]
        unknown = ", ".join(self._statuses.unknown)
        if unknown:
            guesses.append(("statuses", f"No status was found for {unknown[:180]}, which the file declares as well."))
        for name in actions:
            where = self._actions[name].operation.part.pointer if name in self._actions else "nothing"
            guesses.append((f"actions.{name}", f"Taken from {where}; where it is offered and its result are guesses."))
        return [
            ("retrieval", "How often orders may be read is not read from the file."),
            ("starts_at", "These are the statuses that nothing leads to."),
            *guesses,
        ]

    # binding.yaml

    def _binding_file(self) -> dict[str, Any]:
        host, below, host_part = host_of(self._document)
        login = logging_in(self._document, self._found.listing, host)
        retrieval, parameters, reason = self._retrieval(below)
        order = order_mapping(self._document, self._leaves, self._statuses.way)
        actions = {name: self._bound(draft, below, parameters) for name, draft in self._actions.items()}
        guesses = [
            ("hosts", f"From {host_part.pointer}; nobody has called it."),
            ("auth", login.reason),
            ("retrieval", reason),
            (
                "order",
                f"From {self._record.pointer}, by names alone." if self._record is not None else "A placeholder.",
            ),
            *(("order", f"{file} is {_HOW[each.is_whole]} {each.pointer}.") for file, each in self._examples.items()),
            *((f"actions.{name}", f"From {self._actions[name].operation.part.pointer}.") for name in actions),
        ]
        told = {name: {"type": "text", "about": about} for name, about in parameters.items()}
        return {
            "binding": self._channel,
            "language": 1,
            "maturity": "draft",
            "sources": [self._source()],
            "speaks": "json",
            "hosts": {"api": host, **login.hosts},
            **({"parameters": told} if told else {}),
            "secrets": {name: {"about": about} for name, about in login.secrets.items()},
            "auth": login.auth,
            "times": {"write": "utc"},
            "retrieval": retrieval,
            "order": order,
            "actions": actions,
            "assumptions": _assumptions(guesses),
        }

    def _retrieval(self, below: str) -> tuple[dict[str, Any], dict[str, str], str]:
        listing, one = self._found.listing, self._found.one
        usual = {"overlap": "5 minutes", "settle": "2 minutes", "first_pull": "30 days"}
        parameters: dict[str, str] = {}
        if listing is None:
            part: dict[str, Any] = {"request": {"method": "GET", "path": f"{below}/orders"}, "records": "orders"}
            return (
                usual | {"list": part | {"paging": {"kind": "none"}}},
                parameters,
                "A placeholder: no list was found.",
            )
        told = listing_of(self._document, listing)
        told.part["request"]["path"] = below + told.part["request"]["path"]
        parameters |= told.parameters
        found: dict[str, Any] = usual | {"list": told.part}
        if one is not None:
            path = re.sub(r"\{[^}]*\}", "<order.id>", one.path)
            query, headers = (self._given(one, place, parameters) for place in ("query", "header"))
            request = {"method": "GET", "path": below + path, **_some(query=query, headers=headers)}
            found["one"] = {"request": request, "record": record_way(self._document, one)}
        size = f"; {told.size}" if told.size else ""
        return found, parameters, f"From {listing.part.pointer}{size}; filters and paging by their names alone."

    def _given(self, operation: Operation, place: str, parameters: dict[str, str]) -> dict[str, str]:
        draft = RequestDraft(self._document, self._fields).action("one", operation)
        parameters |= draft.parameters
        return dict(draft.request.get("query" if place == "query" else "headers", {}))

    def _bound(self, draft: ActionDraft, below: str, parameters: dict[str, str]) -> dict[str, Any]:
        parameters |= draft.parameters
        request = draft.request | {"path": below + draft.request["path"]}
        return {"request": request, "doubt": {"read_back_after": "1 minute", "then": "ask"}, "confirm_within": "1 day"}


def _some(**parts: Any) -> dict[str, Any]:
    return {name: part for name, part in parts.items() if part}


def _assumptions(guesses: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"about": about, "because": because[:300]} for about, because in guesses]
