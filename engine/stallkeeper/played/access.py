"""A request and what a route wants to see in, whether it comes from someone who may ask out."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from stallkeeper.played.access_form import Auth, TokenIssue
from stallkeeper.played.exchange import Request
from stallkeeper.played.play_spec import PlaySpec
from stallkeeper.played.refusal import Refusal
from stallkeeper.played.signature import signature_fault
from stallkeeper.played.template import Name, Names, Template, as_text, render
from stallkeeper.played.tree_path import read
from stallkeeper.played.troubles import Troubles


class Access:
    """The credentials and tokens that one played marketplace takes; `now` is always the engine's time."""

    def __init__(self, play: PlaySpec, seed: int, troubles: Troubles | None = None) -> None:
        self._troubles = troubles
        self._credentials = play.credentials
        self._time = play.time
        self._random = Random(f"{seed}:tokens")
        self._tokens: dict[str, tuple[str, datetime | None]] = {}
        self._refresh_tokens: set[str] = set()
        self._used_up: set[str] = set()

    def issue(self) -> str:
        """A new token that is good until it is expired."""
        return self._keep("access", None)

    def issue_for(self, form: TokenIssue, names: Names, now: datetime) -> Mapping[str, Any] | Refusal:
        """The names `token`, `refresh_token` and `lasts`; a refresh token that is not known (any more) is refused."""
        shown = _text(form.refresh, names) if form.refresh else ""
        if form.refresh and not self._may_refresh(form, shown):
            return Refusal("refresh", "refresh_token")
        lasting = self._lasting(form)
        lasts = int(lasting.total_seconds()) if lasting else None
        token = self._keep(form.kind, now + lasting if lasting else None)
        return {"token": token, "refresh_token": self._next_refresh(form, shown), "lasts": lasts}

    def expire(self) -> bool:
        """Let every access token given out so far be worth nothing, and say whether there were any."""
        were_any = bool(self._tokens)
        self._tokens.clear()
        return were_any

    def admit(self, auth: Auth, request: Request, now: datetime) -> Refusal | None:
        """Check all that can be checked before the body is read."""
        holds = (self._headers_hold, self._basic_holds, self._query_holds)
        if not all(check(auth, request) for check in holds):
            return Refusal("unauthorized")
        fault = self._signature_fault(auth, request, now)
        if fault:
            return Refusal("signature", fault)
        if auth.wants_token and (auth.token is None or auth.token.root != "body"):
            return None if self._is_good(auth, self._token_beside(auth, request), now) else Refusal("token")
        return None

    def admit_body(self, auth: Auth, names: Names, now: datetime) -> Refusal | None:
        """Check what the body says of who calls."""
        for path, wanted in auth.body:
            if not _same(as_text(read(names.get("body"), path)), self._credential(wanted)):
                return Refusal("unauthorized", path.text)
        if auth.token is None or auth.token.root != "body":
            return None
        return None if self._is_good(auth, _text(auth.token, names), now) else Refusal("token")

    def _lasting(self, form: TokenIssue) -> timedelta | None:
        """How long a new token is good; where tokens rotate, those before it are worth nothing from now on."""
        if self._troubles is None:
            return form.lasts
        if self._troubles.on("rotating_tokens"):
            self._troubles.met["rotating_tokens"] += 1
            self._tokens = {token: held for token, held in self._tokens.items() if held[0] != form.kind}
        short = self._troubles.short_tokens()
        self._troubles.met["short_tokens"] += short is not None
        return short if short is not None else form.lasts

    def _may_refresh(self, form: TokenIssue, shown: str) -> bool:
        if not shown or shown in self._used_up:
            return False
        first = form.first_refresh is not None and _same(shown, self._credential(form.first_refresh))
        return first or shown in self._refresh_tokens

    def _next_refresh(self, form: TokenIssue, shown: str) -> str | None:
        if not form.rotates:
            return shown or None
        self._used_up.add(shown)
        self._refresh_tokens.discard(shown)
        fresh = self._new("refresh")
        self._refresh_tokens.add(fresh)
        return fresh

    def _keep(self, kind: str, until: datetime | None) -> str:
        token = self._new("played")
        self._tokens[token] = (kind, until)
        return token

    def _new(self, prefix: str) -> str:
        return f"{prefix}-{self._random.getrandbits(128):032x}"

    def _is_good(self, auth: Auth, token: str, now: datetime) -> bool:
        kind, until = self._tokens.get(token, ("", None))
        return kind in auth.token_kinds and (until is None or now < until)

    @staticmethod
    def _token_beside(auth: Auth, request: Request) -> str:
        """The token in a header or in the query."""
        if auth.token_header:
            return request.headers.get(auth.token_header.lower(), "")
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        beside = {"bearer": bearer.strip() if scheme.lower() == "bearer" else "", "query": dict(request.query)}
        return _text(auth.token, beside) if auth.token else ""

    def _headers_hold(self, auth: Auth, request: Request) -> bool:
        exact = all(
            _same(request.headers.get(name.lower(), ""), self._credential(text)) for name, text in auth.headers.items()
        )
        return exact and all(request.headers.get(name.lower(), "").strip() for name in auth.headers_given)

    def _basic_holds(self, auth: Auth, request: Request) -> bool:
        if auth.basic is None:
            return True
        scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
        try:
            given = base64.b64decode(encoded, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            return False
        return scheme.lower() == "basic" and _same(given, ":".join(map(self._credential, auth.basic)))

    def _query_holds(self, auth: Auth, request: Request) -> bool:
        given = dict(request.query)
        return all(_same(given.get(name, ""), self._credential(text)) for name, text in auth.query.items())

    def _signature_fault(self, auth: Auth, request: Request, now: datetime) -> str | None:
        if auth.signature is None:
            return None
        return signature_fault(auth.signature, self._credential(auth.signature.key), request, now, self._time.zone)

    def _credential(self, template: Template) -> str:
        return as_text(render(template, {"credentials": self._credentials}))


def _text(name: Name, names: Names) -> str:
    return as_text(read(names.get(name.root), name.path))


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), wanted.encode())
