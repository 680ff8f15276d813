from __future__ import annotations

import pytest

from stallkeeper.machine.carriers import carrier_code
from stallkeeper.machine.values import Wrong
from stallkeeper.spec.channel_spec import Carrier, CarrierRules

KNOWN = (
    Carrier("5", "Fedex"),
    Carrier("130", "Custom"),
    Carrier("7", "DHL Express"),
    Carrier("8", "DHL Paket"),
    Carrier("GLS", "Old"),
    Carrier("9", "GLS"),
    Carrier("10", "colissimo"),
    Carrier("11", "COLISSIMO"),
)
OPEN = CarrierRules(by=("code", "name"), known=KNOWN, custom="130")
CLOSED = CarrierRules(by=("code", "name"), known=KNOWN, fallback="Other", closed=True)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("5", "5"),
        ("Fedex", "5"),
        ("FEDEX", "5"),
        ("dhl paket", "8"),
        ("GLS", "GLS"),  # a code wins over another carrier's name
        ("colissimo", "10"),  # the exact name wins over one in another case
        ("COLISSIMO", "11"),
        ("77", "77"),  # lists grow; a bare number is a code
        ("1300", "1300"),
    ],
)
def test_a_carrier_is_known_by_its_exact_code_or_name(given: str, code: str) -> None:
    assert carrier_code(OPEN, given) == code


@pytest.mark.requirement("R22")
@pytest.mark.parametrize(
    ("given", "suggested"),
    [("DHL", "DHL Express or DHL Paket"), ("Feddex", "Fedex"), ("Colisimo", "COLISSIMO")],
)
def test_what_only_looks_like_a_carrier_is_never_sent(given: str, suggested: str) -> None:
    found = carrier_code(OPEN, given)

    assert isinstance(found, Wrong)
    assert found.why == f"'{given}' is no carrier of this channel; did you mean {suggested}?"


def test_a_name_that_two_carriers_share_is_not_chosen_between() -> None:
    found = carrier_code(OPEN, "Colissimo")

    assert isinstance(found, Wrong)
    assert found.why == "'Colissimo' names several carriers: 10 or 11"


def test_a_closed_list_refuses_anything_else_and_names_the_way_out() -> None:
    found = carrier_code(CLOSED, "Postman Pat")

    assert isinstance(found, Wrong)
    assert found.why.startswith("'Postman Pat' is no carrier of this channel; it knows Fedex, ")
    assert found.why.endswith(" and COLISSIMO; use Other for one that is not on the list")
    assert carrier_code(CLOSED, "other") == "Other"


def test_a_long_list_is_not_read_out_and_a_list_of_codes_tells_codes() -> None:
    many = CarrierRules(by=("code",), known=(*KNOWN, Carrier("12", "UPS")), closed=True)
    few = CarrierRules(by=("code",), known=KNOWN[:2], closed=True)

    assert carrier_code(many, "Postman Pat") == Wrong("'Postman Pat' is no carrier of this channel")
    assert carrier_code(few, "Postman Pat") == Wrong("'Postman Pat' is no carrier of this channel; it knows 5 and 130")


def test_a_suggestion_does_not_hide_the_way_out() -> None:
    found = carrier_code(CLOSED, "Feddex")

    assert isinstance(found, Wrong)
    said = "'Feddex' is no carrier of this channel; did you mean Fedex? Use Other for one that is not on the list"
    assert found.why == said


def test_a_name_is_refused_where_only_codes_are_taken() -> None:
    rules = CarrierRules(by=("code",), known=KNOWN)

    found = carrier_code(rules, "Fedex")

    assert carrier_code(rules, "5") == "5"
    assert isinstance(found, Wrong)
    assert found.why == "'Fedex' is a name, and this channel takes codes; give 5"
