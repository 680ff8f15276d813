"""The drafts of a channel's two files and the family that they are laid over in, what only this channel says out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.loaded import LoadedChannel

_KEPT = (
    "channel",
    "extends",
    "title",
    "maturity",
    "sources",
    "starts_at",
    "statuses",
    "actions",
    "fields",
    "assumptions",
)
_KEPT_OF_BINDING = ("binding", "extends", "hosts", "parameters", "actions", "assumptions")


def laid_over(
    channel: Mapping[str, Any], binding: Mapping[str, Any], name: str, family: LoadedChannel
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two files with `extends`: native words and actions that the family lacks, and the hosts."""
    spec = family.spec
    if spec is None:
        return dict(channel), dict(binding)
    actions = {key: each for key, each in channel["actions"].items() if key not in spec.actions}
    needed = {key for each in actions.values() for key in (*each.get("needs", ()), *each.get("accepts", ()))}
    statuses = _statuses(channel["statuses"], spec, actions)
    own = {
        **channel,
        "extends": name,
        "starts_at": _starts(statuses, spec, actions),
        "statuses": statuses,
        "actions": actions,
        "fields": {key: each for key, each in channel.get("fields", {}).items() if key in needed - spec.fields.keys()},
    }
    return _closed(own, _KEPT), _closed(_binding(binding, name, family, actions), _KEPT_OF_BINDING)


def _statuses(
    drafted: Mapping[str, Mapping[str, Any]], spec: ChannelSpec, actions: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """What is new: a list replaces the family's, so that it holds what that one held as well."""
    known = spec.status_of_native()
    new = {status for status in drafted if status not in list(spec.statuses)}
    found: dict[str, dict[str, Any]] = {}
    for status, said in drafted.items():
        theirs = next((each for name, each in spec.statuses.items() if name == status), None)
        led = [to for to in said.get("next", ()) if to in new]
        words = [word for word in said["native"] if word not in known]
        offered = [name for name in said.get("actions", ()) if name in actions]
        if theirs is None and words:
            found[status] = {**said, "native": words}
        elif theirs is not None:
            told = {"native": [*theirs.native, *words]} if words else {}
            told |= {"actions": [*theirs.actions, *offered]} if offered else {}
            told |= {"next": [*theirs.next, *led]} if led else {}
            found |= {status: told} if told else {}
    return found


def _starts(statuses: Mapping[str, Any], spec: ChannelSpec, actions: Mapping[str, Any]) -> list[str]:
    """The family's, and what is new and nothing leads to; nothing where that is the family's alone."""
    led = {to for each in statuses.values() for to in each.get("next", ())}
    led |= {to for each in actions.values() for to in each["results_in"]} | {str(each) for each in spec.statuses}
    new = [status for status in statuses if status not in led]
    return [*spec.starts_at, *new] if new else []


def _binding(
    drafted: Mapping[str, Any], name: str, family: LoadedChannel, actions: Mapping[str, Any]
) -> dict[str, Any]:
    theirs = family.binding
    if theirs is None:
        return dict(drafted)
    bound = {key: each for key, each in drafted["actions"].items() if key in actions}
    texts = str(bound)
    told = {
        key: each
        for key, each in drafted.get("parameters", {}).items()
        if f"<account.{key}>" in texts and key not in theirs.parameters
    }
    hosts = dict.fromkeys(list(theirs.hosts)[:1], drafted["hosts"]["api"])
    return {**drafted, "extends": name, "hosts": hosts, "parameters": told, "actions": bound}


def _closed(said: Mapping[str, Any], kept: tuple[str, ...]) -> dict[str, Any]:
    """Only the keys that a file over a family has; sources and assumptions about what is still said in it."""
    if "extends" not in said:
        return dict(said)
    found = {key: said[key] for key in kept if key in said and said[key] not in ({}, [])}
    for key in {"assumptions", "sources"} & found.keys():
        found[key] = [each for each in (_about(each, found) for each in found[key]) if each is not None]
    return {key: value for key, value in found.items() if value != []}


def _about(said: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any] | None:
    """The source or assumption, as far as it is about something that the file says; None where it is not."""
    about = said.get("about")
    if isinstance(about, list):
        left = [each for each in about if _says(found, each)]
        return {**said, "about": left} if left else None
    return dict(said) if about is None or _says(found, about) else None


def _says(found: Any, way: str) -> bool:
    for step in way.split("."):
        if not isinstance(found, Mapping) or step not in found:
            return False
        found = found[step]
    return True
