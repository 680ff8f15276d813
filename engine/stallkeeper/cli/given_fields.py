"""The free part of `act`'s arguments in; order ids and fields by their snake_case names out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from stallkeeper.cli.choices import refuse
from stallkeeper.errors import UsageError


def split_arguments(words: Sequence[str]) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """Order ids, and fields as `--tracking-number X` or `--tracking-number=X`; behind a bare `--` all words are ids."""
    orders: list[str] = []
    fields: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        if word == "--":
            orders.extend(rest)
        elif not word.startswith("-") or word == "-":
            orders.append(word)
        else:
            name, value = _field(word, rest)
            if name in fields:
                raise UsageError(f"{word.partition('=')[0]} is given twice")
            fields[name] = value
    return tuple(orders), fields


def _field(word: str, rest: Iterator[str]) -> tuple[str, str]:
    option, equals, value = word.partition("=")
    if not option.startswith("--") or len(option) < 3:
        raise UsageError(f"there is no option {option}; a field is written --its-name value")
    if not equals:
        following = next(rest, None)
        if following is None or following.startswith("--"):
            raise UsageError(f"{option} has no value; write {option} value")
        value = following
    return option[2:].replace("-", "_"), value


def check_names(fields: Collection[str], known: Collection[str], action: str) -> None:
    """Raise UsageError for a field that the action knows on none of the channels, with the near misses."""
    for name in fields:
        if name not in known:
            options = [option_of(one) for one in known]
            raise refuse("option", option_of(name), options, tell="" if options else f"{action} takes no fields")


def option_of(name: str) -> str:
    """The option a field is given with: tracking_number is --tracking-number."""
    return "--" + name.replace("_", "-")
