"""What play.yaml says of who may ask in, typed values out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from stallkeeper.durations import parse_duration
from stallkeeper.played.access_form import Auth, SignatureForm, TokenIssue
from stallkeeper.played.draft import REQUEST, Draft
from stallkeeper.played.template import Template
from stallkeeper.text.source import Path

_CREDENTIALS = frozenset({"credentials"})
_SIGNED = frozenset({"request"})
_JOINED = {"newline": "\n", "nothing": "", "ampersand": "&"}


def build_auth(draft: Draft, data: Mapping[str, Any], at: Path) -> Auth:
    """What proves who calls."""
    basic = data.get("basic")
    if "token" in data and "token_header" in data:
        draft.problem((*at, "token"), "wrong-auth", "a token stands in one place: write `token` or `token_header`")
    return Auth(
        headers=_credentials(draft, data, "headers", at),
        headers_given=tuple(data.get("headers_given", ())),
        query=_credentials(draft, data, "query", at),
        body=tuple(
            (draft.path(path, (*at, "body", path)), text)
            for path, text in _credentials(draft, data, "body", at).items()
        ),
        basic=(
            draft.template(basic["user"], (*at, "basic", "user"), _CREDENTIALS),
            draft.template(basic["password"], (*at, "basic", "password"), _CREDENTIALS),
        )
        if basic
        else None,
        token=draft.optional_name(data, "token", at, REQUEST | {"bearer"}),
        token_header=data.get("token_header", ""),
        token_kinds=frozenset(data.get("token_kinds", ("access",))),
        signature=_signature(draft, data["signature"], (*at, "signature")) if "signature" in data else None,
    )


def _credentials(draft: Draft, data: Mapping[str, Any], key: str, at: Path) -> dict[str, Template]:
    """Names, each with the exact value that is taken."""
    return {name: draft.template(text, (*at, key, name), _CREDENTIALS) for name, text in data.get(key, {}).items()}


def _signature(draft: Draft, data: Mapping[str, Any], at: Path) -> SignatureForm:
    if ("header" in data) == ("query" in data):
        draft.problem(at, "wrong-auth", "a signature stands in a `header` or in the `query`, one of the two")
    time = data.get("time", {})
    return SignatureForm(
        key=draft.template(data["key"], (*at, "key"), _CREDENTIALS),
        algorithm=data.get("algorithm", "sha256"),
        written=data.get("written", "hex"),
        over=tuple(draft.template(text, (*at, "over", index), _SIGNED) for index, text in enumerate(data["over"])),
        joined_by=_JOINED[data.get("joined_by", "newline")],
        header=data.get("header", ""),
        parameter=data.get("query", ""),
        time_header=time.get("header", ""),
        time_written=time.get("written", "unix_seconds"),
        skew=parse_duration(time.get("skew", "5 minutes")) or timedelta(),
    )


def build_token_issue(draft: Draft, data: Any, at: Path) -> TokenIssue | None:
    """How a route gives out tokens: `true`, or what is to be said of them."""
    if isinstance(data, bool):
        return TokenIssue() if data else None
    if ("first_refresh" in data or "rotates" in data) and "refresh" not in data:
        draft.problem(at, "wrong-auth", "`first_refresh` and `rotates` go with `refresh`, the place of the token shown")
    return TokenIssue(
        kind=data.get("kind", "access"),
        lasts=parse_duration(data["lasts"]) if "lasts" in data else None,
        refresh=draft.optional_name(data, "refresh", at, REQUEST),
        first_refresh=draft.template(data["first_refresh"], (*at, "first_refresh"), _CREDENTIALS)
        if "first_refresh" in data
        else None,
        rotates=data.get("rotates", False),
    )
