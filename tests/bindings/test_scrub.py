"""A marketplace's own words may name a buyer; ours never do."""

from __future__ import annotations

import pytest

from stallkeeper.bindings.scrub import personal_values, scrubbed
from stallkeeper.orders import Address, OrderReport
from tests.bindings.arranged import order_of


@pytest.mark.parametrize(
    "text",
    [
        "no such buyer ada.model@example.invalid",
        "phone +33 7 00 00 00 01 is wrong",
        "phone 0700000001 is wrong",
        "phone (07) 00.00.00.01 is wrong",
        "see https://x.example/o?token=abc&mail=ada.model@example.invalid",
        "token eyJhbGciOiJIUzI1NiJ9eyJzdWIiOiIxMjM0NTY3ODkwIn0 is wrong",
    ],
)
def test_what_looks_like_a_person_or_a_secret_is_taken_out(text: str) -> None:
    shown = scrubbed(text)
    for secret in ("ada", "00 00", "0700000001", "00.00", "abc", "eyJ"):
        assert secret not in shown
    assert "…" in shown


def test_what_is_known_of_the_buyer_is_taken_out_in_any_case() -> None:
    who = Address(full_name="Ada Model", street="12 rue du Gabarit", city="Lille")
    order = order_of(OrderReport(id="A-1", native_status="OPEN", delivery=who))
    shown = scrubbed("ADA MODEL, 12 Rue du Gabarit, Lille: too late", known=personal_values(order))
    assert shown == "…, …, …: too late"


@pytest.mark.parametrize(
    "text",
    [
        "no such name: D&#39;Arc-Müller",
        "no such name: d&apos;arc-M&uuml;ller",
        "no such name: D'Arc-Mu\u0308ller",
        "no such street: 12   RUE des\nLilas",
        "no such buyer: ada%40model.example or ada\uff20model.example",
        "Wu is no name",
    ],
)
def test_what_is_known_of_the_buyer_is_taken_out_however_it_is_written(text: str) -> None:
    buyer = Address(first_name="Wu", last_name="D'Arc-Müller", street="12 rue des Lilas", country="FR")
    shown = scrubbed(text, known=personal_values(order_of(OrderReport(id="A", native_status="X", billing=buyer))))
    assert "…" in shown
    for word in ("arc", "ller", "lilas", "ada", "wu "):
        assert word not in shown.lower()


def test_two_signs_of_a_name_are_no_part_of_another_word() -> None:
    assert scrubbed("Liters of LI, Li", known=("Li",)) == "Liters of LI, …"


def test_an_order_id_that_looks_like_a_phone_number_is_kept() -> None:
    assert scrubbed("order 0700000001 is closed", keep=("0700000001",)) == "order 0700000001 is closed"


def test_a_message_is_one_short_line_without_markup_or_control_characters() -> None:
    shown = scrubbed("<p>no\nway\x1b[31m</p> " + "very " * 100)
    assert "\n" not in shown and "\x1b" not in shown and "<p>" not in shown
    assert len(shown) == 200 and shown.endswith("…")


def test_words_of_the_marketplace_stay_readable() -> None:
    text = 'Le passage à l\'état Shipped est impossible à ce stade de la commande "1904240959CN8HI".'
    assert scrubbed(text) == text
