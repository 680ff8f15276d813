"""`order`: an order id in; its detail, its history, what is allowed and why the rest is not out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from stallkeeper.cli.action_words import whose_order
from stallkeeper.cli.session import Session
from stallkeeper.order_fields import PERSONAL_FIELDS

if TYPE_CHECKING:
    from stallkeeper.machine.compiled import Machine
    from stallkeeper.machine.decision import DueDate, Explanation
    from stallkeeper.orders import Event, Order, Submission
    from stallkeeper.spec.channel_spec import CarrierRules, ChannelSpec, RefundRules


@click.command("order")
@click.argument("order_id", metavar="ID")
@whose_order
@click.option("--with-buyer", is_flag=True, help="Show the buyer's addresses too; the history tells that you did.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")
@click.pass_obj
def command(
    session: Session, order_id: str, channel: str | None, account: str | None, with_buyer: bool, as_json: bool
) -> None:
    """One order: its detail, its history, what the seller may do now, and why not the rest."""
    from stallkeeper.cli.finding import find_one
    from stallkeeper.cli.who import who

    permission = session.accounts.permission
    if with_buyer:
        permission.check(who())
    order = find_one(session, order_id, channel=channel, account=account)
    dossier = gather(session, order, withheld=None if permission.allows(who()) else permission.refusal(who()))
    if with_buyer and order.erased is None and any(order.address_state(kind) == "given" for kind in PERSONAL_FIELDS):
        session.engine().privacy.disclosed([order.key], who(), "shown")  # first: nothing is shown without a note
    if as_json:
        from stallkeeper.cli.json_output import echo_json

        echo_json(dossier.form(with_buyer))
    else:
        click.echo(dossier.text(with_buyer), nl=False)


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that is known of one order."""

    order: Order
    history: tuple[Event, ...]
    explanations: tuple[Explanation, ...]
    due: tuple[DueDate, ...]
    submissions: tuple[Submission, ...]
    now: datetime
    refunds: RefundRules | None = None
    carriers: CarrierRules | None = None
    withheld: str | None = None
    """Why nothing of the buyer is in it, where whoever asks may not see it."""

    def text(self, personal: bool) -> str:
        """As a page for a person."""
        from stallkeeper.render.order_text import order_text
        from stallkeeper.runtime.amounts import amounts_of
        from stallkeeper.runtime.cancel_requests import cancel_requests

        return order_text(
            self.order,
            self.history,
            self.explanations,
            self.due,
            submissions=self.submissions,
            cancel_requests=cancel_requests(self.order, self.history),
            amounts=amounts_of(self.order, self.history),
            refunds=self.refunds,
            carriers=self.carriers,
            personal=personal,
            withheld=self.withheld,
            now=self.now,
        )

    def form(self, personal: bool) -> dict[str, Any]:
        """As plain data for a program."""
        from stallkeeper.orders import OPEN_STATES, also_listed_by
        from stallkeeper.render.json_form import (
            due_form,
            event_form,
            explanation_form,
            plain,
            submission_form,
            whole_order_form,
        )
        from stallkeeper.runtime.amounts import amounts_of
        from stallkeeper.runtime.cancel_requests import cancel_requests

        return {
            "order": whole_order_form(self.order, personal),
            "also_listed_by": [
                {"account": account, "channel": channel}
                for account, channel in also_listed_by(self.order.account, self.history)
            ],
            "actions": [explanation_form(each) for each in self.explanations],
            "amounts": plain(amounts_of(self.order, self.history)),
            "cancel_requests": [plain(each) for each in cancel_requests(self.order, self.history)],
            "deadlines": [due_form(each) for each in self.due],
            "pending": [submission_form(each) for each in self.submissions if each.state in OPEN_STATES],
            "submissions": [submission_form(each) for each in self.submissions],
            "history": [event_form(each) for each in self.history],
            **({"withheld": self.withheld} if self.withheld else {}),
        }


def gather(session: Session, order: Order, *, withheld: str | None = None) -> Dossier:
    """Everything about a stored order, by its channel's rules as they are now; nothing of its buyer if `withheld`."""
    from stallkeeper.clock import SystemClock
    from stallkeeper.machine.expire import due
    from stallkeeper.machine.explain import explain
    from stallkeeper.machine.vocabulary import todays_order
    from stallkeeper.store.without_buyer import hidden_event, hidden_submission, without_buyer

    spec = session.channel_of(order).spec
    assert spec is not None
    machine, now, key = _machine(session, order, spec), SystemClock().now(), order.key
    order = todays_order(machine, order)
    history, pending = session.store.history(key), session.store.open_submission(key)
    asked = _asked(session, history)
    explanations = tuple(explain(machine, order, action, now=now, pending=pending) for action in spec.actions)
    if withheld:
        order = replace(order, report=without_buyer(order.report, session.listed_fields(order)))
    if withheld or (order.erased is not None and order.erased.restricted):
        history, asked = tuple(map(hidden_event, history)), tuple(map(hidden_submission, asked))
    return Dossier(
        order=order,
        history=history,
        explanations=explanations,
        due=due(machine, order),
        submissions=asked,
        now=now,
        refunds=spec.refunds,
        carriers=spec.carriers,
        withheld=withheld,
    )


def _machine(session: Session, order: Order, spec: ChannelSpec) -> Machine:
    """The channel's, for the order's account where the file still has it."""
    from stallkeeper.machine.compile import compile_machine

    machine, account = compile_machine(spec), session.accounts.accounts.get(order.account)
    return machine if account is None else machine.for_account(is_test=account.is_test)


def _asked(session: Session, history: Sequence[Event]) -> tuple[Submission, ...]:
    """Every action that was ever asked for, in the order of time: history names them all."""
    ids = dict.fromkeys(event.submission for event in history if event.submission)
    return tuple(found for each in ids if (found := session.store.submission(each)) is not None)
