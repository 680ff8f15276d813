"""How orders are listed in a document goes in; the retrieval, auth and hosts of a binding come out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stallkeeper.authoring.openapi.bodies import asked, snake
from stallkeeper.authoring.openapi.document import Document, Operation, Parameter, Part
from stallkeeper.authoring.openapi.finding_operations import rows_of
from stallkeeper.authoring.openapi.schema_walk import leaves

_UNTIL = re.compile(r"(to|before|until|end|lte)(_?date|_?iso|_?time)?$", re.IGNORECASE)
_SINCE = re.compile(r"(updat|modif|chang|creat|date|after|since|from)", re.IGNORECASE)
_RANK = (
    re.compile(r"updat|modif|chang", re.I),
    re.compile(r"since|after|from|start|gte", re.I),
    re.compile("creat", re.I),
)
_PAGE = re.compile(r"^page(_?(no|number|index))?$", re.IGNORECASE)
_SIZE = re.compile(r"limit|size|^max$|per_?page|max_?results", re.IGNORECASE)
_OFFSET = re.compile(r"offset|^start$|skip", re.IGNORECASE)
_CURSOR = re.compile(r"cursor|next_?token|pagination_?token|page_?token", re.IGNORECASE)
_NEXT = re.compile(r"next_?(cursor|token|page_?token)$|^cursor$|pagination_?token", re.IGNORECASE)
_USUAL_SIZE = 50


@dataclass(frozen=True)
class Listing:
    """What a binding says of the list, the account's parameters it needs, and what limits the size of a page."""

    part: dict[str, Any]
    parameters: Mapping[str, str]
    size: str


def listing_of(document: Document, operation: Operation) -> Listing:
    """The list's request with its filters and its paging."""
    query = {each.name: each for each in operation.parameters if each.place == "query"}
    given: dict[str, Any] = {}
    parameters: dict[str, str] = {}
    for place in ("query", "header"):
        for each in asked(operation, place):
            parameters[snake(each.name)] = f"{each.name}, which the list of orders asks for."
    times = _times(query)
    paging, size = _paging(document, operation, query, given)
    for name, value in times.items():
        given.setdefault(name if query[name.rstrip("?")].required else f"{name.rstrip('?')}?", value)
    for each in asked(operation, "query"):
        if each.name not in {name.rstrip("?") for name in given}:
            given[each.name] = f"<account.{snake(each.name)}>"
        else:
            parameters.pop(snake(each.name), None)
    request: dict[str, Any] = {"method": "GET", "path": operation.path} | ({"query": given} if given else {})
    headers = {each.name: f"<account.{snake(each.name)}>" for each in asked(operation, "header")}
    request |= {"headers": headers} if headers else {}
    rows = rows_of(document, operation)
    part: dict[str, Any] = {"request": request, "records": ".".join(rows or ()) or "."}
    total = _total(document, operation, rows)
    part |= {"total": total} if total else {}
    return Listing(part | {"paging": paging}, parameters, size)


def _times(query: Mapping[str, Parameter]) -> dict[str, str]:
    """The best pair of parameters that bound when an order was changed."""
    since = [name for name in query if _SINCE.search(name) and not _UNTIL.search(name)]
    since.sort(key=lambda name: tuple(not form.search(name) for form in _RANK))
    found = {since[0]: "<query.since>"} if since else {}
    alike = [name for name in query if _UNTIL.search(name) and (not since or name[:4].lower() == since[0][:4].lower())]
    return found | ({alike[0]: "<query.until>"} if alike else {})


def _paging(
    document: Document, operation: Operation, query: Mapping[str, Parameter], given: dict[str, Any]
) -> tuple[dict[str, Any], str]:
    """How pages follow, by the names of the parameters; the size is the most that one may ask for."""
    size, told = _USUAL_SIZE, ""
    for name, each in query.items():
        if _SIZE.search(name):
            most = each.schema.data.get("maximum")
            size = int(most) if isinstance(most, str) and most.isdigit() and 0 < int(most) <= 10_000 else _USUAL_SIZE
            given[f"{name}?"] = "<query.size>"
            told = f"{each.part.pointer} {'allows ' + str(size) if size != _USUAL_SIZE else 'names no most'}"
            break
    at = _next_at(document, operation)
    for name in query:
        if _CURSOR.search(name) and at is not None:
            given[f"{name}?"] = "<query.cursor>"
            return {"kind": "cursor", "at": at} | ({"size": size} if told else {}), told
        if _OFFSET.search(name):
            given[name] = "<query.offset>"
            return {"kind": "offset", "size": size}, told
        if _PAGE.search(name):
            given[name] = "<query.page>"
            return {"kind": "short_page", "size": size}, told
    given.pop(next((name for name in given if given[name] == "<query.size>"), ""), None)
    return {"kind": "none"}, told


def _next_at(document: Document, operation: Operation) -> str | None:
    if operation.answer is None:
        return None
    found = (leaf for leaf in leaves(document, operation.answer) if not leaf.lists and _NEXT.search(leaf.name))
    return next((leaf.dotted for leaf in found), None)


def _total(document: Document, operation: Operation, rows: tuple[str, ...] | None) -> str | None:
    if operation.answer is None or not rows:
        return None
    form = re.compile(r"^total(_?(count|items|results))?$|^count$", re.IGNORECASE)
    found = (leaf for leaf in leaves(document, operation.answer) if not leaf.lists and form.search(leaf.name))
    return next((leaf.dotted for leaf in found if "properties" not in leaf.schema.data), None)


def host_of(document: Document) -> tuple[str, str, Part]:
    """The host and the path below it; a host that nobody can call where the file names none."""
    server = next(document.items(document.root, "servers"), None)
    url = server.text("url") if server is not None else ""
    if not url and document.root.text("host"):
        url = f"https://{document.root.text('host')}{document.root.text('basePath')}"
    found = re.fullmatch(r"(https://[A-Za-z0-9.-]+(?::\d+)?)(/[\w./-]*)?", url)
    place = server if server is not None else document.root
    if found is None:
        below = url if re.fullmatch(r"/[\w./-]*", url) else ""
        return "https://api.example.invalid", below.rstrip("/"), place
    return found[1], (found[2] or "").rstrip("/"), place
