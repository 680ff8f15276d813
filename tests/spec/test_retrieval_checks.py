"""What an author is told when a list cannot be read as the binding says."""

from __future__ import annotations

import pytest
from tests.bindings.arranged import CHANNEL, changed, corner_channel, problems_of

from stallkeeper.problems import Problem

PAGING = "{kind: next_page, at: next}"
RECORDS = "    records: orders\n"
BEFORE = "  one:\n"
ONE = "  one:\n    request: {method: GET, path: /orders/<order.id>}\n    record: .\n"
EXPORT = (
    "    export: {submit: {request: {path: /x}, keep: {id: id}}, poll: {request: {path: /x/<kept.id>}, at: s,"
    " done: [OK], failed: [NO]}, download: {request: {path: /f}, links: files}}\n"
)

MISTAKES = {
    "offset that is never sent": ((PAGING, "{kind: offset, size: 50}"), "unused-page", "use <query.offset>"),
    "offset that does not know its end": (
        (PAGING, "{kind: offset}"),
        "missing-key",
        "at the total, or at a short page",
    ),
    "a cursor that is never sent": ((PAGING, "{kind: cursor, at: next}"), "unused-page", "use <query.cursor>"),
    "a cursor that is nowhere": ((PAGING, "{kind: cursor}"), "missing-key", "add `at`"),
    "a query that is nowhere": ((PAGING, "{kind: query_string}"), "missing-key", "add `at`"),
    "a cap without a total": ((PAGING, "{kind: none, cap: 100}"), "missing-key", "add `total` to the list"),
    "an interval that is not asked for": (
        ("{since?: <query.since>, until: <query.until>, page: <query.page>}", "{page: <query.page>}"),
        "unused-interval",
        "use <query.since> and <query.until>",
    ),
    "a parameter that does not exist": (
        (BEFORE, f"  for_each: shopp\n{BEFORE}"),
        "unknown-name",
        "did you mean `shop`?",
    ),
    "a parameter that is one value": ((BEFORE, f"  for_each: shop\n{BEFORE}"), "wrong-value", "`list: true`"),
    "a value that is never named": ((BEFORE, f"  for_each: shop\n{BEFORE}"), "unused-each", "use <each>"),
    "a thin list that nothing completes": (
        (f"{RECORDS}    paging: {PAGING}\n{ONE}", f"{RECORDS}    complete: false\n    paging: {PAGING}\n"),
        "missing-key",
        "add `one` to `retrieval`",
    ),
    "an id in a list that is whole": ((RECORDS, f"{RECORDS}    id: number\n"), "unknown-key", "`complete: false`"),
    "a journal that is always read from its beginning": (
        (RECORDS, f"{RECORDS}    journal: {{at: events.*.id}}\n"),
        "unused-mark",
        "use <query.mark>",
    ),
    "a journal with pages": (
        (RECORDS, f"{RECORDS}    journal: {{at: events.*.id}}\n"),
        "wrong-value",
        "`paging: {kind: none}`",
    ),
    "a journal for each of several values": (
        (
            f"{RECORDS}    paging: {PAGING}\n",
            f"{RECORDS}    journal: {{at: e.*.id}}\n    paging: {PAGING}\n  for_each: shop\n",
        ),
        "wrong-value",
        "one newest entry",
    ),
    "an acknowledgement of nothing": (
        (RECORDS, f"{RECORDS}    acknowledge: {{request: {{method: POST, path: /done}}}}\n"),
        "unused-ids",
        "use <records.ids>",
    ),
    "a queue with pages": (
        (RECORDS, f"{RECORDS}    acknowledge: {{request: {{method: POST, path: /done/<order.id>}}}}\n"),
        "wrong-value",
        "`paging: {kind: none}`",
    ),
    "a further request about no order": (
        (BEFORE, f"  more: {{items: {{request: {{path: /items}}}}}}\n{BEFORE}"),
        "unused-ids",
        "use <order.id>",
    ),
    "links that nothing keeps": ((RECORDS, f"{RECORDS}{EXPORT}"), "unknown-name", 'nothing is kept as "files"'),
    "a word that is done and failed": (
        (RECORDS, RECORDS + EXPORT.replace("[NO]", "[OK]")),
        "wrong-value",
        "both that it is done and that it failed",
    ),
    "a kept value that does not exist": (
        (RECORDS, RECORDS + EXPORT.replace("kept.id", "kept.ids")),
        "unknown-name",
        'nothing is called "kept.ids" here',
    ),
    "a list that no field takes its values from": (
        ("answers:\n", "lists: {reasons: {request: {path: /r}, records: ., fields: {code: c}}}\nanswers:\n"),
        "unused-list",
        "write `values_from: reasons`",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_list_that_cannot_be_read_so_is_told_with_its_word_and_what_to_write(name: str) -> None:
    change, code, words = MISTAKES[name]
    changes = (change, (PAGING, "{kind: none, cap: 5}")) if name == "an interval that is not asked for" else (change,)
    told(problems_of(*changes), code, words)


def told(problems: tuple[Problem, ...], code: str, words: str) -> None:
    found = [problem for problem in problems if problem.code == code]
    assert found, [(problem.code, problem.message) for problem in problems]
    assert any(words in f"{problem.message} {problem.hint}" for problem in found), found
    assert all(problem.place.line > 1 and len(problem.message) <= 300 for problem in found)


def test_a_field_whose_list_nobody_reads_is_told() -> None:
    channel = corner_channel(
        changed(CHANNEL, ("order_fields:", "fields:\n  reason: {type: text, values_from: whys}\norder_fields:"))
    )
    told(problems_of(channel=channel), "unbound-list", "add `lists: {whys: …}`")


def test_two_ways_to_cut_an_interval_are_one_too_many() -> None:
    told(problems_of((BEFORE, f"  by_day: true\n  longest: 7 days\n{BEFORE}")), "said-twice", "`by_day` counts")
