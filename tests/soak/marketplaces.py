"""Three played marketplaces on loopback, everything that can go wrong with them, and what they hold in the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from threading import Condition
from typing import Any

from stallkeeper.orders import OrderLine
from stallkeeper.played.exchange import Reply, Request
from stallkeeper.played.load import load_play
from stallkeeper.played.mix import Mix
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from stallkeeper.played.world_order import WorldOrder
from tests.channel_folders import folder_of
from tests.soak.driven_clock import DrivenClock


def _cents(unit: Any) -> Decimal:
    """What the buyer pays for a unit: nothing for one that was canceled."""
    return Decimal(0 if unit["status"] == "cancelled" else unit["price"] + unit["shipping_rate"])


@dataclass(frozen=True)
class Kind:
    """A channel in the soak: its account, and how its truth is read without any code of the engine's own."""

    channel: str
    account: str
    total: Callable[[Any], Decimal]
    lines: str
    line_id: str
    of_line: Callable[[Any], Any]
    """What the marketplace says of a line: its word, or how many units are left of it."""
    held_of_line: Callable[[OrderLine], Any]
    thin: bool
    """Whether each order has to be asked for by itself; such a marketplace has fewer orders here."""
    acting: float
    """Of its orders, so many the seller deals with through the engine; with the others in the back office."""
    in_the_back_office: tuple[str, ...]
    """The words that somebody brings an order to there, one after the other."""
    by_itself: Mapping[str, str] = field(default_factory=dict)
    """The word that an order may come to without the action that brings it there."""
    never_shown: frozenset[str] = frozenset()
    """Actions that no order shows afterwards: the marketplace's yes is all there is, and it may be a lie."""


KINDS = (
    Kind(
        "manomano",
        "hosts: {{api: '{url}'}}\n    parameters: {{seller_contract_id: 12345}}\n    secrets: {{api_key: MANO}}",
        lambda tree: Decimal(str(tree["total_price"]["amount"])),
        "products",
        "seller_sku",
        of_line=lambda line: line["quantity"],
        held_of_line=lambda line: line.quantity,
        thin=False,
        acting=0.15,
        in_the_back_office=("PREPARATION", "SHIPPED"),
    ),
    Kind(
        "bol",
        "hosts: {{api: '{url}', login: '{url}'}}\n    secrets: {{client_id: BOL_ID, client_secret: BOL_SECRET}}",
        lambda tree: sum((Decimal(str(item["totalPrice"])) for item in tree["orderItems"]), Decimal(0)),
        "orderItems",
        "orderItemId",
        of_line=lambda line: line["quantity"] - line["quantityCancelled"],
        held_of_line=lambda line: line.quantity,
        thin=True,
        acting=0.5,
        in_the_back_office=("SHIPPED",),
        by_itself={"cancel": "CANCELLED"},
    ),
    Kind(
        "kaufland",
        "hosts: {{api: '{url}'}}\n    parameters: {{storefronts: [de]}}\n"
        "    secrets: {{client_key: KAUF_KEY, secret_key: KAUF_SECRET}}",
        lambda tree: sum((_cents(unit) for unit in tree["order_units"]), Decimal(0)) / 100,
        "order_units",
        "id_order_unit",
        of_line=lambda line: line["status"],
        held_of_line=lambda line: line.native_status,
        thin=True,
        acting=0.5,
        in_the_back_office=("sent",),
        by_itself={"accept": "need_to_be_sent", "cancel": "cancelled"},
        never_shown=frozenset({"refund"}),
    ),
)
WORKED_ON = frozenset({"PENDING", "REMORSE_PERIOD", "PREPARATION", "OPEN", "open", "need_to_be_sent"})
CHANNELS = tuple(kind.channel for kind in KINDS)
ENVIRON = {
    "MANO": "played-api-key",
    "BOL_ID": "played-client",
    "BOL_SECRET": "played-secret",
    "KAUF_KEY": "played-client-key",
    "KAUF_SECRET": "played-secret-key",
}
ACCOUNTS = "language: 1\nstore: orders.db\nretention: {{erase_after: {forgets}}}\naccounts:\n{entries}"


@dataclass
class Marketplace:
    """One of them, while it is open."""

    kind: Kind
    server: PlayedServer
    mix: Mix
    _deadly: str | None = None
    _kill: Callable[[str], None] = lambda step: None
    _busy: int = 0
    _idle: Condition = field(default_factory=Condition)

    @property
    def name(self) -> str:
        return self.kind.channel

    @property
    def world(self) -> World:
        return self.server.world

    def entry(self) -> str:
        """Its account, as a stallkeeper.yaml has it."""
        own = self.kind.account.format(url=self.server.base_url)
        return f"  {self.name}:\n    channel: {self.name}\n    scope: {self.name}\n    {own}\n"

    def watch(self) -> None:
        """Stand between the network and the marketplace, to kill who asks."""
        answer = self.server.marketplace.answer

        def watched(request: Request) -> Reply:
            with self._idle:
                self._busy += 1
            try:
                return self._answered(answer, request)
            finally:
                with self._idle:
                    self._busy -= 1
                    self._idle.notify_all()

        self.server.marketplace.answer = watched  # type: ignore[method-assign]

    def _answered(self, answer: Callable[[Request], Reply], request: Request) -> Reply:
        route = self.server.marketplace.route_of(request)
        deadly = self._deadly if route is not None and route.acts is not None else None
        if deadly is None:
            return answer(request)
        self._deadly = None
        if deadly == "bytes out and lost":
            self._kill(deadly)
            return Reply(503, b"", "text/plain")
        if deadly == "bytes out, nothing done yet":
            self._kill(deadly)
            return answer(request)
        reply = answer(request)
        self._kill(deadly)
        return reply

    def kills_at(self, step: str | None, kill: Callable[[str], None]) -> None:
        """Who sends the next action dies at this step; None: nobody."""
        self._deadly, self._kill = step, kill

    def rest(self) -> None:
        """Wait until nothing is being answered."""
        with self._idle:
            assert self._idle.wait_for(lambda: self._busy == 0, 60)

    def in_the_back_office(self, order_id: str, word: str) -> None:
        """Somebody works there, if the order is still there and where it can be worked on."""
        order = self.world.order(order_id)
        if order is not None and order.status in WORKED_ON:
            self.world.report(order_id, word)

    def orders(self) -> Mapping[str, WorldOrder]:
        return {order.id: order for order in self.world.held() if not order.foreign}


def opened(kind: Kind, seed: int, clock: DrivenClock, mix: Mix) -> Marketplace:
    """A marketplace that listens."""
    play, problems = load_play(folder_of(kind.channel))
    assert play is not None, problems
    server = PlayedServer(World(play, seed, clock), mix=mix).start()
    marketplace = Marketplace(kind, server, mix)
    marketplace.watch()
    return marketplace
