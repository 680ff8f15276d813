"""A JSON file that tells what an order says in, an order with just that out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stallkeeper.errors import UsageError

if TYPE_CHECKING:
    from stallkeeper.orders import Order, OrderLine
    from stallkeeper.spec.channel_spec import ChannelSpec

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_LARGEST = 1_000_000


def read_order(spec: ChannelSpec, path: Path) -> Order:
    """The order that {"order": {…}, "native": {"status": …}} tells of; UsageError where the file says otherwise."""
    from stallkeeper.orders import Order, OrderKey, OrderReport

    told = _object(_read(path), path)
    native = str(_object(told.get("native", {}), path).get("status", ""))
    said = dict(_object(told.get("order", {}), path))
    lines = _lines(said.pop("lines", []), path)
    own, extras = _typed(spec, said, path)
    report = OrderReport(**{"id": path.stem, "native_status": native, "lines": lines, "extras": extras, **own})
    status = spec.status_of_native().get(native)
    return Order(OrderKey("told", spec.channel, report.id), "told", status, native, _NEVER, _NEVER, _NEVER, report)


def _read(path: Path) -> Any:
    from stallkeeper.text.json_codec import decode
    from stallkeeper.text.malformed import Malformed

    if path.stat().st_size > _LARGEST:
        raise UsageError(f"{path} is larger than an order can be")
    try:
        return decode(path.read_bytes())
    except Malformed as error:
        raise UsageError(f"{path} is no JSON: {error}") from None


def _object(value: Any, path: Path) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise UsageError(f'{path} has to hold {{"order": {{…}}, "native": {{"status": …}}}}')
    return value


def _typed(spec: ChannelSpec, said: Mapping[str, Any], path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The canonical fields and the channel's own, each in its type."""
    from stallkeeper.cli.choices import one_of
    from stallkeeper.order_fields import ORDER_FIELDS
    from stallkeeper.spec.build_conditions import Names, literal

    names = Names(spec.fields, spec.order_fields)
    known = dict.fromkeys((*ORDER_FIELDS, *spec.order_fields))
    for name in said:
        one_of(f"order field in {path}", name, known)
    typed = {name: literal(_written(value), names.type_of(f"order.{name}")) for name, value in said.items()}
    own = {name: value for name, value in typed.items() if name in ORDER_FIELDS and value is not None}
    return own, {name: value for name, value in typed.items() if name not in ORDER_FIELDS and value is not None}


def _written(value: Any) -> Any:
    """Numbers as text, so that each is read as the type of its field."""
    return str(value) if not isinstance(value, bool | str) and value is not None else value


def _lines(told: Any, path: Path) -> tuple[OrderLine, ...]:
    if not isinstance(told, list):
        raise UsageError(f"the lines in {path} have to be a list")
    try:
        return tuple(_line(number, _object(each, path)) for number, each in enumerate(told, 1))
    except (ValueError, ArithmeticError):
        message = "its quantity is a whole number, its amounts are numbers"
        raise UsageError(f"what {path} tells of a line is no line: {message}") from None


def _line(number: int, told: Mapping[str, Any]) -> OrderLine:
    from decimal import Decimal

    from stallkeeper.orders import OrderLine

    def amount(name: str) -> Decimal | None:
        return Decimal(str(told[name])) if name in told else None

    return OrderLine(
        id=str(told.get("id", number)),
        sku=str(told.get("sku", "")),
        quantity=int(told.get("quantity", 1)),
        unit_price=amount("unit_price"),
        total=amount("total"),
        shipping=amount("shipping"),
    )
