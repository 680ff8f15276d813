"""The parts of a play.yaml that say what can be asked and how it is answered in, typed values out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from stallkeeper.played.draft import ANSWER, ITEM, LINE, REQUEST, Draft
from stallkeeper.played.field_form import FieldForm, FieldType
from stallkeeper.played.play_spec import (
    Action,
    Acts,
    AnswerForm,
    Auth,
    Filter,
    LineForm,
    Listing,
    Need,
    Outcome,
    Refuse,
    Route,
)
from stallkeeper.played.template import Name
from stallkeeper.text.source import Path
from stallkeeper.text.wording import did_you_mean

_CREDENTIALS = frozenset({"credentials"})
_FIELDS = frozenset({"order", "created", "modified"})


def build_routes(draft: Draft) -> tuple[Route, ...]:
    """Everything that can be asked of the marketplace."""
    return tuple(_route(draft, name, data, ("routes", name)) for name, data in draft.data["routes"].items())


def _route(draft: Draft, name: str, data: Mapping[str, Any], at: Path) -> Route:
    method, _, path = data["request"].partition(" ")
    if (draft.data["format"] == "soap") != ("operation" in data) and method == "POST":
        draft.problem(at, "wrong-route", "a POST names its `operation` exactly where the format is soap")
    if ("acts" in data) != ("outcome" in data) or ("acts" in data) == ("answer" in data):
        draft.problem(at, "wrong-route", "a route has an `answer`, or `acts` with an `outcome`")
    auth = data.get("auth")
    return Route(
        name=name,
        method=method,
        path=tuple(path.split("/")),
        operation=data.get("operation", ""),
        auth=build_auth(draft, auth, (*at, "auth")) if auth else build_auth(draft, draft.data["auth"], ("auth",)),
        query={key: build_field(draft, value, (*at, "query", key)) for key, value in data.get("query", {}).items()},
        body=build_field(draft, data["body"], (*at, "body")) if "body" in data else None,
        issues_token=data.get("issues_token", False),
        listing=_listing(draft, data["records"], (*at, "records")) if "records" in data else None,
        one=draft.optional_name(data, "one", at, REQUEST),
        acts=_acts(draft, data["acts"], (*at, "acts")) if "acts" in data else None,
        answer=build_answer(draft, data["answer"], (*at, "answer")) if "answer" in data else None,
        outcome=_named_outcome(draft, data["outcome"], (*at, "outcome")) if "outcome" in data else None,
    )


def build_auth(draft: Draft, data: Mapping[str, Any], at: Path) -> Auth:
    """What proves who calls."""
    headers = {
        name: draft.template(text, (*at, "headers", name), _CREDENTIALS)
        for name, text in data.get("headers", {}).items()
    }
    basic = data.get("basic")
    return Auth(
        headers=headers,
        headers_given=tuple(data.get("headers_given", ())),
        basic=(
            draft.template(basic["user"], (*at, "basic", "user"), _CREDENTIALS),
            draft.template(basic["password"], (*at, "basic", "password"), _CREDENTIALS),
        )
        if basic
        else None,
        token=draft.optional_name(data, "token", at, REQUEST),
    )


def build_field(draft: Draft, data: Any, at: Path, within: tuple[str, ...] = ()) -> FieldForm:
    """What one value of a request must be; `within` names the shapes that led here."""
    if isinstance(data, str):
        return FieldForm(cast(FieldType, data.removesuffix("?")), optional=data.endswith("?"))
    if "shape" in data:
        return _shape(draft, data, at, within)
    fields = {
        key: build_field(draft, value, (*at, "fields", key), within) for key, value in data.get("fields", {}).items()
    }
    form = FieldForm(
        type=data.get("type", "object" if "fields" in data else "text"),
        optional=data.get("optional", False),
        nullable=data.get("nullable", False),
        repeated=data.get("repeated", False),
        decimal=data.get("decimal", False),
        values=_values(draft, data, at),
        at_least=data.get("at_least"),
        at_most=data.get("at_most"),
        default=data.get("default"),
        fields=fields if "fields" in data else None,
        of=build_field(draft, data["of"], (*at, "of"), within) if "of" in data else None,
        ordered=data.get("ordered", False),
    )
    return replace(form, optional=True) if form.default is not None else form


def _shape(draft: Draft, data: Mapping[str, Any], at: Path, within: tuple[str, ...]) -> FieldForm:
    name = data["shape"]
    shapes = draft.data.get("shapes", {})
    if name not in shapes or name in within:
        reason = "leads back to itself" if name in shapes else "is not there"
        hint = "" if name in shapes else did_you_mean(name, shapes)
        draft.problem((*at, "shape"), "unknown-shape", f"the shape `{name}` {reason}", hint)
        return FieldForm("object", optional=True)
    form = build_field(draft, shapes[name], ("shapes", name), (*within, name))
    return replace(form, optional=data.get("optional", form.optional), nullable=data.get("nullable", form.nullable))


def _values(draft: Draft, data: Mapping[str, Any], at: Path) -> tuple[str, ...] | None:
    if "in" in data:
        return draft.values(data["in"], (*at, "in"))
    return tuple(data["one_of"]) if "one_of" in data else None


def _listing(draft: Draft, data: Mapping[str, Any], at: Path) -> Listing:
    page = data.get("page", {})
    return Listing(
        filters=tuple(_filter(draft, entry, (*at, "where", index)) for index, entry in enumerate(data["where"])),
        sort=data.get("sort", "created"),
        page_number=draft.optional_name(page, "number", (*at, "page"), REQUEST),
        page_size=draft.optional_name(page, "size", (*at, "page"), REQUEST),
        page_parameter=page.get("parameter", ""),
        shows=tuple(
            (draft.order_path(path, (*at, "shows", path)), draft.name(asked, (*at, "shows", path), REQUEST))
            for path, asked in data.get("shows", {}).items()
        ),
    )


def _filter(draft: Draft, data: Mapping[str, Any], at: Path) -> Filter:
    field = draft.name(data["field"], (*at, "field"), _FIELDS)
    if (field.root == "order") != ("is" in data) or (field.root != "order" and field.path.steps):
        draft.problem(at, "wrong-filter", "order.PATH goes with `is`; created and modified with `from` and `until`")
    return Filter(
        field=field,
        values=draft.optional_name(data, "is", at, REQUEST),
        since=draft.optional_name(data, "from", at, REQUEST),
        until=draft.optional_name(data, "until", at, REQUEST),
        beside=draft.optional_name(data, "with", at, REQUEST),
        alone=data.get("alone", False),
        means={key: tuple(values) for key, values in data.get("means", {}).items()},
    )


def _acts(draft: Draft, data: Mapping[str, Any], at: Path) -> Acts:
    return Acts(
        each=draft.optional_name(data, "each", at, REQUEST),
        order=draft.name(data["order"], (*at, "order"), REQUEST | {"item"}),
        lines=_lines(draft, data["lines"], (*at, "lines")) if "lines" in data else None,
        actions=tuple(_action(draft, name, entry, (*at, "actions", name)) for name, entry in data["actions"].items()),
    )


def _lines(draft: Draft, data: Mapping[str, Any], at: Path) -> LineForm:
    return LineForm(
        each=draft.name(data["each"], (*at, "each"), ITEM),
        id=draft.path(data["id"], (*at, "id")),
        quantity=draft.path(data["quantity"], (*at, "quantity")) if "quantity" in data else None,
        optional=data.get("optional", False),
        all=draft.condition(data["all"], (*at, "all"), LINE) if "all" in data else None,
        changes=draft.changes(data.get("set"), (*at, "set"), LINE),
        result=draft.tree(data.get("result"), (*at, "result"), LINE),
    )


def _action(draft: Draft, name: str, data: Mapping[str, Any], at: Path) -> Action:
    return Action(
        name=name,
        when=draft.condition(data.get("when"), (*at, "when"), ITEM),
        at=draft.status_set(data["at"], (*at, "at")),
        refuses=tuple(_refuse(draft, entry, (*at, "refuses", i)) for i, entry in enumerate(data.get("refuses", ()))),
        needs=tuple(_need(draft, entry, (*at, "needs", i)) for i, entry in enumerate(data.get("needs", ()))),
        line_if=draft.condition(data.get("line_if"), (*at, "line_if"), LINE),
        take=_amounts(draft, data, "take", at),
        add=_amounts(draft, data, "add", at),
        becomes=draft.status(data.get("becomes"), (*at, "becomes")),
        changes=draft.order_changes(data.get("set"), (*at, "set"), ITEM),
    )


def _refuse(draft: Draft, data: Mapping[str, Any], at: Path) -> Refuse:
    return Refuse(draft.condition(data["if"], (*at, "if"), ITEM), data["as"], data.get("about", ""))


def _need(draft: Draft, data: Any, at: Path) -> Need:
    if isinstance(data, str):
        return Need(draft.condition(None, at, ITEM), (draft.name(data, at, ITEM),))
    names = tuple(draft.name(text, (*at, "then", index), ITEM) for index, text in enumerate(data["then"]))
    return Need(draft.condition(data["if"], (*at, "if"), ITEM), names)


def _amounts(draft: Draft, data: Mapping[str, Any], key: str, at: Path) -> dict[str, tuple[Name, ...]]:
    return {
        account: tuple(draft.name(text, (*at, key, account, index), ITEM) for index, text in enumerate(texts))
        for account, texts in data.get(key, {}).items()
    }


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
    )


def _named_outcome(draft: Draft, name: str, at: Path) -> Outcome | None:
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
