"""docs/embedding.md: each verb has its calls, each call is there, and what it gives comes through the front door."""

from __future__ import annotations

import importlib
import inspect
import re
import typing
from pathlib import Path

import pytest

import stallkeeper
from stallkeeper.cli.contents import VERBS
from tests.cli.shop import ENVIRON, Shop, open_shop

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "embedding.md").read_text()
ROWS = re.findall(r"^\| `([a-z-]+)` \| (`engine\..*?) \| (.*) \|$", PAGE, re.MULTILINE)
CALLS = [call for _, calls, _ in ROWS for call in re.findall(r"`engine\.([a-z_.]+)\(", calls)]
LOOKS = [call for _, calls, _ in ROWS for call in re.findall(r"`engine\.([a-z_.]+)\(\)`", calls)]
EXPECTED = {
    "ledger", "errors", "health", "deadlines", "rules", "documents", "plan", "webhooks", "audit", "erase", "person",
    "back-office", "sync", "act", "run", "orders", "order",
}  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> typing.Iterator[stallkeeper.Engine]:
    """One that has read an order."""
    with open_shop(tmp_path_factory.mktemp("shop")) as shop, opened(shop) as engine:
        shop.arrive("PENDING")
        assert engine.sync("shop").complete
        yield engine


def opened(shop: Shop) -> typing.ContextManager[stallkeeper.Engine]:
    return stallkeeper.open_engine(shop.accounts, environ=ENVIRON)


def called(engine: stallkeeper.Engine, call: str) -> typing.Any:
    found: typing.Any = engine
    for name in call.split("."):
        found = getattr(found, name)
    return found


def ours(hint: typing.Any) -> typing.Iterator[type]:
    """The types of ours in a hint, however they are wrapped."""
    if isinstance(hint, type) and hint.__module__.startswith("stallkeeper"):
        yield hint
    for part in typing.get_args(hint):
        yield from ours(part)


def test_each_verb_that_shows_something_has_its_calls() -> None:
    assert {verb for verb, _, _ in ROWS} == EXPECTED
    assert set(VERBS) >= EXPECTED


@pytest.mark.parametrize("call", CALLS)
def test_what_a_call_gives_can_be_named_by_whoever_asked(engine: stallkeeper.Engine, call: str) -> None:
    method = called(engine, call)
    namespace = vars(importlib.import_module(inspect.unwrap(method).__module__))
    hints = typing.get_type_hints(
        method, {**namespace, **{name: getattr(stallkeeper, name) for name in stallkeeper.__all__}}
    )
    assert [each.__name__ for each in ours(hints["return"]) if each.__name__ not in stallkeeper.__all__] == []


@pytest.mark.parametrize("call", LOOKS)
def test_a_call_that_needs_nothing_answers(engine: stallkeeper.Engine, call: str) -> None:
    answer = called(engine, call)()
    named = next(values for _, calls, values in ROWS if f"`engine.{call}()`" in calls)
    for each in answer if isinstance(answer, tuple) else (answer,):
        assert isinstance(each, int) or f"`{type(each).__name__}`" in named or type(each) is stallkeeper.Submission


def test_each_value_that_the_page_names_is_at_the_front_door() -> None:
    named = {name for _, _, values in ROWS for name in re.findall(r"`([A-Z]\w+)`", values)}
    assert named and named <= set(stallkeeper.__all__)


def test_reading_a_buyer_through_the_store_leaves_no_line_and_the_call_that_the_page_names_does(
    engine: stallkeeper.Engine,
) -> None:
    (named,) = re.findall(r"A program that shows a buyer .*?`engine\.([a-z_.]+)\(keys, who, how\)`", PAGE, re.DOTALL)
    (order,) = engine.store.orders()
    before = engine.store.history(order.key)
    assert engine.store.payload(order.key) is not None
    assert engine.store.history(order.key) == before
    called(engine, named)([order.key], "seller:program", "on a screen")
    (line,) = engine.store.history(order.key)[len(before) :]
    assert (line.kind, line.who, line.details) == ("disclosed", "seller:program", {"how": "on a screen"})


def test_the_record_is_asked_only_for_accounts_that_there_are(engine: stallkeeper.Engine) -> None:
    audit = engine.audit
    assert {each.what.kind for each in audit.entries(stallkeeper.AuditFilter(account="shop"))} >= {"first_seen"}
    with pytest.raises(stallkeeper.UsageError, match="there is no account 'shopp'; the accounts are: shop"):
        audit.entries(stallkeeper.AuditFilter(account="shopp"))
