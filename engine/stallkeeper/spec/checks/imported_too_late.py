"""The seller's own system takes orders only when there is nothing left to do.

`back_office: {import_from: …}` names a status after the one in which orders are to be shipped, so that the people who
pack never get to know of them.

Bad:

    back_office: {import_from: shipped}

Good:

    back_office: {import_from: waiting_shipment}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.ways import offers, onward, reached

CODE = "imported-too-late"
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    office = channel.back_office
    if office is None or office.import_from not in channel.statuses:
        return
    later = reached(onward(channel), [office.import_from])
    for name, action in channel.actions.items():
        at = offers(channel, name)
        if "shipped" in action.results_in[:1] and at and not set(at) & later:
            message = f'the back office takes orders from "{office.import_from}" on, and "{name}" is offered before'
            place = channel.value_place_of("back_office", "import_from")
            shown = f"{at[0]} > {office.import_from}"
            yield warning(place, CODE, message, f"write `import_from: {at[0]}`", witness=shown)
            return
