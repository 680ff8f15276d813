"""The parts of a play.yaml that say what can be asked in, typed routes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stallkeeper.played.access_form import Auth
from stallkeeper.played.build_access import build_auth, build_token_issue
from stallkeeper.played.build_acts import build_acts
from stallkeeper.played.build_answers import build_answer, build_outcome
from stallkeeper.played.build_fields import build_field
from stallkeeper.played.build_later import build_events, build_job, build_keep
from stallkeeper.played.build_lists import build_listing, build_part
from stallkeeper.played.draft import REQUEST, Draft
from stallkeeper.played.play_spec import Route
from stallkeeper.played.template import Name
from stallkeeper.text.source import Path


def build_routes(draft: Draft) -> tuple[Route, ...]:
    """Everything that can be asked of the marketplace."""
    return tuple(_route(draft, name, data, ("routes", name)) for name, data in draft.data["routes"].items())


def _route(draft: Draft, name: str, data: Mapping[str, Any], at: Path) -> Route:
    method, _, path = data["request"].partition(" ")
    query = data.get("query", {})
    _check(draft, data, at, method)
    return Route(
        name=name,
        method=method,
        path=tuple(path.split("/")),
        operation=data.get("operation", ""),
        auth=_auth(draft, data, at),
        query={key: build_field(draft, value, (*at, "query", key)) for key, value in query.items()},
        body=build_field(draft, data["body"], (*at, "body")) if "body" in data else None,
        issues_token=build_token_issue(draft, data.get("issues_token", False), (*at, "issues_token")),
        listing=build_listing(draft, data["records"], (*at, "records"), query) if "records" in data else None,
        one=draft.optional_name(data, "one", at, REQUEST),
        acts=build_acts(draft, data["acts"], (*at, "acts")) if "acts" in data else None,
        answer=build_answer(draft, data["answer"], (*at, "answer")) if "answer" in data else None,
        outcome=build_outcome(draft, data["outcome"], (*at, "outcome")) if "outcome" in data else None,
        sends=data.get("sends", ""),
        takes=data.get("takes", "").lower(),
        open_query=data.get("open_query", False),
        exactly_one=_exactly_one(draft, data, at),
        part=build_part(draft, data["part"], (*at, "part")) if "part" in data else None,
        job=build_job(draft, data["job"], (*at, "job")) if "job" in data else None,
        asks_job=draft.optional_name(data, "asks_job", at, REQUEST),
        finished=data.get("finished", False),
        events=build_events(draft, data["events"], (*at, "events")) if "events" in data else None,
        acknowledges=draft.optional_name(data, "acknowledges", at, REQUEST),
        keeps=build_keep(draft, data["keeps"], (*at, "keeps")) if "keeps" in data else None,
        files=draft.tree(data.get("files"), (*at, "files"), REQUEST | {"file"}),
        error=build_answer(draft, data["error"], (*at, "error")) if "error" in data else None,
    )


def _check(draft: Draft, data: Mapping[str, Any], at: Path, method: str) -> None:
    soap = draft.data["format"] == "soap"
    if soap != ("operation" in data) and method == "POST":
        draft.problem(at, "wrong-route", "a POST names its `operation` exactly where the format is soap")
    if ("acts" in data) != ("outcome" in data) or ("acts" in data) == ("answer" in data):
        draft.problem(at, "wrong-route", "a route has an `answer`, or `acts` with an `outcome`")
    for key in ("part", "files"):
        if key in data and "one" not in data:
            draft.problem((*at, key), "wrong-route", f"`{key}` belong to the order that `one` names")
    if "sends" in data and (soap or "body" not in data):
        draft.problem((*at, "sends"), "wrong-route", "`sends` goes with a `body` and with the format json")
    _check_query(draft, data.get("query", {}), (*at, "query"))


def _check_query(draft: Draft, query: Mapping[str, Any], at: Path) -> None:
    """A parameter such as a.b is known as query.a.b, so that none may be called just a."""
    for name in query:
        if any(other.startswith(f"{name}.") for other in query):
            draft.problem((*at, name), "wrong-route", f"`{name}` stands beside a parameter `{name}.…`; rename one")


def _auth(draft: Draft, data: Mapping[str, Any], at: Path) -> Auth:
    if "auth" in data:
        return build_auth(draft, data["auth"], (*at, "auth"))
    return build_auth(draft, draft.data["auth"], ("auth",))


def _exactly_one(draft: Draft, data: Mapping[str, Any], at: Path) -> tuple[tuple[Name, ...], ...]:
    return tuple(
        tuple(draft.name(text, (*at, "exactly_one", group, index), REQUEST) for index, text in enumerate(names))
        for group, names in enumerate(data.get("exactly_one", ()))
    )
