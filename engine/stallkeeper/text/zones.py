"""A time zone as an author wrote it in; whether there is such a place, and which one was probably meant, out."""

from __future__ import annotations

from stallkeeper.text.wording import nearest

_FORM = "write a place, such as Europe/Paris"


def is_zone(name: str) -> bool:
    """A place such as Europe/Paris, or UTC; an abbreviation such as CET does not say when summer time begins."""
    from zoneinfo import ZoneInfo  # only where a zone is named

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, malformed, or a folder of the database
        return False
    return "/" in name or name == "UTC"


def zone_hint(name: str) -> str:
    """The near miss, or what a zone looks like."""
    from zoneinfo import available_timezones

    places = sorted(zone for zone in available_timezones() if "/" in zone)
    near = next((zone for zone in places if zone.lower().endswith(f"/{name.lower()}")), None) or nearest(name, places)
    return f"did you mean `{near}`?" if near is not None else _FORM
