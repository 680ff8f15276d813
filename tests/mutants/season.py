"""A channel and its played marketplace in; a short season of real work, and what went wrong in it, out.

List, fetch, do every action with every kind of order, confirm. play.yaml reads neither channel.yaml nor binding.yaml,
so that a request in other words than the marketplace's is refused, and an order that is read wrongly differs from the
one that it holds.
"""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx

from stallkeeper.accounts import Accounts
from stallkeeper.bindings.connect import connect
from stallkeeper.cli.demo.tellings import held_by, told_by
from stallkeeper.cli.demo.verdict import stands_for
from stallkeeper.clock import ManualClock
from stallkeeper.errors import ChannelError
from stallkeeper.machine.compile import Machine, compile_machine
from stallkeeper.orders import Lists, Order, Submission
from stallkeeper.runtime.call_record import results_of
from stallkeeper.runtime.engine import Engine
from stallkeeper.scenario.generated_fields import completed, made_up, postage
from stallkeeper.spec.channel_spec import FieldSpec
from stallkeeper.spec.loaded import LoadedChannel
from stallkeeper.store.store import Store
from tests.mutants.market import AT_ONCE, Counter, account_of, play_of

BEGINNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROUNDS = 5
STEP = timedelta(hours=1)
QUIET = timedelta(minutes=37)
"""After this much time nothing happens at a marketplace just then, so that both sides may be compared."""
SETTLING = (timedelta(hours=3), timedelta(hours=20), timedelta(hours=12), timedelta(days=1))
"""How long it waits at the end for every effect to show: a marketplace may tell of refunds the next night only."""


class Season:
    """One season on one channel."""

    def __init__(self, loaded: LoadedChannel) -> None:
        assert loaded.spec is not None and loaded.binding is not None
        self._clock = ManualClock(BEGINNING)
        self._counter = Counter(play_of(loaded.folder), self._clock)
        self._machine: Machine = compile_machine(loaded.spec)
        account = account_of(self._counter.world.play, loaded.binding, loaded.spec.channel)
        self._store = Store.open(":memory:", now=BEGINNING)
        transport = httpx.MockTransport(self._counter)
        self._client = connect(loaded, account, self._clock, settings=AT_ONCE, transport=transport)
        numbers = iter(range(1, 1_000_000))
        self._engine = Engine(
            {account.channel: loaded},
            Accounts(loaded.folder, {account.name: account}),
            self._store,
            self._clock,
            lambda _: self._client,
            jitter=lambda: 0.0,
            new_id=lambda: f"7d9f0a1c-5b1e-4f6a-8e1b-{next(numbers):012}",
        )
        self._looks = {
            (action.name, step.name)
            for action in loaded.binding.actions.values()
            for step in action.steps
            if step.request.method == "GET"
        }
        self._done: Count[tuple[str, str]] = Count()

    def wrong(self) -> Iterator[str]:
        """Everything that went wrong, in words; nothing where all went well."""
        with self._store, self._engine:
            yield from self._carriers()
            self._arrive()
            self._clock.advance(QUIET)
            yield from self._read()
            yield from self._asked()
            for turn in range(ROUNDS):
                yield from self._act(turn)
                self._engine.send()
                self._clock.advance(STEP)
                self._engine.tick()
                yield from self._incidents()
            for pause in (*SETTLING, QUIET):
                self._clock.advance(pause)
                self._engine.tick()
            yield from self._conclusion()

    def _carriers(self) -> Iterator[str]:
        """The carriers we know are those that the marketplace takes, by their code or name, and none is left out."""
        rules, theirs = self._machine.spec.carriers, set(self._counter.world.play.lists.get("carriers", ()))
        known = [carrier for carrier in rules.known if carrier.code != rules.fallback] if rules else []
        if theirs and known:
            yield from (f"no carrier is {each.name}" for each in known if not {each.code, each.name} & theirs)
            words = {word for each in known for word in (each.code, each.name)}
            yield from (f"the carrier {each} is not known" for each in sorted(theirs - words))

    def _arrive(self) -> None:
        """Some orders of each kind, an hour ago, so that one may be refused and others served."""
        world = self._counter.world
        for arrival in world.play.arrivals:
            if arrival.weight:
                world.create(3, variant=arrival.name, ago=STEP, changes=world.play.account_orders)

    def _read(self) -> Iterator[str]:
        for window in self._machine.spec.retrieval:
            result = self._engine.sync("shop", window.name)
            if not result.complete:
                problems = [str(sweep.problem if hasattr(sweep, "problem") else sweep.state) for sweep in result.sweeps]
                yield f"the window {window.name} is not read to its end: {result.error or problems}"
        yield from self._incidents()
        yield from self._disagreements()

    def _others(self) -> Iterator[str]:
        """What is asked for besides lists of orders: each order alone, the carriers, the documents."""
        spec, client = self._machine.spec, self._client
        first = {self._kind_of(order.id): order.id for order in self._store.orders()}
        for kind, order_id in first.items():
            record = client.fetch(order_id)
            if record is None or record.problem or record.id != order_id:
                yield f"{kind} cannot be read alone"
        if spec.carriers is not None and not client.carriers():
            yield "no carrier is listed"
        for document in spec.documents:
            if document.made_by == "channel" and not any(
                client.documents(each, document.name) for each in first.values()
            ):
                yield f"no order has a {document.name}"

    def _asked(self) -> Iterator[str]:
        try:
            yield from self._others()
        except ChannelError as error:
            yield f"{error.kind}: something besides orders cannot be read"

    def _act(self, turn: int) -> Iterator[str]:
        """With every order the offered action that was done least so far with an order of its kind."""
        now = self._clock.now()
        for order in list(self._store.orders()):
            held = self._store.order(order.key)
            offered = self._engine.offered(order.key) if held is not None else ()
            wanted = sorted(offered, key=lambda name: (self._done[self._kind_of(order.id), name], offered.index(name)))
            if not wanted or held is None:
                continue
            action = wanted[0]
            times = self._done[self._kind_of(order.id), action]
            if times > 2:
                continue
            lists = self._engine.lists(order.key, action)
            chosen = self._chosen(held, action, times, now, lists)
            fields = completed(self._machine, held, action, chosen, now=now, turn=times, lists=lists)
            if self._engine.act(action, order.key, fields, "seller:season").submission is None:
                yield f"{action} cannot be done with {self._kind_of(order.id)}: {sorted(fields)} do not do"
            self._done[self._kind_of(order.id), action] += 1

    def _chosen(self, order: Order, action: str, times: int, now: datetime, lists: Lists) -> dict[str, object]:
        """The second time everything that the action takes is given, not only what it needs."""
        takes = self._machine.requirements[action].fields
        return (
            {
                name: made_up(self._machine, order, field, now, times, lists)
                for name, field in takes.items()
                if not _has_no_room(order, field, times)
            }
            if times == 1
            else {}
        )

    def _kind_of(self, order_id: str) -> str:
        held = self._counter.world.order(order_id)
        return held.variant if held is not None else ""

    def _incidents(self) -> Iterator[str]:
        for incident in self._store.incidents():
            yield f"incident {incident.kind}"

    def _conclusion(self) -> Iterator[str]:
        yield from self._incidents()
        done = {action for _, action in self._done}
        yield from (f"no order was offered {action}" for action in self._machine.spec.actions if action not in done)
        requests = {(effect.order_id, effect.request, effect.at) for effect in self._counter.world.effects()}
        effects = Count(order_id for order_id, _, _ in requests)  # one request may do the same to several lines
        for submission in self._store.submissions():
            if submission.state != "confirmed":
                yield f"{submission.action} of {self._kind_of(submission.key.id)} is {submission.state}"
        meant: Count[str] = Count()
        for submission in self._store.submissions():
            meant[submission.key.id] += self._effects_of(submission) if submission.state == "confirmed" else 0
        if effects != +meant:
            yield "an action had no effect, or more than one"
        yield from self._disagreements()

    def _effects_of(self, submission: Submission) -> int:
        """How many requests have to have had an effect: its one, or each step that is no look, for each line."""
        went = [key for key, result in results_of(submission).items() if result.refused is None]
        return len([key for key in went if (submission.action, key.partition("/")[0]) not in self._looks]) or 1

    def _disagreements(self) -> Iterator[str]:
        """Order by order, what we hold against what the marketplace holds; one at random is also read alone."""
        world = self._counter.world
        truth = {order.id: order for order in world.held() if not order.foreign}
        held = {order.id: self._store.order(order.key) for order in self._store.orders()}
        if set(truth) != set(held):
            yield f"{len(set(truth) ^ set(held))} orders are at one side only"
        for order_id in truth.keys() & held.keys():
            ours = held[order_id]
            assert ours is not None
            told, ours_told = told_by(world.play.order, truth[order_id]), held_by(ours)
            yield from (
                f"{self._kind_of(order_id)}: {what} differs" for what, said in told.items() if ours_told[what] != said
            )
            if ours.status not in stands_for(self._machine, ours):
                yield f"{self._kind_of(order_id)} stands at {ours.status}"


def _has_no_room(order: Order, field: FieldSpec, turn: int) -> bool:
    """Whether the most that an amount may be is less than the least: postage of an order that is sent for nothing."""
    return field.name == "refund_shipping_price" and postage(order, field, turn) < (field.minimum or 0)
