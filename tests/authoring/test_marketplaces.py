"""The incumbent's description becomes channels: what it says is in them, what it contradicts is told with its place."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from stallkeeper.authoring.marketplaces.importing import Imported, import_marketplaces
from stallkeeper.authoring.scaffold import write_scaffold
from stallkeeper.cli.contents import stallkeeper
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.load import load_channel

TODAY = date(2026, 11, 22)


def argument(**said: Any) -> dict[str, Any]:
    return {"type": "string", "depends_on": None, "default_value": None, **said}


def depends(function: str, value: Any, path: str = "carrier", root: str = "action_data") -> dict[str, Any]:
    condition = {"function": function, "value": value, "key_path": {"root": root, "path": path}}
    return {"operation": "allOf", "conditions": [condition]}


def ship(**described: Any) -> dict[str, Any]:
    """The action ship, with these arguments described."""
    optional = [name for name in described if name != "carrier"]
    return {
        "status": ["waiting_shipment"],
        "args": ["carrier"],
        "optional_args": optional,
        "args_description": described,
    }


def hall(actions: dict[str, Any] | None = None, status: dict[str, Any] | None = None, **orders: Any) -> dict[str, Any]:
    """An invented marketplace."""
    statuses = status or {"waiting_shipment": ["OPEN"], "shipped": ["SENT"], "canceled": ["GONE"]}
    return {
        "name": "Hall of Goods",
        "legacy_code": None,
        "country_iso_a2": "AT",
        "features": {"invoice_upload": True},
        "orders": {"status": statuses, "actions": {"ship": ship()} if actions is None else actions, **orders},
    }


def imported(tmp_path: Path, *, text: str | None = None, **marketplaces: Any) -> Imported:
    file = tmp_path / "marketplaces.json"
    file.write_text(json.dumps(marketplaces, indent=1) if text is None else text, encoding="utf-8")
    return import_marketplaces(file, "marketplaces.json", TODAY)


def spec_of(result: Imported, tmp_path: Path, code: str = "hall") -> ChannelSpec:
    """The channel as the engine reads it; its folder has no errors."""
    write_scaffold(tmp_path / code, result.channels[code])
    loaded = load_channel(tmp_path / code)
    assert not loaded.errors, loaded.errors
    assert loaded.spec is not None
    return loaded.spec


def only(result: Imported) -> str:
    (problem,) = result.problems
    assert problem.place.path == "marketplaces.json" and problem.place.line > 1
    return problem.message


def test_statuses_actions_arguments_and_papers_come_from_the_description(tmp_path: Path) -> None:
    result = imported(tmp_path, hall=hall({"ship": ship(carrier=argument(), tracking_number=argument())}))
    assert result.problems == ()
    spec = spec_of(result, tmp_path)
    assert spec.title == "Hall of Goods (AT)"
    assert {name: each.native for name, each in spec.statuses.items()} == {
        "waiting_shipment": ("OPEN",),
        "shipped": ("SENT",),
        "canceled": ("GONE",),
    }
    assert spec.statuses["waiting_shipment"].actions == ("ship",)
    assert spec.actions["ship"].needs[0].fields == ("carrier",)
    assert spec.actions["ship"].accepts == ("tracking_number",)
    assert [document.name for document in spec.documents] == ["invoice"]


def test_what_the_description_does_not_say_is_an_assumption(tmp_path: Path) -> None:
    spec = spec_of(imported(tmp_path, hall=hall()), tmp_path)
    assert {each.about for each in spec.assumptions} >= {
        "retrieval",
        "starts_at",
        "statuses",
        "actions.ship.results_in",
    }


def test_spellings_side_by_side_are_all_kept_and_allowed(tmp_path: Path) -> None:
    status = {"waiting_shipment": ["OPEN"], "shipped": ["SENT"], "canceled": ["CANCELED", "canceled", "HALL_CANCELED"]}
    result = imported(tmp_path, hall=hall(status=status))
    assert spec_of(result, tmp_path).statuses["canceled"].native == ("CANCELED", "canceled", "HALL_CANCELED")
    assert not [each for each in load_channel(tmp_path / "hall").problems if each.code == "native-differs-by-case"]


def test_a_word_under_two_statuses_is_under_neither_and_told(tmp_path: Path) -> None:
    status = {"waiting_shipment": ["OPEN"], "shipped": ["SENT", "DONE"], "closed": ["DONE", "ENDED"]}
    result = imported(tmp_path, hall=hall(status=status))
    assert only(result) == (
        'the native status "DONE" stands under shipped and under closed (/hall/orders/status/closed/0)'
    )
    spec = spec_of(result, tmp_path)
    assert "DONE" not in spec.status_of_native()


def test_a_status_that_is_none_of_ours_is_told_with_the_near_miss(tmp_path: Path) -> None:
    status = {"waiting_shipment": ["OPEN"], "shiped": ["SENT"]}
    result = imported(tmp_path, hall=hall(status=status))
    assert only(result).startswith('"shiped" is no canonical status')
    assert "shipped" in result.problems[0].hint


def test_depends_on_becomes_an_if(tmp_path: Path) -> None:
    carrier = argument(type="list", valid_values={"POST": {"label": "The post"}})
    name = argument(depends_on=depends("equals", "Other"))
    result = imported(tmp_path, hall=hall({"ship": ship(carrier=carrier, carrier_name=name)}))
    assert result.problems == ()
    spec = spec_of(result, tmp_path)
    always, sometimes = spec.actions["ship"].needs
    assert (always.fields, sometimes.fields) == (("carrier",), ("carrier_name",))
    assert [(each.name, each.operator, each.value) for each in sometimes.conditions] == [("carrier", "is", "Other")]
    assert spec.carriers is not None and spec.carriers.fallback == "Other"
    assert [(each.code, each.name) for each in spec.carriers.known] == [("POST", "The post")]


@pytest.mark.parametrize(
    ("function", "value", "operator"),
    [
        ("equals", "DPD", "is"),
        ("not_equals", "DPD", "not"),
        ("in", ["DPD", "UPS"], "one_of"),
        ("isset", None, "given"),
        ("empty", None, "given"),
    ],
)
def test_other_functions_have_their_condition_too(tmp_path: Path, function: str, value: Any, operator: str) -> None:
    url = argument(depends_on=depends(function, value, path="shipping_method"))
    described = {"carrier": argument(), "shipping_method": argument(), "tracking_url": url}
    result = imported(tmp_path, hall=hall({"ship": ship(**described)}))
    assert result.problems == ()
    needs = spec_of(result, tmp_path).actions["ship"].needs
    assert [each.operator for each in needs[-1].conditions] == [operator]


def test_a_condition_that_a_required_argument_is_missing_never_holds_and_is_told(tmp_path: Path) -> None:
    missing, given = (argument(depends_on=depends(function, None)) for function in ("empty", "isset"))
    actions = {"ship": ship(carrier=argument(), tracking_url=missing, tracking_number=given)}
    result = imported(tmp_path, hall=hall(actions))
    assert "it depends on a value that carrier cannot have" in only(result)
    rules = spec_of(result, tmp_path).actions["ship"]
    assert [(need.fields, need.conditions) for need in rules.needs[1:]] == [(("tracking_number",), ())]
    assert rules.accepts == ("tracking_url",)


def test_any_of_several_conditions_is_one_need_for_each(tmp_path: Path) -> None:
    either = {
        "operation": "anyOf",
        "conditions": [depends("equals", word)["conditions"][0] for word in ("DPD", "UPS")],
    }
    result = imported(tmp_path, hall=hall({"ship": ship(carrier=argument(), tracking_url=argument(depends_on=either))}))
    needs = spec_of(result, tmp_path).actions["ship"].needs
    assert [each.conditions[0].value for each in needs[1:]] == ["DPD", "UPS"]


@pytest.mark.parametrize(
    ("depends_on", "told"),
    [
        (depends("startsWith", "D"), 'the function "startsWith" is not known'),
        (depends("equals", "x", path="country", root="order_data"), "which is no argument of the action"),
        (depends("equals", "x", path="colour"), 'it depends on "colour", which the action does not take'),
        (depends("equals", None), "is no value to hold it against"),
        ({"operation": "xor", "conditions": depends("equals", "x")["conditions"]}, 'the operation "xor" is not known'),
        ({"operation": "allOf", "conditions": []}, 'the operation "allOf" is not known'),
    ],
)
def test_a_condition_that_cannot_be_read_leaves_the_argument_optional_and_is_told(
    tmp_path: Path, depends_on: dict[str, Any], told: str
) -> None:
    url = argument(depends_on=depends_on)
    result = imported(tmp_path, hall=hall({"ship": ship(carrier=argument(), tracking_url=url)}))
    assert told in only(result)
    assert "tracking_url" in spec_of(result, tmp_path).actions["ship"].accepts


def test_values_may_be_a_mapping_to_labels_or_to_texts_and_are_free_unless_said(tmp_path: Path) -> None:
    values = {"A": {"label": "By air"}, "R": "By road"}
    cancel = {"status": ["waiting_shipment"], "args": ["reason"]}
    closed = argument(type="list", valid_values={"N": "No stock"}, accept_free_values=False)
    actions = {
        "ship": ship(carrier=argument(), shipping_method=argument(valid_values=values, default_value="")),
        "cancel": {**cancel, "args_description": {"reason": closed}},
    }
    result = imported(tmp_path, hall=hall(actions))
    assert result.problems == ()
    fields = spec_of(result, tmp_path).fields
    method, reason = fields["shipping_method"], fields["reason"]
    assert (method.values, method.free, method.default) == (("A", "R"), True, None)
    assert dict(method.labels) == {"A": "By air", "R": "By road"}
    assert (reason.values, reason.free) == (("N",), False)


@pytest.mark.parametrize(
    ("described", "told"),
    [
        (argument(type="list", accept_free_values=False), "takes none but listed values, and none is listed"),
        (
            argument(valid_values={"A": "a"}, accept_free_values=False, default_value="B"),
            'the default "B" is not among the only values',
        ),
        (argument(type="price", default_value="cheap"), 'the default "cheap" is no decimal'),
        (argument(type="quantity", valid_values={"few": "A few"}), '"few" is no whole number'),
        (argument(type="colour"), '"colour" is no type that we know'),
        (argument(accept_free_values="perhaps"), "a yes or no is expected here"),
    ],
)
def test_a_contradictory_argument_is_told(tmp_path: Path, described: dict[str, Any], told: str) -> None:
    result = imported(tmp_path, hall=hall({"ship": ship(carrier=argument(), gift_note=described)}))
    assert told in only(result)
    assert "gift_note" in spec_of(result, tmp_path).actions["ship"].accepts


def test_an_argument_with_other_values_in_another_action_takes_what_any_takes(tmp_path: Path) -> None:
    def action(status: str, code: str) -> dict[str, Any]:
        reason = argument(type="list", valid_values={code: {"label": code.title()}}, accept_free_values=False)
        return {"status": [status], "args": ["reason"], "args_description": {"reason": reason}}

    actions = {"cancel": action("waiting_shipment", "LATE"), "refund": action("shipped", "BROKEN")}
    result = imported(tmp_path, hall=hall(actions))
    assert 'the values of "reason" are not those that another action gives it' in only(result)
    assert set(spec_of(result, tmp_path).fields["reason"].values) == {"LATE", "BROKEN"}


def test_an_action_offered_nowhere_is_left_out_and_told(tmp_path: Path) -> None:
    result = imported(tmp_path, hall=hall({"ship": ship(), "buy_label": {"status": [], "args": ["weight"]}}))
    assert only(result) == "buy_label is offered at no status (/hall/orders/actions/buy_label/status)"
    assert list(spec_of(result, tmp_path).actions) == ["ship"]


def test_an_action_at_a_status_without_words_is_told(tmp_path: Path) -> None:
    actions = {"ship": {**ship(), "status": ["waiting_shipment", "paid"]}}
    assert 'ship is offered at "paid", which this marketplace does not have' in only(
        imported(tmp_path, hall=hall(actions))
    )


def test_an_argument_required_and_optional_at_once_is_told_and_required(tmp_path: Path) -> None:
    actions = {"ship": {**ship(), "optional_args": ["carrier"]}}
    result = imported(tmp_path, hall=hall(actions))
    assert '"carrier" is required and optional at once' in only(result)
    assert spec_of(result, tmp_path).actions["ship"].needs[0].fields == ("carrier",)


def test_a_key_that_stands_twice_is_told(tmp_path: Path) -> None:
    text = json.dumps({"hall": hall()}, indent=1).replace('"name": "Hall', '"name": "Old",\n  "name": "Hall')
    result = imported(tmp_path, text=text)
    assert only(result) == 'the key "name" stands here a second time'
    assert spec_of(result, tmp_path).title == "Hall of Goods (AT)"


def test_carriers_of_the_marketplace_become_its_list(tmp_path: Path) -> None:
    carriers = {"POST": {"label": "The post", "lengow_code": None}, "4PX": {"label": "4PX"}}
    described = argument(type="list", valid_values={"POST": "The post"}, accept_free_values=False)
    result = imported(tmp_path, hall=hall({"ship": ship(carrier=described)}, carriers=carriers))
    spec = spec_of(result, tmp_path)
    assert spec.carriers is not None and spec.carriers.closed
    assert [(each.code, each.name) for each in spec.carriers.known] == [("POST", "The post"), ("4PX", "4PX")]


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{}", "null", "{", '{"hall": 3}', '{"hall": {"orders": []}}', '{"../up": {}}'),
        '{"hall": {"orders": 3}}',
        "[" * 500,
        '{"a": ' * 200 + "1" + "}" * 200,
        '{"hall": {"name": "\\ud800", "orders": {"status": {"shipped": [1]}}}}',
    ],
)
def test_what_is_no_description_is_a_problem_and_makes_nothing(tmp_path: Path, text: str) -> None:
    result = imported(tmp_path, text=text)
    assert not result.channels
    assert result.problems


def test_words_that_would_break_a_file_are_quoted_or_left_out(tmp_path: Path) -> None:
    status = {"waiting_shipment": ["a: b", "# c", "yes", "0130", "<<", "x\ny", "{z}"], "shipped": ["é’✓"]}
    result = imported(tmp_path, hall=hall(status=status))
    assert "is no word" in only(result)
    words = spec_of(result, tmp_path).statuses["waiting_shipment"].native
    assert words == ("a: b", "# c", "yes", "0130", "<<", "{z}")


def test_every_message_is_short_and_points_into_the_file(tmp_path: Path) -> None:
    long = "x" * 2000
    result = imported(
        tmp_path, hall=hall({"ship": ship(carrier=argument(), note=argument(type=long))}, carriers={long: 1})
    )
    assert result.problems
    assert all(len(each.message) <= 300 and re.search(r"\(.*/.*\)$", each.message) for each in result.problems)


def test_the_verb_writes_folders_leaves_others_alone_and_ends_with_1_in_doubt(
    tmp_path: Path,
) -> None:
    file = tmp_path / "file.json"
    file.write_text(json.dumps({"hall": hall(), "barn": hall({})}))
    into = tmp_path / "channels"
    first = CliRunner().invoke(stallkeeper, ["import-marketplaces", str(file), "--into", str(into)])
    assert first.exit_code == 1
    assert "barn has no action" in first.stdout and "2 channels, 1 doubtful part" in first.stderr
    (into / "hall" / "channel.yaml").write_text("mine")
    again = CliRunner().invoke(stallkeeper, ["import-marketplaces", str(file), "--into", str(into)])
    assert "it was left alone" in again.stderr
    assert (into / "hall" / "channel.yaml").read_text() == "mine"
