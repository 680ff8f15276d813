"""A file that allows some problems in; the problems that stay, those that are allowed, and idle allowances out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from stallkeeper.problems import Place, Problem, warning
from stallkeeper.spec.checks.registry import codes, may_be_allowed
from stallkeeper.spec.part import Part
from stallkeeper.text.source import Source
from stallkeeper.text.wording import did_you_mean, quoted

CODE = "allows-nothing"
MOST = 200
"""As many as the schemas take; what is above them is a problem of its own."""


@dataclass(slots=True)
class Allowance:
    """One `allow` of a file: a word, and the places it holds for (None: the whole file)."""

    code: str
    part: Part
    places: frozenset[Place] | None
    used: bool = field(default=False)

    def allows(self, problem: Problem) -> bool:
        return problem.code == self.code and (self.places is None or problem.place in self.places)


class Allowances:
    """What one file allows (`source` None: nothing), and which findings were let through by it so far."""

    def __init__(self, source: Source | None) -> None:
        has_some = source is not None and isinstance(source.data, dict) and "allow" in source.data
        self._source = source if has_some else None
        self._all = list(_allowances(self._source)) if self._source is not None else []
        places = (self._source.places, self._source.keys) if self._source is not None else ()
        self._files = {place.path for each in places for place in each.values()}
        self.allowed: list[Problem] = []

    def sift(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Those that are not allowed; the others are kept in `allowed`."""
        kept: list[Problem] = []
        for problem in problems:
            is_allowed = problem.place.path in self._files and _is_allowed(problem, self._all)
            (self.allowed if is_allowed else kept).append(problem)
        return tuple(kept)

    def idle(self) -> Iterator[Problem]:
        """A warning for each allowance that has allowed nothing; to be asked for when all checks have run."""
        for each in self._all:
            if not each.used and self._source is not None:
                problem = _idle(each)
                yield replace(problem, excerpt=self._source.excerpt_for(problem))


def _allowances(source: Source) -> Iterator[Allowance]:
    """Those of the file, up to as many as its schema takes: each looks through all places of the file."""
    for part in islice(Part(source.data, (), source).at("allow").items(), MOST):
        about = part.text("about")
        yield Allowance(part.text("code"), part, frozenset(_inside(source, about)) if about else None)


def _inside(source: Source, about: str) -> Iterator[Place]:
    """The place of everything that stands at or under the dotted path `about`."""
    way = about.split(".")
    for places in (source.places, source.keys):
        for path, place in places.items():
            if len(path) >= len(way) and str(path[0]) == way[0] and [str(step) for step in path[: len(way)]] == way:
                yield place


def _is_allowed(problem: Problem, allowances: Iterable[Allowance]) -> bool:
    if problem.severity == "error" and not may_be_allowed(problem.code):
        return False
    fitting = [each for each in allowances if each.allows(problem)]
    for each in fitting:
        each.used = True
    return bool(fitting)


def _idle(allowance: Allowance) -> Problem:
    place = allowance.part.at("code").place
    if allowance.code not in codes():
        message = f"no problem is called {quoted(allowance.code)}"
        return warning(place, CODE, message, did_you_mean(allowance.code, codes()))
    where = f" at `{allowance.part.text('about')}`" if allowance.places is not None else ""
    message = f"nothing here is allowed by this: no finding {quoted(allowance.code)}{where} that may be allowed"
    return warning(place, CODE, message, "remove it, or correct its `about`")
