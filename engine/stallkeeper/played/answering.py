"""What a request came to in, the answer that play.yaml gives to it out: payload trees, not yet bytes."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

from stallkeeper.played.act import Result
from stallkeeper.played.act_form import AnswerForm, Outcome
from stallkeeper.played.exchange import Answer
from stallkeeper.played.play_spec import PlaySpec
from stallkeeper.played.refusal import Refusal
from stallkeeper.played.template import Names, as_text, render
from stallkeeper.played.tree_path import write


def fill(form: AnswerForm, names: Names, status: int | None = None, acted: bool = False) -> Answer:
    """The answer with its values written in."""
    status = status or form.status
    headers = {name: as_text(render(text, names)) for name, text in form.headers.items()}
    headers = {name: text for name, text in headers.items() if text}
    if form.paper is not None:
        return Answer(status, paper=as_text(render(form.paper, names)), headers=headers)
    tree = deepcopy(form.sample) if form.sample is not None else render(form.give, names)
    for change in form.changes:
        write(tree, change.path, render(change.value, names))
    return Answer(status, tree, None, acted, headers, form.media_type)


def refuse(play: PlaySpec, refusal: Refusal, names: Names, error: AnswerForm | None = None) -> Answer:
    """A no to the whole request, in the marketplace's own words; `error` is how this route says it."""
    form = play.refusals[refusal.kind]
    return fill(error or play.error, {**names, "refusal": words_of(play, refusal, names)}, form.status)


def conclude(
    play: PlaySpec, outcome: Outcome, results: list[Result], names: Names, error: AnswerForm | None = None
) -> Answer:
    """The answer to a request about one or several orders."""
    refused = [result for result in results if result.refusal is not None]
    items = [_item(play, outcome, result) for result in results]
    told = {
        **names,
        **(results[0].names if results else {}),
        "results": items,
        "done_results": [item for item, result in zip(items, results, strict=True) if result.refusal is None],
        "refused_results": [item for item, result in zip(items, results, strict=True) if result.refusal is not None],
        "line_results": [line for result in results for line in result.line_results],
    }
    acted = len(refused) < len(results)
    if not refused:
        return replace(fill(outcome.done, told, acted=acted), results=tuple(items))
    first = refused[0]
    assert first.refusal is not None
    told |= {"refusal": words_of(play, first.refusal, first.names)}
    if outcome.refused is not None:
        return replace(fill(outcome.refused, told, acted=acted), results=tuple(items))
    return replace(refuse(play, first.refusal, {**names, **first.names}, error), acted=acted, results=tuple(items))


def _item(play: PlaySpec, outcome: Outcome, result: Result) -> Any:
    if result.refusal is None:
        return render(outcome.done_item, result.names)
    return render(outcome.refused_item, {**result.names, "refusal": words_of(play, result.refusal, result.names)})


def words_of(play: PlaySpec, refusal: Refusal, names: Names) -> Mapping[str, Any]:
    """What an answer may say of a refusal: a name `refusal`."""
    form = play.refusals[refusal.kind]
    known = {"kind": refusal.kind, "about": refusal.about, "order": refusal.order_id, "code": form.code}
    return {**known, "message": as_text(render(form.message, {**names, "refusal": known}))}
