"""The `auth` of a binding as written in, its typed form out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

from stallkeeper.spec.auth_spec import AuthSpec, RefreshSpec, SignSpec, TokenSpec
from stallkeeper.spec.binding_nodes import NodeBuilder
from stallkeeper.spec.binding_requests import RequestBuilder, pairs
from stallkeeper.spec.binding_scope import Scopes
from stallkeeper.spec.header_checks import check_header, check_headers
from stallkeeper.spec.part import Part
from stallkeeper.spec.request_spec import Format

_JOINS = {"newline": "\n", "nothing": "", "ampersand": "&"}


@dataclass(frozen=True, slots=True)
class AuthBuilder:
    """Builds what every request of an account carries."""

    requests: RequestBuilder
    scopes: Scopes

    def auth(self, part: Part) -> AuthSpec:
        """Who we are."""
        builder = self._nodes(with_token=True)
        check_headers(part.at("headers"), self.requests.found)
        return AuthSpec(
            headers=pairs(part.at("headers"), builder),
            token=self._token(part.at("token")) if "token" in part else None,
            query=pairs(part.at("query"), builder),
            basic=_two_secrets(part),
            sign=self._sign(part.at("sign")) if "sign" in part else None,
        )

    def _nodes(self, *, with_token: bool) -> NodeBuilder:
        return NodeBuilder(self.scopes.of_secrets(with_token=with_token), self.requests.names, self.requests.found)

    def _token(self, part: Part) -> TokenSpec:
        plain = replace(self.requests, root=_without_common(self.requests.root))
        scope = self.scopes.of_login(refreshing="refresh" in part)
        return TokenSpec(
            request=plain.request(part.at("request"), scope),
            basic=_two_secrets(part),
            format=cast(Format, part.text("speaks", self.requests.speaks)),
            at=part.text("at", "."),
            lasts=part.duration("lasts"),
            lasts_at=part.optional_text("lasts_at"),
            refresh=_refresh(part.at("refresh")) if "refresh" in part else None,
        )

    def _sign(self, part: Part) -> SignSpec:
        builder = replace(self._nodes(with_token=True), scope=self.scopes.of_signature())
        time = part.at("time")
        for each in (part, time):
            if "header" in each:
                check_header(each.at("header"), each.text("header"), self.requests.found)
        return SignSpec(
            key=builder.template(part.at("key")),
            algorithm=cast(Any, part.text("algorithm", "sha256")),
            written=cast(Any, part.text("written", "hex")),
            over=tuple(builder.template(item) for item in part.at("over").items()),
            joined_by=_JOINS[part.text("joined_by", "nothing")],
            header=part.optional_text("header"),
            query=part.optional_text("query"),
            time_header=time.optional_text("header"),
            time_query=time.optional_text("query"),
            time_written=cast(Any, time.text("written", "unix_seconds")),
        )


def _two_secrets(part: Part) -> tuple[str, str] | None:
    basic = part.at("basic")
    return (basic.text("login"), basic.text("password")) if "basic" in part else None


def _refresh(part: Part) -> RefreshSpec:
    return RefreshSpec(part.text("secret"), part.optional_text("at"))


def _without_common(root: Part) -> Part:
    """The file without what all requests have in common: a token is fetched from another place."""
    return Part({key: value for key, value in root.value.items() if key != "requests"}, root.path, root.source)
