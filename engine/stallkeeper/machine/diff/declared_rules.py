"""Two specs in, what they declare differently of actions, fields and documents that no order can show out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from stallkeeper.machine.diff.cases import Sides
from stallkeeper.machine.diff.declared_change import declared_change
from stallkeeper.machine.diff.difference import Broken, Difference
from stallkeeper.machine.diff.tally import CALLERS, Tally
from stallkeeper.machine.wording import list_text
from stallkeeper.spec.channel_spec import ActionSpec, ChannelSpec, DocumentSpec, FieldSpec

_NOBODY: tuple[Broken, ...] = ()


def compare_rules(sides: Sides, tally: Tally) -> None:
    """What is recommended, what things are called, by which binding they go out, where values come from, documents."""
    old, new = sides.old.spec, sides.new.spec
    for name in old.actions.keys() & new.actions.keys():
        _add(tally, ("actions", name), _of_action(old.actions[name], new.actions[name]))
    for name in old.fields.keys() & new.fields.keys():
        _add(tally, ("fields", name), _of_field(old.fields[name], new.fields[name]))
    papers = _documents(old), _documents(new)
    for name in dict.fromkeys((*papers[0], *papers[1])):
        _add(tally, ("documents", name), _of_document(papers[0].get(name), papers[1].get(name)))
    for status in old.statuses.keys() & new.statuses.keys():
        before, after = (side.statuses[status].title or "by its own name" for side in (old, new))
        if before != after:
            _add(tally, ("statuses", status), [("title", f"it is called {after}, not {before}", _NOBODY)])


def _add(tally: Tally, way: tuple[str, str], found: Iterable[tuple[str, str, tuple[Broken, ...]]]) -> None:
    for part, message, breaks in found:
        about = ".".join((*way, part)).strip(".")
        tally.add(Difference("rule-changed", about, f"{way[1]}: {message}"[:300], tally.place(*way), breaks))


def _of_action(old: ActionSpec, new: ActionSpec) -> Iterator[tuple[str, str, tuple[Broken, ...]]]:
    if old.label != new.label:
        after, before = (each.label or "by its own name" for each in (new, old))
        yield "label", f"it is called {after}, not {before}", _NOBODY
    if old.sent_as != new.sent_as:
        after, before = (f"the binding of {each.sent_as}" if each.sent_as else "its own" for each in (new, old))
        yield "sent_as", f"it goes out by {after}, not by {before}", _NOBODY
    was, now = ({each.fields: each.because for each in spec.recommends} for spec in (old, new))
    for names in dict.fromkeys((*was, *now)):
        said = list_text(names)
        if names not in now:
            yield f"recommends.{names[0]}", f"{said} is no longer recommended", _NOBODY
        elif names not in was:
            yield f"recommends.{names[0]}", f"{said} is now recommended: {now[names]}", _NOBODY
        elif was[names] != now[names]:
            yield f"recommends.{names[0]}", f"{said} is recommended for another reason: {now[names]}", _NOBODY


def _of_field(old: FieldSpec, new: FieldSpec) -> Iterator[tuple[str, str, tuple[Broken, ...]]]:
    """Another list may refuse what was taken; with tax or without, the same number is another amount."""
    if old.values_from != new.values_from:
        fetched = f"what the channel's list {new.values_from} holds" if new.values_from else "those listed in the file"
        yield "values_from", f"its values are {fetched}", _NOBODY if new.free else CALLERS
    if change := declared_change(old.amount, new.amount):
        tax = (old.amount.tax if old.amount else None, new.amount.tax if new.amount else None)
        breaks = CALLERS if None not in tax and tax[0] != tax[1] else _NOBODY
        yield "amount", f"the amount is declared otherwise: {change}", breaks
    for value in old.labels.keys() & new.labels.keys():
        if old.labels[value] != new.labels[value]:
            yield f"labels.{value}", f"{value} is called {new.labels[value]}, not {old.labels[value]}", _NOBODY


def _documents(spec: ChannelSpec) -> Mapping[str, DocumentSpec]:
    return {each.name: each for each in spec.documents}


def _of_document(old: DocumentSpec | None, new: DocumentSpec | None) -> Iterator[tuple[str, str, tuple[Broken, ...]]]:
    if new is None:
        yield "", "there is no such document any more", _NOBODY
    elif old is None:
        yield "", f"there is now such a document, made by the {new.made_by}{_how(new)}", _asked(new)
    elif change := declared_change(old, new):
        yield "", f"the document is declared otherwise: {change}", _asked(new, old)


def _how(document: DocumentSpec) -> str:
    if document.made_by != "seller":
        return ""
    return f" and recommended: {document.recommended}" if document.recommended else " and required"


def _asked(new: DocumentSpec, old: DocumentSpec | None = None) -> tuple[Broken, ...]:
    """Whether the seller has to make a document that there was no need for."""
    needed = [each is not None and each.made_by == "seller" and not each.recommended for each in (new, old)]
    return CALLERS if needed[0] and not needed[1] else _NOBODY
