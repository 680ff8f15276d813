"""A request's method, path and SOAP action in, the route that takes it (or why none does) out."""

from __future__ import annotations

from urllib.parse import unquote

from stallkeeper.played.exchange import Request
from stallkeeper.played.play_spec import PlaySpec, Route
from stallkeeper.played.refusal import Refusal


def match(play: PlaySpec, request: Request) -> tuple[Route, dict[str, str]] | Refusal:
    """The route, and the named parts of its path."""
    there = [(route, parts) for route in play.routes if (parts := _parts(route, request.path)) is not None]
    if not there:
        return Refusal("unknown_path")
    allowed = [(route, parts) for route, parts in there if route.method == request.method]
    if not allowed:
        return Refusal("method", ", ".join(sorted({route.method for route, _ in there})))
    if not allowed[0][0].operation:
        return allowed[0]
    operation = _operation(play, request)
    named = [pair for pair in allowed if pair[0].operation == operation]
    return named[0] if named else Refusal("unknown_operation", "SOAPAction")


def _parts(route: Route, path: str) -> dict[str, str] | None:
    """What stands at the route's named parts; None where the path is another one."""
    given = path.split("/")
    if len(given) != len(route.path):
        return None
    parts = {}
    for pattern, part in zip(route.path, given, strict=True):
        if pattern.startswith("<") and part:
            parts[pattern.strip("<>")] = unquote(part)
        elif pattern != part:
            return None
    return parts


def _operation(play: PlaySpec, request: Request) -> str:
    action = request.headers.get("soapaction", "").strip().strip('"')
    return action.removeprefix(play.action_prefix) if action.startswith(play.action_prefix) else ""
