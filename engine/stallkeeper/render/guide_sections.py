"""A channel's spec goes in, the sections of its guide come out, except the status table and the diagram."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from stallkeeper.durations import format_duration
from stallkeeper.machine.wording import list_text
from stallkeeper.render.assumed import Marks
from stallkeeper.render.pen import Pen, Safe
from stallkeeper.render.section import Section
from stallkeeper.render.sentences import (
    carrier_sentences,
    codes,
    conditions_clause,
    decision_sentence,
    field_sentence,
    window_sentence,
)
from stallkeeper.spec.channel_spec import ChannelSpec, RefundRules

_OPT_IN = {
    "opt_in": "Orders that the marketplace ships are taken only where the seller asks for them.",
    "always": "Orders that the marketplace ships are taken like all others.",
    "never": "Orders that the marketplace ships are not taken.",
}
_MODES = {
    "action": "A refund is an action of the seller.",
    "notified": "A refund is made at the marketplace; we are told of it.",
    "both": "A refund is an action of the seller, and one made at the marketplace is told to us.",
}
_SEEN = {"through_us": "made through us", "back_office": "made in the marketplace's back office"}


def retrieval(pen: Pen, spec: ChannelSpec, marks: Marks) -> Section:
    """How often orders are read."""
    bullets = (
        Safe(f"{window_sentence(pen, window)}{marks.within('retrieval', window.name)}.") for window in spec.retrieval
    )
    return Section(Safe("Order retrieval frequency"), _sites(pen, spec), tuple(bullets))


def _sites(pen: Pen, spec: ChannelSpec) -> tuple[Safe, ...]:
    names = " and ".join(pen.text(name) for name in spec.sites.values())
    return (Safe(f"New and changed orders of {names or pen.text(spec.title)} are read:"),)


def words_of_lines(pen: Pen, spec: ChannelSpec, marks: Marks) -> Section:
    """Native words that are not the order's own: of lines, flags and gates."""
    rules = [Safe(f"{decision_sentence(pen, rule)}{marks.within('lines')}") for rule in spec.lines.decide]
    if spec.lines.says_nothing:
        rules.append(Safe(f"On a line, {codes(pen, sorted(spec.lines.says_nothing), 'or')} says nothing."))
    for flag in spec.flags.values():
        kind = f"raises the flag {pen.code(flag.raises)} on the {flag.on} and changes no status"
        rules.append(Safe(f"{pen.code(flag.native)} {kind}.{marks.within('flags')}"))
    for number, (old, today) in enumerate(spec.aliases.items()):
        mark = marks.within("aliases", old) or ("" if number else marks.at("aliases"))
        rules.append(Safe(f"{pen.code(old)} was the word for {pen.code(today)} in an earlier edition.{mark}"))
    for native, because in spec.gates.items():
        rules.append(Safe(f"At {pen.code(native)} no action is possible. {pen.text(because)}"))
    return Section(Safe("Lines, flags and gates"), (), tuple(rules))


def fields(pen: Pen, spec: ChannelSpec, marks: Marks) -> Section:
    """Every field that an action takes."""
    named = dict.fromkeys(name for action in spec.actions.values() for name in action.takes())
    bullets = tuple(
        Safe(f"{pen.code(name)}: {field_sentence(pen, spec.fields[name])}{marks.at('fields', name)}")
        for name in named
        if name in spec.fields
    )
    own = tuple(
        Safe(f"{pen.code(f'order.{name}')}: {field_sentence(pen, field)}{marks.within('order_fields', name)}")
        for name, field in spec.order_fields.items()
    )
    mark = marks.at("fields")
    lead = (Safe(f"Fields given with an action, and fields of the order that rules read.{mark}"),)
    return Section(Safe("Fields"), lead if bullets or own else (), bullets + own)


def carriers(pen: Pen, spec: ChannelSpec, marks: Marks) -> Section:
    """How a carrier is named."""
    rules = tuple(carrier_sentences(pen, spec.carriers)) if spec.carriers is not None else ()
    if rules:
        rules = (Safe(f"{rules[0]}{marks.within('carriers')}"), *rules[1:])
    return Section(Safe("Carriers"), (), rules)


def fulfilment(pen: Pen, spec: ChannelSpec, marks: Marks) -> Section:
    """Orders that the marketplace ships itself."""
    rules = spec.fulfilled_by_channel
    if rules is None:
        return Section(Safe("Orders shipped by the marketplace"))
    mark = marks.within("fulfilled_by_channel")
    first = f"They arrive as {pen.code(rules.arrives_as)} and carry {pen.code(rules.flag)}.{mark}"
    words = (Safe(f"{pen.code(code)}: {pen.text(meaning)} fulfilment.") for code, meaning in rules.native.items())
    return Section(Safe("Orders shipped by the marketplace"), (Safe(first),), tuple(words))


def refunds(pen: Pen, spec: ChannelSpec, marks: Marks) -> Section:
    """What is known of refunds, and what is never reported."""
    rules = spec.refunds
    lines = tuple(_refund_lines(pen, rules)) if rules is not None else ()
    if lines:
        lines = (Safe(f"{lines[0]}{marks.within('refunds')}"), *lines[1:])
    return Section(Safe("Refunds"), (), lines)


def _refund_lines(pen: Pen, rules: RefundRules) -> Iterator[Safe]:
    yield Safe(_MODES[rules.mode])
    if rules.seen:
        yield Safe(f"Reported are refunds {list_text(_SEEN[each] for each in rules.seen)}.")
    if rules.gives is not None:
        gives = "the amount" if rules.gives == "amount" else "the lines"
        yield Safe(f"A report of a refund gives {gives}{'; the line is not known' if rules.line == 'unknown' else ''}.")
    if rules.because:
        yield pen.text(rules.because)


def documents(pen: Pen, spec: ChannelSpec, marks: Marks) -> Section:
    """The documents of an order."""
    lines = []
    for document in spec.documents:
        maker = "the seller" if document.made_by == "seller" else "the marketplace"
        advice = f" Recommended: {pen.text(document.recommended)}" if document.recommended else ""
        mark = marks.within("documents", document.name) or marks.at("documents")
        when = f", for orders whose {conditions_clause(pen, document.conditions)}" if document.conditions else ""
        lines.append(Safe(f"{pen.code(document.name)}: made by {maker}{when}.{advice}{mark}"))
    return Section(Safe("Documents"), (), tuple(lines))


def exclusions(pen: Pen, spec: ChannelSpec, marks: Marks) -> Section:
    """Which orders are left out."""
    mark = marks.within("only")
    lines = tuple(
        Safe(f"Only orders whose {conditions_clause(pen, rule.conditions)}. {pen.text(rule.because)}{mark}")
        for rule in spec.only
    )
    return Section(Safe("Orders that are left out"), (), lines)


def back_office(pen: Pen, spec: ChannelSpec, marks: Marks) -> Section:
    """What the seller's own system takes, and how long personal data stays."""
    lines = []
    if spec.back_office is not None:
        start = f"The seller's own system takes orders from {pen.code(spec.back_office.import_from)} on."
        lines.append(Safe(f"{start} {_OPT_IN[spec.back_office.fulfilled_by_channel]}{marks.within('back_office')}"))
    if spec.retention is not None:
        cap = f", and {_long(spec.retention_max)} after the order at most" if spec.retention_max is not None else ""
        lines.append(Safe(f"Personal data is kept for {_long(spec.retention)}{cap}.{marks.within('retention')}"))
    return Section(Safe("Back office and personal data"), (), tuple(lines))


def _long(duration: timedelta) -> str:
    """A long time as people say it: 6 months (of 30 days), 1 week."""
    months, rest = divmod(duration, timedelta(days=30))
    return f"{months} month{'s' if months > 1 else ''}" if months and not rest else format_duration(duration)


def sources(pen: Pen, spec: ChannelSpec) -> Section:
    """Where the facts were read, and which parts of the channel's rules rest on each source."""
    lines = []
    for source in spec.sources:
        address = f": {pen.text(source.url)}" if source.url else ""
        parts = f" It stands behind {codes(pen, source.about)}." if source.about else ""
        lines.append(Safe(f"{pen.text(source.title)}, read {source.read:%Y-%m-%d}{address}.{parts}"))
    return Section(Safe("Sources"), (), tuple(lines))


def assumptions(pen: Pen, spec: ChannelSpec) -> Section:
    """Every guess, with the number it is marked by."""
    lines = (
        Safe(f"†{number} {pen.code(assumption.about)}: {pen.text(assumption.because)}")
        for number, assumption in enumerate(spec.assumptions, 1)
    )
    return Section(Safe("Assumptions"), (), tuple(lines))
