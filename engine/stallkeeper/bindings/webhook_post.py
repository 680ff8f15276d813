"""A message and where it goes in; whether its receiver took it, out. The only importer of standardwebhooks."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from stallkeeper.bindings.bodies import Outgoing
from stallkeeper.bindings.error_table import kind_of_status
from stallkeeper.bindings.http import PRIVATE_ADDRESS, HttpChannel, HttpSettings, Transport
from stallkeeper.clock import Clock
from stallkeeper.errors import AccountError, ChannelError, ErrorKind
from stallkeeper.text.json_codec import encode

_SETTINGS = HttpSettings(connect=5.0, read=15.0, whole=20.0, most_bytes=64 * 1024, attempts=1)
_GONE = 410
_ASKS_FOR_PATIENCE = (408, 409, 423, 425, 429)

Took = Literal["taken", "refused", "later", "gone"]


@dataclass(frozen=True, slots=True)
class WebhookDelivery:
    """What became of one message: taken; refused as it is; not possible now (`later`); nobody wants it any more."""

    took: Took
    why: str = ""
    """In our words: those of the receiver may be anything, and are kept nowhere."""
    retry_after: float | None = None
    kind: ErrorKind | None = None
    """The class of what was not taken."""


class WebhookPost:
    """Posts to one address, signed as Standard Webhooks says: id, time and body under the receiver's secret."""

    def __init__(
        self, url: str, secret: str, clock: Clock, transport: Transport | None = None, *, only_public: bool = False
    ) -> None:
        """`only_public`: an address of this machine or its network is refused when it is connected to."""
        try:
            from standardwebhooks import Webhook as Signer
        except ModuleNotFoundError:
            raise AccountError(
                "webhooks need a further package: install it with `pip install 'stallkeeper[webhooks]'`"
            ) from None
        parts = urlsplit(url)
        self._host = parts.netloc.rpartition("@")[2]
        self._path = parts.path or "/"
        self._query = tuple(parse_qsl(parts.query, keep_blank_values=True))
        hosts = {"receiver": f"{parts.scheme}://{parts.netloc}"}
        self._http = HttpChannel(hosts, clock, _SETTINGS, transport, only_public=only_public)
        if not _may_sign(secret):
            raise AccountError(
                f"the secret of the webhook at {self._host} is no signing secret: base64 of 24 bytes or more, "
                "with or without `whsec_` before it; `openssl rand -base64 32` makes one"
            )
        self._signer = Signer(secret)

    def post(self, message_id: str, message: Mapping[str, object], now: datetime) -> WebhookDelivery:
        """Send it once. Never raises for what the receiver does."""
        body = encode(message).decode()
        headers = {
            "Content-Type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._signer.sign(message_id, now, body),
        }
        outgoing = Outgoing("POST", "receiver", self._path, self._query, headers, body.encode())
        try:
            answer = self._http.exchange(outgoing, effectful=True)
        except ChannelError as error:
            return WebhookDelivery("later", f"{self._host} {_why(error)}", kind=error.kind)
        return _judged(answer.status, self._host, answer.retry_after)

    def close(self) -> None:
        self._http.close()


def _may_sign(secret: str) -> bool:
    """The standard asks for 24 to 64 bytes."""
    text = secret.removeprefix("whsec_")
    try:
        return 24 <= len(base64.b64decode(text + "=" * (-len(text) % 4), validate=True)) <= 64
    except (binascii.Error, ValueError):
        return False


def _why(error: ChannelError) -> str:
    if error.code == PRIVATE_ADDRESS:
        return "is at a private address, which `private_addresses: refused` forbids"
    return f"answers {error.http_status}" if error.http_status else _WHY.get(error.kind, "cannot be asked")


_WHY = {"transient": "does not answer", "permanent": "answers with too much, or somewhere else"}


def _judged(status: int, host: str, retry_after: float | None) -> WebhookDelivery:
    why, kind = f"{host} answers {status}", kind_of_status(status)
    if 200 <= status < 300:
        return WebhookDelivery("taken")
    if status == _GONE:
        return WebhookDelivery("gone", why, kind=kind)
    if 400 <= status < 500 and status not in _ASKS_FOR_PATIENCE:
        return WebhookDelivery("refused", why, kind=kind)
    return WebhookDelivery("later", why, retry_after, kind)
