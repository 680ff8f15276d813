"""A built binding's actions, uploads and budgets in, the problems that their meaning has out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from stallkeeper.durations import format_duration
from stallkeeper.spec.action_binding import OutcomeSpec, StepSpec, UploadBinding
from stallkeeper.spec.all_requests import requests_of, step_part
from stallkeeper.spec.binding_nodes import Findings
from stallkeeper.spec.binding_spec import BindingSpec
from stallkeeper.spec.binding_template import Node, Reference, references_in
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.part import Part
from stallkeeper.spec.request_spec import RateSpec
from stallkeeper.text.wording import did_you_mean, quoted

LONGEST_AFTER = timedelta(minutes=1)


def check_actions(root: Part, spec: BindingSpec, channel: ChannelSpec | None, found: Findings) -> None:
    """Adds what is wrong to `found`."""
    for name, action in spec.actions.items():
        part = root.at("actions").at(name)
        _check_steps(part, action.steps, found)
        if action.outcome is not None:
            _check_outcome(part, action.outcome, action.steps, found)
    for name, upload in spec.uploads.items():
        part = root.at("uploads").at(name)
        _check_steps(part, upload.steps, found)
        _check_document(part, upload, found)
    _check_rates(root, spec, found)
    if channel is not None:
        _check_schedule(root, spec, channel, found)


def _check_steps(part: Part, steps: tuple[StepSpec, ...], found: Findings) -> None:
    if "steps" not in part and "request" not in part:
        if ((*part.path, "request") not in part.source.keys) and ((*part.path, "steps") not in part.source.keys):
            found.add(
                part, "missing-key", f"{quoted(part.name)} does not say what is sent", "add `request`, or `steps`"
            )
        return
    seen: set[str] = set()
    for at, step in enumerate(steps):
        here = step_part(part, at)
        if step.name in seen:
            message = f"two steps are called {quoted(step.name)}; how far an action has come is remembered by the name"
            found.add(here.at("name"), "duplicate-name", message, "give each its own name")
        seen.add(step.name)
        if step.after is not None and step.after > LONGEST_AFTER:
            message = f"{format_duration(step.after)} between two steps is too long to wait for; a minute is the most"
            found.add(here.at("after"), "too-long-a-wait", message, "write `after: 1 minute` or less")
        _check_kept(here, step, steps[at + 1 :], found)


def _check_kept(part: Part, step: StepSpec, later: tuple[StepSpec, ...], found: Findings) -> None:
    used = {name for each in later for name in each.request.names()}
    for name, _ in step.keep:
        if f"kept.{name}" not in used:
            message = f"the step keeps {quoted(name)}, and no later step uses it"
            found.add(part.at("keep").at(name), "unused-keep", message, f"use <kept.{name}>, or remove it", "warning")


def _check_outcome(part: Part, outcome: OutcomeSpec, steps: tuple[StepSpec, ...], found: Findings) -> None:
    here = part.at("outcome")
    if "receipt" not in set(outcome.request.names()):
        message = "the question for the outcome does not say of what"
        found.add(here.at("request"), "no-receipt", message, "use <receipt> in it")
    if not any(step.answer.reference for step in steps):
        message = "there is an outcome to ask for, and no answer that says where its <receipt> stands"
        found.add(here, "no-receipt", message, "add `reference` to the answer that the action names")
    for word in sorted(outcome.done & outcome.failed):
        message = f"{quoted(word)} means both that it is done and that it failed"
        found.add(here, "contradictory-outcome", message, "name it once")


def _check_document(part: Part, upload: UploadBinding, found: Findings) -> None:
    steps = upload.steps
    names = {name for step in steps for name in step.request.names()}
    if upload.listed is not None and "document.name" not in names:
        message = "the list of documents is to show its name, and its name is never sent"
        found.add(part.at("listed"), "unsent-document", message, "use <document.name> in the request, or drop `listed`")
    if not names & {"document.content", "document.base64"}:
        message = "the document itself is never sent"
        found.add(part, "unsent-document", message, "use <document.content> in a file part, or <document.base64>")
    for at, step in enumerate(steps):
        if step.request.format in ("json", "xml", "form") and _has_raw_content(step.request.body):
            message = f"a document's bytes cannot stand in {step.request.format}"
            found.add(step_part(part, at).at("request"), "unsendable-bytes", message, "use <document.base64>")


def _has_raw_content(body: Node | None) -> bool:
    """Whether the bytes of a document stand somewhere as they are."""
    return any(
        str(reference) == "document.content" and "base64" not in reference.filters for reference in _references(body)
    )


def _references(node: Node | None) -> Iterator[Reference]:
    if node is not None:
        yield from references_in(node)


def _check_rates(root: Part, spec: BindingSpec, found: Findings) -> None:
    used = {"usual"}
    for part, request in requests_of(root, spec):
        if request.rate is None:
            continue
        used.add(request.rate)
        if request.rate not in spec.rates:
            hint = did_you_mean(request.rate, spec.rates)
            found.add(part.at("rate"), "unknown-name", f"no budget is called {quoted(request.rate)}", hint)
    for name, part in root.at("rates").members():
        if name not in used:
            message = f"no request counts in the budget {quoted(name)}"
            found.add(part, "unused-rate", message, f"write `rate: {name}` in a request", "warning")


def _check_schedule(root: Part, spec: BindingSpec, channel: ChannelSpec, found: Findings) -> None:
    """A window that is read more often than its list may be asked for would wait for its turn for ever."""
    request = spec.retrieval.list.request
    budgets = [spec.rates[name] for name in ("usual", request.rate) if name is not None and name in spec.rates]
    slowest = max(budgets, key=_apart, default=None)
    if slowest is None:
        return
    for window in channel.retrieval:
        if window.every is not None and window.every < slowest.apart:
            message = (
                f"the window {quoted(window.name)} is read every {format_duration(window.every)}, and the budget "
                f"{quoted(slowest.name)} allows one request every {format_duration(slowest.apart)}"
            )
            found.add(root.at("rates").at(slowest.name), "read-too-often", message, "read it more rarely")


def _apart(rate: RateSpec) -> timedelta:
    return rate.apart
