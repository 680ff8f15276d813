"""A channel's spec in, what every check finds out; a problem's word in, its page out. A module dropped in is found.

A check is a module here with CODE, a docstring that is its page, and `check` (it gets the channel) or `check_bound` (it
gets the channel together with its binding). NEEDS_WHOLE_FILE marks a check that misses something: it does not run where
parts of the file were dropped as wrong. MAY_BE_ALLOWED marks one whose errors an author may declare right; warnings
always may be. Modules in `pages` are words without a check.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from types import ModuleType

from stallkeeper.problems import Problem
from stallkeeper.spec import checks
from stallkeeper.spec.bound import Bound
from stallkeeper.spec.channel_spec import ChannelSpec

_APART = ("registry", "pages")


@cache
def _modules(package: str = checks.__name__) -> Mapping[str, ModuleType]:
    folder = import_module(package).__path__
    names = sorted(module.name for module in pkgutil.iter_modules(folder) if module.name not in _APART)
    modules = [import_module(f"{package}.{name}") for name in names]
    return {module.CODE: module for module in modules}


@cache
def _pages() -> Mapping[str, ModuleType]:
    return {**_modules(), **_modules(f"{checks.__name__}.pages")}


def run_checks(channel: ChannelSpec, *, whole: bool = True) -> Iterator[Problem]:
    """What the checks find; with `whole` False only those run that look at nothing but what is there."""
    for module in _modules().values():
        if hasattr(module, "check") and (whole or not getattr(module, "NEEDS_WHOLE_FILE", False)):
            yield from module.check(channel)


def run_bound_checks(bound: Bound) -> Iterator[Problem]:
    """What the checks find that look at a sound channel and its sound binding together."""
    for module in _modules().values():
        if hasattr(module, "check_bound"):
            yield from module.check_bound(bound)


def may_be_allowed(code: str) -> bool:
    """Whether even an error with that word may be declared right: it is an opinion of a check, and hinders nothing."""
    return bool(getattr(_modules().get(code), "MAY_BE_ALLOWED", False))


def codes() -> tuple[str, ...]:
    """Every word that a problem may have, sorted."""
    return tuple(sorted(_pages()))


def checked_codes() -> tuple[str, ...]:
    """The words that a check here gives, sorted; the others come from reading files."""
    return tuple(sorted(_modules()))


def explain(code: str) -> str | None:
    """The page of a problem's word: what it means, why it matters, a bad and a good sample; None for no such word."""
    module = _pages().get(code)
    return (module.__doc__ or "").strip() if module else None
