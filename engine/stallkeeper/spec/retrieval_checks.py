"""How a built binding reads orders in; what cannot work about it out: pages, pieces, thin lists, journals, queues."""

from __future__ import annotations

from collections.abc import Mapping

from stallkeeper.spec.binding_nodes import Findings
from stallkeeper.spec.binding_spec import BindingSpec
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.part import Part
from stallkeeper.spec.retrieval_spec import Paging
from stallkeeper.text.paths import EVERY, steps
from stallkeeper.text.wording import did_you_mean, quoted

_NEEDS_A_PATH = ("page_count", "next_page", "next_link", "cursor", "query_string")
_ASKS_WITH: Mapping[str, str] = {
    "short_page": "query.page",
    "page_count": "query.page",
    "next_page": "query.page",
    "offset": "query.offset",
    "cursor": "query.cursor",
}
"""What a request has to use, or it would ask for the first page again and again."""


def check_retrieval(root: Part, spec: BindingSpec, channel: ChannelSpec | None, found: Findings) -> None:
    """Adds what is wrong to `found`."""
    part = root.at("retrieval")
    listing = part.at("list")
    _check_paging(listing.at("paging"), spec.retrieval.list.paging, spec.retrieval.list.uses, found)
    for more in spec.retrieval.more:
        _check_paging(part.at("more").at(more.name).at("paging"), more.paging, more.uses, found)
    _check_reads(part, spec, found)
    _check_total(listing, spec, found)
    _check_pieces(part, spec, found)
    _check_fan_out(part, spec, found)
    _check_thin(listing, spec, found)
    _check_queue(listing, spec, found)
    _check_export(listing.at("export"), spec, found)
    _check_more(part.at("more"), root, found)
    _check_lists(root, spec, channel, found)


def _check_paging(part: Part, paging: Paging, uses: frozenset[str], found: Findings) -> None:
    if paging.kind in _NEEDS_A_PATH and paging.at is None:
        found.add(part, "missing-key", f"paging by {paging.kind} needs to know where that stands", "add `at`")
    told = part.value is None or (*part.path, "size") in part.source.keys  # as wrong, or with all of `paging`
    if paging.size is None and not told:
        if paging.kind == "short_page":
            found.add(part, "missing-key", "a short page is only known by the size of a full one", "add `size`")
        elif "query.size" in uses:
            found.add(part, "missing-key", "the request uses <query.size>", "add `size`")
    wanted = _ASKS_WITH.get(paging.kind)
    if wanted is not None and wanted not in uses:
        message = f"paging by {paging.kind} asks for page after page"
        found.add(part, "unused-page", message, f"use <{wanted}>")


def _check_reads(part: Part, spec: BindingSpec, found: Findings) -> None:
    """Reading is repeated without a question, so it may change nothing."""
    reading = [(part.at("list"), spec.retrieval.list.request)]
    if spec.retrieval.fetch is not None:
        reading.append((part.at("one"), spec.retrieval.fetch.request))
    reading += [(part.at("more").at(more.name), more.request) for more in spec.retrieval.more]
    for at, request in reading:
        if request.method not in ("GET", "POST"):
            message = f"orders are read by {request.method}, which changes what it is sent to"
            method = at.at("request").at("method")
            found.add(at if method.value is None else method, "reading-that-changes", message, "write GET, or POST")


def _check_total(listing: Part, spec: BindingSpec, found: Findings) -> None:
    paging, total = spec.retrieval.list.paging, spec.retrieval.list.total
    part = listing.at("paging")
    if paging.kind == "offset" and total is None and paging.size is None:
        message = "paging by offset ends at the total, or at a short page, and neither is known"
        found.add(part, "missing-key", message, "add `total` to the list, or `size`")
    if paging.cap is not None and total is None:
        message = "whether a listing holds more than its cap is only known by its total"
        found.add(part.at("cap"), "missing-key", message, "add `total` to the list")
    if paging.cap is not None and not {"query.since", "query.until"} <= spec.retrieval.list.uses:
        message = "an interval cannot be halved that is not asked for"
        found.add(part.at("cap"), "unused-interval", message, "use <query.since> and <query.until>")


def _check_pieces(part: Part, spec: BindingSpec, found: Findings) -> None:
    asked = spec.retrieval.list.uses & {"query.since", "query.until", "query.minutes"}
    for key in ("longest", "by_day"):
        if part.at(key).value and not asked:
            message = f"`{key}` reads the interval in pieces, and the request never asks for one"
            found.add(part.at(key), "unused-interval", message, "use <query.since> and <query.until>")
    if spec.retrieval.by_day and spec.retrieval.longest is not None:
        message = "`by_day` and `longest` both say how an interval is cut; `by_day` counts"
        found.add(part.at("longest"), "said-twice", message, "remove one of them", "warning")


def _check_fan_out(part: Part, spec: BindingSpec, found: Findings) -> None:
    name = spec.retrieval.for_each
    if name is None:
        return
    parameter = spec.parameters.get(name)
    if parameter is None:
        message = f"no parameter is called {quoted(name)}"
        found.add_at_value(part.at("for_each"), "unknown-name", message, did_you_mean(name, spec.parameters))
    elif not parameter.many:
        message = f"the parameter {quoted(name)} is one value"
        found.add_at_value(part.at("for_each"), "wrong-value", message, "declare it with `list: true`")
    if "each" not in spec.retrieval.list.uses:
        message = "the list is read once for each value, and the request never names it"
        found.add(part.at("list"), "unused-each", message, "use <each>")


def _check_thin(listing: Part, spec: BindingSpec, found: Findings) -> None:
    retrieval = spec.retrieval
    thin = not retrieval.list.complete
    if thin and retrieval.fetch is None:
        message = "the list only names orders, and nothing says how one is read"
        found.add(listing.at("complete"), "missing-key", message, "add `one` to `retrieval`")
    if EVERY in steps(retrieval.list.records) and retrieval.list.answer.format == "xml":
        message = "a path through a list finds no XML elements"
        found.add(listing.at("records"), "wrong-value", message, "write the path of the elements")
    if retrieval.list.id is not None and not thin:
        message = "`id` means something only where the list is thin"
        found.add(listing.at("id"), "unknown-key", message, "add `complete: false`")
    if retrieval.list.journal is not None:
        if "query.mark" not in spec.retrieval.list.uses:
            message = "the journal is read from its beginning every time"
            found.add(listing.at("journal"), "unused-mark", message, "use <query.mark>")
        if retrieval.for_each is not None:
            message = "a journal has one newest entry, and not one for each value of a parameter"
            found.add(listing.at("journal"), "wrong-value", message, "remove `for_each`")
        if retrieval.list.paging.kind != "none":
            message = "a journal goes on after its newest entry and has no other pages"
            found.add(listing.at("paging"), "wrong-value", message, "write `paging: {kind: none}`")


def _check_queue(listing: Part, spec: BindingSpec, found: Findings) -> None:
    if spec.retrieval.list.acknowledge is not None and spec.retrieval.list.paging.kind != "none":
        message = "a queue gives its next orders once these are acknowledged, and has no other pages"
        found.add(listing.at("paging"), "wrong-value", message, "write `paging: {kind: none}`")


def _check_export(part: Part, spec: BindingSpec, found: Findings) -> None:
    export = spec.retrieval.list.export
    if export is None:
        return
    kept = {**export.keep, **export.poll.keep}
    if export.links is not None and export.links not in kept:
        message = f"nothing is kept as {quoted(export.links)}"
        found.add_at_value(part.at("download").at("links"), "unknown-name", message, did_you_mean(export.links, kept))
    both = export.poll.done & export.poll.failed
    if both:
        message = f"{quoted(min(both))} means both that it is done and that it failed"
        found.add(part.at("poll").at("failed"), "wrong-value", message)


def _check_more(part: Part, root: Part, found: Findings) -> None:
    if part.value and root.text("speaks", "json") != "json":
        message = "further answers are put into the order's payload, which has to be JSON"
        found.add(part, "wrong-value", message)


def _check_lists(root: Part, spec: BindingSpec, channel: ChannelSpec | None, found: Findings) -> None:
    if channel is None:
        return
    wanted = {field.values_from for field in channel.fields.values() if field.values_from is not None}
    for name in spec.lists:
        if name not in wanted:
            message = f"no field of the channel takes its values from the list {quoted(name)}"
            hint = did_you_mean(name, wanted) or f"write `values_from: {name}` on one"
            found.add(root.at("lists").at(name), "unused-list", message, hint, "warning")
    for name in sorted(wanted - set(spec.lists)):
        message = f"a field of the channel takes its values from {quoted(name)}, and nothing says how that is read"
        at = root.at("lists") if "lists" in root else root.at("retrieval")
        found.add(at, "unbound-list", message, f"add `lists: {{{name}: …}}`")
