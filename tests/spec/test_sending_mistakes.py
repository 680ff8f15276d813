"""What an author is told of who we are, steps, outcomes, uploads and budgets that cannot work."""

from __future__ import annotations

import pytest
from tests.bindings.arranged import changed
from tests.bindings.small_channels import CHANNELS

from stallkeeper.problems import Problem
from stallkeeper.spec.build_binding import build_binding
from stallkeeper.spec.load import load_channel
from stallkeeper.text.yaml_door import read_source

FILE_PART = "file: {file: <document.content>, name: <document.name>, type: <document.media_type>}"
MISTAKES = {
    "a request that sends nothing and has a body": (
        "steps_shop",
        ("sends: nothing\n          query", "sends: nothing\n          body: {a: b}\n          query"),
        "body-of-nothing",
        "remove it, or remove `sends: nothing`",
    ),
    "a value that no step has kept": (
        "steps_shop",
        ("/parcels/<kept.parcel_id>/tracking", "/parcels/<kept.parcel>/tracking"),
        "unknown-name",
        "did you mean `kept.parcel_id`?",
    ),
    "a value that a step keeps later": (
        "steps_shop",
        ("path: /orders/<order.id>/parcels", "path: /orders/<kept.parcel_id>/parcels"),
        "unknown-name",
        "",
    ),
    "a value that only a conditional step keeps": (
        "steps_shop",
        (
            "        answer: opened\n        keep: {parcel_id: parcel.id}",
            "        if: {tracking_number: {given: true}}\n        keep: {parcel_id: parcel.id}",
        ),
        "may-be-missing",
        "",
    ),
    "a value that is kept for nobody": (
        "steps_shop",
        ("keep: {parcel_id: parcel.id}", "keep: {parcel_id: parcel.id, colour: parcel.colour}"),
        "unused-keep",
        "use <kept.colour>, or remove it",
    ),
    "two steps of one name": ("steps_shop", ("- name: tracking", "- name: parcel"), "duplicate-name", "its own name"),
    "a step that waits for hours": (
        "steps_shop",
        ("after: 2 seconds", "after: 2 hours"),
        "too-long-a-wait",
        "write `after: 1 minute` or less",
    ),
    "a condition of a step on nothing": (
        "steps_shop",
        ("if: {tracking_number: {given: true}}", "if: {colour: red}"),
        "unknown-name",
        "",
    ),
    "steps and a request": (
        "steps_shop",
        ("  ship:\n    steps:", "  ship:\n    request: {method: POST, path: /x}\n    steps:"),
        "said-twice",
        "make the request one of the steps",
    ),
    "an action that sends nothing": (
        "steps_shop",
        ("    request: {method: POST, path: /orders/<order.id>/refund, body: {reason?: <fields.refund_reason>}}\n", ""),
        "missing-key",
        "add `request`, or `steps`",
    ),
    "an outcome that does not say of what": (
        "steps_shop",
        ("path: /processes/<receipt>", "path: /processes"),
        "no-receipt",
        "use <receipt> in it",
    ),
    "an outcome without a reference": (
        "steps_shop",
        ("    reference: process_id\n", ""),
        "no-receipt",
        "add `reference` to the answer that the action names",
    ),
    "a word that is both done and failed": (
        "steps_shop",
        ("done: [SUCCESS]", "done: [SUCCESS, TIMEOUT]"),
        "contradictory-outcome",
        "name it once",
    ),
    "an upload without the document": (
        "steps_shop",
        (
            FILE_PART,
            "name: <document.name>",
        ),
        "unsent-document",
        "use <document.content> in a file part, or <document.base64>",
    ),
    "a list of documents that shows a name which was never sent": (
        "paper_shop",
        ("name: <document.name>", "name: invoice.pdf"),
        "unsent-document",
        "use <document.name> in the request, or drop `listed`",
    ),
    "bytes inside JSON": (
        "steps_shop",
        ("file: <document.name>}", "file: <document.content>}"),
        "unsendable-bytes",
        "use <document.base64>",
    ),
    "a document in an action": (
        "steps_shop",
        ("body: {reason: <fields.reason>}", "body: {reason: <fields.reason>, file: <document.content>}"),
        "unknown-name",
        "",
    ),
    "a budget nobody declared": (
        "steps_shop",
        ("path: /orders, rate: orders", "path: /orders, rate: order"),
        "unknown-name",
        "did you mean `orders`?",
    ),
    "a budget nobody uses": (
        "steps_shop",
        ("path: /orders, rate: orders", "path: /orders"),
        "unused-rate",
        "write `rate: orders` in a request",
    ),
    "a window that is read too often": (
        "steps_shop",
        ("orders: {most: 1, per: 1 minute", "orders: {most: 1, per: 30 minutes"),
        "read-too-often",
        "read it more rarely",
    ),
    "a pattern without bounds": (
        "steps_shop",
        ('pattern: "[Ll]ine [A-Z0-9]{1,9} is closed"', 'pattern: "line .* is closed"'),
        "wrong-value",
        "",
    ),
    "a secret that nobody declared": (
        "form_shop",
        ("basic: {login: login", "basic: {login: logn"),
        "unknown-name",
        "did you mean `login`?",
    ),
    "a header of the connection": (
        "token_shop",
        ("Seller-Id: <account.seller_id>", "host: other-shop.example"),
        "reserved-header",
        "remove it; another host is named under `hosts`",
    ),
    "a length that a request does not have": (
        "steps_shop",
        ("retrieval:\n", "requests: {headers: {Content-Length: 5}}\nretrieval:\n"),
        "reserved-header",
        "",
    ),
    "a signature in a header of the connection": (
        "signed_shop",
        ("    header: Shop-Signature", "    header: Transfer-Encoding"),
        "reserved-header",
        "",
    ),
    "a header told twice": (
        "token_shop",
        ("Seller-Id: <account.seller_id>", "Seller-Id: <account.seller_id>\n    seller-id: mine"),
        "said-twice",
        "remove one of the two",
    ),
    "a header of two lines": (
        "token_shop",
        ("Seller-Id: <account.seller_id>", 'Seller-Id: "a\\nX-Other: b"'),
        "wrong-value",
        "write it in one line",
    ),
    "a header in letters that no header has": (
        "token_shop",
        ("Seller-Id: <account.seller_id>", "Seller-Id: 5 €"),
        "wrong-value",
        "letters up to ÿ",
    ),
    "a compression that we do not ask for": (
        "token_shop",
        ("Seller-Id: <account.seller_id>", "Accept-Encoding: br"),
        "reserved-header",
        "",
    ),
    "a key with and without a question mark": (
        "steps_shop",
        ("body: {reason: <fields.reason>}", "body: {reason: <fields.reason>, reason?: other}"),
        "said-twice",
        "remove one of the two",
    ),
    "a query in a path": (
        "steps_shop",
        ("path: /processes/<receipt>", 'path: "/processes?id=<receipt>"'),
        "wrong-value",
        "a query under `query`",
    ),
    "a path that leads to another host": (
        "steps_shop",
        ("path: /processes/<receipt>", "path: //other-shop.example/<receipt>"),
        "wrong-value",
        "write /orders/<order.id>",
    ),
    "a path that leads out of itself": (
        "steps_shop",
        ("path: /processes/<receipt>", "path: /processes/../<receipt>"),
        "wrong-value",
        "write /orders/<order.id>",
    ),
    "orders that are read by taking them away": (
        "steps_shop",
        ("retrieval:\n", "requests: {method: DELETE}\nretrieval:\n"),
        "reading-that-changes",
        "write GET, or POST",
    ),
    "two values of one header": (
        "form_shop",
        ("  query: {api_key", "  headers: {authorization: x}\n  query: {api_key"),
        "two-credentials",
        "remove one of the two",
    ),
    "a secret that is never used": (
        "form_shop",
        ("query: {api_key: <secret.api_key>}", "query: {api_key: mine}"),
        "unused-secret",
        "",
    ),
    "a refresh token that is never sent": (
        "token_shop",
        ("refresh_token: <refresh>", "refresh_token: none"),
        "unused-token",
        "use <refresh> in its body",
    ),
    "a refresh token where there is none": (
        "token_shop",
        ("    refresh: {secret: refresh_token, at: refresh_token}\n", ""),
        "unknown-name",
        "",
    ),
    "a refresh token outside of the request for a token": (
        "token_shop",
        ("Seller-Id: <account.seller_id>", "Seller-Id: <refresh>"),
        "unknown-name",
        "",
    ),
    "a lifetime told twice": (
        "token_shop",
        ("lasts_at: expires_in", "lasts_at: expires_in\n    lasts: 2 hours"),
        "said-twice",
        "",
    ),
    "a signature that goes nowhere": (
        "signed_shop",
        ("    header: Shop-Signature\n", ""),
        "missing-key",
        "write `header: …`",
    ),
    "a signature over a time that nobody is told": (
        "signed_shop",
        ("    time: {header: Shop-Timestamp, written: unix_seconds}\n", ""),
        "missing-key",
        "add `time: {header: …}`",
    ),
    "a key that holds no secret": (
        "signed_shop",
        ("key: <secret.secret_key>", "key: sesame"),
        "key-without-secret",
        "use <secret.…>",
    ),
    "part of a request outside of a signature": (
        "signed_shop",
        ("Shop-Client-Key: <secret.client_key>", "Shop-Client-Key: <request.body>"),
        "unknown-name",
        "",
    ),
}


def problems_of(channel: str, change: tuple[str, str]) -> tuple[Problem, ...]:
    folder = CHANNELS / channel
    text = changed((folder / "binding.yaml").read_text(encoding="utf-8"), change)
    source, problems = read_source(text, "binding.yaml")
    assert source is not None and not problems
    return build_binding(source, load_channel(folder, with_binding=False).spec)[1]


@pytest.mark.parametrize(("channel", "change", "code", "hint"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_in_sending_is_told_with_its_word_and_what_to_write(
    channel: str, change: tuple[str, str], code: str, hint: str
) -> None:
    told = [problem for problem in problems_of(channel, change) if problem.code == code]
    assert told, problems_of(channel, change)
    assert any(hint in problem.hint for problem in told), told
    assert all(len(problem.message) <= 300 and problem.place.line > 1 for problem in told)
