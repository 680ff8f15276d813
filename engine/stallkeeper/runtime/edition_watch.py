"""A lane in; whether its rules have ended, told once, out."""

from __future__ import annotations

from stallkeeper.clock import Clock
from stallkeeper.runtime import incidents
from stallkeeper.runtime.journal import Journal
from stallkeeper.runtime.lane import Lane
from stallkeeper.store.store import Store


class EditionWatch:
    """Looks whether an account uses an edition that is over, and changes nothing: another one needs other secrets."""

    def __init__(self, store: Store, journal: Journal, clock: Clock) -> None:
        self._store, self._journal, self._clock = store, journal, clock
        self._seen: set[Lane] = set()

    def look(self, lane: Lane) -> None:
        """At the first reading of a lane: raise the incident, or lay it where the account has moved on."""
        spec = lane.spec
        if spec.edition is None or lane in self._seen:
            return
        self._seen.add(lane)
        now = self._clock.now()
        if spec.valid_to is not None and now.date() > spec.valid_to and lane.newer_edition is not None:
            newer = lane.newer_edition
            self._journal.raise_incident(incidents.edition_over(lane.name, spec.name, spec.valid_to, newer, now))
        else:
            self._store.resolve_incidents(lane.name, incidents.EDITION_OVER, at=now)
