"""A marketplace that speaks XML, on a server of our own: namespaces, nil, one or many, and documents that mean harm."""

from __future__ import annotations

from decimal import Decimal

import pytest

from stallkeeper.errors import ChannelError
from stallkeeper.orders import OrderReport
from tests.bindings.serving import Asked, Said
from tests.bindings.small_channels import QUERY, Shop, order_with, request, shop

HEAD = '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
FOOT = "</e:Body></e:Envelope>"
LINE = "<Line><Id>{0}</Id><Sku>SKU-{0}</Sku><Units>2</Units><Price>1.25</Price></Line>"
NIL = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"'


def order(number: str, *lines: str, address: str = f"<Address {NIL}/>") -> str:
    told = "".join(LINE.format(line) for line in lines)
    created = "<Created>2026-11-22T10:00:00</Created>"
    return f"<Order><Number>{number}</Number><State>OPEN</State>{created}{address}<Lines>{told}</Lines></Order>"


def listed(*orders: str) -> bytes:
    content = f'<ListOrdersResponse xmlns="https://xml-shop.example/orders"><Orders>{"".join(orders)}</Orders>'
    return f"{HEAD}{content}</ListOrdersResponse>{FOOT}".encode()


def orders_of(used: Shop) -> list[OrderReport]:
    return [record.report() for page in used.client.pages(QUERY) for record in page.records]


def test_one_order_or_several_with_one_line_or_several_are_read_alike() -> None:
    with shop("xml_shop", lambda _: Said(listed(order("A", "1"), order("B", "1", "2")))) as used:
        first, second = orders_of(used)
        assert [line.sku for line in first.lines] == ["SKU-1"]
        assert ([line.sku for line in second.lines], second.total) == (["SKU-1", "SKU-2"], Decimal("5.00"))
    with shop("xml_shop", lambda _: Said(listed(order("A", "1")))) as used:
        assert len(orders_of(used)) == 1
    with shop("xml_shop", lambda _: Said(listed())) as used:
        assert orders_of(used) == []


def test_what_is_nil_is_not_given_yet() -> None:
    address = "<Address><Name>Ada Model</Name><City>Lyon</City></Address>"
    with shop("xml_shop", lambda _: Said(listed(order("A", "1"), order("B", "1", address=address)))) as used:
        nobody, somebody = orders_of(used)
        assert nobody.delivery is None
        assert somebody.delivery is not None and somebody.delivery.city == "Lyon"
        assert (nobody.drift, nobody.ordered_at.isoformat() if nobody.ordered_at else "") == (
            (),
            "2026-11-22T09:00:00+00:00",
        )


def test_a_body_has_its_namespaces_its_envelope_and_its_times_without_a_zone() -> None:
    with shop("xml_shop", lambda _: Said(listed())) as used:
        list(used.client.pages(QUERY))
        sent = used.server.asked[0].body.decode()
        assert "http://schemas.xmlsoap.org/soap/envelope/" in sent and "https://xml-shop.example/orders" in sent
        assert ">2026-11-22T10:00:00<" in sent and ">2026-11-22T10:55:00<" in sent
        assert sent.count(":State>OPEN<") == sent.count(":State>SENT<") == 1


def test_an_action_may_send_nil() -> None:
    with shop("xml_shop", lambda _: Said(f"{HEAD}{FOOT}".encode())) as used:
        used.client.send(request("ship", order_with(id="A & B")))
        sent = used.server.asked[0].body.decode()
        assert 'nil="true"' in sent and "A &amp; B" in sent


@pytest.mark.parametrize(
    "document",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        b"<x>" * 100_000,
        b"no XML at all",
    ],
)
def test_a_document_that_means_harm_is_refused_and_nothing_of_it_is_expanded(document: bytes) -> None:
    def answer(_asked: Asked) -> Said:
        return Said(document)

    with shop("xml_shop", answer) as used, pytest.raises(ChannelError) as error:
        list(used.client.pages(QUERY))
    assert "cannot be read" in str(error.value) and "root:" not in str(error.value)
