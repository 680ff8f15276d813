"""A channel's folder in; its played marketplace without a network, and an account there, out."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from stallkeeper.accounts import Account, EnvironmentSecret
from stallkeeper.bindings.http import HttpSettings
from stallkeeper.clock import Clock
from stallkeeper.played.exchange import Request
from stallkeeper.played.load import load_play
from stallkeeper.played.marketplace import Marketplace
from stallkeeper.played.play_spec import PlaySpec
from stallkeeper.played.world import World
from stallkeeper.spec.binding_spec import BindingSpec

AT_ONCE = HttpSettings(attempts=1, longest_wait=0.0)
"""No patience: a mutant that makes every request fail must not wait for a better day."""

Answering = Callable[[httpx.Request], httpx.Response]


@cache
def play_of(folder: Path) -> PlaySpec:
    """What the folder's play.yaml says; read once, for no mutant changes it."""
    play, problems = load_play(folder)
    assert play is not None, problems
    return play


def account_of(play: PlaySpec, binding: BindingSpec, channel: str) -> Account:
    """The account that the play gives a seller, with the credentials that it made up; hosts are the binding's own."""
    environ = {name: str(play.credentials.get(name, "x")) for name in binding.secrets}
    secrets = {name: EnvironmentSecret(name, environ) for name in binding.secrets}
    known = {name: value for name, value in play.account_parameters.items() if name in binding.parameters}
    return Account("shop", channel, "shop", parameters=known, secrets=secrets)


class Counter:
    """The marketplace behind its counter: takes what a client would send over the network, and keeps a copy of it."""

    def __init__(self, play: PlaySpec, clock: Clock, seed: int = 1) -> None:
        self.world = World(play, seed, clock)
        self.marketplace = Marketplace(self.world)
        self.heard: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.heard.append(request)
        reply = self.marketplace.answer(played_request(request))
        headers = {**reply.headers, **({"Content-Type": reply.content_type} if reply.content_type else {})}
        return httpx.Response(reply.status, content=reply.body, headers=headers)

    def issues_token(self, request: httpx.Request) -> bool:
        """Whether the request asks for a token."""
        route = self.marketplace.route_of(played_request(request))
        return route is not None and route.issues_token


def played_request(request: httpx.Request) -> Request:
    """The request as the played marketplace's server would have read it from the wire."""
    target = request.url.raw_path.decode("ascii")
    path, _, query = target.partition("?")
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Request(request.method, path, _pairs(query), headers, request.content, target, request.url.scheme)


def _pairs(query: str) -> Any:
    from urllib.parse import parse_qsl

    return tuple(parse_qsl(query, keep_blank_values=True))
