from __future__ import annotations

from tests.spec.example import BINDING, example, load, marked

from stallkeeper.problems import Problem

CODE = "unsampled-native"


def _found(samples: dict[str, str]) -> list[Problem]:
    files = {"channel.yaml": example(), "binding.yaml": BINDING, **samples}
    return [problem for problem in load(files).problems if problem.code == CODE]


def test_words_that_no_sample_shows_are_found_together() -> None:
    [problem] = _found({"samples/orders.json": '{"orders": [{"id": 1, "status": "PENDING"}]}'})
    assert problem.message == 'no file of samples/ shows the native word "SHIPPED"'
    assert (problem.witness, marked(problem), problem.severity) == ("SHIPPED", "statuses", "warning")


def test_each_word_may_stand_in_a_sample_of_its_own() -> None:
    samples = {
        "samples/one.json": '{"id": 1, "status": "PENDING"}',
        "samples/two.xml": "<o><status>SHIPPED</status></o>",
    }
    assert _found(samples) == []


def test_without_any_sample_nothing_is_said() -> None:
    assert _found({}) == []


def test_a_word_that_the_binding_composes_stands_in_no_payload() -> None:
    cases = "native_status: {cases: [{if: {sent: true}, then: SHIPPED}], else: {from: status}}"
    files = {"channel.yaml": example(), "binding.yaml": BINDING.replace("native_status: status", cases)}
    found = load(
        {**files, "samples/orders.json": '{"orders": [{"id": 1, "status": "PENDING", "sent": true}]}'}
    ).problems
    assert [problem.code for problem in found if problem.code == CODE] == []
