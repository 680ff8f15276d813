"""Actions of several requests over real HTTP: order, what is carried on, what stops, and what is never sent again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from stallkeeper.bindings.call_log import CallResult, ForgetfulLog
from stallkeeper.bindings.client import ActionRequest, DocumentFile, Outcome
from stallkeeper.clock import ManualClock
from stallkeeper.errors import ChannelError
from stallkeeper.orders import Order, OrderLine, Receipt, RefusedLine
from tests.bindings.arranged import NOW
from tests.bindings.serving import Asked, Said
from tests.bindings.small_channels import line, order_with, request, shop
from tests.bindings.steps_marketplace import StepsMarketplace

TRACKED = {"carrier": "DPD", "tracking_number": "0530"}
CANCEL = {"reason": "sold out"}


def three_lines() -> Order:
    return order_with(line("L1"), line("L2"), line("L3"))


def standing(word: str) -> OrderLine:
    return replace(line("L1"), native_status=word)


def sent(asked: list[Asked]) -> list[str]:
    return [f"{each.method} {each.target}" for each in asked]


def logged(action: str, fields: dict[str, str], log: ForgetfulLog) -> ActionRequest:
    return ActionRequest("5ubm1ss10n", three_lines(), action, fields, log=log)


def test_steps_go_out_in_order_and_carry_on_what_earlier_answers_held() -> None:
    clock = ManualClock(NOW)
    with shop("steps_shop", StepsMarketplace(), clock=clock) as here:
        here.client.send(request("ship", three_lines(), TRACKED))
        assert sent(here.server.asked) == [
            "POST /orders/A1/parcels",
            "PUT /parcels/1/tracking",
            "PUT /orders/A1/send?parcel=1",
        ]
        assert (here.server.asked[2].body, here.server.asked[2].header("Content-Type")) == (b"", None)
    assert clock.now() == NOW + timedelta(seconds=2), "the last step waits for its time"


def test_a_step_whose_condition_does_not_hold_is_left_out() -> None:
    with shop("steps_shop", StepsMarketplace()) as here:
        here.client.send(request("ship", three_lines(), {"carrier": "DPD"}))
        assert sent(here.server.asked) == ["POST /orders/A1/parcels", "PUT /orders/A1/send?parcel=1"]


def test_the_first_step_that_is_refused_stops_and_says_what_had_been_taken() -> None:
    marketplace = StepsMarketplace()
    marketplace.fail("PUT", "/parcels/1/tracking", Said({"message": "no such number"}, 422))
    with shop("steps_shop", marketplace) as here, pytest.raises(ChannelError) as error:
        here.client.send(request("ship", three_lines(), TRACKED))
    assert "step tracking: " in str(error.value) and str(error.value).endswith("(taken before: parcel)")
    assert (error.value.kind, error.value.doubtful) == ("validation", False)
    assert marketplace.effects == {"parcel": 1}


def test_a_step_that_is_settled_is_never_sent_again() -> None:
    marketplace, log = StepsMarketplace(), ForgetfulLog()
    marketplace.fail("PUT", "/parcels/1/tracking", Said(status=503))
    with shop("steps_shop", marketplace) as here:
        with pytest.raises(ChannelError) as error:
            here.client.send(logged("ship", TRACKED, log))
        assert error.value.doubtful
        here.client.send(logged("ship", TRACKED, log))
    assert marketplace.effects == {"parcel": 1, "tracking": 1, "send": 1}


def test_an_action_whose_steps_are_all_settled_sends_and_announces_nothing() -> None:
    log, announced = ForgetfulLog(), list[int]()
    with shop("steps_shop", StepsMarketplace()) as here:
        here.client.send(logged("ship", TRACKED, log))
        before = len(here.server.asked)
        here.client.send(ActionRequest("5", three_lines(), "ship", TRACKED, lambda: announced.append(1), log))
        assert (len(here.server.asked), announced) == (before, [])


def test_a_value_that_a_later_step_lacks_shows_before_the_first_byte_leaves() -> None:
    with shop("steps_shop", StepsMarketplace()) as here:
        with pytest.raises(ChannelError, match="cannot be built"):
            here.client.send(request("ship", three_lines(), {}))
        assert here.server.asked == []


def test_an_answer_that_lacks_what_is_to_be_kept_stops_before_the_step_that_needs_it() -> None:
    marketplace = StepsMarketplace()
    marketplace.fail("POST", "/orders/A1/parcels", Said({"parcel": {}}))
    with shop("steps_shop", marketplace) as here, pytest.raises(ChannelError, match=r"`kept.parcel_id` has no value"):
        here.client.send(request("ship", three_lines(), TRACKED))


def test_errors_in_an_answer_of_200_are_a_refusal_where_there_may_be_none() -> None:
    marketplace = StepsMarketplace()
    marketplace.fail("POST", "/orders/A1/parcels", Said({"errors": [{"what": "carrier"}], "message": "no carrier"}))
    with shop("steps_shop", marketplace) as here, pytest.raises(ChannelError, match="no carrier") as error:
        here.client.send(request("ship", three_lines(), TRACKED))
    assert not error.value.doubtful


def test_a_fan_out_makes_one_call_for_each_line() -> None:
    with shop("steps_shop", StepsMarketplace()) as here:
        receipt = here.client.send(request("cancel", three_lines(), CANCEL))
        assert sent(here.server.asked) == [f"PATCH /lines/{id}/cancel" for id in ("L1", "L2", "L3")]
    assert receipt == Receipt()


def test_a_fan_out_makes_one_call_for_the_line_that_is_named() -> None:
    with shop("steps_shop", StepsMarketplace()) as here:
        here.client.send(request("cancel", three_lines(), {**CANCEL, "line": "L2"}))
        assert sent(here.server.asked) == ["PATCH /lines/L2/cancel"]


def test_lines_of_which_nothing_is_left_are_left_alone() -> None:
    with shop("steps_shop", StepsMarketplace()) as here:
        here.client.send(request("cancel", order_with(line("L1"), line("L2", quantity=0)), CANCEL))
        assert sent(here.server.asked) == ["PATCH /lines/L1/cancel"]


def test_a_fan_out_leaves_lines_alone_for_which_its_condition_does_not_hold() -> None:
    with shop("steps_shop", StepsMarketplace()) as here:
        here.client.send(request("cancel", order_with(standing("SENT"), line("L2")), CANCEL))
        assert sent(here.server.asked) == ["PATCH /lines/L2/cancel"]


@pytest.mark.parametrize(
    ("action", "fields", "word"),
    [("cancel", CANCEL, "SENT"), ("cancel", {**CANCEL, "line": "L1"}, "SENT"), ("accept", {}, "GONE")],
)
def test_where_no_line_is_left_nothing_is_sent_and_that_is_told(action: str, fields: dict[str, str], word: str) -> None:
    with shop("steps_shop", StepsMarketplace()) as here:
        with pytest.raises(ChannelError, match=r"no line left|`lines` has no value") as error:
            here.client.send(request(action, order_with(standing(word)), fields))
        assert (error.value.kind, here.server.asked) == ("validation", [])


def test_a_body_holds_only_the_lines_for_which_its_condition_holds() -> None:
    with shop("steps_shop", StepsMarketplace("NEW")) as here:
        here.client.send(request("accept", order_with(standing("GONE"), line("L2")), {}))
        assert [each["line"] for each in here.server.asked[0].json] == ["L2"]


def test_a_line_that_is_refused_stops_no_other_and_the_receipt_tells_of_both() -> None:
    marketplace = StepsMarketplace()
    marketplace.lines["L2"] = "SENT"
    with shop("steps_shop", marketplace) as here:
        receipt = here.client.send(request("cancel", three_lines(), CANCEL))
        host = here.server.url.removeprefix("http://")
    why = (
        f"{host}/lines/L2/cancel answered 400: Line L2 is closed; "
        "the order is not in the state that this needs; read it again"
    )
    assert receipt == Receipt(went=("L1", "L3"), refused=(RefusedLine("L2", "state_conflict", why),))


def test_lines_that_are_all_refused_are_a_refusal_of_the_whole() -> None:
    marketplace = StepsMarketplace("SENT")
    with shop("steps_shop", marketplace) as here, pytest.raises(ChannelError, match="Line L1 is closed") as error:
        here.client.send(request("cancel", three_lines(), CANCEL))
    assert error.value.kind == "state_conflict"


def test_a_line_in_doubt_stops_the_fan_out_and_what_went_is_written_down() -> None:
    marketplace, log = StepsMarketplace(), ForgetfulLog()
    marketplace.fail("PATCH", "/lines/L2/cancel", Said(status=500))
    with shop("steps_shop", marketplace) as here, pytest.raises(ChannelError) as error:
        here.client.send(logged("cancel", CANCEL, log))
    assert error.value.doubtful
    assert log.results() == {"cancel/L1": CallResult(line="L1")}


def test_a_root_array_holds_an_item_for_each_line_with_constants_and_casts() -> None:
    with shop("steps_shop", StepsMarketplace("NEW")) as here:
        here.client.send(request("accept", order_with(line("L1", 2)), {}))
        (asked,) = here.server.asked
    assert asked.json == [{"line": "L1", "accepted": True, "count": "2"}]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"status": "PENDING"}, Outcome("pending")),
        ({"status": "SOMETHING_NEW"}, Outcome("pending")),
        ({"status": "SUCCESS"}, Outcome("done")),
        (None, Outcome("gone")),
    ],
)
def test_an_outcome_is_asked_for_by_the_receipt(said: object, expected: Outcome) -> None:
    marketplace = StepsMarketplace("SENT")
    marketplace.outcome = said
    with shop("steps_shop", marketplace) as here:
        receipt = here.client.send(request("refund", three_lines()))
        assert receipt.reference == "77"
        assert here.client.outcome("refund", "A1", receipt.reference) == expected
        assert here.server.asked[-1].path == "/processes/77"


def test_an_outcome_that_failed_says_why() -> None:
    marketplace = StepsMarketplace("SENT")
    marketplace.outcome = {"status": "FAILURE", "error": "amount too high"}
    with shop("steps_shop", marketplace) as here:
        outcome = here.client.outcome("refund", "A1", "77")
    assert (outcome.state, outcome.kind) == ("failed", "permanent")
    assert outcome.why is not None and outcome.why.endswith("FAILURE - amount too high")


def test_a_document_is_handed_over_in_several_parts() -> None:
    file = DocumentFile('in"voice.pdf', "application/pdf", b"%PDF-\xff\x00", "F-1")
    with shop("steps_shop", StepsMarketplace()) as here:
        here.client.upload(three_lines(), "invoice", file)
        announced, sent_file = here.server.asked
    assert announced.json == {"number": "F-1", "file": 'in"voice.pdf'}
    kind = sent_file.header("Content-Type") or ""
    boundary = kind.removeprefix("multipart/form-data; boundary=").encode()
    assert sent_file.path == "/invoices/INV-9/file"
    assert sent_file.body == (
        b'--%b\r\nContent-Disposition: form-data; name="about"\r\nContent-Type: application/json\r\n\r\n'
        b'{"order":"A1","kind":"INVOICE"}\r\n'
        b'--%b\r\nContent-Disposition: form-data; name="file"; filename="in%%22voice.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n%%PDF-\xff\x00\r\n"
        b"--%b--\r\n" % (boundary, boundary, boundary)
    )
