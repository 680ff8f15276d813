"""A binding in, every request that an account of it makes, each with where it stands, out."""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.spec.action_binding import StepSpec
from stallkeeper.spec.binding_spec import BindingSpec
from stallkeeper.spec.part import Part
from stallkeeper.spec.request_spec import RequestSpec


def requests_of(root: Part, spec: BindingSpec) -> Iterator[tuple[Part, RequestSpec]]:
    """Those that read, then those that have an effect; the one for a token aside."""
    yield from _reading(root.at("retrieval"), spec)
    if spec.carriers is not None:
        yield root.at("carriers").at("request"), spec.carriers.request
    for name, listing in spec.lists.items():
        yield root.at("lists").at(name).at("request"), listing.request
    for name, document in spec.documents.items():
        yield root.at("documents").at(name).at("request"), document.request
    for name, action in spec.actions.items():
        part = root.at("actions").at(name)
        yield from _steps(part, action.steps)
        if action.outcome is not None:
            yield part.at("outcome").at("request"), action.outcome.request
    for name, upload in spec.uploads.items():
        part = root.at("uploads").at(name)
        yield from _steps(part, upload.steps)
        if upload.listed is not None:
            yield part.at("listed").at("request"), upload.listed.request


def _reading(part: Part, spec: BindingSpec) -> Iterator[tuple[Part, RequestSpec]]:
    listing, at = spec.retrieval.list, part.at("list")
    yield at.at("request"), listing.request
    if listing.export is not None:
        yield at.at("export").at("submit").at("request"), listing.export.submit
        yield at.at("export").at("poll").at("request"), listing.export.poll.request
    if listing.acknowledge is not None:
        yield at.at("acknowledge").at("request"), listing.acknowledge.request
    if spec.retrieval.fetch is not None:
        yield part.at("one").at("request"), spec.retrieval.fetch.request
    for more in spec.retrieval.more:
        yield part.at("more").at(more.name).at("request"), more.request


def _steps(part: Part, steps: tuple[StepSpec, ...]) -> Iterator[tuple[Part, RequestSpec]]:
    yield from ((step_part(part, at).at("request"), step.request) for at, step in enumerate(steps))


def step_part(part: Part, at: int) -> Part:
    """Where a step stands: among `steps`, or it is the action itself."""
    return part.at("steps").at(at) if "steps" in part else part
