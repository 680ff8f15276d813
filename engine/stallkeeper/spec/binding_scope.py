"""Which names a template may use, by what it is for: the closed sets, and what each of them may miss."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from stallkeeper.order_fields import ORDER_FIELDS
from stallkeeper.spec.channel_spec import ActionSpec, ChannelSpec

QUERY_NAMES = tuple(
    f"query.{name}" for name in ("since", "until", "native", "page", "size", "offset", "cursor", "mark", "minutes")
)
LINE_NAMES = tuple(
    f"line.{name}"
    for name in (
        "id",
        "sku",
        "title",
        "quantity",
        "unit_price",
        "total",
        "shipping",
        "tax_rate",
        "refunded",
        "native_status",
        "status",
        "product_id",
        "ean",
        "condition",
        "shipped",
        "unshipped",
    )
)
CARRIER_NAMES = ("carrier.code", "carrier.name")
SIGNED_NAMES = tuple(f"request.{name}" for name in ("method", "url", "path", "query", "body", "time"))
DOCUMENT_NAMES = tuple(f"document.{name}" for name in ("name", "content", "base64", "media_type", "number"))
_ORDER_EXTRAS = ("status", "native_status")
_EVERYWHERE = ("now", "uuid", "operation")


@dataclass(frozen=True, slots=True)
class Scope:
    """The names in reach. `sure` are those that always have a value; `fields` are an action's, for its conditions.

    `open`: the channel cannot be read, so that what it declares (an action's fields, the order's extras) is not known.
    """

    names: frozenset[str]
    fields: frozenset[str] = frozenset()
    sure: frozenset[str] | None = None
    lines: bool = False
    open: bool = False

    def knows(self, name: str) -> bool:
        """Whether a value may use the name."""
        return name in self.names or (self.open and name.startswith(("fields.", "carrier.", "order.")))

    def knows_condition(self, name: str) -> bool:
        """Whether a condition may: a bare name is a field given with the action."""
        return self.knows(name) if "." in name else self.open or name in self.fields

    def within(self, over: str) -> Scope:
        """The scope inside a `for_each`: a line's names, or `item`."""
        return replace(self, names=self.names | (frozenset(LINE_NAMES) if over == "lines" else {"item"}))

    def is_sure(self, name: str) -> bool:
        return self.sure is None or not name.startswith(("fields.", "carrier.", "kept.")) or name in self.sure


@dataclass(frozen=True, slots=True)
class Scopes:
    """Makes the scope of each kind of request of one binding."""

    parameters: tuple[str, ...]
    secrets: tuple[str, ...]
    has_token: bool
    channel: ChannelSpec | None
    fans_out: bool = False

    def _names(self, *more: Iterable[str]) -> frozenset[str]:
        names = {*_EVERYWHERE, *(f"account.{name}" for name in self.parameters)}
        if self.has_token:
            names.add("token")
        return frozenset(names.union(*more))

    def of_secrets(self, *, with_token: bool) -> Scope:
        names = self._names(f"secret.{name}" for name in self.secrets)
        return Scope(names if with_token else names - {"token"})

    def of_login(self, *, refreshing: bool) -> Scope:
        """What the request for a token may use: secrets, and the newest refresh token where there is one."""
        names = self.of_secrets(with_token=False).names
        return Scope(names | {"refresh"} if refreshing else names)

    def of_signature(self) -> Scope:
        """What a signature may cover: parts of the request as it leaves, beside who we are."""
        return Scope(self.of_secrets(with_token=True).names | frozenset(SIGNED_NAMES))

    def of_list(self) -> Scope:
        return Scope(self._names(QUERY_NAMES, self._each()))

    def of_one(self) -> Scope:
        return Scope(self._names(["order.id"], self._each()))

    def of_more(self) -> Scope:
        """What a further request for an order may use; its answer may have pages of its own."""
        pages = ("query.page", "query.size", "query.offset", "query.cursor")
        return Scope(self._names(["order.id"], pages))

    def of_export(self, kept: Iterable[str]) -> Scope:
        """What a request of an export may use: what a list may, and what earlier answers held."""
        return Scope(self._names(QUERY_NAMES, self._each(), (f"kept.{name}" for name in kept)))

    def of_acknowledgement(self) -> Scope:
        return Scope(self._names(["order.id", "records.ids"]))

    def _each(self) -> tuple[str, ...]:
        return ("each",) if self.fans_out else ()

    def of_plain(self) -> Scope:
        return Scope(self._names())

    def of_outcome(self) -> Scope:
        """What the question for an outcome may use."""
        return Scope(self._names(["order.id", "receipt"]))

    def of_upload(self) -> Scope:
        """What handing over a document may use."""
        return Scope(
            self._names(self._order_names(), DOCUMENT_NAMES), sure=frozenset(), lines=True, open=self.channel is None
        )

    def _order_names(self) -> Iterable[str]:
        return (
            f"order.{word}"
            for word in {*ORDER_FIELDS, *_ORDER_EXTRAS, *(self.channel.order_fields if self.channel else ())}
        )

    def of_action(self, name: str) -> Scope:
        given = action_fields(self.channel.actions.get(name)) if self.channel else frozenset[str]()
        return Scope(
            self._names(
                self._order_names(),
                (f"fields.{word}" for word in given),
                CARRIER_NAMES if "carrier" in given else (),
                ["submission"],
            ),
            given,
            self._sure(name, given) if self.channel else None,
            lines=True,
            open=self.channel is None,
        )

    def _sure(self, name: str, given: frozenset[str]) -> frozenset[str]:
        if self.channel is None or name not in self.channel.actions:
            return frozenset(f"fields.{word}" for word in given)
        declared = self.channel.fields
        always = {word for need in self.channel.actions[name].needs if not need.conditions for word in need.fields}
        always |= {word for word in given if word in declared and declared[word].default is not None}
        return frozenset(f"fields.{word}" for word in always) | (
            frozenset(CARRIER_NAMES) if "carrier" in always else frozenset()
        )


def action_fields(action: ActionSpec | None) -> frozenset[str]:
    """Every field an action may be given."""
    if action is None:
        return frozenset()
    return frozenset(action.accepts).union(*(need.fields for need in action.needs))
