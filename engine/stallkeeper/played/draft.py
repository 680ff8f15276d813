"""The typed data of a play.yaml while it is being built: reads small grammars out of it and gathers every problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stallkeeper.played.change import Change
from stallkeeper.played.condition import ALWAYS, Condition, read_test
from stallkeeper.played.template import Name, Template, TemplateTree, parse_template
from stallkeeper.played.tree_path import TreePath, exists, parse_path
from stallkeeper.problems import Problem
from stallkeeper.text.source import Path, Source
from stallkeeper.text.wording import did_you_mean

Roots = frozenset[str]

REQUEST: Roots = frozenset({"query", "path", "body", "headers", "credentials", "now", "origin"})
ITEM: Roots = REQUEST | {"item", "order", "ledger", "fresh"}
LINE: Roots = ITEM | {"line", "sold", "units"}
OWN: Roots = frozenset({"order", "ledger", "now"})
ANSWER: Roots = ITEM | {
    "records",
    "part",
    "files",
    "page",
    "results",
    "line_results",
    "done_results",
    "refused_results",
    "job",
    "token",
    "refresh_token",
    "lasts",
    "refusal",
}


@dataclass(slots=True)
class Draft:
    """What was written, the samples beside it, the lists read so far, and the problems found so far."""

    source: Source
    data: Any
    samples: Mapping[str, Any]
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    order_sample: Any = None
    problems: list[Problem] = field(default_factory=list)

    def problem(self, at: Path, code: str, message: str, hint: str = "") -> None:
        """Take down a mistake at a path of the file."""
        place = self.source.places.get(at) or self.source.place_of(at)
        excerpt = self.source.excerpt(place.line, 0)
        self.problems.append(Problem(place, code, message, hint, excerpt=excerpt))

    def path(self, text: str, at: Path) -> TreePath:
        """A path into a payload."""
        path = parse_path(text)
        if path is None:
            self.problem(at, "wrong-path", f"`{text}` is no path", "write names with dots between: lines.*.price")
            return TreePath(text, ())
        return path

    def order_path(self, text: str, at: Path) -> TreePath:
        """A path into an order; the order's sample has to have it."""
        path = self.path(text, at)
        if path.steps and self.order_sample is not None and not exists(self.order_sample, path):
            self.problem(at, "unknown-path", f"the order's sample has nothing at `{text}`")
        return path

    def name(self, text: str, at: Path, roots: Roots) -> Name:
        """A name such as item.carrier: one of the roots, then a path below it."""
        root, _, rest = text.partition(".")
        path = self.path(rest, at)
        self._check_root(root, at, roots)
        if root == "order":
            self.order_path(rest, at)
        return Name(root, path)

    def optional_name(self, data: Mapping[str, Any], key: str, at: Path, roots: Roots) -> Name | None:
        return self.name(data[key], (*at, key), roots) if key in data else None

    def template(self, text: str, at: Path, roots: Roots) -> Template:
        """A text with placeholders, each of them known here."""
        template = parse_template(text)
        if isinstance(template, str):
            self.problem(at, "wrong-template", template)
            return Template(())
        for name in template.roots():
            self._check_root(name.root, at, roots)
            if name.root == "order":
                self.order_path(name.path.text, at)
        return template

    def tree(self, value: Any, at: Path, roots: Roots) -> TemplateTree:
        """A value whose texts are templates."""
        if isinstance(value, dict):
            return {key: self.tree(inner, (*at, key), roots) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.tree(inner, (*at, index), roots) for index, inner in enumerate(value)]
        return None if value is None else self.template(value, at, roots)

    def condition(self, data: Mapping[str, Any] | None, at: Path, roots: Roots) -> Condition:
        """Names with what each must be; nothing at all always holds."""
        if data is None:
            return ALWAYS
        tests = []
        for key, wanted in data.items():
            test = read_test(
                self.name(key, (*at, key), roots), wanted, self.lists, lambda text: self.name(text, at, roots)
            )
            if isinstance(test, str):
                self.problem((*at, key), "wrong-condition", test)
            else:
                tests.append(test)
        return Condition(tuple(tests))

    def order_changes(self, data: Mapping[str, Any] | None, at: Path, roots: Roots) -> tuple[Change, ...]:
        """What is written into an order."""
        return tuple(
            Change(self.order_path(key, (*at, key)), self.tree(value, (*at, key), roots))
            for key, value in (data or {}).items()
        )

    def line_changes(self, data: Mapping[str, Any] | None, at: Path, roots: Roots) -> tuple[Change, ...]:
        """What is written into a line; the first line of the order's sample has to have the place."""
        for key in data or {}:
            self.order_path(f"{self.data['order']['lines']}.*.{key}", (*at, key))
        return self.changes(data, at, roots)

    def changes(self, data: Mapping[str, Any] | None, at: Path, roots: Roots, under: str = "") -> tuple[Change, ...]:
        """What is written into an answer or a line; `under` is the path they all start from."""
        prefix = f"{under}." if under else ""
        return tuple(
            Change(self.path(prefix + key, (*at, key)), self.tree(value, (*at, key), roots))
            for key, value in (data or {}).items()
        )

    def values(self, list_name: str, at: Path) -> tuple[str, ...]:
        """A named list of values."""
        if list_name not in self.lists:
            self.problem(at, "unknown-list", f"there is no list `{list_name}`", did_you_mean(list_name, self.lists))
        return self.lists.get(list_name, ())

    def status(self, word: str | None, at: Path) -> str | None:
        """A native status that `lists.statuses` names."""
        known = self.lists.get("statuses", ())
        if word is not None and word not in known:
            self.problem(at, "unknown-status", f"`{word}` does not stand in lists.statuses", did_you_mean(word, known))
        return word

    def status_set(self, words: list[str], at: Path) -> frozenset[str]:
        for index, word in enumerate(words):
            self.status(word, (*at, index))
        return frozenset(words)

    def sample(self, name: str, at: Path) -> Any:
        """What a file under samples/ holds."""
        if name not in self.samples:
            self.problem(at, "no-such-sample", f"samples/{name} is missing or cannot be read")
        return self.samples.get(name)

    def _check_root(self, root: str, at: Path, roots: Roots) -> None:
        if root not in roots:
            known = ", ".join(sorted(roots))
            self.problem(at, "unknown-name", f"`{root}` is no name that is known here", f"known here: {known}")
