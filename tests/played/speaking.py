"""A played marketplace on loopback, and raw HTTP to speak to it with: nothing of ours lies in between."""

from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

from stallkeeper.clock import Clock, ManualClock
from stallkeeper.played.load import load_play
from stallkeeper.played.play_spec import PlaySpec
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from tests.channel_folders import folder_of

CHANNELS = Path(__file__).resolve().parents[2] / "channels"
START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
REALM = "https://wsvc.cdiscount.com/MarketplaceAPIService.svc"
SERVICE = "/MarketplaceAPIService.svc"
ACTION = "http://www.cdiscount.com/IMarketplaceAPIService/"
MESSAGES = "http://schemas.datacontract.org/2004/07/Cdiscount.Framework.Core.Communication.Messages"
ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"


@cache
def spec_of(channel: str) -> PlaySpec:
    spec, problems = load_play(folder_of(channel))
    assert spec is not None, problems
    return spec


def world_of(channel: str, seed: int = 1, speed: float = 1, clock: Clock | None = None) -> World:
    return World(spec_of(channel), seed, clock or ManualClock(START), speed)


@dataclass(frozen=True)
class Heard:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def text(self, name: str) -> str | None:
        """The text of the first element with this local name."""
        for element in ElementTree.fromstring(self.body).iter():
            if element.tag.rpartition("}")[2] == name:
                return element.text
        return None

    def texts(self, name: str) -> list[str | None]:
        found = ElementTree.fromstring(self.body).iter()
        return [element.text for element in found if element.tag.rpartition("}")[2] == name]


class Speaker:
    """Whoever speaks to one server; `headers` go with every request."""

    def __init__(self, server: PlayedServer, headers: Mapping[str, str]) -> None:
        self.server, self.world, self.headers = server, server.world, dict(headers)
        self.patience = 20.0
        """Seconds until whoever speaks has had enough of waiting."""

    def ask(self, method: str, path: str, body: Any = None, headers: Mapping[str, str | None] | None = None) -> Heard:
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        sent = {**self.headers, **({"Content-Type": "application/json"} if data else {}), **(headers or {})}
        connection = http.client.HTTPConnection(self.server.base_url.removeprefix("http://"), timeout=self.patience)
        try:
            connection.request(method, path, data, {name: value for name, value in sent.items() if value is not None})
            answer = connection.getresponse()
            return Heard(answer.status, dict(answer.headers), answer.read())
        finally:
            connection.close()

    def get(self, path: str, **query: Any) -> Heard:
        return self.ask("GET", f"{path}?{urlencode(query, doseq=True)}" if query else path)

    def desk(self, what: str, body: Any = None) -> Any:
        """The control desk."""
        heard = self.ask("GET" if body is None else "POST", f"/__played/{what}", body)
        assert heard.status == 200, heard.body
        return heard.json


@contextmanager
def speaking(channel: str, world: World | None = None, headers: Mapping[str, str] | None = None) -> Iterator[Speaker]:
    with PlayedServer(world or world_of(channel)) as server:
        yield Speaker(server, HEADERS[channel] if headers is None else headers)
        assert server.crashes == ()


HEADERS: Mapping[str, Mapping[str, str]] = {
    "manomano": {"x-api-key": "played-api-key", "x-thirdparty-name": "Somebody_1.0"},
    "veepee": {"Authorization": "Bearer played-token"},
    "cdiscount/soap": {},
}


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def token_for(speaker: Speaker, user: str = "played-login", password: str = "played-password") -> Heard:
    return speaker.ask("GET", f"/users/httpIssue.svc/?{urlencode({'realm': REALM})}", headers=basic(user, password))


def token(speaker: Speaker) -> str:
    return str(token_for(speaker).text("string"))


def envelope(operation: str, inner: str, token: str, namespace: str = "http://www.cdiscount.com") -> bytes:
    return f"""<?xml version="1.0" encoding="utf-8"?>
<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>
<c:{operation} xmlns:c="{namespace}" xmlns:m="{MESSAGES}" xmlns:a="{ARRAYS}"><c:headerMessage>
<m:Context><m:CatalogID>1</m:CatalogID><m:SiteID>100</m:SiteID></m:Context>
<m:Localization><m:Country>Fr</m:Country></m:Localization>
<m:Security><m:TokenId>{token}</m:TokenId></m:Security><m:Version>1.0</m:Version></c:headerMessage>
{inner}</c:{operation}></e:Body></e:Envelope>""".encode()


def soap(speaker: Speaker, operation: str, inner: str, token_text: str | None = None, **changes: Any) -> Heard:
    """One operation; `inner` is what follows the header message, with the prefix c for elements."""
    data = envelope(operation, inner, token(speaker) if token_text is None else token_text)
    return raw_soap(speaker, operation, changes.get("change", lambda text: text)(data))


def raw_soap(speaker: Speaker, operation: str, data: bytes) -> Heard:
    headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{ACTION}{operation}"'}
    return speaker.ask("POST", SERVICE, data, headers)
