"""What play.yaml says of answers in, their forms out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stallkeeper.played.act_form import AnswerForm, Outcome
from stallkeeper.played.draft import ANSWER, Draft
from stallkeeper.text.source import Path
from stallkeeper.text.wording import did_you_mean


def build_answer(draft: Draft, data: Mapping[str, Any], at: Path) -> AnswerForm:
    """An answer to be; a sample's changes have to lie in the sample's own tree or be added to it."""
    if sum(key in data for key in ("sample", "give", "paper")) > 1:
        draft.problem(at, "wrong-answer", "an answer is a sample, or what it gives, or a paper")
    return AnswerForm(
        status=data.get("status", 200),
        sample=draft.sample(data["sample"], (*at, "sample")) if "sample" in data else None,
        changes=draft.changes(data.get("set"), (*at, "set"), ANSWER, data.get("under", "")),
        give=draft.tree(data.get("give"), (*at, "give"), ANSWER),
        paper=draft.template(data["paper"], (*at, "paper"), ANSWER) if "paper" in data else None,
        headers={
            name: draft.template(text, (*at, "headers", name), ANSWER) for name, text in data.get("headers", {}).items()
        },
        media_type=data.get("media_type", ""),
    )


def build_outcome(draft: Draft, name: str, at: Path) -> Outcome | None:
    """The outcome of this name."""
    data = draft.data.get("outcomes", {}).get(name)
    if data is None:
        hint = did_you_mean(name, draft.data.get("outcomes", {}))
        draft.problem(at, "unknown-outcome", f"there is no outcome `{name}`", hint)
        return None
    there: Path = ("outcomes", name)
    return Outcome(
        done=build_answer(draft, data["done"], (*there, "done")),
        refused=build_answer(draft, data["refused"], (*there, "refused")) if "refused" in data else None,
        done_item=draft.tree(data.get("done_item"), (*there, "done_item"), ANSWER),
        refused_item=draft.tree(data.get("refused_item"), (*there, "refused_item"), ANSWER),
    )
