"""A channel's file as plain data in; every mutant of it out: one word, number, path or key changed, or one item gone.

Nothing here knows a key of the language: what may be garbled, and how, is told by the schema and by the value itself,
so that a key that the language learns tomorrow is garbled too.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from stallkeeper.words import STATUSES
from tests.mutants.forms import Forms, Path

PROSE = frozenset({"because", "about", "label", "labels", "recommended", "url", "read"})
"""Keys whose values only people read."""

ASIDE = frozenset(
    {
        "title",
        "language",
        "maturity",
        "sources",
        "assumptions",
        "allow",
        "valid_from",
        "valid_to",
        "extends",
        "edition",
        "source",
    }
)
"""Keys at the top of a file that say what it is and where it comes from, and nothing of what is done."""

_DURATION = re.compile(r"(\d+) (second|minute|hour|day|week|month)s?")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_CLOCK = re.compile(r"(\d\d):(\d\d)")
_REFERENCE = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change to one file. `id` names it for good, as long as the place and the words around it stay."""

    file: str
    path: Path
    kind: str
    was: Any
    becomes: Any

    @property
    def id(self) -> str:
        return f"{self.file} {'.'.join(map(str, self.path))} {self.kind}"

    def __str__(self) -> str:
        change = "" if self.kind == "dropped" else f": {_shown(self.was)} becomes {_shown(self.becomes)}"
        return f"{self.id}{change}"

    def applied(self, data: Any) -> Any:
        """A copy of the file's data with the change made."""
        changed = copy.deepcopy(data)
        parent = changed
        for step in self.path[:-1]:
            parent = parent[step]
        last = self.path[-1]
        if self.kind == "dropped":
            del parent[last]
        elif self.kind == "renamed":
            members = [(self.becomes if key == last else key, value) for key, value in parent.items()]
            parent.clear()
            parent.update(members)
        else:
            parent[last] = self.becomes
        return changed


def mutants_of(file: str, data: Any, schema: str) -> tuple[Mutant, ...]:
    """All mutants of a file, in its own order."""
    return tuple(_Garbler(file, data, Forms(schema)).mutants())


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


class _Garbler:
    """Walks one file."""

    def __init__(self, file: str, data: Any, forms: Forms) -> None:
        self._file = file
        self._data = data
        self._forms = forms
        self._names = _vocabularies(data)
        self._references = tuple(dict.fromkeys(_all_references(data)))

    def mutants(self) -> Iterator[Mutant]:
        for key, value in self._data.items():
            if key not in ASIDE and not (isinstance(value, str) and key == self._file.removesuffix(".yaml")):
                yield from self._walk((key,), value)

    def _walk(self, path: Path, value: Any) -> Iterator[Mutant]:
        if isinstance(value, dict):
            for key, member in value.items():
                if not self._is_prose((*path, key)):
                    yield from self._key((*path, key), member)
                    yield from self._walk((*path, key), member)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                yield Mutant(self._file, (*path, index), "dropped", item, None)
                yield from self._walk((*path, index), item)
        elif isinstance(value, str):
            yield from self._scalar(path, value)

    def _is_prose(self, path: Path) -> bool:
        """A `title` is prose in channel.yaml; in a binding it says where one stands."""
        prose = PROSE if self._file == "binding.yaml" else PROSE | {"title"}
        return path[-1] in prose and not self._forms.is_own_word(path)

    def _key(self, path: Path, member: Any) -> Iterator[Mutant]:
        if self._forms.is_own_word(path):
            yield Mutant(self._file, path, "renamed", path[-1], _another_key(str(path[-1])))

    def _scalar(self, path: Path, value: str) -> Iterator[Mutant]:
        for kind, becomes in _changes(value, self._forms, path, self._names, self._references):
            if becomes != value:
                yield Mutant(self._file, path, kind, value, becomes)


def _another_key(key: str) -> str:
    """The end of an optional name (`name?`) and a carrier's or a status's form are kept."""
    bare, mark = (key[:-1], "?") if key.endswith("?") else (key, "")
    others = [word for word in STATUSES if word != bare]
    return others[hash_of(bare) % len(others)] if bare in STATUSES else f"{bare}x{mark}"


def _changes(
    value: str, forms: Forms, path: Path, names: dict[str, list[str]], references: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    choices = forms.choices(path)
    if value in choices and value not in STATUSES:
        others = [word for word in choices if word != value]
        if others:
            yield "chosen", others[hash_of(value + str(path[-1])) % len(others)]
        return
    if value in ("true", "false", "<true>", "<false>"):
        yield "flipped", value.replace("true", "\0").replace("false", "true").replace("\0", "false")
    elif duration := _DURATION.fullmatch(value):
        yield "longer", f"{int(duration[1]) * 3 + 1} {duration[2]}s"
        yield "shorter", f"1 {'second' if duration[2] in ('second', 'minute') else 'minute'}"
    elif clock := _CLOCK.fullmatch(value):
        yield "later", f"{(int(clock[1]) + 5) % 24:02}:{clock[2]}"
    elif _NUMBER.fullmatch(value):
        yield "counted", _next_number(value)
    elif "<" in value and _REFERENCE.search(value):
        yield from _template(value, references)
    elif value in STATUSES or value in names:
        yield from (("swapped", other) for other in _siblings(value, names))
    else:
        yield "garbled", _garbled(value)


def _next_number(value: str) -> str:
    whole, point, rest = value.partition(".")
    return f"{int(whole) + 1}{point}{rest}"


def _template(value: str, references: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What stands around the references garbled, and each of them changed for the next of its kind."""
    if any(character.isalnum() for character in _REFERENCE.sub("", value)):
        yield "garbled", _garbled_around(value)
    for match in _REFERENCE.finditer(value):
        other = _other_reference(match[0], references)
        if other is not None:
            yield "swapped", value[: match.start()] + other + value[match.end() :]


def _garbled_around(value: str) -> str:
    """The last piece between references that has a letter or digit gets one more."""
    pieces = re.split(f"({_REFERENCE.pattern})", value)
    last = max(n for n in range(0, len(pieces), 2) if any(character.isalnum() for character in pieces[n]))
    pieces[last] = _garbled(pieces[last])
    return "".join(pieces)


def _other_reference(reference: str, references: tuple[str, ...]) -> str | None:
    """Another name of the same family (`<order.id>` and `<order.currency>`) that the file uses; else one of any."""
    family = reference.strip("<>").split(".")[0]
    filters = reference.strip("<>").partition("|")[2]
    bare = [each for each in references if each.strip("<>").partition("|")[0].strip() != _bare(reference)]
    near = [each for each in bare if each.strip("<>").split(".")[0] == family] or bare
    if not near:
        return None
    other = _bare(near[hash_of(reference) % len(near)])
    return f"<{other} |{filters}>" if filters else f"<{other}>"


def _bare(reference: str) -> str:
    return reference.strip("<>").partition("|")[0].strip()


def _siblings(value: str, names: dict[str, list[str]]) -> Iterator[str]:
    """The next word of each list of words that this one belongs to."""
    found = names.get(value) or [word for word in STATUSES if word != value]
    yield found[hash_of(value) % len(found)]


def _garbled(value: str) -> str:
    """The last letter or digit of the text is followed by one more."""
    places = [index for index, character in enumerate(value) if character.isalnum()]
    if not places:
        return f"{value}x"
    last = places[-1]
    return value[: last + 1] + "x" + value[last + 1 :]


def hash_of(text: str) -> int:
    """The same number for the same text in every process."""
    return sum(ord(character) * (index + 1) for index, character in enumerate(text))


def _vocabularies(data: Any) -> dict[str, list[str]]:
    """The words that are names in this file (keys of one mapping), each with the other words of its mapping."""
    found: dict[str, list[str]] = {}
    for key in ("statuses", "actions", "fields", "order_fields", "parameters", "secrets", "hosts", "answers", "parts"):
        words = list(data.get(key, {}) if isinstance(data.get(key), dict) else ())
        for word in words:
            found.setdefault(word, []).extend(other for other in words if other != word)
    return {word: others for word, others in found.items() if others}


def _all_references(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for value in data.values():
            yield from _all_references(value)
    elif isinstance(data, list):
        for value in data:
            yield from _all_references(value)
    elif isinstance(data, str):
        yield from _REFERENCE.findall(data)
