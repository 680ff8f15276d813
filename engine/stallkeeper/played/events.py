"""A world's journal and a request in, what an answer tells of what happened out: a name `records`."""

from __future__ import annotations

from itertools import islice
from typing import Any

from stallkeeper.played.journal import Happening
from stallkeeper.played.list_form import EventForm
from stallkeeper.played.refusal import Refusal
from stallkeeper.played.template import Name, Names, as_text, render
from stallkeeper.played.tree_path import read
from stallkeeper.played.world import World


def tell_events(world: World, form: EventForm, names: Names) -> dict[str, Any] | Refusal:
    """The oldest events after the one that the request names, or the oldest that wait; refused for no event's name."""
    after = _text(form.after, names) or "0"
    if not (after.isascii() and after.isdigit() and len(after) <= 12):
        return Refusal("unknown_event", form.after.path.text if form.after else "")
    happened = world.journal.waiting() if form.queue else world.journal.since(int(after))
    kinds = _texts(form.kinds, names)
    told = ((event, _type(form, event)) for event in happened)
    wanted = ((event, kind) for event, kind in told if kind is not None and (not kinds or kind in kinds))
    wanted = ((event, kind) for event, kind in wanted if _is_told(world, event))
    size = int(_text(form.size, names) or 0) or form.fixed_size
    given = list(islice(wanted, size))
    if world.troubles.drifts(form.queue or after == "0", bool(given)):
        given = [*given[1:], *islice(wanted, 1)]  # the next one is passed over, and nobody who reads on gets it
    records = [_record(world, form, event, str(kind), names) for event, kind in given]
    return {"records": world.troubles.muddled(records)}


def _is_told(world: World, event: Happening) -> bool:
    """Whether its order is there, and it comes now: one that comes late comes under its old number all the same."""
    order = world.order(event.order_id)
    return order is not None and world.troubles.tells(order, event.at, world.time.real_now())


def _type(form: EventForm, event: Happening) -> str | None:
    """The marketplace's word for what happened; what left the status alone never has a status's own word."""
    if event.moved and event.status in form.types:
        return form.types[event.status]
    return form.otherwise


def _record(world: World, form: EventForm, event: Happening, kind: str, names: Names) -> Any:
    order = world.order(event.order_id)
    assert order is not None
    told = {"id": event.id, "type": kind, "at": world.play.time.write(event.at), "status": event.status}
    return render(form.gives, {**names, "event": told, "order": world.visible(order)})


def _texts(name: Name | None, names: Names) -> list[str]:
    value = read(names.get(name.root), name.path) if name is not None else None
    return [as_text(item) for item in (value if isinstance(value, list) else [value]) if item not in (None, "")]


def _text(name: Name | None, names: Names) -> str:
    return next(iter(_texts(name, names)), "")
