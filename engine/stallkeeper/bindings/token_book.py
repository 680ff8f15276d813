"""An account's credentials in, the token it works with out: fetched once for all threads, renewed in time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from stallkeeper.bindings.answers import Judge, Read
from stallkeeper.bindings.bodies import Outgoing, basic_credentials, build_request
from stallkeeper.bindings.context import Context
from stallkeeper.bindings.converters import to_decimal
from stallkeeper.bindings.http import HttpChannel
from stallkeeper.bindings.rendering import Unsendable
from stallkeeper.bindings.retry import read_with_patience
from stallkeeper.bindings.token_keeper import TokenKeeper, origin_of
from stallkeeper.clock import Clock
from stallkeeper.errors import ChannelError
from stallkeeper.spec.auth_spec import AuthSpec, TokenSpec
from stallkeeper.spec.binding_spec import BindingSpec
from stallkeeper.spec.request_spec import AnswerSpec
from stallkeeper.text.paths import texts

_LONGEST = timedelta(days=400)
_MARGIN = timedelta(minutes=1)
_TURN = timedelta(minutes=2)
"""Longer than a renewal takes with all its attempts; so long the next one waits for a process that was killed in it."""
_LOOK_AGAIN = 0.1
_NOBODY = AuthSpec()


class TokenBook:
    """Holds one token at a time. Safe to use from several threads; it prints nothing of what it holds."""

    def __init__(
        self,
        spec: BindingSpec,
        token: TokenSpec,
        context: Callable[[], Context],
        http: HttpChannel,
        clock: Clock,
        keeper: TokenKeeper,
    ) -> None:
        self._binding, self._spec = spec, token
        self._context = context
        self._http, self._clock, self._keeper = http, clock, keeper
        self._token: str | None = None
        self._good_until: datetime | None = None
        self._refresh: str | None = None
        self._lock = threading.Lock()

    def token(self) -> str:
        """The token, fetched when there is none or it has run out."""
        with self._lock:
            if self._token is None or self._is_old():
                self._token = None
                self._token, self._good_until = self._fetched()
            return self._token

    @property
    def current(self) -> str | None:
        """The token as it stands, fetched or not."""
        return self._token

    def hidden(self) -> tuple[str, ...]:
        """What must not appear in any message."""
        return tuple(word for word in (self._token, self._refresh) if word)

    def forget(self, refused: str | None) -> None:
        """Forget `refused`, unless somebody else has already replaced it; the next use fetches a new one."""
        with self._lock:
            if self._token == refused:
                self._token = None

    def _is_old(self) -> bool:
        return self._good_until is not None and self._clock.now() >= self._good_until

    def _fetched(self) -> tuple[str, datetime | None]:
        context = self._context()
        if self._spec.refresh is None:
            return self._renewed(context)
        with self._turn(origin_of(context.secrets[self._spec.refresh.secret])):
            return self._renewed(context)

    @contextmanager
    def _turn(self, origin: bytes) -> Iterator[None]:
        """A refresh token is used by one process at a time: one that comes second may cost the seller's consent."""
        until = self._clock.now() + _TURN
        while not self._keeper.take_turn(origin, self._clock.now(), until):
            self._clock.sleep(_LOOK_AGAIN)
            until = self._clock.now() + _TURN
        try:
            yield
        finally:
            self._keeper.end_turn(origin, until)

    def _renewed(self, context: Context) -> tuple[str, datetime | None]:
        asked_at = self._clock.now()
        used = self._newest_refresh(context.secrets)
        try:
            read = self._asked(context.within(refresh=used))
        except ChannelError as error:
            newer = self._newest_refresh(context.secrets)
            if error.kind not in ("auth", "validation") or newer == used:
                raise self._login_failed(error) from None
            read = self._asked(context.within(refresh=newer))  # another process has used that one up meanwhile
        found = texts(read.root, (self._spec.at,))
        if not found:
            raise ChannelError(f"{read.answer.where} answered without a token", "auth")
        self._keep_next(read, context.secrets)
        return found[0].strip(), self._ends(read, asked_at)

    def _asked(self, context: Context) -> Read:
        self._refresh = context.refresh
        judge = Judge(AnswerSpec(self._spec.format), self._binding.errors, (*context.secrets.values(), *self.hidden()))

        return read_with_patience(
            lambda: judge.read(self._http.exchange(self._login(context), effectful=False)),
            self._clock,
            self._http.settings,
        )

    def _newest_refresh(self, secrets: Mapping[str, str]) -> str | None:
        if self._spec.refresh is None:
            return None
        first = secrets[self._spec.refresh.secret]
        return self._keeper.kept_token(origin_of(first)) or first

    def _keep_next(self, read: Read, secrets: Mapping[str, str]) -> None:
        """The next refresh token is kept before the token that came with it is used."""
        refresh = self._spec.refresh
        found = texts(read.root, (refresh.at,)) if refresh is not None and refresh.at is not None else ()
        if refresh is None or not found or found[0] == self._refresh:
            return
        self._keeper.keep_token(origin_of(secrets[refresh.secret]), found[0], self._clock.now())
        self._refresh = found[0]

    def _ends(self, read: Read, asked_at: datetime) -> datetime | None:
        """When the token runs out, by its own answer or by the binding; a little early where the answer said so.

        It was made after it was asked for: an answer that took its time leaves that much less of it.
        """
        found = texts(read.root, (self._spec.lasts_at,)) if self._spec.lasts_at else ()
        seconds = to_decimal(found[0]) if found else None
        if isinstance(seconds, Decimal) and 0 < seconds <= _LONGEST.total_seconds():
            lasts = timedelta(seconds=float(seconds))
            return asked_at + lasts - min(_MARGIN, lasts / 10)
        return None if self._spec.lasts is None else asked_at + self._spec.lasts

    def _login(self, context: Context) -> Outgoing:
        try:
            outgoing = build_request(self._spec.request, context, _NOBODY, self._binding.xml, private=True)
        except Unsendable as error:
            raise ChannelError(f"the request for a token cannot be built: {error}", "validation") from None
        if self._spec.basic is None:
            return outgoing
        credentials = basic_credentials(self._spec.basic, context.secrets)
        return replace(outgoing, headers={**outgoing.headers, "Authorization": credentials})

    def _login_failed(self, error: ChannelError) -> ChannelError:
        refresh = self._spec.refresh
        refused = error.kind == "auth" or (error.kind == "validation" and error.http_status is not None)
        if not refused or (self._spec.basic is None and refresh is None):
            return error
        message = f"{error}: the login was refused ({self._named(refresh.secret if refresh else None)})"
        return ChannelError(message, "auth", code=error.code, http_status=error.http_status)

    def _named(self, refresh: str | None) -> str:
        if refresh is not None:
            return f"the refresh token is used up or withdrawn; authorise anew and set the secret {refresh}"
        login, password = self._spec.basic or ("", "")
        return f"secrets {login} and {password}"
