"""How a seller's rules stand goes in, tables and paragraphs come out; and the same as data for a program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from stallkeeper.machine.wording import value_text
from stallkeeper.orders import RuleStanding
from stallkeeper.render.json_form import plain
from stallkeeper.render.pen import printable
from stallkeeper.render.tables import Table, text_table
from stallkeeper.runtime.seller_rules import RuleReport, RuleTrial

_RULES = ("rule", "account", "does", "is", "for orders since", "fired", "waiting", "held")
_OPEN = ("order", "rule", "stands", "since", "why")
_SHOWN = 50
_OUTCOMES = {
    "fires": "would fire",
    "waits": "would wait",
    "held": "would be held for a person",
    "passes": "is not for this order",
    "has_fired": "has fired already",
}


def rules_text(reports: Sequence[RuleReport]) -> str:
    """All rules, then the orders that they wait for or are held at."""
    if not reports:
        return ""
    numbers = frozenset({5, 6, 7})
    parts = [text_table(Table(_RULES, tuple(map(_row, reports)), numbers))]
    standings = [each for report in reports for each in report.open]
    if standings:
        rows = tuple(map(_standing, standings[:_SHOWN]))
        parts.append(text_table(Table(_OPEN, rows)))
    if len(standings) > _SHOWN:
        parts.append(f"and {len(standings) - _SHOWN} more; --json lists them")
    return "\n\n".join(parts) + "\n"


def _row(report: RuleReport) -> tuple[str, ...]:
    since = "the next run" if report.since is None else f"{report.since:%Y-%m-%d %H:%M}"
    on = "on" if report.is_on else "off"
    counts = (report.fired, report.waiting, report.held)
    return (report.rule.id, report.account, report.rule.action, on, since, *map(str, counts))


def _standing(each: RuleStanding) -> tuple[str, ...]:
    state = "stopped" if each.state == "fired" else each.state
    return (printable(each.key.id), each.rule, state, f"{each.at:%Y-%m-%d %H:%M}", printable(each.why or ""))


def rules_form(reports: Sequence[RuleReport]) -> list[dict[str, Any]]:
    """The same for a program."""
    return [
        {
            "rule": report.rule.id,
            "account": report.account,
            "action": report.rule.action,
            "on": report.is_on,
            "since": plain(report.since),
            "fired": report.fired,
            "waiting": report.waiting,
            "held": report.held,
            "open": [plain(each) for each in report.open],
        }
        for report in reports
    ]


def trial_text(trial: RuleTrial) -> str:
    """What the rule asks of the order, one line each, and what would come of it."""
    return "".join(f"{line}\n" for line in _trial(trial))


def _trial(trial: RuleTrial) -> Iterator[str]:
    for each in trial.asked:
        yield f"  {'yes' if each.holds else 'no '}  {printable(each.what)}"
    why = f": {printable(trial.why)}" if trial.why else ""
    yield f"{trial.rule.id} {_OUTCOMES[trial.outcome]}{why}"
    if trial.change is not None:
        given = ", ".join(f"{name} = {printable(_told(value))}" for name, value in trial.change.fields.items())
        yield f"  it would ask for {trial.change.action}{f' with {given}' if given else ''}; nothing was done"
    if trial.aside:
        yield f"  but {trial.aside}"


def _told(value: Any) -> str:
    return ", ".join(map(value_text, value)) if isinstance(value, (list, tuple)) else value_text(value)


def trial_form(trial: RuleTrial) -> dict[str, Any]:
    """The same for a program."""
    change = None if trial.change is None else {"action": trial.change.action, "fields": plain(trial.change.fields)}
    return {
        "rule": trial.rule.id,
        "order": plain(trial.key),
        "outcome": trial.outcome,
        "why": trial.why,
        "asked": plain(trial.asked),
        "change": change,
        "aside": trial.aside,
    }
