"""What an author of a binding.yaml is told when something in it cannot work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.bindings.arranged import BINDING, changed, corner_channel, corner_shop, problems_of

from stallkeeper.problems import Problem
from stallkeeper.spec.build_binding import build_binding
from stallkeeper.text.yaml_door import read_source

MISTAKES = {
    "a name that nothing has": (
        ("<order.id>/ship", "<order.idd>/ship"),
        "unknown-name",
        'nothing is called "order.idd"',
    ),
    "a filter that does not exist": (("<line.sku>", "<line.sku | shout>"), "wrong-template", "unknown filter `shout`"),
    "a mark that is not closed": (("why: <fields.reason>", "why: a < b"), "wrong-template", "a < without its >"),
    "a needed field that is never sent": (
        ("why: <fields.reason>", "why: no reason"),
        "unused-field",
        'the field "reason" of action "cancel" is never sent',
    ),
    "a field that may be missing": (
        ("number?: <fields", "number: <fields"),
        "may-be-missing",
        "`fields.tracking_number` is not always given",
    ),
    "a secret outside of who we are": (
        ("why: <fields.reason>}", "why: <fields.reason>, s: <secret.key>}"),
        "unknown-name",
        'nothing is called "secret.key" here',
    ),
    "a field of another action": (
        ("why: <fields.reason>}", "why: <fields.reason>, c?: <fields.carrier>}"),
        "unknown-name",
        'nothing is called "fields.carrier"',
    ),
    "a condition that asks in a way there is not": (
        ("if: {carrier: Other}", "if: {carrier: {givenn: true}}"),
        "unknown-key",
        '"givenn" cannot stand here',
    ),
    "a condition on a field that the action does not take": (
        ("if: {carrier: Other}", "if: {colour: Other}"),
        "unknown-name",
        'nothing is called "colour"',
    ),
    "an action that the channel lacks": (
        ("  cancel:\n    request", "  refuse:\n    request"),
        "unknown-action",
        "refuse",
    ),
    "an action that is not bound": (("  cancel:\n    request", "  refuse:\n    request"), "unbound-action", "cancel"),
    "a host whose bracket stays open": (("https://corner", "https://[::1"), "wrong-value", "a scheme and a host"),
    "a host without encryption": (("https://corner", "http://corner"), "insecure-host", "unencrypted"),
    "an unknown host": (
        (
            "method: POST\n      path: /orders/<order.id>/cancel",
            "method: POST\n      host: apo\n      path: /orders/<order.id>/cancel",
        ),
        "unknown-host",
        'no host is called "apo"',
    ),
    "local times without a zone": (("times: {write: utc}", "times: {write: local}"), "missing-key", "need a `zone`"),
    "a zone that does not exist": (
        ("times: {write: utc}", "times: {write: local, zone: Europe/Atlantis}"),
        "unknown-zone",
        "is no time zone",
    ),
    "paging that cannot find its next page": (
        ("kind: next_page, at: next", "kind: next_page"),
        "missing-key",
        "add `at`",
    ),
    "paging that never asks for the next page": (("page: <query.page>", "page: 1"), "unused-page", "<query.page>"),
    "an unknown key": (("paging: {kind", "pagging: {kind"), "missing-key", "paging"),
    "a class of errors that does not exist": (("means: already_done", "means: done"), "wrong-value", "done"),
    "an answer nobody declared": (
        ("    confirm_within: 1 hour", "    confirm_within: 1 hour\n    answer: strange"),
        "unknown-answer",
        'no answer is called "strange"',
    ),
    "an order field the channel does not declare": (("{gift: gift}", "{gifts: gift}"), "unknown-field", "gifts"),
    "a value from two places": (
        ("  ordered_at: at", "  ordered_at: {from: at, constant: x}"),
        "wrong-value",
        "takes exactly one of",
    ),
    "a status from lines that have none": (
        ("native_status: status", "native_status: {of_lines: [OPEN, SENT]}"),
        "missing-key",
        "add `native_status` to `lines.fields`",
    ),
    "a word that belongs to another form": (
        ("  ordered_at: at", "  ordered_at: {from: at, of: x}"),
        "unknown-key",
        "`of` means something only beside `sum` or `find` or `among`",
    ),
    "a list without what is sought in it": (
        ("  total: total.amount", "  total: {find: charges, if: {kind: ALL}}"),
        "missing-key",
        "`find` needs `of`",
    ),
    "a sum that is no number": (
        ("  ordered_at: at", "  ordered_at: {sum: lines, of: at}"),
        "wrong-value",
        "`sum` gives a number",
    ),
    "an else without anything before it": (
        ("  ordered_at: at", "  site: {from: at, else: x}"),
        "unknown-key",
        "`else` means something only beside `map` or `cases`",
    ),
    "a case that an earlier one forestalls": (
        (
            "native_status: status",
            "native_status: {cases: [{if: {n: {above: 0}}, then: SENT}, {if: {n: {above: 2}, m: 1}, then: OPEN}]}",
        ),
        "unreachable-case",
        "case 2 never holds: case 1 holds whenever it would",
    ),
    "a word that the channel does not know": (
        ("native_status: status", "native_status: {cases: [{if: {n: {above: 0}}, then: SEND}], else: OPEN}"),
        "undeclared-native",
        "did you mean `SENT`?",
    ),
    "a word of the channel that no case gives": (
        ("native_status: status", "native_status: {cases: [{if: {n: {above: 0}}, then: SENT}], else: OPEN}"),
        "never-given",
        'no case gives "GONE"',
    ),
    "a star that is no step": (("  ordered_at: at", "  ordered_at: at*.x"), "wrong-value", "is no path"),
    "a value that is the same as itself": (
        ("native_status: status", "native_status: {cases: [{if: {n: {same_as: n}}, then: SENT}]}"),
        "unreachable-case",
        "always the same as itself",
    ),
    "a guess about nothing": (
        ("about: times, because", "about: tines, because"),
        "unknown-name",
        "names nothing in this file",
    ),
    "another channel's binding": (("binding: corner_shop", "binding: market_hall"), "wrong-channel", "corner_shop"),
    "a body on a GET": (
        (
            "request: {method: GET, path: /orders/<order.id>}",
            "request: {method: GET, path: /orders/<order.id>, body: {a: b}}",
        ),
        "body-of-get",
        "carries no body",
    ),
    "a part that does not exist": (
        ("why: <fields.reason>}", "why: <fields.reason>, x: {use: header}}"),
        "unknown-part",
        "header",
    ),
    "orders that cannot be read again": (
        ("  one:\n    request: {method: GET, path: /orders/<order.id>}\n    record: .\n", ""),
        "no-read-back",
        "doubts and confirmations of actions wait for the next sweep",
    ),
    "an unknown key in a loop": (("give: {sku", "gives: 1, give: {sku"), "unknown-key", '"gives" cannot stand here'),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_its_word_its_place_and_what_is_wrong(name: str) -> None:
    change, code, words = MISTAKES[name]
    found = [problem for problem in problems_of(change) if problem.code == code]
    assert found, [(problem.code, problem.message) for problem in problems_of(change)]
    told = f"{found[0].message} {found[0].hint}"
    assert words in told
    assert found[0].place.line > 1


def test_the_corner_shop_is_sound() -> None:
    assert problems_of() == ()


def test_all_mistakes_are_told_at_once_and_no_binding_is_built() -> None:
    source, _ = read_source(
        changed(BINDING, ("<order.id>/ship", "<order.idd>/ship"), ("https://corner", "http://corner")), "binding.yaml"
    )
    assert source is not None
    binding, problems = build_binding(source, corner_channel())
    assert binding is None
    assert {problem.code for problem in problems} >= {"unknown-name", "insecure-host"}
    assert problems == tuple(sorted(problems))


def test_a_misspelt_name_points_at_its_line_and_offers_the_right_one() -> None:
    (problem,) = problems_of(("<order.id>/ship", "<order.idd>/ship"))
    text = changed(BINDING, ("<order.id>/ship", "<order.idd>/ship")).splitlines()
    assert "order.idd" in text[problem.place.line - 1]
    assert "order.id" in problem.hint


def caret(problem: Problem, *changes: tuple[str, str]) -> str:
    """What the caret stands under."""
    line = changed(BINDING, *changes).splitlines()[problem.place.line - 1]
    return line[problem.place.column - 1 : problem.place.column - 1 + problem.place.length]


def test_a_host_with_a_path_is_one_mistake_and_says_where_the_path_belongs() -> None:
    change = ("https://corner.example", "https://corner.example/v2")
    (problem,) = problems_of(change)
    assert (problem.code, caret(problem, change)) == ("wrong-value", '"https://corner.example/v2"')
    assert "`path`" in problem.hint and "/v2" in problem.hint


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<secret.key>", "<secrets.key>"),
        ("why: <fields.reason>", "why: <fields.reasn>"),
        ("<query.page>", "<query.pag>"),
    ],
)
def test_a_misspelt_name_is_told_once_and_not_as_something_unused_too(right: str, wrong: str) -> None:
    (problem,) = problems_of((right, wrong))
    assert problem.code == "unknown-name"
    assert wrong[wrong.index("<") :] in caret(problem, (right, wrong))
    assert problem.hint == f"did you mean `{right[right.index('<') + 1 : -1]}`?"


def test_a_zone_without_its_continent_is_found_whole() -> None:
    change = ("times: {write: utc}", "times: {write: local, zone: Vienna}")
    (problem,) = problems_of(change)
    assert (problem.code, problem.hint) == ("unknown-zone", "did you mean `Europe/Vienna`?")
    assert caret(problem, change) == "Vienna"


def test_a_field_that_only_may_be_given_and_is_never_sent_is_a_warning() -> None:
    (problem,) = problems_of(("        number?: <fields.tracking_number>\n", ""))
    assert (problem.code, problem.severity) == ("unused-field", "warning")


def test_a_window_with_native_statuses_must_be_asked_for_or_picked_here() -> None:
    (problem,) = problems_of(("at: next}", "at: next}\n    native_filter: asked"))
    assert problem.code == "unused-filter"


def test_creation_dates_are_never_sent_without_modification_dates() -> None:
    changes = (
        ("until: <query.until>", "made?: <query.since>, until: <query.until>"),
        ("at: next}", "at: next}\n    sent_together: [[made, changed]]"),
    )
    (problem,) = problems_of(*changes)
    assert problem.code == "sent-alone"
    both = (("until: <query.until>", "made?: <query.since>, changed?: <query.since>, until: <query.until>"), changes[1])
    assert problems_of(*both) == ()


def test_elements_out_of_alphabetical_order_are_told() -> None:
    xml = (
        ("speaks: json", "speaks: xml\nxml: {namespaces: {c: urn:corner}, alphabetical: [c]}"),
        ("body: {why: <fields.reason>}", "body: {c:Cancel: {Why: <fields.reason>, Id: <order.id>}}"),
    )
    found = [problem for problem in problems_of(*xml) if problem.code == "wrong-xml"]
    assert ["Id and Why" in problem.message for problem in found] == [True]


def test_an_undeclared_prefix_is_told() -> None:
    xml = (
        ("speaks: json", "speaks: xml"),
        ("body: {why: <fields.reason>}", "body: {d:Cancel: {Why: <fields.reason>}}"),
    )
    assert [problem.message for problem in problems_of(*xml) if "prefix" in problem.message]


def test_durations_and_doubt_are_read() -> None:
    binding = corner_shop().binding
    assert binding is not None
    assert binding.retrieval.overlap == timedelta(minutes=5)
    assert binding.actions["cancel"].doubt.then == "ask"
    assert binding.actions["ship"].confirm_within == timedelta(hours=1)
    assert not binding.retrieval.may_be_empty


def test_the_fingerprint_changes_with_the_mapping_and_only_with_it() -> None:
    plain, again = corner_shop().binding, corner_shop(("5 minutes", "9 minutes")).binding
    mapped = corner_shop(("  ordered_at: at", "  ordered_at: made_at")).binding
    assert plain is not None and again is not None and mapped is not None
    assert plain.fingerprint == again.fingerprint != mapped.fingerprint


def test_a_binding_is_judged_alone_where_its_channel_is_broken() -> None:
    source, _ = read_source(changed(BINDING, ("https://corner", "http://corner")), "binding.yaml")
    assert source is not None
    _, problems = build_binding(source, None)
    assert [problem.code for problem in problems] == ["insecure-host"], "nothing that only its channel could tell"


def test_a_misspelt_size_of_a_page_is_told_once() -> None:
    source, _ = read_source(
        changed(BINDING, ("kind: next_page, at: next", "kind: short_page, size: two")), "binding.yaml"
    )
    assert source is not None
    _, problems = build_binding(source, None)
    assert [problem.code for problem in problems] == ["wrong-type"]


@pytest.mark.parametrize(
    "text", ["os.system", "__import__('os')", "{{ config }}", "${HOME}", "!!python/name:os.system"]
)
def test_code_in_a_value_stays_text(text: str) -> None:
    quoted = '"' + text + '"'
    binding = corner_shop(("default: ours", f"default: {quoted}")).binding
    assert binding is not None
    assert binding.parameters["label"].default == text
