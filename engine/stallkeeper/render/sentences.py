"""Parts of a channel's spec go in, sentences about them come out, in the medium of the pen that writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from stallkeeper.durations import format_duration
from stallkeeper.machine.wording import literal_text, value_text
from stallkeeper.render.pen import Pen, Safe, joined, listed
from stallkeeper.spec.channel_spec import (
    ActionSpec,
    CarrierRules,
    ChannelSpec,
    Deadline,
    FieldSpec,
    LineDecision,
    Window,
)
from stallkeeper.spec.conditions import Condition
from stallkeeper.spec.field_spec import Amount

SHORT_LIST = 4
"""A field's values are written out where it is used up to this many; longer lists stand with the fields."""

_ONCE = {timedelta(hours=1): "Once an hour", timedelta(days=1): "Once a day", timedelta(weeks=1): "Once a week"}
_LINES = {
    "forbidden": "for the whole order only",
    "optional": "for the whole order, or for one line",
    "required": "for each line on its own",
}
_PART = "; fewer than all units of a line may be named"
_KINDS = {
    "text": "text",
    "boolean": "true or false",
    "whole_number": "whole number",
    "decimal": "amount",
    "date": "day",
}


def codes(pen: Pen, words: Iterable[object], joint: str = "and") -> Safe:
    """Words of the channel in a sentence."""
    return listed((pen.code(word) for word in words), joint)


def window_sentence(pen: Pen, window: Window) -> Safe:
    """Every 15 minutes · Once a day at 06:00 (Europe/Paris), for orders made or changed in the last 3 days."""
    often = _ONCE.get(window.every, f"Every {format_duration(window.every)}")
    at = f" at {window.at:%H:%M} ({pen.text(window.zone)})" if window.at is not None else ""
    back = f", for orders made or changed in the last {format_duration(window.look_back)}" if window.look_back else ""
    only = f", only those at {codes(pen, window.native, 'or')}" if window.native else ""
    return Safe(f"{often}{at}{back}{only}")


def condition_clause(pen: Pen, condition: Condition) -> Safe:
    """`carrier` is `130`."""
    name = pen.code(condition.name)
    match condition.operator:
        case "given":
            return Safe(f"{name} is {'given' if condition.value else 'not given'}")
        case "above" | "below":
            return Safe(f"{name} is {condition.operator} {_value(pen, condition.value)}")
        case "not":
            return Safe(f"{name} is not {_value(pen, condition.value)}")
        case _:
            return Safe(f"{name} is {_value(pen, condition.value)}")


def conditions_clause(pen: Pen, conditions: Sequence[Condition]) -> Safe:
    """Conditions that all have to hold."""
    return listed(condition_clause(pen, condition) for condition in conditions)


def _value(pen: Pen, value: object) -> Safe:
    return codes(pen, map(literal_text, value), "or") if isinstance(value, tuple) else pen.code(literal_text(value))


def action_lines(pen: Pen, spec: ChannelSpec, action: ActionSpec) -> Iterator[Safe]:
    """What an action needs and takes, one line each: always, under a condition, optionally."""
    if action.conditions:
        yield Safe(f"only if {conditions_clause(pen, action.conditions)}")
    plain = dict.fromkeys(name for need in action.needs if not need.conditions for name in need.fields)
    for name in plain:
        yield Safe(f"required: {pen.code(name)}{field_note(pen, spec, name)}")
    for need in action.needs:
        if need.conditions:
            names = listed(Safe(f"{pen.code(name)}{field_note(pen, spec, name)}") for name in need.fields)
            yield Safe(f"required if {conditions_clause(pen, need.conditions)}: {names}")
    optional = [name for name in action.accepts if name not in plain]
    if optional:
        yield Safe(f"optional: {joined(Safe(f'{pen.code(n)}{field_note(pen, spec, n)}') for n in optional)}")
    for advice in action.recommends:
        yield Safe(f"recommended: {listed(map(pen.code, advice.fields))}. {pen.text(advice.because)}")
    if action.lines is not None:
        yield Safe(_LINES[action.lines.given] + (_PART if action.lines.quantity == "part" else ""))
    if action.sent_as is not None:
        yield Safe(f"the marketplace is told it as {pen.code(action.sent_as)}")


def field_note(pen: Pen, spec: ChannelSpec, name: str) -> Safe:
    """What to give, in brackets, where it is short: the values of a short list, how a carrier is named."""
    field = spec.fields.get(name)
    if name == "carrier" and spec.carriers is not None:
        return Safe(f" ({' or '.join(spec.carriers.by)})")
    if field is not None and 0 < len(field.values) <= SHORT_LIST:
        return Safe(f" ({codes(pen, map(value_text, field.values), 'or')}{', or another' if field.free else ''})")
    if field is not None and field.values:
        return Safe(f" (one of {len(field.values)})")
    return Safe(" (true or false)" if field is not None and field.type == "boolean" else "")


def field_sentence(pen: Pen, field: FieldSpec) -> Safe:
    """A field's type, limits, values and default."""
    parts = [Safe(_KINDS[field.type])]
    if field.minimum is not None:
        parts.append(Safe(f"at least {value_text(field.minimum)}"))
    if field.maximum is not None:
        parts.append(Safe(f"at most {value_text(field.maximum)}"))
    if field.max_length is not None:
        parts.append(Safe(f"at most {field.max_length} characters"))
    if field.pattern is not None:
        parts.append(Safe(f"of the form {pen.code(field.pattern)}"))
    parts += _list_parts(pen, field)
    if field.amount is not None:
        parts += _amount_parts(pen, field.amount)
    if field.default is not None:
        parts.append(Safe(f"{pen.code(value_text(field.default))} where it is not given"))
    return joined(parts)


def _list_parts(pen: Pen, field: FieldSpec) -> Iterator[Safe]:
    """Where a field's values come from, and what they mean."""
    written = map(value_text, field.values)
    values = [Safe(f"{pen.code(each)}{_meaning(pen, field, each)}") for each in written]
    if field.values_from is not None:
        yield Safe(f"one of the marketplace's own list {pen.code(field.values_from)}")
    if values:
        unread = "while that cannot be read " if field.values_from is not None else ""
        yield Safe(f"{unread}one of {listed(values, 'or')}")
    if field.free:
        yield Safe("or another value")


def _meaning(pen: Pen, field: FieldSpec, written: str) -> str:
    return f" ({pen.text(field.labels[written])})" if written in field.labels else ""


def _amount_parts(pen: Pen, amount: Amount) -> Iterator[Safe]:
    if amount.tax is not None:
        yield Safe(f"tax {amount.tax}")
    if amount.at_most is not None:
        yield Safe(f"at most {pen.code(amount.at_most)}")
    if amount.when_empty is not None:
        yield Safe(f"left empty: {pen.text(amount.when_empty)}")


def deadline_sentence(pen: Pen, deadline: Deadline) -> Safe:
    """Within 5 days, else `canceled` by the marketplace. The buyer's payment was not validated."""
    when = f"If {conditions_clause(pen, deadline.conditions)}: within " if deadline.conditions else "Within "
    time = format_duration(deadline.within) if deadline.within is not None else "a time that the source does not name"
    since = {"status": "", "ordered": " of the order", "partial_cancel": " of the partial cancellation"}[deadline.since]
    who = "the marketplace" if deadline.kept_by == "channel" else "us"
    because = f" {pen.text(deadline.because)}" if deadline.because else ""
    return Safe(f"{when}{time}{since}, else {codes(pen, deadline.outcomes, 'or')} by {who}.{because}")


def decision_sentence(pen: Pen, rule: LineDecision) -> Safe:
    """When all lines are `refunded` and … the order is `refunded`."""
    lines = f"all lines are {pen.code(rule.line_status)}" if rule.quantifier == "all" else ""
    lines = lines or f"any line is {pen.code(rule.line_status)}"
    condition = f" and {conditions_clause(pen, rule.conditions)}" if rule.conditions else ""
    return Safe(f"When {lines}{condition}, the order is {pen.code(rule.status)}.")


def carrier_sentences(pen: Pen, rules: CarrierRules) -> Iterator[Safe]:
    """How a carrier is named, and what stands for one that is not on the list."""
    listed_ones = f"; {len(rules.known)} are known" if rules.known else ""
    yield Safe(f"A carrier is given by its {' or its '.join(rules.by)}{listed_ones}.")
    if rules.fallback is not None:
        yield Safe(f"{pen.code(rules.fallback)} stands for a carrier that is not on the list.")
    if rules.custom is not None:
        yield Safe(f"{pen.code(rules.custom)} stands for a carrier of the seller's own.")
    if rules.closed:
        yield Safe("A carrier off the list is refused.")
