"""A carrier as somebody names it goes in, the channel's own code comes out, or what it may have meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stallkeeper.machine.values import Wrong
from stallkeeper.machine.wording import did_you_mean, list_text, near_misses
from stallkeeper.spec.channel_spec import CarrierRules

SHORT_LIST = 8
"""Up to this many carriers are named to whoever gives one that is not among them."""


def carrier_code(rules: CarrierRules, given: str) -> str | Wrong:
    """The code of the carrier that `given` names: an exact code, then an exact name, then either whatever the case.

    Nothing is ever guessed. What looks like a known carrier without being one is refused with suggestions; so is
    anything off the list where the list is closed. Any other code is taken: lists grow.
    """
    for form in (str, str.casefold):
        for identities in (_codes(rules), _names(rules)):
            found = {code for identity, code in identities if form(identity) == form(given)}
            if len(found) == 1:
                return found.pop()
            if found:
                return Wrong(f"{given[:60]!r} names several carriers: {list_text(sorted(found), 'or')}")
    alike = _alike(rules, given)
    named = [carrier.code for carrier in rules.known if carrier.name.casefold() == given.casefold()]
    if named:
        return Wrong(f"{given[:60]!r} is a name, and this channel takes codes; give {list_text(named, 'or')}")
    if alike or rules.closed:
        known = did_you_mean(alike) or _short_list(rules)
        return Wrong(f"{given[:60]!r} is no carrier of this channel{known}{_way_out(rules, alike)}")
    return given


def carrier_identities(rules: CarrierRules) -> Mapping[str, str]:
    """Every word that stands for one known carrier, as it is written, with the carrier's code."""
    words = dict.fromkeys(identity for identity, _ in (*_codes(rules), *_names(rules)))
    found = ((word, carrier_code(rules, word)) for word in words)
    return {word: code for word, code in found if isinstance(code, str)}


def _short_list(rules: CarrierRules) -> str:
    """What the channel knows, where that is little enough to be read in a sentence."""
    known = [carrier.name if "name" in rules.by else carrier.code for carrier in rules.known]
    return f"; it knows {list_text(known)}" if 0 < len(known) <= SHORT_LIST else ""


def _way_out(rules: CarrierRules, alike: tuple[str, ...]) -> str:
    if rules.fallback is None:
        return ""
    return f"{' Use' if alike else '; use'} {rules.fallback} for one that is not on the list"


def _codes(rules: CarrierRules) -> Iterator[tuple[str, str]]:
    """(code, code) of the fallback, the custom carrier and, where codes are taken, of every known one."""
    yield from ((code, code) for code in (rules.fallback, rules.custom) if code is not None)
    if "code" in rules.by:
        yield from ((carrier.code, carrier.code) for carrier in rules.known)


def _names(rules: CarrierRules) -> Iterator[tuple[str, str]]:
    """(name, code) of every known carrier, where names are taken."""
    if "name" in rules.by:
        yield from ((carrier.name, carrier.code) for carrier in rules.known)


def _alike(rules: CarrierRules, given: str) -> tuple[str, ...]:
    """What `given` may have meant: names that hold it as a whole word, and likely misspellings.

    A bare number is taken for a code: one digit more is another carrier and not a misspelling.
    """
    if given.isdecimal():
        return ()
    known = tuple(dict.fromkeys(identity for identity, _ in (*_codes(rules), *_names(rules))))
    holding = tuple(each for each in known if given.casefold() in each.casefold().split())
    return tuple(dict.fromkeys((*holding, *near_misses(given, known))))[:3]
