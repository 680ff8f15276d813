"""A binding.yaml that was read in, its typed and frozen BindingSpec out, with every problem there is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, cast

from stallkeeper.problems import Problem
from stallkeeper.spec.aliases import with_aliases
from stallkeeper.spec.binding_checks import check_binding
from stallkeeper.spec.binding_fields import build_order_mapping
from stallkeeper.spec.binding_forms import FieldBuilder, build_tests
from stallkeeper.spec.binding_nodes import Findings
from stallkeeper.spec.binding_requests import RequestBuilder, build_error_rule, build_rate
from stallkeeper.spec.binding_scope import Scopes
from stallkeeper.spec.binding_spec import (
    BindingSpec,
    CarrierListing,
    DocumentBinding,
    ParameterSpec,
    SecretSpec,
    TimeRules,
    ValueListing,
    XmlRules,
)
from stallkeeper.spec.build_actions import ActionBuilder
from stallkeeper.spec.build_auth import AuthBuilder
from stallkeeper.spec.build_conditions import Names, literal
from stallkeeper.spec.build_retrieval import RetrievalBuilder
from stallkeeper.spec.channel_spec import Assumption, ChannelSpec
from stallkeeper.spec.header_checks import check_headers
from stallkeeper.spec.part import Part
from stallkeeper.spec.sample_checks import check_samples
from stallkeeper.text.schema import conform
from stallkeeper.text.source import Source

_Value = TypeVar("_Value")
_A_MINUTE = timedelta(minutes=1)
_A_DAY = timedelta(days=1)


def build_binding(
    source: Source, channel_spec: ChannelSpec | None, folder: Path | None = None
) -> tuple[BindingSpec | None, tuple[Problem, ...]]:
    """The binding that `source` describes, and all its problems sorted by place; None when one of them is an error.

    `channel_spec` is the channel it binds: its actions, fields and windows are checked against it. Without one (its
    file is broken) only the binding itself is checked. `folder` is the channel's: its sample orders are looked through.
    """
    data, problems = conform(source, "binding-1")
    if not isinstance(data, dict):
        return None, problems
    found = Findings()
    spec = _Builder(Part(data, (), source), channel_spec, found).binding()
    check_binding(Part(data, (), source), spec, channel_spec, found)
    if folder is not None:
        check_samples(Part(data, (), source), folder, found)
    everything = tuple(sorted({*problems, *found.problems}))
    broken = any(problem.severity == "error" for problem in everything)
    return (None if broken else with_aliases(spec, channel_spec)), everything


class _Builder:
    """One pass over one binding."""

    def __init__(self, root: Part, channel: ChannelSpec | None, found: Findings) -> None:
        self.root, self.channel, self.found = root, channel, found
        names = Names(channel.fields, channel.order_fields) if channel else Names({}, {})
        pieces = dict(root.at("parts").members())
        self.requests = RequestBuilder(root, names, found, pieces)
        parameters = tuple(name for name, _ in root.at("parameters").members())
        secrets = tuple(name for name, _ in root.at("secrets").members())
        self.scopes = Scopes(
            parameters, secrets, "token" in root.at("auth"), channel, "for_each" in root.at("retrieval")
        )
        self.names = names
        check_headers(root.at("requests").at("headers"), found)

    def binding(self) -> BindingSpec:
        root = self.root
        sending = ActionBuilder(self.requests, self.scopes)
        return BindingSpec(
            binding=root.text("binding"),
            language=root.at("language").value or 1,
            maturity=cast(Any, root.text("maturity", "draft")),
            hosts=_frozen({name: str(part.value).rstrip("/") for name, part in root.at("hosts").members()}),
            retrieval=RetrievalBuilder(self.requests, self.scopes).retrieval(root.at("retrieval")),
            order=build_order_mapping(root.at("order"), self.channel, self.found),
            actions=_frozen({name: sending.action(name, part) for name, part in root.at("actions").members()}),
            parameters=_frozen({name: _parameter(name, part) for name, part in root.at("parameters").members()}),
            secrets=_frozen(
                {name: SecretSpec(name, part.text("about"), part.place) for name, part in root.at("secrets").members()}
            ),
            auth=AuthBuilder(self.requests, self.scopes).auth(root.at("auth")),
            times=TimeRules(cast(Any, root.at("times").text("write", "utc")), root.at("times").optional_text("zone")),
            xml=XmlRules(
                _frozen({name: str(part.value) for name, part in root.at("xml").at("namespaces").members()}),
                root.at("xml").words("alphabetical"),
            ),
            errors=tuple(build_error_rule(part) for part in root.at("errors").items()),
            carriers=self._carriers(root.at("carriers")) if "carriers" in root else None,
            lists=_frozen({name: self._listing(name, part) for name, part in root.at("lists").members()}),
            documents=_frozen({name: self._document(name, part) for name, part in root.at("documents").members()}),
            uploads=_frozen({name: sending.upload(name, part) for name, part in root.at("uploads").members()}),
            rates=_frozen({name: build_rate(name, part) for name, part in root.at("rates").members()}),
            obey=tuple((name, cast(Any, str(part.value))) for name, part in root.at("obey").members()),
            assumptions=tuple(_assumption(part) for part in root.at("assumptions").items()),
            fingerprint=_fingerprint(root),
            path=root.source.path,
        )

    def _carriers(self, part: Part) -> CarrierListing:
        mapping = FieldBuilder(self.found).object(Part({**part.value, "at": "."}, part.path, part.source))
        assert mapping is not None
        return CarrierListing(
            request=self.requests.request(part.at("request"), self.scopes.of_plain()),
            answer=self.requests.answer(part),
            records=part.text("records", "."),
            mapping=mapping,
            holds=part.duration("holds") or _A_DAY,
        )

    def _listing(self, name: str, part: Part) -> ValueListing:
        mapping = FieldBuilder(self.found).object(Part({**part.value, "at": "."}, part.path, part.source))
        assert mapping is not None
        return ValueListing(
            name,
            request=self.requests.request(part.at("request"), self.scopes.of_plain()),
            answer=self.requests.answer(part),
            records=part.text("records", "."),
            mapping=mapping,
            holds=part.duration("holds") or _A_DAY,
            only=build_tests(part.at("only")),
        )

    def _document(self, name: str, part: Part) -> DocumentBinding:
        if "base64_at" in part and "link_at" in part:
            message = "the answer holds the document, or says where it is, not both"
            self.found.add(part.at("link_at"), "two-ways-to-document", message, "remove `base64_at` or `link_at`")
        return DocumentBinding(
            name=name,
            request=self.requests.request(part.at("request"), self.scopes.of_one()),
            media_type=part.text("media_type", "application/octet-stream"),
            answer=self.requests.answer(part),
            base64_at=part.optional_text("base64_at"),
            link_at=part.optional_text("link_at"),
            zipped=bool(part.at("zipped").value),
        )


def _frozen(mapping: dict[str, _Value]) -> Mapping[str, _Value]:
    return MappingProxyType(mapping)


def _parameter(name: str, part: Part) -> ParameterSpec:
    kind = part.text("type", "text")
    many = bool(part.at("list").value)
    defaults = tuple(literal(item.value, kind) for item in part.at("default").items())
    default = (defaults or None) if many else literal(part.at("default").value, kind)
    return ParameterSpec(name, cast(Any, kind), part.text("about"), part.place, default, many)


def _assumption(part: Part) -> Assumption:
    return Assumption(part.text("about"), part.text("because"), part.place)


def _fingerprint(root: Part) -> bytes:
    told = repr((root.at("order").value, root.at("times").value, root.at("speaks").value))
    return hashlib.blake2b(told.encode(), digest_size=16).digest()
