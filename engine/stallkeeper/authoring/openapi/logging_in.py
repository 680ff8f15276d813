"""A document's security schemes in, a binding's `auth` out: headers, query keys, Basic, or a token that is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from stallkeeper.authoring.openapi.document import Document, Operation, Part

_GRANTS: Mapping[str, str] = {
    "clientCredentials": "client_credentials",
    "application": "client_credentials",
    "authorizationCode": "refresh_token",
    "accessCode": "refresh_token",
    "password": "refresh_token",
}
"""flow, in OpenAPI 3 and in Swagger 2 -> how a program that runs by itself asks for a token"""
_URL = re.compile(r"(https://[A-Za-z0-9.-]+(?::\d+)?)?(/[\w./-]*)", re.ASCII)
_OAUTH = "how the client says who it is, and where the answer holds what, is as OAuth 2 has it"


@dataclass(frozen=True, slots=True)
class LoggingIn:
    """What a binding says of who calls, the secrets it takes, a host of its own for tokens, and why."""

    auth: Mapping[str, Any]
    secrets: Mapping[str, str]
    reason: str
    hosts: Mapping[str, str] = field(default_factory=dict)


def logging_in(document: Document, operation: Operation | None, host: str) -> LoggingIn:
    """As the scheme has it that the list of orders names, else as the first scheme that we have words for."""
    found = (_told(scheme, document, host) for scheme in _schemes(document, operation))
    told = next((each for each in found if each is not None), None)
    if told is not None:
        return told
    reason = "The file names no way of logging in."
    return LoggingIn({"headers": {"Authorization": "<secret.api_key>"}}, {"api_key": "The key of the seller."}, reason)


def _schemes(document: Document, operation: Operation | None) -> Iterator[Part]:
    held = document.at(document.at(document.root, "components"), "securitySchemes")
    held = held if held.data else document.at(document.root, "securityDefinitions")
    own = operation.part if operation is not None and operation.part.data.get("security") else document.root
    named = [name for each in document.items(own, "security") for name in each.data]
    for name in dict.fromkeys([*(name for name in named if name in held.data), *held.data]):
        yield document.at(held, name)


def _told(scheme: Part, document: Document, host: str) -> LoggingIn | None:
    kind, header = scheme.text("type").lower(), scheme.text("name")
    reason = f"From {scheme.pointer}."
    if kind == "apikey" and header:
        place = "headers" if scheme.text("in") == "header" else "query"
        return LoggingIn({place: {header: "<secret.api_key>"}}, {"api_key": "The key of the seller."}, reason)
    if kind == "basic" or (kind == "http" and scheme.text("scheme").lower() == "basic"):
        secrets = {"login": "Who logs in.", "password": "The password of it."}
        return LoggingIn({"basic": {"login": "login", "password": "password"}}, secrets, reason)
    if kind == "oauth2":
        fetched = next((found for flow in _flows(scheme, document) if (found := _fetched(*flow, host))), None)
        if fetched is not None:
            return fetched
        reason = f"From {scheme.pointer}, which names no address where a token is fetched; the token is taken as given."
    if kind in ("oauth2", "http", "openidconnect"):
        auth = {"headers": {"Authorization": "Bearer <secret.token>"}}
        return LoggingIn(auth, {"token": "A token of the seller."}, reason)
    return None


def _flows(scheme: Part, document: Document) -> Iterator[tuple[str, Part]]:
    """Each flow with its grant; that of the application alone before those that need the seller once."""
    flows = document.at(scheme, "flows")
    if scheme.text("flow") in _GRANTS:
        yield _GRANTS[scheme.text("flow")], scheme
    for flow, grant in _GRANTS.items():
        if flow in flows.data:
            yield grant, document.at(flows, flow)


def _fetched(grant: str, flow: Part, host: str) -> LoggingIn | None:
    """A token that is fetched from the flow's address; None where that is no address we would call."""
    refreshed = grant == "refresh_token"
    url = (flow.text("refreshUrl") if refreshed else "") or flow.text("tokenUrl")
    found = _URL.fullmatch(url)
    if found is None:
        return None
    own = found[1] if found[1] not in (None, host) else None
    body = {"grant_type": grant, **({"refresh_token": "<refresh>"} if refreshed else {})}
    request = {"method": "POST", **({"host": "login"} if own else {}), "path": found[2], "sends": "form", "body": body}
    token = {
        "request": request,
        "basic": {"login": "client_id", "password": "client_secret"},
        "at": "access_token",
        "lasts_at": "expires_in",
        **({"refresh": {"secret": "refresh_token", "at": "refresh_token"}} if refreshed else {}),
    }
    secrets = {"client_id": "The application's id.", "client_secret": "The application's secret."}
    secrets |= {"refresh_token": "The refresh token that the seller was given."} if refreshed else {}
    auth = {"headers": {"Authorization": "Bearer <token>"}, "token": token}
    return LoggingIn(auth, secrets, f"From {flow.pointer}; {_OAUTH}.", {"login": own} if own else {})
