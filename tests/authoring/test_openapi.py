"""A vendor's file becomes a first draft: it loads, names what is declared, and says where each guess is from."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from click.testing import CliRunner
from tests.shared_material import ROOT

from stallkeeper.authoring.openapi.drafting import Draft, draft_from
from stallkeeper.authoring.scaffold import write_scaffold
from stallkeeper.cli.contents import stallkeeper
from stallkeeper.spec.load import load_channel
from stallkeeper.spec.loaded import LoadedChannel

TODAY = date(2026, 11, 22)
VENDORS = Path(os.environ.get("STALLKEEPER_VENDOR_SPECS") or ROOT.parent / "shared" / "vendor-openapi")

ORDER = {
    "type": "object",
    "properties": {
        "order_id": {"type": "string"},
        "state": {"type": "string", "enum": ["NEW", "READY", "SENT", "WEIRD"]},
        "created_at": {"type": "string", "format": "date-time"},
        "order_lines": {"type": "array", "items": {"properties": {"line_id": {}, "sku": {}, "quantity": {}}}},
    },
}
SHIP = {
    "type": "object",
    "required": ["carrier_code", "trackingNumber", "reason"],
    "properties": {
        "carrier_code": {"type": "string"},
        "trackingNumber": {"type": "string"},
        "reason": {"type": "string", "enum": ["A", "B"]},
        "note": {"type": "string"},
    },
}


def body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def api(**changes: Any) -> dict[str, Any]:
    """An invented vendor's file."""
    rows = {
        "type": "object",
        "properties": {"orders": {"type": "array", "items": {"$ref": "#/components/schemas/Order"}}},
    }
    listing = {
        "parameters": [
            {"name": "updated_since", "in": "query", "schema": {"type": "string"}},
            {"name": "offset", "in": "query", "schema": {"type": "integer"}},
            {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 25}},
        ],
        "responses": {"200": body(rows)},
    }
    one = {"responses": {"200": body({"$ref": "#/components/schemas/Order"})}}
    ship = {"requestBody": body(SHIP), "responses": {"204": {}}}
    return {
        "openapi": "3.0.0",
        "info": {"title": "Fair", "version": "2"},
        "servers": [{"url": "https://api.fair.example/v1"}],
        "paths": {
            "/orders": {"get": listing},
            "/orders/{order_id}": {"get": one},
            "/orders/{order_id}/ship": {"put": ship},
            "/offers": {"get": listing},
        },
        "components": {
            "schemas": {"Order": ORDER},
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
        },
        **changes,
    }


def drafted(tmp_path: Path, text: str) -> Draft:
    file = tmp_path / "openapi.file"
    file.write_text(text, encoding="utf-8")
    return draft_from(file, "openapi.file", "fair", "Fair", TODAY)


def loaded(tmp_path: Path, draft: Draft, name: str = "fair") -> LoadedChannel:
    write_scaffold(tmp_path / name, draft.files)
    found = load_channel(tmp_path / name)
    assert not found.errors, found.errors
    return found


def test_paths_statuses_fields_and_paging_come_from_the_file(tmp_path: Path) -> None:
    channel = loaded(tmp_path, drafted(tmp_path, json.dumps(api(), indent=1)))
    spec, binding = channel.spec, channel.binding
    assert spec is not None and binding is not None
    assert dict(spec.status_of_native()) == {
        "NEW": "waiting_acceptance",
        "READY": "waiting_shipment",
        "SENT": "shipped",
    }
    assert spec.statuses["waiting_shipment"].actions == ("ship",)
    assert {name for need in spec.actions["ship"].needs for name in need.fields} == {
        "carrier",
        "tracking_number",
        "reason",
    }
    assert spec.fields["reason"].values == ("A", "B")
    assert binding.hosts == {"api": "https://api.fair.example"}
    assert (binding.retrieval.list.paging.kind, binding.retrieval.list.paging.size) == ("offset", 25)
    assert [pair.name for pair in binding.auth.headers] == ["X-Key"]


def test_every_guess_names_the_part_of_the_file_it_came_from(tmp_path: Path) -> None:
    channel = loaded(tmp_path, drafted(tmp_path, json.dumps(api())))
    assert channel.spec is not None and channel.binding is not None
    told = {each.about: each.because for each in (*channel.spec.assumptions, *channel.binding.assumptions)}
    assert "/components/schemas/Order/properties/state" in told["statuses.shipped"]
    assert "/paths/~1orders/get" in told["retrieval"] and "allows 25" in told["retrieval"]
    assert "/paths/~1orders~1{order_id}~1ship/put" in told["actions.ship"]
    assert "/components/securitySchemes/key" in told["auth"]


def test_optional_members_are_taken_as_such(tmp_path: Path) -> None:
    channel = loaded(tmp_path, draft := drafted(tmp_path, json.dumps(api())))
    assert channel.spec is not None
    assert channel.spec.actions["ship"].accepts == ("note",)
    assert "note?: <fields.note>" in draft.files["binding.yaml"]
    assert "trackingNumber: <fields.tracking_number>" in draft.files["binding.yaml"]


def test_a_body_without_bounds_gives_a_draft_with_bounds(tmp_path: Path) -> None:
    wide = {"type": "object", "properties": {f"note_{number}": {"type": "string"} for number in range(500)}}
    given = api()
    given["paths"]["/orders/{order_id}/ship"]["put"]["requestBody"] = body(wide)
    channel = loaded(tmp_path, drafted(tmp_path, json.dumps(given)))
    assert channel.spec is not None
    assert len(channel.spec.actions["ship"].accepts) == 12


def test_a_member_called_as_a_word_of_the_language_is_no_word_of_it(tmp_path: Path) -> None:
    given = api()
    hostile = {word: {"type": "string"} for word in ("if", "use", "put", "for_each", "give?", "plain", "other")}
    given["paths"]["/orders/{order_id}/ship"]["put"]["requestBody"] = body({"properties": hostile})
    channel = loaded(tmp_path, drafted(tmp_path, json.dumps(given)))
    assert channel.spec is not None
    assert channel.spec.actions["ship"].accepts == ("plain", "other")


def test_the_files_own_example_becomes_a_sample(tmp_path: Path) -> None:
    given = api()
    told = {"orders": [{"order_id": "0042", "state": "READY", "paid": True, "total": 12.50, "note": None}]}
    answer = given["paths"]["/orders"]["get"]["responses"]["200"]["content"]["application/json"]
    answer["examples"] = {"usual": {"value": told}}
    draft = drafted(tmp_path, json.dumps(given))
    assert json.loads(draft.files["samples/example-orders.json"]) == told
    channel = loaded(tmp_path, draft)
    assert channel.binding is not None
    where = "/paths/~1orders/get/responses/200/content/application~1json/examples/usual/value"
    assert any(where in each.because for each in channel.binding.assumptions if each.about == "order")


def test_examples_of_members_are_put_together(tmp_path: Path) -> None:
    given = api()
    order = json.loads(json.dumps(ORDER))
    order["properties"]["order_id"]["example"] = "0042"
    given["components"]["schemas"]["Order"] = order
    draft = drafted(tmp_path, json.dumps(given))
    made = json.loads(draft.files["samples/example-order.json"])
    assert made["order_id"] == "0042"
    assert made["state"] == "NEW"
    assert made["created_at"] == "2026-01-02T03:04:05Z"
    assert "put together" in draft.files["binding.yaml"]
    loaded(tmp_path, draft)


def test_a_file_without_examples_makes_no_sample(tmp_path: Path) -> None:
    assert set(drafted(tmp_path, json.dumps(api())).files) == {"channel.yaml", "binding.yaml"}


def test_an_example_out_of_all_proportion_is_cut(tmp_path: Path) -> None:
    given = api()
    answer = given["paths"]["/orders"]["get"]["responses"]["200"]["content"]["application/json"]
    answer["example"] = {"orders": [{"order_id": "x" * 9_000, "more": {str(n): n for n in range(9_000)}}] * 50}
    draft = drafted(tmp_path, json.dumps(given))
    assert len(draft.files["samples/example-orders.json"]) < 100_000
    assert len(json.loads(draft.files["samples/example-orders.json"])["orders"]) == 5
    loaded(tmp_path, draft)


def of_oauth(**flows: Any) -> dict[str, Any]:
    scheme = {"type": "oauth2", "flows": flows}
    return {"schemas": {"Order": ORDER}, "securitySchemes": {"login": scheme}}


ELSEWHERE = "https://login.fair.example/oauth/token"


def test_client_credentials_become_a_token_that_is_fetched(tmp_path: Path) -> None:
    components = of_oauth(clientCredentials={"tokenUrl": ELSEWHERE, "scopes": {}})
    binding = loaded(tmp_path, drafted(tmp_path, json.dumps(api(components=components)))).binding
    assert binding is not None and binding.auth.token is not None
    assert binding.hosts["login"] == "https://login.fair.example"
    assert binding.auth.token.basic == ("client_id", "client_secret")
    assert binding.auth.token.refresh is None
    (because,) = (each.because for each in binding.assumptions if each.about == "auth")
    assert because.startswith("From /components/securitySchemes/login/flows/clientCredentials;")


def test_an_authorization_code_becomes_a_refresh_token(tmp_path: Path) -> None:
    components = of_oauth(authorizationCode={"tokenUrl": "/oauth/token", "scopes": {}})
    binding = loaded(tmp_path, drafted(tmp_path, json.dumps(api(components=components)))).binding
    assert binding is not None and binding.auth.token is not None and binding.auth.token.refresh is not None
    assert (binding.auth.token.refresh.secret, binding.auth.token.refresh.at) == ("refresh_token", "refresh_token")
    assert set(binding.hosts) == {"api"}


@pytest.mark.parametrize("url", ["http://plain.example/token", "https://a@b.example/token", "javascript:1", ""])
def test_a_token_is_not_fetched_from_an_address_that_is_none(url: str, tmp_path: Path) -> None:
    components = of_oauth(clientCredentials={"tokenUrl": url})
    binding = loaded(tmp_path, drafted(tmp_path, json.dumps(api(components=components)))).binding
    assert binding is not None and binding.auth.token is None
    assert set(binding.secrets) == {"token"}


def test_a_call_logs_in_by_the_scheme_that_the_list_names(tmp_path: Path) -> None:
    schemes = {"first": {"type": "basic"}, "second": {"type": "apiKey", "in": "query", "name": "key"}}
    given = api(components={"schemas": {"Order": ORDER}, "securitySchemes": schemes})
    given["paths"]["/orders"]["get"]["security"] = [{"second": []}]
    binding = loaded(tmp_path, drafted(tmp_path, json.dumps(given))).binding
    assert binding is not None
    assert [pair.name for pair in binding.auth.query] == ["key"]


def over_bazaar(tmp_path: Path, given: dict[str, Any]) -> LoadedChannel:
    copytree(ROOT / "tests" / "channels" / "bazaar", tmp_path / "bazaar")
    file = tmp_path / "fair.json"
    file.write_text(json.dumps(given))
    words = ["new", "fair", "--from-openapi", str(file), "--family", "bazaar", "--into", str(tmp_path)]
    result = CliRunner().invoke(stallkeeper, words)
    assert result.exit_code == 0, result.output
    found = load_channel(tmp_path / "fair")
    assert not found.errors, found.errors
    return found


def test_over_a_family_only_what_that_lacks_is_written(tmp_path: Path) -> None:
    channel = over_bazaar(tmp_path, api())
    assert channel.spec is not None and channel.binding is not None
    assert channel.spec.family == "bazaar"
    assert channel.spec.statuses["waiting_shipment"].native == ("OPEN", "READY")
    assert "SENT" not in (tmp_path / "fair" / "channel.yaml").read_text()
    assert channel.binding.hosts == {"api": "https://api.fair.example"}
    assert channel.binding.actions["ship"].request.method == "POST"
    assert "ship" not in (tmp_path / "fair" / "binding.yaml").read_text()


def test_over_a_family_an_action_that_it_lacks_is_bound_and_offered(tmp_path: Path) -> None:
    given = api()
    given["paths"]["/orders/{order_id}/cancel"] = {"post": {"requestBody": body(SHIP)}}
    channel = over_bazaar(tmp_path, given)
    assert channel.spec is not None and channel.binding is not None
    assert channel.spec.statuses["waiting_shipment"].actions == ("ship", "cancel")
    assert {"ship", "refund", "cancel"} == set(channel.binding.actions)


def test_an_operators_draft_over_its_bundled_family_repeats_nothing_of_it(tmp_path: Path) -> None:
    file = VENDORS / "mirakl" / "seller.json"
    if not file.is_file():
        pytest.skip("the vendor's file mirakl/seller.json is not here; STALLKEEPER_VENDOR_SPECS names its folder")
    words = ["new", "operator", "--from-openapi", str(file), "--family", "mirakl", "--into", str(tmp_path)]
    result = CliRunner().invoke(stallkeeper, words)
    assert result.exit_code == 0, result.output
    found = load_channel(tmp_path / "operator")
    assert not found.errors, found.errors
    said = (tmp_path / "operator" / "channel.yaml").read_text()
    assert [key for key in ("statuses", "actions", "fields", "retrieval") if f"{key}:" in said] == []


def test_a_family_that_is_nowhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "fair.json").write_text(json.dumps(api()))
    file = str(tmp_path / "fair.json")
    words = ["new", "fair", "--from-openapi", file, "--family", "nobody", "--into", str(tmp_path)]
    result = CliRunner().invoke(stallkeeper, words)
    assert result.exit_code == 2
    assert 'no channel "nobody"' in result.stderr
    assert not (tmp_path / "fair").exists()


def test_an_edition_is_drafted_as_one(tmp_path: Path) -> None:
    file = tmp_path / "fair.json"
    file.write_text(json.dumps(api()))
    result = CliRunner().invoke(
        stallkeeper, ["new", "fair/second", "--from-openapi", str(file), "--into", str(tmp_path)]
    )
    assert result.exit_code == 0, result.output
    found = load_channel(tmp_path / "fair" / "editions" / "second")
    assert not found.errors, found.errors
    assert found.spec is not None and found.spec.name == "fair/second"


@pytest.mark.parametrize(("name", "way"), [("fair", "../../"), ("fair/second", "../../../../")])
def test_an_editor_is_led_to_the_schemas_where_they_lie(name: str, way: str, tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "channel-1.schema.json").write_text("{}")
    (tmp_path / "fair.json").write_text(json.dumps(api()))
    words = ["new", name, "--from-openapi", str(tmp_path / "fair.json"), "--into", str(tmp_path / "channels")]
    assert CliRunner().invoke(stallkeeper, words).exit_code == 0
    for kind in ("channel", "binding"):
        (file,) = (tmp_path / "channels").rglob(f"{kind}.yaml")
        first = file.read_text().partition("\n")[0]
        assert first == f"# yaml-language-server: $schema={way}schemas/{kind}-1.schema.json"


def test_a_word_that_no_status_was_found_for_is_told_and_written_down(tmp_path: Path) -> None:
    draft = drafted(tmp_path, json.dumps(api(), indent=1))
    (problem,) = draft.problems
    assert problem.message.startswith("no status of ours was found for WEIRD (/components/schemas/Order")
    assert problem.place.line > 1
    assert "WEIRD" in draft.files["channel.yaml"]


def test_swagger_2_is_read_as_well(tmp_path: Path) -> None:
    rows = {"type": "array", "items": {"$ref": "#/definitions/Order"}}
    text = json.dumps(
        {
            "swagger": "2.0",
            "host": "api.fair.example",
            "basePath": "/v2",
            "paths": {
                "/orders": {"get": {"responses": {"200": {"description": "Yes.", "schema": rows}}}},
                "/orders/{id}/cancel": {"post": {"parameters": [{"in": "body", "name": "b", "schema": SHIP}]}},
            },
            "definitions": {"Order": ORDER},
            "securityDefinitions": {"login": {"type": "basic"}},
        }
    )
    channel = loaded(tmp_path, drafted(tmp_path, text))
    assert channel.spec is not None and channel.binding is not None
    assert list(channel.spec.actions) == ["cancel"]
    assert channel.binding.auth.basic == ("login", "password")


def test_a_reference_out_of_the_file_is_told_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text('{"type": "object", "properties": {"stolen_order_id": {}}}')
    components = {"schemas": {"Order": {"$ref": "secret.json"}}}
    draft = drafted(tmp_path, json.dumps(api(components=components)))
    assert any("leads out of the file" in each.message for each in draft.problems)
    assert "stolen" not in "".join(draft.files.values())
    loaded(tmp_path, draft)


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "null", "{", "paths: 3", "paths: []", "&a [*a]", '{"paths": {}}', "\x00"),
        "{" + '"a": [' * 150 + "]" * 150 + "}",
    ],
)
def test_what_is_no_such_file_is_a_problem_and_makes_nothing(tmp_path: Path, text: str) -> None:
    draft = drafted(tmp_path, text)
    assert not draft.files and draft.problems


LOOP = {"$ref": "#/components/schemas/Order"}


@pytest.mark.parametrize(
    "components",
    [
        {"schemas": {"Order": LOOP}},
        {"schemas": {"Order": {"properties": {"order": LOOP, "orders": {"type": "array", "items": LOOP}}}}},
        {"schemas": {"Order": {"allOf": [LOOP, LOOP], "oneOf": [LOOP]}}},
        {"schemas": {"Order": {"properties": {"state": {"enum": ["<<", "a: b", "\n", 3, None]}, "x'\"": {}}}}},
        {"schemas": {"Order": {"properties": 3, "required": "x", "items": [], "enum": {}}}},
        {"schemas": 3, "securitySchemes": []},
    ],
)
def test_a_hostile_file_still_ends_in_a_folder_that_loads(tmp_path: Path, components: dict[str, Any]) -> None:
    loaded(tmp_path, drafted(tmp_path, json.dumps(api(components=components))))


FACTS = {
    "allegro/api.yaml": (["/order/checkout-forms", "/payments/refunds"], ["READY_FOR_PROCESSING"], ["reason"]),
    "amazon/ordersV0.json": (
        ["/orders/v0/orders", "/orders/v0/orders/<order.id>", "/shipmentConfirmation"],
        ["Unshipped", "PartiallyShipped", "Shipped", "Canceled"],
        ["carrierCode", "trackingNumber", "shipDate", "orderItemId", "packageReferenceId"],
    ),
    "amazon/orders_2026-01-01.json": (["/orders/2026-01-01/orders"], ["SHIPPED", "CANCELLED"], []),
    "bol/retailer.json": (
        ["/retailer/orders", "/retailer/orders/<order.id>", "/retailer/shipments", "/retailer/orders/cancellation"],
        ["OPEN", "HANDLED"],
        ["reasonCode", "orderItemId"],
    ),
    "bol/shared.json": ([], [], []),
    "kaufland/seller.json": (
        ["/v2/orders", "/v2/order-units/<fields.line>/send", "/v2/order-units/<fields.line>/refund"],
        ["need_to_be_sent", "sent_and_autopaid", "returned_paid"],
        ["tracking_numbers", "carrier_code", "reason"],
    ),
    "mirakl/seller.json": (
        [
            "/api/orders",
            "/api/orders/<order.id>/accept",
            "/api/orders/<order.id>/ship",
            "/api/orders/<order.id>/refund",
        ],
        ["WAITING_ACCEPTANCE", "WAITING_DEBIT_PAYMENT", "SHIPPING", "REFUSED"],
        ["accepted"],
    ),
    "walmart/orders.yml": (
        ["/v3/orders", "/v3/orders/<order.id>/shipping", "/v3/orders/<order.id>/acknowledge"],
        ["Created", "Acknowledged", "Shipped"],
        ["cancellationReason", "trackingNumber", "methodCode", "unitOfMeasurement"],
    ),
}
"""file -> paths, statuses and names of required fields that it declares."""


@pytest.mark.parametrize("vendor", FACTS)
def test_a_vendors_own_file_becomes_a_draft_that_names_what_it_declares(vendor: str, tmp_path: Path) -> None:
    file = VENDORS / vendor
    if not file.is_file():
        pytest.skip(f"the vendor's file {vendor} is not here; STALLKEEPER_VENDOR_SPECS names the folder that has it")
    draft = draft_from(file, vendor, "fair", "Fair", TODAY)
    channel = loaded(tmp_path, draft)
    assert channel.spec is not None and channel.binding is not None
    paths, words, fields = FACTS[vendor]
    assert ("samples/example-orders.json" in draft.files) == bool(paths)
    text = draft.files["binding.yaml"]
    assert [path for path in paths if f"path: {path}" not in text and f"{path}\n" not in text] == []
    assert [word for word in words if word not in channel.spec.status_of_native()] == []
    assert [name for name in fields if f"{name}: " not in text] == []


def test_the_verb_writes_the_folder_and_tells_what_stays_open(tmp_path: Path) -> None:
    file = tmp_path / "fair.json"
    file.write_text(json.dumps(api()))
    words = ["new", "fair", "--from-openapi", str(file), "--into", str(tmp_path)]
    result = CliRunner().invoke(stallkeeper, words)
    assert result.exit_code == 0, result.stderr
    assert "no status of ours was found for WEIRD" in result.stderr
    assert (tmp_path / "fair" / "binding.yaml").is_file()
    assert CliRunner().invoke(stallkeeper, words).exit_code == 2
    file.write_text("paths: 3")
    assert (
        CliRunner()
        .invoke(stallkeeper, ["new", "other", "--from-openapi", str(file), "--into", str(tmp_path)])
        .exit_code
        == 1
    )
    assert not (tmp_path / "other").exists()
