"""Bodies and queries as they stand on the wire: forms, lists, filter languages, and what is left out when empty."""

from __future__ import annotations

from dataclasses import replace

from tests.bindings.serving import Said
from tests.bindings.small_channels import QUERY, line, order_with, request, shop


def test_a_form_repeats_the_name_of_a_list_and_leaves_out_what_is_empty() -> None:
    with shop("form_shop", lambda asked: Said(status=204)) as here:
        here.client.send(request("ship", order_with(line("1"), line("2")), {"carrier": "Käse & Co"}))
        (asked,) = here.server.asked
    assert asked.header("Content-Type") == "application/x-www-form-urlencoded"
    assert asked.form == {"order": ["A1"], "carrier": ["Käse & Co"], "line": ["1", "2"], "notify": ["true"]}


def test_a_filter_in_the_marketplaces_own_language_is_left_out_where_a_part_of_it_has_no_value() -> None:
    with shop("form_shop", lambda asked: Said([])) as here:
        list(here.client.pages(QUERY))
        list(here.client.pages(replace(QUERY, since=None)))
        first, second = here.server.asked
    assert first.query["filter"] == ["changed:[2026-11-22T09:00:00Z..2026-11-22T09:55:00Z]"]
    assert "filter" not in second.query


def test_a_list_in_the_query_is_repeated() -> None:
    with shop("form_shop", lambda asked: Said([])) as here:
        list(here.client.pages(replace(QUERY, native=("OPEN", "SENT"))))
        (asked,) = here.server.asked
    assert asked.query["status"] == ["OPEN", "SENT"]
