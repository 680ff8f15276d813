"""A listing and its query in; the pieces in which it is read out: for each value of a parameter, of its interval."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from stallkeeper.bindings.bookmark import Piece
from stallkeeper.bindings.client import ListQuery
from stallkeeper.spec.binding_spec import BindingSpec

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ListingPlan:
    """What comes after what. It is worked out anew from wherever a bookmark stands, so that nothing else is kept."""

    query: ListQuery
    values: tuple[str | None, ...]
    """The values of the list parameter; one None where there is none."""
    longest: timedelta | None
    by_day: bool
    least: timedelta
    """A piece that is shorter is not halved."""
    zone: ZoneInfo

    def first(self) -> Piece:
        return self._piece(self.values[0], self.query.since)

    def after(self, piece: Piece) -> Piece | None:
        """The piece after one that has been read to its end."""
        if piece.until is not None and piece.until < self.query.until:
            return self._piece(piece.each, piece.until)
        at = self.values.index(piece.each) + 1 if piece.each in self.values else len(self.values)
        return self._piece(self.values[at], self.query.since) if at < len(self.values) else None

    def half(self, piece: Piece) -> Piece | None:
        """The first half of a piece that holds too much; None where it cannot be halved any more."""
        since, until = self.bounds(piece)
        if since is None or until - since < 2 * self.least:
            return None
        middle = since + (until - since) // 2
        return Piece(piece.each, since, middle.replace(microsecond=0))

    def bounds(self, piece: Piece) -> tuple[datetime | None, datetime]:
        """The interval that is asked for."""
        return (
            self.query.since if piece.since is None else piece.since,
            self.query.until if piece.until is None else piece.until,
        )

    def knows(self, piece: Piece) -> bool:
        """Whether the piece is one of this listing: the account may have changed since."""
        return piece.each in self.values

    def _piece(self, each: str | None, since: datetime | None) -> Piece:
        until = self._end(since)
        whole = since == self.query.since and until == self.query.until
        return Piece(each) if since is None or whole else Piece(each, since, until)

    def _end(self, since: datetime | None) -> datetime:
        if since is None:
            return self.query.until
        if self.by_day:
            return min(_midnight_after(since, self.zone), self.query.until)
        return self.query.until if self.longest is None else min(since + self.longest, self.query.until)


def _midnight_after(instant: datetime, zone: ZoneInfo) -> datetime:
    day = instant.astimezone(zone).date() + _A_DAY
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def plan_of(spec: BindingSpec, query: ListQuery, values: tuple[str | None, ...]) -> ListingPlan:
    """The plan of one listing."""
    retrieval, times = spec.retrieval, spec.times
    least = _A_DAY if times.write == "date" or retrieval.by_day else timedelta(seconds=1)
    zone = ZoneInfo(times.zone or "UTC")
    return ListingPlan(query, values, retrieval.longest, retrieval.by_day, least, zone)


def piece_of_query(query: ListQuery, since: datetime | None, until: datetime) -> ListQuery:
    """The same query over a piece of its interval."""
    return replace(query, since=since, until=until)
