"""One account's credentials and common values in, requests that carry them out: token fetched once, renewed once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from typing import Any
from urllib.parse import quote, quote_plus

from stallkeeper.bindings.answers import Judge
from stallkeeper.bindings.bodies import Outgoing, basic_credentials, build_request
from stallkeeper.bindings.budgets import Budgets
from stallkeeper.bindings.context import Context
from stallkeeper.bindings.http import Answer, HttpChannel
from stallkeeper.bindings.known_buyers import KnownBuyers, NoBuyers, words_of
from stallkeeper.bindings.rendering import Unsendable
from stallkeeper.bindings.retry import read_with_patience
from stallkeeper.bindings.signature import signed
from stallkeeper.bindings.token_book import TokenBook
from stallkeeper.bindings.token_keeper import ForgetfulKeeper, TokenKeeper
from stallkeeper.clock import Clock
from stallkeeper.errors import ChannelError
from stallkeeper.orders import Budget
from stallkeeper.spec.binding_spec import BindingSpec
from stallkeeper.spec.request_spec import AnswerSpec, RequestSpec


class Session:
    """Who we are at one marketplace. Safe to use from several threads; it prints nothing of what it holds."""

    def __init__(
        self,
        spec: BindingSpec,
        parameters: Mapping[str, Any],
        secrets: Mapping[str, Callable[[], str]],
        http: HttpChannel,
        clock: Clock,
        keeper: TokenKeeper | None = None,
        buyers: KnownBuyers | None = None,
    ) -> None:
        self.spec, self.http, self.clock = spec, http, clock
        self._parameters = parameters
        self._secrets = secrets
        self._budgets = Budgets(spec.rates, clock)
        token = spec.auth.token
        kept = keeper or ForgetfulKeeper()
        self._tokens = TokenBook(spec, token, self._bare_context, http, clock, kept) if token else None
        self._buyers = buyers or NoBuyers()
        self._patient = False

    def patiently(self) -> Session:
        """The same session for reading lists: in the account's budgets, what somebody waits for goes before it."""
        other = copy(self)
        other._patient = True
        return other

    def context(self, **values: Any) -> Context:
        """The names every request may use; secrets are only read by what says who we are."""
        return self._bare_context().within(token=self.token(), **values)

    def _bare_context(self) -> Context:
        return Context(account=self._parameters, times=self.spec.times, now=self.clock.now(), secrets=self._revealed())

    def parameter(self, name: str) -> Any:
        """What the account says of itself."""
        return self._parameters.get(name)

    def hidden(self) -> tuple[str, ...]:
        """What must not appear in any message."""
        secrets = self._revealed()
        basic = self.spec.auth.basic or (self.spec.auth.token.basic if self.spec.auth.token else None)
        credentials = (basic_credentials(basic, secrets).partition(" ")[2],) if basic else ()
        said = (*secrets.values(), *credentials, *(self._tokens.hidden() if self._tokens else ()))
        return (*said, *(form for word in said for form in _in_addresses(word) if form != word))

    def judge(self, answer: AnswerSpec, order_ids: tuple[str, ...] = (), keep: tuple[str, ...] = ()) -> Judge:
        """What judges the answers of reading: about these orders, or about none that is known."""
        return Judge(answer, self.spec.errors, self.hidden(), (*order_ids, *keep), words_of(self._buyers, order_ids))

    def build(self, request: RequestSpec, context: Context) -> Outgoing:
        """The request, ready to leave; a value that is missing is a ChannelError (validation), and nothing was sent."""
        try:
            return build_request(request, context, self.spec.auth, self.spec.xml)
        except Unsendable as error:
            raise ChannelError(f"the request cannot be built: {error}", "validation") from None

    def turn(self, outgoing: Outgoing) -> None:
        """Wait until the account's budgets let it leave; a ChannelError (rate_limited) where that takes too long."""
        self._budgets.wait(outgoing.rate, patient=self._patient)

    def budgets(self) -> tuple[Budget, ...]:
        """What the account may ask for, and what is left of it."""
        return self._budgets.shown()

    def exchange(self, outgoing: Outgoing, *, effectful: bool) -> Answer:
        """Sign it where that is asked for, send it, and read the whole answer."""
        return self.http.exchange(self._signed(outgoing), effectful=effectful)

    def _signed(self, outgoing: Outgoing) -> Outgoing:
        if self.spec.auth.sign is None:
            return outgoing
        context = self._bare_context().within(token=self.current_token())
        try:
            return signed(outgoing, self.spec.auth.sign, context, self.http.url_of)
        except Unsendable as error:
            raise ChannelError(f"the request cannot be signed: {error}", "validation") from None

    def read(self, request: Callable[[], Outgoing], judge: Callable[[Answer], Any]) -> Any:
        """Ask without effect, with patience; a refused token is renewed once."""

        def once() -> Any:
            outgoing = request()
            self.turn(outgoing)
            return judge(self.exchange(outgoing, effectful=False))

        def renewing() -> Any:
            token = self.token()
            try:
                return once()
            except ChannelError as error:
                if not self._may_renew(error):
                    raise
                self.renew(token)
                return once()

        return read_with_patience(renewing, self.clock, self.http.settings)

    def _may_renew(self, error: ChannelError) -> bool:
        return error.kind == "auth" and self._tokens is not None

    def may_resend(self, error: ChannelError) -> bool:
        """Whether a refusal means only that the token had run out: then nothing took effect."""
        return self._may_renew(error) and not error.doubtful

    def token(self) -> str | None:
        """The token, fetched when there is none or it has run out; None where none is needed."""
        return self._tokens.token() if self._tokens is not None else None

    def current_token(self) -> str | None:
        return self._tokens.current if self._tokens is not None else None

    def renew(self, refused: str | None) -> None:
        """Forget `refused`, unless somebody else has already replaced it; the next use fetches a new one."""
        if self._tokens is not None:
            self._tokens.forget(refused)

    def _revealed(self) -> dict[str, str]:
        return {name: reveal() for name, reveal in self._secrets.items()}


def _in_addresses(word: str) -> set[str]:
    """As it stands in an address or in a form: a marketplace may quote what it was sent."""
    return {quote(word), quote(word, safe=""), quote_plus(word)}
