"""Requests and answers as written in, their typed forms out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

from stallkeeper.errors import ErrorKind
from stallkeeper.spec.binding_nodes import Findings, NodeBuilder
from stallkeeper.spec.binding_scope import Scope
from stallkeeper.spec.binding_template import Constant, Template
from stallkeeper.spec.build_conditions import Names
from stallkeeper.spec.header_checks import check_headers
from stallkeeper.spec.part import Part
from stallkeeper.spec.request_spec import AnswerSpec, ErrorRule, Format, ItemResults, Pair, RateSpec, RequestSpec, Sends
from stallkeeper.text.wording import did_you_mean, quoted

_A_MINUTE = timedelta(minutes=1)
_NOT_PATH = re.compile(r"[\s?#\\]|//|/\.\.?(/|$)")
"""What would end a path, or lead out of it."""


@dataclass(frozen=True, slots=True)
class RequestBuilder:
    """Builds the requests and answers of one binding, each with what all of them have in common."""

    root: Part
    names: Names
    found: Findings
    pieces: Mapping[str, Part] = field(default_factory=dict)

    @property
    def speaks(self) -> Format:
        return cast(Format, self.root.text("speaks", "json"))

    def request(self, part: Part, scope: Scope, *, guarded: bool = False) -> RequestSpec:
        """One request; a `guarded` one is only sent where a condition holds."""
        common = self.root.at("requests")
        builder = NodeBuilder(scope, self.names, self.found, self.pieces, part.at("body"), guarded)
        path = part.at("path") if "path" in part else common.at("path")
        if path.value is None:
            self.found.add(part, "missing-key", "the request says neither here nor under `requests` which path it has")
        return RequestSpec(
            method=cast(Any, part.text("method", common.text("method", "GET"))),
            host=self._host(part),
            path=self._path(path, builder),
            place=part.place,
            query=pairs(part.at("query"), builder),
            headers=self._headers(part, common, builder),
            body=self._body(part, common, builder),
            format=self._sends(part),
            operation=part.optional_text("operation"),
            rate=part.optional_text("rate"),
        )

    def _path(self, part: Part, builder: NodeBuilder) -> Template:
        path = builder.template(part)
        written = "".join(str(each.value) if isinstance(each, Constant) else "…" for each in path.parts)
        if _NOT_PATH.search(written):
            message = f"{quoted(part.value)} is no plain path: it holds a space, `?`, `#`, `\\`, `//` or `..`"
            self.found.add_at_value(part, "wrong-value", message, "write /orders/<order.id>; a query under `query`")
        return path

    def _sends(self, part: Part) -> Sends:
        return cast(Sends, part.text("sends", part.text("speaks", self.speaks)))

    def _host(self, part: Part) -> str:
        host = part.text("host", "api")
        hosts = dict(self.root.at("hosts").members())
        if host not in hosts and ("hosts", host) not in self.root.source.keys:  # one that is wrong is told by itself
            at = part.at("host") if "host" in part else part
            self.found.add(at, "unknown-host", f"no host is called {quoted(host)}", did_you_mean(host, hosts))
        return host

    def _headers(self, part: Part, common: Part, builder: NodeBuilder) -> tuple[Pair, ...]:
        check_headers(part.at("headers"), self.found)
        own = pairs(part.at("headers"), builder)
        named = {pair.name.lower() for pair in own}
        return (*(pair for pair in pairs(common.at("headers"), builder) if pair.name.lower() not in named), *own)

    def _body(self, part: Part, common: Part, builder: NodeBuilder) -> Any:
        sends = self._sends(part)
        if part.text("method", common.text("method", "GET")) == "GET" or not isinstance(part.value, dict):
            if "body" in part:
                self.found.add(
                    part.at("body"), "body-of-get", "a GET request carries no body", "remove it, or use POST"
                )
            return None
        if sends == "nothing":
            if "body" in part:
                message = "the request says that it sends nothing, and has a body"
                self.found.add(part.at("body"), "body-of-nothing", message, "remove it, or remove `sends: nothing`")
            return None
        if "around" in common and sends == self.speaks:
            return builder.node(common.at("around"))
        return builder.node(part.at("body")) if "body" in part.value else None

    def answer(self, part: Part) -> AnswerSpec:
        """The answer that `part` (an action, a list…) names, or the usual one."""
        answers = dict(self.root.at("answers").members())
        name = part.text("answer", "usual")
        if name not in answers:
            if "answer" in part:
                self.found.add(
                    part.at("answer"),
                    "unknown-answer",
                    f"no answer is called {quoted(name)}",
                    did_you_mean(name, answers),
                )
            return AnswerSpec(self.speaks)
        return self._answer(answers[name])

    def _answer(self, part: Part) -> AnswerSpec:
        return AnswerSpec(
            format=cast(Format, part.text("speaks", self.speaks)),
            inside=part.text("inside", "."),
            must=tuple((path, str(value.value)) for path, value in part.at("must").members()),
            empty=part.words("empty"),
            each=_item_results(part.at("each")) if "each" in part else None,
            code=part.at("error").words("code"),
            message=part.at("error").words("message"),
            reference=part.optional_text("reference"),
        )


def pairs(part: Part, builder: NodeBuilder) -> tuple[Pair, ...]:
    """Query parameters or headers."""
    return tuple(Pair(member.name, member.value, member.optional) for member in builder.members(part).members)


def _item_results(part: Part) -> ItemResults:
    return ItemResults(
        at=part.text("at"),
        status=part.text("status"),
        order=part.optional_text("order"),
        when=tuple(int(item.value) for item in part.at("when").items()),
        code=part.words("code"),
        message=part.words("message"),
    )


def build_error_rule(part: Part) -> ErrorRule:
    """One row of the error table."""
    return ErrorRule(
        means=cast(ErrorKind, part.text("means", "unknown")),
        place=part.place,
        statuses=frozenset(int(item.value) for item in part.at("status").items()),
        codes=frozenset(part.words("code")),
        messages=tuple(text.casefold() for text in part.words("message")),
        patterns=tuple(re.compile(text) for text in part.words("pattern")),
    )


def build_rate(name: str, part: Part) -> RateSpec:
    """One budget of requests."""
    most = int(part.text("most", "1"))
    return RateSpec(
        name=name,
        most=most,
        per=part.duration("per") or _A_MINUTE,
        burst=int(part.text("burst", str(most))),
        waits=part.duration("waits") or _A_MINUTE,
        place=part.place,
    )
