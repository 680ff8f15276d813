"""One account's credentials and common values in, requests that carry them out: token fetched once, renewed once."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from stallkeeper.bindings.answers import Judge
from stallkeeper.bindings.bodies import Outgoing, build_request
from stallkeeper.bindings.context import Context
from stallkeeper.bindings.http import Answer, HttpChannel
from stallkeeper.bindings.rendering import Unsendable
from stallkeeper.bindings.retry import read_with_patience
from stallkeeper.clock import Clock
from stallkeeper.errors import ChannelError
from stallkeeper.spec.binding_spec import AnswerSpec, BindingSpec, RequestSpec, TokenSpec
from stallkeeper.text.paths import texts


class Session:
    """Who we are at one marketplace. Safe to use from several threads; it prints nothing of what it holds."""

    def __init__(
        self,
        spec: BindingSpec,
        parameters: Mapping[str, Any],
        secrets: Mapping[str, Callable[[], str]],
        http: HttpChannel,
        clock: Clock,
    ) -> None:
        self.spec, self.http, self.clock = spec, http, clock
        self._parameters = parameters
        self._secrets = secrets
        self._token: str | None = None
        self._fetched_at: datetime | None = None
        self._lock = threading.Lock()

    def context(self, **values: Any) -> Context:
        """The names every request may use; secrets are only read by the headers that say who we are."""
        return Context(
            account=self._parameters,
            times=self.spec.times,
            now=self.clock.now(),
            token=self.token() if self.spec.auth.token else None,
            secrets=self._revealed(),
            **values,
        )

    def hidden(self) -> tuple[str, ...]:
        """What must not appear in any message."""
        return (*self._revealed().values(), *([self._token] if self._token else ()))

    def build(self, request: RequestSpec, context: Context) -> Outgoing:
        """The request, ready to leave; a value that is missing is a ChannelError (validation), and nothing was sent."""
        try:
            return build_request(request, context, self.spec.auth.headers, self.spec.xml)
        except Unsendable as error:
            raise ChannelError(f"the request cannot be built: {error}", "validation") from None

    def read(self, request: Callable[[], Outgoing], judge: Callable[[Answer], Any]) -> Any:
        """Ask without effect, with patience; a refused token is renewed once."""

        def once() -> Any:
            outgoing = request()
            return judge(self.http.exchange(outgoing, effectful=False))

        def renewing() -> Any:
            token = self.token() if self.spec.auth.token else None
            try:
                return once()
            except ChannelError as error:
                if not self._may_renew(error):
                    raise
                self.renew(token)
                return once()

        return read_with_patience(renewing, self.clock, self.http.settings)

    def _may_renew(self, error: ChannelError) -> bool:
        return error.kind == "auth" and self.spec.auth.token is not None

    def may_resend(self, error: ChannelError) -> bool:
        """Whether a refusal means only that the token had run out: then nothing took effect."""
        return self._may_renew(error) and not error.doubtful

    def token(self) -> str:
        """The token, fetched when there is none or it has run out."""
        with self._lock:
            if self._token is None or self._is_old():
                self._token = None
                self._token = self._fetched()
                self._fetched_at = self.clock.now()
            return self._token

    def current_token(self) -> str | None:
        return self._token

    def renew(self, refused: str | None) -> None:
        """Forget `refused`, unless somebody else has already replaced it; the next use fetches a new one."""
        with self._lock:
            if self._token == refused:
                self._token = None

    def _is_old(self) -> bool:
        lasts = self.spec.auth.token.lasts if self.spec.auth.token else None
        return lasts is not None and self._fetched_at is not None and self.clock.now() - self._fetched_at >= lasts

    def _fetched(self) -> str:
        token = self.spec.auth.token
        assert token is not None
        context = Context(
            account=self._parameters, times=self.spec.times, now=self.clock.now(), secrets=self._revealed()
        )
        judge = Judge(AnswerSpec(token.format), self.spec.errors, self.hidden())
        try:
            read = read_with_patience(
                lambda: judge.read(self.http.exchange(self._login(token, context), effectful=False)),
                self.clock,
                self.http.settings,
            )
        except ChannelError as error:
            raise self._login_failed(error, token) from None
        found = texts(read.root, (token.at,))
        if not found:
            raise ChannelError(f"{read.answer.where} answered without a token", "auth")
        return found[0].strip()

    def _login(self, token: TokenSpec, context: Context) -> Outgoing:
        try:
            outgoing = build_request(token.request, context, (), self.spec.xml)
        except Unsendable as error:
            raise ChannelError(f"the request for a token cannot be built: {error}", "validation") from None
        if token.basic is None:
            return outgoing
        login, password = (self._secrets[name]() for name in token.basic)
        credentials = base64.b64encode(f"{login}:{password}".encode()).decode("ascii")
        headers = {**outgoing.headers, "Authorization": f"Basic {credentials}"}
        return Outgoing(outgoing.method, outgoing.host, outgoing.path, outgoing.query, headers, outgoing.content)

    def _login_failed(self, error: ChannelError, token: TokenSpec) -> ChannelError:
        if error.kind != "auth" or token.basic is None:
            return error
        login, password = token.basic
        message = f"{error}: the login was refused (secrets {login} and {password})"
        return ChannelError(message, "auth", code=error.code, http_status=error.http_status)

    def _revealed(self) -> dict[str, str]:
        return {name: reveal() for name, reveal in self._secrets.items()}
