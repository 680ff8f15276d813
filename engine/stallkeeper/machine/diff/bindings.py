"""Two bindings in, what a seller's own file or a caller has to know of their difference out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stallkeeper.machine.diff.declarations import CONFIGURATION
from stallkeeper.machine.diff.declared_change import without_places
from stallkeeper.machine.diff.difference import Broken, Difference, Kind
from stallkeeper.problems import Place
from stallkeeper.spec.binding_spec import BindingSpec, ParameterSpec


def compare_bindings(old: BindingSpec, new: BindingSpec) -> Iterator[Difference]:
    """Hosts, parameters and secrets that accounts name; what is bound; where an order's id is unique."""
    yield from _hosts(old, new)
    yield from _parameters(old, new)
    yield from _secrets(old, new)
    place = Place(new.path)
    before, after = old.retrieval.identity_scope, new.retrieval.identity_scope
    if before != after:
        message = f"an order's id is unique within its {after}, not its {before}: orders are imported again"
        yield Difference("identity-changed", "retrieval.identity_scope", message, place, ("stored orders",))
    for part in ("actions", "documents", "uploads", "lists"):
        yield from _bound(part, getattr(old, part), getattr(new, part), place)
    if without_places(old.order) != without_places(new.order):
        message = "the payload is read otherwise; `stallkeeper replay` tells what that means for stored orders"
        yield Difference("binding-changed", "order", message, place)


def _hosts(old: BindingSpec, new: BindingSpec) -> Iterator[Difference]:
    for name in dict.fromkeys((*old.hosts, *new.hosts)):
        before, after = old.hosts.get(name), new.hosts.get(name)
        if before == after:
            continue
        gone = after is None
        message = f"the host {name} is {after or 'gone'}; it was {before or 'not there'}"
        breaks = CONFIGURATION if gone else ()
        yield Difference("host-changed", f"hosts.{name}", message, Place(new.path), breaks)


def _parameters(old: BindingSpec, new: BindingSpec) -> Iterator[Difference]:
    for name in dict.fromkeys((*old.parameters, *new.parameters)):
        before, after = old.parameters.get(name), new.parameters.get(name)
        told = _parameter(name, before, after)
        if told is not None:
            message, breaks = told
            place = (after or before).place  # type: ignore[union-attr]  # one of them is there
            yield Difference("parameter-changed", f"parameters.{name}", message, place, breaks)


def _parameter(
    name: str, before: ParameterSpec | None, after: ParameterSpec | None
) -> tuple[str, tuple[Broken, ...]] | None:
    """What became of a parameter, and whether accounts have to be changed for it."""
    if after is None:
        return f"accounts no longer name the parameter {name}; one that does is refused", CONFIGURATION
    needed = after.default is None
    if before is None:
        how = "have to" if needed else "may"
        return f"accounts {how} name the parameter {name}: {after.about}", CONFIGURATION if needed else ()
    if _form(before) != _form(after):
        return f"the parameter {name} is {_words(after)}, not {_words(before)}", CONFIGURATION
    if needed and before.default is not None:
        return f"accounts have to name the parameter {name}; it was {before.default} where they did not", CONFIGURATION
    if before.default != after.default:
        return f"the parameter {name} is {after.default} where an account does not name it, not {before.default}", ()
    return None


def _form(spec: ParameterSpec) -> tuple[Any, ...]:
    return spec.type, getattr(spec, "list", False)


def _words(spec: ParameterSpec) -> str:
    return f"{'a list of ' if getattr(spec, 'list', False) else ''}{spec.type.replace('_', ' ')}"


def _secrets(old: BindingSpec, new: BindingSpec) -> Iterator[Difference]:
    for name in dict.fromkeys((*old.secrets, *new.secrets)):
        if name in old.secrets and name in new.secrets:
            continue
        after = new.secrets.get(name)
        message = f"accounts have to name the secret {name}: {after.about}" if after else f"the secret {name} is gone"
        place = after.place if after else Place(new.path)
        yield Difference("secret-changed", f"secrets.{name}", message, place, CONFIGURATION)


def _bound(part: str, old: Mapping[str, Any], new: Mapping[str, Any], place: Place) -> Iterator[Difference]:
    kind: Kind = "binding-changed"
    for name in dict.fromkeys((*old, *new)):
        if name not in new:
            message = f"nothing says any more how {name} is sent or fetched"
            yield Difference(kind, f"{part}.{name}", message, place, ("callers",))
        elif name not in old:
            yield Difference(kind, f"{part}.{name}", f"it is now said how {name} is sent or fetched", place)
        elif without_places(old[name]) != without_places(new[name]):
            yield Difference(kind, f"{part}.{name}", f"{name} is sent or fetched otherwise", place)
