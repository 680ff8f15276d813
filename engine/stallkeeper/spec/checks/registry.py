"""A channel's spec in, what every check finds out; a problem's word in, its page out. A module dropped in is found."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from types import ModuleType

from stallkeeper.problems import Problem
from stallkeeper.spec import checks
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.checks.words import PAGES


@cache
def _modules() -> Mapping[str, ModuleType]:
    names = sorted(module.name for module in pkgutil.iter_modules(checks.__path__))
    modules = [import_module(f"{checks.__name__}.{name}") for name in names if name not in ("registry", "words")]
    return {module.CODE: module for module in modules}


def run_checks(channel: ChannelSpec, *, whole: bool = True) -> Iterator[Problem]:
    """What the checks find. Where parts of the file were dropped as wrong (`whole` False), only those run that look at
    what is there: the ones that miss something would miss what was dropped."""
    for module in _modules().values():
        if whole or not getattr(module, "NEEDS_WHOLE_FILE", False):
            yield from module.check(channel)


def codes() -> tuple[str, ...]:
    """Every word that a problem may have, sorted."""
    return tuple(sorted((*PAGES, *_modules())))


def explain(code: str) -> str | None:
    """The page of a problem's word: what it means, why it matters, a bad and a good sample; None for no such word."""
    module = _modules().get(code)
    return (module.__doc__ or "").strip() if module else PAGES.get(code)
