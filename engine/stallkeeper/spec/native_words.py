"""The native words that a binding composes in; those its channel does not know, and those it can never give, out."""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.spec.binding_nodes import Findings
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.part import Part
from stallkeeper.spec.uses import native_uses
from stallkeeper.text.wording import did_you_mean, listed, quoted


def check_native_words(root: Part, channel: ChannelSpec, found: Findings) -> None:
    """A word that the binding itself makes up is known to the channel, or no order with it would ever be understood."""
    order = root.at("order")
    known = {use.native for use in native_uses(channel)} | set(channel.aliases)
    _check(order.at("native_status"), known, "status", found)
    lines = channel.lines
    of_lines = {*lines.statuses, *lines.says_nothing, *(flag.native for flag in channel.flags.values())}
    if lines.statuses:
        _check(order.at("lines").at("fields").at("native_status"), of_lines, "line status", found)
    _check_all_given(order.at("native_status"), channel, found)


def composed_words(root: Part) -> frozenset[str]:
    """The words of an order's status that the binding makes of something else: no payload holds them."""
    cases = root.at("order").at("native_status").at("cases").items()
    return frozenset(str(word.value) for case in cases for word in _chosen(case.at("then")))


def _check(part: Part, known: set[str], noun: str, found: Findings) -> None:
    for word in _words(part):
        if str(word.value) not in known:
            message = f"the binding gives {quoted(word.value)}, a native word that no {noun} of the channel has"
            found.add_at_value(word, "undeclared-native", message, did_you_mean(str(word.value), sorted(known)))


def _words(part: Part) -> Iterator[Part]:
    """The words that stand for themselves; one that is read, or joined of several, is what the marketplace says."""
    if not isinstance(part.value, dict):
        return
    for key in ("constant", "among", "of_lines"):
        yield from part.at(key).items()
    for _, word in part.at("map").members():
        if word.value is not None:
            yield word
    for case in part.at("cases").items():
        yield from _chosen(case.at("then"))
    yield from _chosen(part.at("else"))
    for item in part.at("first_of").items():
        yield from _words(item)


def _chosen(part: Part) -> Iterator[Part]:
    if isinstance(part.value, dict):
        yield from _words(part)
    elif part.value is not None:
        yield part


def _check_all_given(part: Part, channel: ChannelSpec, found: Findings) -> None:
    """Where every word comes of a case, a word of the channel that no case gives is never met."""
    choices = [case.at("then") for case in part.at("cases").items()]
    choices += [part.at("else")] if "else" in part else []
    if not choices or any(isinstance(choice.value, dict) for choice in choices):
        return
    never = sorted(set(channel.status_of_native()) - {str(choice.value) for choice in choices} - set(channel.aliases))
    if never:
        message = f"no case gives {listed([quoted(word) for word in never])}, which the channel maps to a status"
        found.add(part, "never-given", message, "add a case, or remove the word from channel.yaml", "warning")
