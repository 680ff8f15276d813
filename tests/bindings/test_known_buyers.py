"""What a marketplace's words must not repeat: all of a known order's buyer, and of others whom the words speak of."""

from __future__ import annotations

import pytest

from stallkeeper.bindings.known_buyers import NoBuyers, words_of
from stallkeeper.bindings.scrub import scrubbed
from stallkeeper.errors import ChannelError
from stallkeeper.orders import Address
from tests.bindings.serving import Said
from tests.bindings.small_channels import order_with, shop

ADA = Address(first_name="Ada", last_name="Model", street="12 rue du Gabarit", city="Lille", region="Nord")
LI = Address(full_name="Li", city="Brest")


class Kept:
    """One order's buyer, and one of another order."""

    asked = 0

    def of_order(self, order_id: str) -> tuple[Address, ...]:
        return (ADA,) if order_id == "A1" else ()

    def newest(self) -> tuple[Address, ...]:
        self.asked += 1
        return (ADA, LI)


def told(words: str, *order_ids: str) -> str:
    return scrubbed(words, buyers=words_of(Kept(), order_ids))


def test_of_the_order_itself_all_is_hidden_even_what_is_no_name() -> None:
    assert told("Lille is not served", "A1") == "… is not served"
    assert told("Lille is not served", "A2") == "Lille is not served"


@pytest.mark.parametrize("words", ["MODEL, Lille", "Lille: 12, Rue du  Gabarit", "Mr. Model's parcel to Ada, Lille"])
def test_whoever_is_named_is_hidden_with_the_rest_of_the_address(words: str) -> None:
    shown = told(words).lower()
    assert "…" in shown
    assert not [each for each in ("model", "ada", "lille", "gabarit") if each in shown]


@pytest.mark.parametrize("words", ["the models are out", "Li", "Nord and Lille are closed"])
def test_a_part_of_a_word_a_very_short_name_and_a_town_name_nobody(words: str) -> None:
    assert told(words) == words


def test_where_nobody_is_kept_the_words_stay() -> None:
    assert scrubbed("Ada Model", buyers=words_of(NoBuyers(), ("A1",))) == "Ada Model"


@pytest.mark.parametrize("name", ["label", "bill"])
def test_a_document_that_is_refused_names_nobody(name: str) -> None:
    said = Said({"error": {"code": "E7", "message": "Ada Model of Lille has paid nothing"}}, 400)
    with shop("paper_shop", lambda _: said, buyers=Kept()) as here, pytest.raises(ChannelError) as refused:
        here.client.documents("A1", name)
    assert "E7 - … … of … has paid nothing" in str(refused.value)


def test_nor_does_a_list_of_documents_that_is_refused() -> None:
    said = Said({"error": {"code": "E7", "message": "Ada Model of Lille has none"}}, 400)
    with (
        shop("paper_shop", lambda _: said, buyers=Kept()) as here,
        pytest.raises(ChannelError, match="… … of … has none"),
    ):
        here.client.is_listed(order_with(), "invoice", "i.pdf")


def test_nobody_is_looked_for_while_all_goes_well() -> None:
    kept = Kept()
    with shop("paper_shop", lambda _: Said(b"%PDF"), buyers=kept) as here:
        assert here.client.documents("A1", "delivery_note")
    assert kept.asked == 0
