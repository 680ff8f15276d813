"""The actions and uploads of a binding as written in, their typed forms out: requests in steps, and their outcome."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, cast

from stallkeeper.spec.action_binding import (
    ActionBinding,
    Doubt,
    ListedDocuments,
    OutcomeSpec,
    StepSpec,
    UploadBinding,
)
from stallkeeper.spec.binding_forms import build_tests
from stallkeeper.spec.binding_nodes import NodeBuilder
from stallkeeper.spec.binding_requests import RequestBuilder
from stallkeeper.spec.binding_scope import Scope, Scopes
from stallkeeper.spec.part import Part

_A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ActionBuilder:
    """Builds what is sent with an effect."""

    requests: RequestBuilder
    scopes: Scopes

    def action(self, name: str, part: Part) -> ActionBinding:
        """One action; `uses` are the names in its own requests."""
        used = self.requests.found.used
        before = set(used)
        used.clear()
        steps = tuple(self._steps(name, part, self.scopes.of_action(name)))
        uses = frozenset(used)
        outcome = self._outcome(part.at("outcome")) if "outcome" in part else None
        used.update(before)
        doubt = part.at("doubt")
        return ActionBinding(
            name=name,
            steps=steps,
            doubt=Doubt(doubt.duration("read_back_after") or _A_MINUTE, cast(Any, doubt.text("then", "ask"))),
            place=part.place,
            confirm_within=part.duration("confirm_within"),
            uses=uses,
            outcome=outcome,
            shown_by_order=part.text("confirmed_by", "order") == "order",
        )

    def upload(self, name: str, part: Part) -> UploadBinding:
        """One kind of document that we hand over."""
        steps = tuple(self._steps(name, part, self.scopes.of_upload()))
        listed = self._listed(part.at("listed")) if "listed" in part else None
        return UploadBinding(name, steps, part.place, listed)

    def _listed(self, part: Part) -> ListedDocuments:
        return ListedDocuments(
            request=self.requests.request(part.at("request"), self.scopes.of_one()),
            answer=self.requests.answer(part),
            records=part.text("records", "."),
            name_at=part.text("name_at"),
            only=build_tests(part.at("only")),
        )

    def _steps(self, name: str, part: Part, scope: Scope) -> Iterator[StepSpec]:
        if "steps" not in part:
            if "request" in part:
                yield self._step(name, part, scope)
            return
        if "request" in part:
            message = "there are `steps` and a `request`, and only one of them can be meant"
            self.requests.found.add(part.at("request"), "said-twice", message, "make the request one of the steps")
        for each in part.at("steps").items():
            step = self._step(each.text("name"), each, scope)
            yield step
            scope = _keeping(scope, step)

    def _step(self, name: str, part: Part, scope: Scope) -> StepSpec:
        each_line = part.text("each") == "lines"
        if each_line:
            self.requests.found.used.add("fields.line")  # it picks the line
        inner = scope.within("lines") if each_line else scope
        builder = NodeBuilder(inner, self.requests.names, self.requests.found)
        return StepSpec(
            name=name,
            request=self.requests.request(part.at("request"), inner, guarded="if" in part),
            answer=self.requests.answer(part),
            place=part.place,
            conditions=builder.conditions(part.at("if")),
            keep=tuple((word, str(path.value)) for word, path in part.at("keep").members()),
            after=part.duration("after"),
            each_line=each_line,
        )

    def _outcome(self, part: Part) -> OutcomeSpec:
        return OutcomeSpec(
            request=self.requests.request(part.at("request"), self.scopes.of_outcome()),
            answer=self.requests.answer(part),
            at=part.text("at", "."),
            done=frozenset(part.words("done")),
            failed=frozenset(part.words("failed")),
            message=part.words("message"),
            every=part.duration("every"),
        )


def _keeping(scope: Scope, step: StepSpec) -> Scope:
    """The scope of the steps after `step`: what it keeps is in reach, and sure where the step always happens."""
    kept = frozenset(f"kept.{name}" for name, _ in step.keep)
    sure = scope.sure
    if sure is not None and not step.conditions and not step.each_line:
        sure = sure | kept
    return replace(scope, names=scope.names | kept, sure=sure)
