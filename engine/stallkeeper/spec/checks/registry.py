"""A channel's spec in, what every check finds out; a problem's word in, its page out. A module dropped in is found.

A check is a module here with CODE, `check` and a docstring that is its page. NEEDS_WHOLE_FILE marks a check that misses
something: it does not run where parts of the file were dropped as wrong. Modules in `pages` are words without a check.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from types import ModuleType

from stallkeeper.problems import Problem
from stallkeeper.spec import checks
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
        if whole or not getattr(module, "NEEDS_WHOLE_FILE", False):
            yield from module.check(channel)


def codes() -> tuple[str, ...]:
    """Every word that a problem may have, sorted."""
    return tuple(sorted(_pages()))


def explain(code: str) -> str | None:
    """The page of a problem's word: what it means, why it matters, a bad and a good sample; None for no such word."""
    module = _pages().get(code)
    return (module.__doc__ or "").strip() if module else None
