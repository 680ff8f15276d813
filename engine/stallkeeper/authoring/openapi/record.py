"""A document and what was found in it in, the schema of one order and how its parts are mapped out."""

from __future__ import annotations

import re
from typing import Any

from stallkeeper.authoring.openapi.document import Document, Operation, Part
from stallkeeper.authoring.openapi.finding_operations import Found, rows_of
from stallkeeper.authoring.openapi.schema_walk import Leaf, first, leaves

_ORDER_ID = r"^(?!seller|merchant|parent|replaced|original|external)([a-z]+_?)?order_?id$|^id_order$"
"""The marketplace's own id, whoever it is named after: not the seller's number, nor that of another order."""


def order_mapping(document: Document, found: list[Leaf], status: str | None) -> dict[str, Any]:
    """Where an order's parts stand in a record, by names alone."""
    parts: dict[str, Any] = {
        "id": _way(first(found, _ORDER_ID) or first(found, "^id$"), "id"),
        "native_status": status if status and re.fullmatch(r"[\w.$-]+", status, re.ASCII) else "status",
    }
    for name, form in (
        ("ordered_at", r"(order|purchase|creat|bought|placed).*(date|time|at|iso)?$"),
        ("modified_at", r"(updat|modif|chang)"),
    ):
        times = [
            leaf
            for leaf in found
            if "date" in leaf.schema.text("format") or re.search("date|time|_at|iso", leaf.name, re.I)
        ]
        leaf = first(times, form)
        parts |= {name: leaf.dotted} if leaf is not None else {}
    lines = next((leaf for leaf in found if leaf.lists == 0 and _is_lines(leaf)), None)
    return parts | (_lines(document, lines) if lines is not None else {})


def _lines(document: Document, lines: Leaf) -> dict[str, Any]:
    items = list(leaves(document, document.at(lines.schema, "items")))
    identity = first(items, r"(line|item|unit).*(id|number)$|^id") or first(items, "id$")
    sku = first(items, r"sku$") or first(items, r"sku|offer|ean|reference|product") or identity
    count = first(items, r"quantity|amount$")
    fields = {"id": _way(identity, "id"), "sku": _way(sku, "sku")} | ({"quantity": count.dotted} if count else {})
    return {"lines": {"at": lines.dotted, "fields": fields}}


def _way(leaf: Leaf | None, otherwise: str) -> str:
    return leaf.dotted if leaf is not None else otherwise


def _is_lines(leaf: Leaf) -> bool:
    plain = all(re.fullmatch(r"[\w-]+", step, re.ASCII) for step in leaf.way)
    return (
        plain
        and "items" in leaf.schema.data
        and bool(re.search(r"(line|item|unit|product)s?(list)?$", leaf.name, re.I))
    )


def record_of(document: Document, found: Found) -> Part | None:
    """The schema of one order: of the detail where there is one, else of a row of the list."""
    if found.one is not None and found.one.answer is not None:
        way = record_way(document, found.one)
        schema = found.one.answer
        for step in way.split(".") if way != "." else ():
            schema = document.properties(schema).get(step, schema)
        return schema
    return row_of(document, found.listing)


def row_of(document: Document, listing: Operation | None) -> Part | None:
    """The schema of one record of the list."""
    if listing is None or listing.answer is None:
        return None
    schema = listing.answer
    for step in rows_of(document, listing) or ():
        schema = document.properties(schema).get(step, schema)
    return document.at(schema, "items") if "items" in schema.data else schema


def record_way(document: Document, one: Operation) -> str:
    """Where the order stands in the detail's answer: behind a single member, or `data`, `payload`, `order`."""
    if one.answer is None:
        return "."
    members = document.properties(one.answer)
    wrappers = [name for name in members if name in ("data", "payload", "order", "content", "result")]
    single = [*members] if len(members) == 1 else []
    return next((name for name in (*wrappers, *single) if document.properties(members[name])), ".")
