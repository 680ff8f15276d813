"""A channel and what its author expects of its samples in; everything that comes out otherwise, out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

import httpx

from stallkeeper.bindings.client import ActionRequest, DocumentFile, ListQuery, Page
from stallkeeper.bindings.connect import connect
from stallkeeper.bindings.marketplace_client import MarketplaceClient
from stallkeeper.clock import ManualClock
from stallkeeper.errors import ChannelError
from stallkeeper.machine.compile import compile_machine
from stallkeeper.machine.decide import decide, offered
from stallkeeper.machine.decision import Change
from stallkeeper.machine.observe import observe
from stallkeeper.orders import Order, OrderKey, OrderReport
from stallkeeper.scenario.generated_fields import completed
from stallkeeper.spec.loaded import LoadedChannel
from tests.mutants.alike import alike, body, many, parts
from tests.mutants.expected import ANYTHING, difference, plain, read_expected, report_of
from tests.mutants.market import AT_ONCE, Counter, account_of, play_of

_FRESH = frozenset({"token", "carriers"})
"""What a client that has asked before would not ask again."""
NOW = datetime(2025, 3, 10, 10, 0, tzinfo=UTC)
PAPER = DocumentFile("F-77.pdf", "application/pdf", b"A paper.", "F-77")
"""The document of ours that every upload here hands over."""


class Shelf:
    """Answers with samples, one after the other, the last one again and again; a token comes from the play."""

    def __init__(self, counter: Counter, *answers: httpx.Response, also: Mapping[str, bytes] | None = None) -> None:
        self.heard: list[httpx.Request] = []
        self.tokens: list[httpx.Request] = []
        self._counter = counter
        self._answers = list(answers)
        self._also = also or {}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self._counter.issues_token(request):
            self.tokens.append(request)
            return self._counter(request)
        self.heard.append(request)
        for path, content in self._also.items():
            if request.url.path.endswith(path):
                return httpx.Response(200, content=content)
        return self._answers.pop(0) if len(self._answers) > 1 else _again(self._answers[0])


def _again(answer: httpx.Response) -> httpx.Response:
    return httpx.Response(answer.status_code, content=answer.content, headers=answer.headers)


SUBMISSION = "7d9f0a1c-5b1e-4f6a-8e1b-000000000001"
"""The id that every action here goes out under."""


class Samples:
    """What an author expects of a channel, held against what its files make of it."""

    def __init__(self, loaded: LoadedChannel, expected: Mapping[str, Any] | None = None) -> None:
        assert loaded.spec is not None and loaded.binding is not None
        self._loaded = loaded
        self._binding = loaded.binding
        self._folder = loaded.folder / "samples"
        self.expected = read_expected(loaded.folder) or {} if expected is None else expected
        self._machine = compile_machine(loaded.spec)
        self._play = play_of(loaded.folder)
        self._shared: MarketplaceClient | None = None
        self._current = self._shelf(httpx.Response(204))
        self._account = account_of(self._play, loaded.binding, loaded.spec.channel)

    def wrong(self) -> Iterator[str]:
        """Everything that is not as expected."""
        for section in self.expected.get("orders") or ():
            yield from self._wrong_orders(section)
        for number, each in enumerate(self.expected.get("requests") or ()):
            yield from (f"requests.{number}: {wrong}" for wrong in self._wrong_request(each))
        for number, each in enumerate(self.expected.get("answers") or ()):
            yield from (f"answers.{number}: {wrong}" for wrong in self._wrong_answer(each))

    # Orders

    def orders(self, section: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Every order of a sample in plain form: the report, and what the machine makes of it."""
        for report in self._reports(section):
            seen = observe(self._machine, None, report)
            order = self._order(report, seen.status)
            yield {
                **plain(report),
                "status": seen.status,
                "offered": list(offered(self._machine, order, now=NOW)),
                "flags": sorted(seen.flags),
                "line_statuses": plain(seen.line_statuses),
                "line_flags": plain(seen.line_flags),
                "left_out": "true" if seen.left_out else "false",
                "unknown": "true" if seen.unknown_native or seen.unknown_line_natives else "false",
                "drift": plain(report.drift),
            }

    def _reports(self, section: Mapping[str, Any]) -> Iterator[OrderReport]:
        for page in self._pages(section):
            yield from (record.report() for record in page.records)

    def _total(self, section: Mapping[str, Any]) -> int | None:
        return next((page.total for page in self._pages(section)), None)

    def _pages(self, section: Mapping[str, Any]) -> Iterator[Page]:
        names = section["sample"] if isinstance(section["sample"], list) else [section["sample"]]
        answers = [httpx.Response(200, content=self._content(name)) for name in names]
        also = {path: self._content(name) for path, name in (section.get("also") or {}).items()}
        client = self._client(self._shelf(*answers, also=also), fresh=True)
        query = ListQuery(self._machine.spec.retrieval[0].name, None, NOW, ())
        yield from client.pages(query)

    def _wrong_orders(self, section: Mapping[str, Any]) -> Iterator[str]:
        try:
            found = {order["id"]: order for order in self.orders(section)}
        except ChannelError as error:
            yield f"{section['sample']} cannot be read: {error}"
            return
        come_out = section["come_out"]
        if "total" in section and self._total(section) != int(section["total"]):
            yield f"{section['sample']} does not say that there are {section['total']} orders"
        if len(found) != int(section.get("count", len(found))):
            yield f"{section['sample']} holds {len(found)} orders"
        for order in come_out:
            promised = {name: value for name, value in order.items() if name != "whole"}
            wrong = difference(promised, found.get(order["id"], {}))
            if wrong:
                yield f"order {order['id']}: {wrong}"
            elif order.get("whole") and (more := _more(found[order["id"]], order)):
                yield f"order {order['id']}: {more}"

    # Requests

    def sent(self, asked: Mapping[str, Any]) -> list[httpx.Request]:
        """What leaves when it is asked for. Raises ChannelError where nothing can."""
        names = asked.get("answered") or []
        answers = [httpx.Response(200, content=self._content(name)) for name in names] or [httpx.Response(204)]
        shelf = self._shelf(*answers)
        refusal = None
        try:
            self._ask(self._client(shelf, fresh=not _FRESH.isdisjoint(asked)), asked)
        except ChannelError as error:
            refusal = error
        heard = shelf.tokens if "token" in asked else shelf.heard
        if refusal is not None and not heard:
            raise refusal
        return heard

    def _wrong_request(self, asked: Mapping[str, Any]) -> Iterator[str]:
        try:
            heard = self.sent(asked)
        except ChannelError as error:
            yield str(error)
            return
        sends = asked.get("then") or [asked]
        if len(heard) < len(sends):
            yield f"{len(heard)} requests leave"
            return
        for request, expected in zip(heard[: len(sends)], sends, strict=True):
            yield from self._wrong_parts(request, expected)

    def _ask(self, client: MarketplaceClient, asked: Mapping[str, Any]) -> None:
        if "do" in asked:
            order = self._order_named(asked.get("order"))
            fields = self._fields(order, asked["do"], asked.get("with") or {})
            client.send(ActionRequest(SUBMISSION, order, asked["do"], fields))
        elif "fetch" in asked:
            client.fetch(asked["fetch"])
        elif "document" in asked:
            client.documents(asked["of"], asked["document"])
        elif "upload" in asked:
            client.upload(self._order_named(asked.get("of")), asked["upload"], PAPER)
        elif "carriers" in asked:
            client.carriers()
        else:
            interval = asked.get("list") or {}
            since, until = interval.get("since"), interval.get("until")
            instants = (datetime.fromisoformat(each) if each else None for each in (since, until))
            first, last = instants
            list(client.pages(ListQuery("latest", first, last or NOW, tuple(interval.get("native") or ()))))

    def _fields(self, order: Order, action: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """As the machine would hand them on: typed, a name for its code, defaults and what nobody gave filled in."""
        offering = [each for each in self._machine.spec.statuses.values() if action in each.actions]
        natives = (word for each in offering for word in each.native)
        status = next((each.status for each in offering), None)
        standing = replace(order, status=status, native_status=next(natives, order.native_status))
        fields = completed(self._machine, standing, action, given, now=NOW)
        decision = decide(self._machine, standing, action, fields, now=NOW)
        return decision.fields if isinstance(decision, Change) else fields

    def _wrong_parts(self, request: httpx.Request, expected: Mapping[str, Any]) -> Iterator[str]:
        line = f"{request.method} {request.url.copy_with(query=None)}"
        if line != expected["sends"]:
            yield f"sends {line}, not {expected['sends']}"
        query = parse_qsl(request.url.query.decode(), keep_blank_values=True)
        wanted = [(name, each) for name, value in (expected.get("query") or {}).items() for each in many(value)]
        if not alike(sorted(wanted), sorted(query)):
            yield f"the query is {dict(query)}"
        for name, value in (expected.get("headers") or {}).items():
            if request.headers.get(name) != value and value != ANYTHING:
                yield f"the header {name} is {request.headers.get(name)}"
        yield from self._wrong_body(request, expected)

    def _wrong_body(self, request: httpx.Request, expected: Mapping[str, Any]) -> Iterator[str]:
        if "form" in expected:
            sent = parse_qsl(request.content.decode(), keep_blank_values=True)
            if not alike(sorted(expected["form"].items()), sorted(sent)):
                yield f"the form is {dict(sent)}"
        elif "parts" in expected:
            if not alike(expected["parts"], sent := parts(request.headers.get("content-type", ""), request.content)):
                yield f"the parts are {sent}"
        elif "text" in expected:
            if not alike(body(expected["text"].encode()), body(request.content)):
                yield f"the body is {request.content[:200]!r}"
        elif "body" not in expected:
            if request.content:
                yield "it has a body"
        else:
            aside = frozenset(expected.get("but") or ())
            wanted, sent = body(self._content(expected["body"]), aside), body(request.content, aside)
            if not alike(wanted, sent):
                yield f"the body is not {expected['body']}: {request.content[:2000].decode('utf-8', 'replace')}"

    # Answers

    def _wrong_answer(self, asked: Mapping[str, Any]) -> Iterator[str]:
        content = self._content(asked["sample"]) if "sample" in asked else asked.get("text", "").encode()
        shelf = self._shelf(httpx.Response(int(asked.get("status", "200")), content=content))
        try:
            receipt = self._answered(self._client(shelf, fresh=asked["to"] == "carriers"), asked)
            found = "already_done" if receipt is not None and receipt.already_done else "done"
            reference, told, code = receipt.reference if receipt is not None else None, "", None
        except ChannelError as error:
            found, reference, told, code = error.kind, None, str(error), error.code
        if "code" in asked and code != asked["code"]:
            yield f"the answer to {asked['to']} has the code {code}"
        if asked.get("says", "") not in told:
            yield f"the answer to {asked['to']} says {told}"
        if found != asked["means"]:
            yield f"the answer to {asked['to']} means {found}, not {asked['means']}"
        if "reference" in asked and reference != asked["reference"]:
            yield f"the receipt is {reference}"

    def _answered(self, client: MarketplaceClient, asked: Mapping[str, Any]) -> Any:
        if asked["to"] in self._binding.actions:
            order = self._order_named(asked.get("order"))
            fields = self._fields(order, asked["to"], asked.get("with") or {})
            return client.send(ActionRequest(SUBMISSION, order, asked["to"], fields))
        if asked["to"] in self._binding.uploads:
            return client.upload(self._order_named(asked.get("order")), asked["to"], PAPER)
        if asked["to"] == "fetch":
            client.fetch(asked.get("order", "1"))
        elif asked["to"] == "carriers":
            found = [
                {"code": entry.code, "name": entry.name, "tracking_url": entry.tracking_url}
                for entry in client.carriers()
            ]
            if difference(asked.get("come_out") or [], found):
                raise ChannelError(f"the carriers are {found}", "unknown")
        else:
            list(client.pages(ListQuery("latest", None, NOW, ())))
        return None

    # Arranging

    def _shelf(self, *answers: httpx.Response, also: Mapping[str, bytes] | None = None) -> Shelf:
        return Shelf(Counter(self._play, ManualClock(NOW)), *answers, also=also)

    def _client(self, shelf: Shelf, *, fresh: bool = False) -> MarketplaceClient:
        """One client for all shelves, for making one costs more than using it; `fresh`: one that knows nothing yet."""
        if fresh:
            return self._connected(shelf)
        self._current = shelf
        if self._shared is None:
            self._shared = self._connected(lambda request: self._current(request))
        return self._shared

    def _connected(self, answering: Callable[[httpx.Request], httpx.Response]) -> MarketplaceClient:
        transport = httpx.MockTransport(answering)
        return connect(self._loaded, self._account, ManualClock(NOW), settings=AT_ONCE, transport=transport)

    def _content(self, name: str) -> bytes:
        return (self._folder / name).read_bytes()

    def any_order(self) -> Order:
        """The first order of the samples."""
        return self._order_named(None)

    def _order_named(self, given: Any) -> Order:
        if isinstance(given, Mapping):
            return self._order(report_of(given), None)
        return self._order(self._by_id[given], None) if given else self._order(next(iter(self._by_id.values())), None)

    @cached_property
    def _by_id(self) -> dict[str, OrderReport]:
        sections = self.expected.get("orders") or ()
        return {report.id: report for section in sections for report in self._reports(section)}

    def _order(self, report: OrderReport, status: str | None) -> Order:
        key = OrderKey("shop", self._machine.spec.channel, report.id)
        return Order(key, "shop", status, report.native_status, NOW, NOW, NOW, report)


_JUDGED = {"offered", "flags", "line_statuses", "line_flags", "left_out", "unknown", "whole", "drift"}


def _more(found: Mapping[str, Any], expected: Mapping[str, Any], where: str = "") -> str | None:
    """The first thing that came out and is not expected at all."""
    for name, value in found.items():
        here = f"{where}.{name}".strip(".")
        if name in _JUDGED:
            continue
        if name not in expected and value not in (None, [], {}, "false"):
            return f"{here} is {value}"
        if name not in expected:
            continue
        if isinstance(value, Mapping) and (more := _more(value, expected[name], here)):
            return more
        if isinstance(value, list):
            pairs = zip(value, expected[name] or (), strict=False)
            for one, other in pairs:
                if isinstance(one, Mapping) and (more := _more(one, other, here)):
                    return more
    return None
