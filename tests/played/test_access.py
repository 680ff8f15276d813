"""Who may ask: tokens that are fetched, expire and rotate, keys in a query, signatures, headers."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from stallkeeper.clock import ManualClock
from tests.played.small import played, small_problems
from tests.played.speaking import START, Heard, Speaker, basic

FORM = {"Content-Type": "application/x-www-form-urlencoded"}

BY_FORM = """
credentials: {client: me, secret: s3cret, seller: "42"}
auth: {token: bearer, headers: {SellerId: <credentials.seller>}}
routes:
  token:
    request: POST /token
    auth: {body: {client_id: <credentials.client>, client_secret: <credentials.secret>}}
    sends: form
    body: {fields: {grant_type: {one_of: [client_credentials]}, client_id: text, client_secret: text}}
    issues_token: {lasts: 2 hours}
    answer: {give: {access_token: <token>, expires_in: <lasts>, token_type: Bearer}}
    error: {give: {error: invalid_client}}
  one: {request: GET /orders/<id>, one: path.id, answer: {give: <order>}}
"""


def fetch(speaker: Speaker, headers: Mapping[str, str | None] | None = None, **form: str) -> Heard:
    return speaker.ask("POST", "/token", urlencode(form).encode(), {**FORM, **(headers or {})})


def token(speaker: Speaker) -> str:
    heard = fetch(speaker, grant_type="client_credentials", client_id="me", client_secret="s3cret")
    assert (heard.status, heard.json["expires_in"]) == (200, 7200)
    return str(heard.json["access_token"])


def test_a_token_is_fetched_by_form_and_shown_as_bearer(tmp_path: Path) -> None:
    with played(tmp_path, BY_FORM) as speaker:
        (order_id,) = speaker.world.create(1)
        headers = {"Authorization": f"Bearer {token(speaker)}", "SellerId": "42"}
        assert speaker.ask("GET", f"/orders/{order_id}", headers=headers).json["id"] == order_id


def test_a_wrong_secret_gets_the_error_of_the_token_route(tmp_path: Path) -> None:
    with played(tmp_path, BY_FORM) as speaker:
        heard = fetch(speaker, grant_type="client_credentials", client_id="me", client_secret="guess")
        assert (heard.status, heard.json) == (401, {"error": "invalid_client"})


@pytest.mark.parametrize("headers", [{"SellerId": "42"}, {"SellerId": "7"}, {"SellerId": "42", "Authorization": "x"}])
def test_without_token_or_with_another_sellers_id_nothing_is_told(tmp_path: Path, headers: dict[str, str]) -> None:
    with played(tmp_path, BY_FORM) as speaker:
        if headers["SellerId"] == "7":
            headers = {**headers, "Authorization": f"Bearer {token(speaker)}"}
        assert speaker.ask("GET", "/orders/S1", headers=headers).status == 401


def test_a_token_expires(tmp_path: Path) -> None:
    clock = ManualClock(START)
    with played(tmp_path, BY_FORM, clock=clock) as speaker:
        (order_id,) = speaker.world.create(1)
        headers = {"Authorization": f"Bearer {token(speaker)}", "SellerId": "42"}
        clock.advance(timedelta(hours=2, seconds=-1))
        assert speaker.ask("GET", f"/orders/{order_id}", headers=headers).status == 200
        clock.advance(timedelta(seconds=1))
        assert speaker.ask("GET", f"/orders/{order_id}", headers=headers).status == 401


def test_the_control_desk_expires_tokens(tmp_path: Path) -> None:
    with played(tmp_path, BY_FORM) as speaker:
        headers = {"Authorization": f"Bearer {token(speaker)}", "SellerId": "42"}
        speaker.desk("faults", {"expire_tokens": {}})
        assert speaker.ask("GET", "/orders/S1", headers=headers).status == 401


ROTATING = """
credentials: {client: me, secret: s3cret, start: r0}
auth: {token_header: WM_SEC.ACCESS_TOKEN, headers_given: [WM_QOS.CORRELATION_ID]}
routes:
  token:
    request: POST /token
    auth: {basic: {user: <credentials.client>, password: <credentials.secret>}}
    sends: form
    body: {fields: {grant_type: {one_of: [refresh_token]}, refresh_token: text}}
    issues_token: {lasts: 12 hours, refresh: body.refresh_token, first_refresh: <credentials.start>, rotates: true}
    answer: {give: {access_token: <token>, refresh_token: <refresh_token>}}
  one: {request: GET /orders/<id>, one: path.id, answer: {give: <order>}}
"""


def refresh(speaker: Speaker, shown: str) -> Heard:
    return fetch(speaker, basic("me", "s3cret"), grant_type="refresh_token", refresh_token=shown)


def test_a_refresh_token_dies_after_use_and_the_next_one_is_in_the_answer(tmp_path: Path) -> None:
    with played(tmp_path, ROTATING) as speaker:
        first = refresh(speaker, "r0").json["refresh_token"]
        again = refresh(speaker, "r0")
        assert (again.status, again.json["code"]) == (400, "refresh")
        assert refresh(speaker, first).status == 200
        assert refresh(speaker, first).status == 400


def test_a_refresh_token_that_does_not_rotate_stays_good(tmp_path: Path) -> None:
    with played(tmp_path, ROTATING.replace("rotates: true", "rotates: false")) as speaker:
        assert refresh(speaker, "r0").json["refresh_token"] == "r0"
        assert refresh(speaker, "r0").status == 200
        assert refresh(speaker, "r1").status == 400


def test_a_token_in_a_header_of_its_own_needs_the_other_headers_too(tmp_path: Path) -> None:
    with played(tmp_path, ROTATING) as speaker:
        (order_id,) = speaker.world.create(1)
        access = refresh(speaker, "r0").json["access_token"]
        both = {"WM_SEC.ACCESS_TOKEN": access, "WM_QOS.CORRELATION_ID": "c1"}
        assert speaker.ask("GET", f"/orders/{order_id}", headers=both).status == 200
        for missing in both:
            assert speaker.ask("GET", f"/orders/{order_id}", headers={**both, missing: None}).status == 401


def test_a_token_of_another_kind_is_not_taken(tmp_path: Path) -> None:
    text = ROTATING.replace("{lasts: 12 hours", "{kind: restricted, lasts: 12 hours")
    with played(tmp_path, text) as speaker:
        headers = {"WM_SEC.ACCESS_TOKEN": refresh(speaker, "r0").json["access_token"], "WM_QOS.CORRELATION_ID": "c"}
        assert speaker.ask("GET", "/orders/S1", headers=headers).status == 401


def test_a_token_in_the_query_and_a_key_in_the_query_are_no_unknown_parameters(tmp_path: Path) -> None:
    text = BY_FORM.replace("token: bearer,", "token: query.access_token, query: {seller: <credentials.seller>},")
    with played(tmp_path, text) as speaker:
        (order_id,) = speaker.world.create(1)
        speaker.headers["SellerId"] = "42"
        path, shown = f"/orders/{order_id}", token(speaker)
        assert speaker.get(path, access_token=shown, seller="42").status == 200
        assert speaker.get(path, access_token=shown, seller="41").status == 401
        assert speaker.get(path, access_token="none", seller="42").status == 401
        assert speaker.get(path, access_token=shown, seller="42", page=1).status == 400


SIGNED = """
credentials: {client: me, secret: s3cret}
auth:
  headers: {Shop-Client-Key: <credentials.client>}
  signature:
    key: <credentials.secret>
    over: [<request.method>, <request.url>, <request.body>, <request.time>]
    header: Shop-Signature
    time: {header: Shop-Timestamp, written: unix_seconds, skew: 2 minutes}
routes:
  list:
    request: GET /orders
    query: {q: text?}
    records: {where: []}
    answer: {give: <records>}
  note:
    request: PUT /orders/<id>/note
    body: {fields: {text: text}}
    acts: {order: path.id, actions: {note: {at: [NEW], set: {note: <item.text>}}}}
    outcome: done
outcomes: {done: {done: {status: 204}}}
"""


def sign(speaker: Speaker, method: str, path: str, body: bytes = b"", late: int = 0, **changes: Any) -> Heard:
    stamp = str(int(START.timestamp()) - late)
    parts = [method, speaker.server.base_url + path, body.decode(), stamp]
    made = hmac.new(b"s3cret", "\n".join(parts).encode(), hashlib.sha256).hexdigest()
    headers = {"Shop-Client-Key": "me", "Shop-Timestamp": stamp, "Shop-Signature": made}
    if body:
        headers["Content-Type"] = "application/json"
    return speaker.ask(method, changes.get("really", path), changes.get("sent", body) or None, headers)


def test_a_signature_holds_for_method_address_body_and_time(tmp_path: Path) -> None:
    with played(tmp_path, SIGNED) as speaker:
        (order_id,) = speaker.world.create(1)
        body = '{"text": "grüß"}'.encode()
        assert sign(speaker, "GET", "/orders?q=a%20b").status == 200
        assert sign(speaker, "PUT", f"/orders/{order_id}/note", body).status == 204
        assert sign(speaker, "PUT", f"/orders/{order_id}/note", body, sent=body + b" ").status == 401
        assert sign(speaker, "GET", "/orders?q=a", really="/orders?q=b").status == 401


@pytest.mark.parametrize(("late", "status"), [(119, 200), (121, 401), (-119, 200), (-121, 401)])
def test_a_signature_is_good_for_a_while_only(tmp_path: Path, late: int, status: int) -> None:
    with played(tmp_path, SIGNED) as speaker:
        assert sign(speaker, "GET", "/orders", late=late).status == status


def test_a_signature_may_stand_in_the_query_in_base64(tmp_path: Path) -> None:
    text = SIGNED.replace(
        "    header: Shop-Signature", "    query: signature\n    written: base64\n    algorithm: sha512"
    )
    over = "[<request.method>, <request.url>, <request.body>, <request.time>]"
    text = text.replace(over, "[<request.path>?<request.query>]")
    with played(tmp_path, text) as speaker:
        made = base64.b64encode(hmac.new(b"s3cret", b"/orders?q=1", hashlib.sha512).digest()).decode()
        headers = {"Shop-Client-Key": "me", "Shop-Timestamp": str(int(START.timestamp()))}
        for shown, status in ((made, 200), ("x" + made, 401)):
            path = f"/orders?q=1&{urlencode({'signature': shown})}"
            assert speaker.ask("GET", path, headers=headers).status == status


MISTAKES = [
    (SIGNED, "    header: Shop-Signature\n", "", "wrong-auth"),
    (SIGNED, "<request.method>", "<query.q>", "unknown-name"),
    (BY_FORM, "token: bearer", "token: bear", "unknown-name"),
    (BY_FORM, "token: bearer", "token: bearer, token_header: X-Token", "wrong-auth"),
    (BY_FORM, "lasts: 2 hours", "lasts: 2 hours, rotates: true", "wrong-auth"),
    (BY_FORM, "lasts: 2 hours", "lasts: long", "wrong-value"),
]


@pytest.mark.parametrize(("text", "right", "wrong", "code"), MISTAKES)
def test_a_mistake_in_the_access_is_told(tmp_path: Path, text: str, right: str, wrong: str, code: str) -> None:
    assert right in text
    assert code in {problem.code for problem in small_problems(tmp_path, text.replace(right, wrong))}
