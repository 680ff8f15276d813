"""A request and what a route wants to see in, whether it comes from someone who may ask out."""

from __future__ import annotations

import base64
import binascii
import hmac
from random import Random

from stallkeeper.played.exchange import Request
from stallkeeper.played.play_spec import Auth, PlaySpec
from stallkeeper.played.template import Names, Template, as_text, render
from stallkeeper.played.tree_path import read


class Access:
    """The credentials and tokens that one played marketplace takes."""

    def __init__(self, play: PlaySpec, seed: int) -> None:
        self._credentials = play.credentials
        self._random = Random(f"{seed}:tokens")
        self._tokens: set[str] = set()

    def issue(self) -> str:
        """A new token."""
        token = f"played-{self._random.getrandbits(128):032x}"
        self._tokens.add(token)
        return token

    def expire(self) -> None:
        """Let every token given out so far be worth nothing."""
        self._tokens.clear()

    def holds(self, auth: Auth, request: Request) -> bool:
        """Whether headers and HTTP Basic are right; a token inside the body is looked at by `knows`."""
        exact = all(
            _same(request.headers.get(name.lower(), ""), self._text(text)) for name, text in auth.headers.items()
        )
        given = all(request.headers.get(name.lower(), "").strip() for name in auth.headers_given)
        return exact and given and self._basic_holds(auth, request)

    def knows(self, auth: Auth, names: Names) -> bool:
        """Whether the token that the request carries, if one is wanted, was given out and has not expired."""
        if auth.token is None:
            return True
        return as_text(read(names.get(auth.token.root), auth.token.path)) in self._tokens

    def _basic_holds(self, auth: Auth, request: Request) -> bool:
        if auth.basic is None:
            return True
        scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
        try:
            given = base64.b64decode(encoded, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            return False
        return scheme.lower() == "basic" and _same(given, ":".join(map(self._text, auth.basic)))

    def _text(self, template: Template) -> str:
        return as_text(render(template, {"credentials": self._credentials}))


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())
