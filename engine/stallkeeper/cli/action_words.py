"""A verb in, the same with the words by which several verbs name orders, or an action and its orders, out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Verb = TypeVar("Verb", bound=Callable[..., Any])

_WHOSE = (
    click.option("--channel", metavar="CHANNEL", help="Whose order it is, where two channels use the same id."),
    click.option("--account", metavar="ACCOUNT", help="Whose order it is, where two accounts use the same id."),
)
_ACTION = (
    click.argument("action"),
    click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[ORDER]... [--FIELD VALUE]..."),
    click.option("--where", metavar="FILTER", multiple=True, help='All it finds: "status=shipped channel=x"; or: all.'),
    *_WHOSE,
)


def whose_order(verb: Verb) -> Verb:
    """Give a verb `--channel` and `--account`, which tell apart orders of one id."""
    return _given(verb, _WHOSE)


def words_of_an_action(verb: Verb) -> Verb:
    """Give a verb an action, its orders by id or filter, and its fields as options that it does not know."""
    return _given(verb, _ACTION)


def _given(verb: Verb, words: tuple[Callable[[Verb], Verb], ...]) -> Verb:
    for word in reversed(words):
        verb = word(verb)
    return verb
