"""How we talk to one marketplace: the typed, frozen form of a binding.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from stallkeeper.problems import Place
from stallkeeper.spec.action_binding import ActionBinding as ActionBinding
from stallkeeper.spec.action_binding import Doubt as Doubt
from stallkeeper.spec.action_binding import UploadBinding
from stallkeeper.spec.auth_spec import AuthSpec as AuthSpec
from stallkeeper.spec.auth_spec import TokenSpec as TokenSpec
from stallkeeper.spec.binding_mapping import ObjectMapping, OrderMapping
from stallkeeper.spec.channel_spec import Assumption
from stallkeeper.spec.request_spec import AnswerSpec as AnswerSpec
from stallkeeper.spec.request_spec import ErrorRule as ErrorRule
from stallkeeper.spec.request_spec import Format as Format
from stallkeeper.spec.request_spec import ItemResults as ItemResults
from stallkeeper.spec.request_spec import Pair as Pair
from stallkeeper.spec.request_spec import RateSpec, WaitForm
from stallkeeper.spec.request_spec import RequestSpec as RequestSpec
from stallkeeper.spec.request_spec import XmlRules as XmlRules
from stallkeeper.spec.retrieval_spec import FetchSpec as FetchSpec
from stallkeeper.spec.retrieval_spec import ListSpec as ListSpec
from stallkeeper.spec.retrieval_spec import Paging as Paging
from stallkeeper.spec.retrieval_spec import RetrievalSpec as RetrievalSpec
from stallkeeper.spec.retrieval_spec import ValueListing as ValueListing


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """Something each account says of itself: a contract number, a shop. `default` None: it has to be given.

    `many`: a list of such values; one alone counts as a list of one.
    """

    name: str
    type: Literal["text", "boolean", "whole_number", "decimal"]
    about: str
    place: Place
    default: Any = None
    many: bool = False


@dataclass(frozen=True, slots=True)
class SecretSpec:
    """A secret that each account names; its value comes from the environment only."""

    name: str
    about: str
    place: Place


@dataclass(frozen=True, slots=True)
class TimeRules:
    """How this marketplace writes instants. `zone` is the zone of times without one; None: such a time is drift."""

    write: Literal["utc", "local", "offset", "date", "unix_seconds", "epoch_ms"] = "utc"
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class CarrierListing:
    """How the channel's own list of carriers is read, and how long it holds."""

    request: RequestSpec
    answer: AnswerSpec
    records: str
    mapping: ObjectMapping
    holds: timedelta


@dataclass(frozen=True, slots=True)
class DocumentBinding:
    """How a document that the channel made is fetched."""

    name: str
    request: RequestSpec
    media_type: str
    answer: AnswerSpec = field(default_factory=AnswerSpec)
    """Of an answer that says where it is, or holds it in base64."""
    base64_at: str | None = None
    link_at: str | None = None
    zipped: bool = False


@dataclass(frozen=True, slots=True)
class BindingSpec:
    """A whole binding. `fingerprint` changes with the mapping, so that a better mapping is applied to orders held."""

    binding: str
    language: int
    maturity: Literal["draft", "checked", "proven"]
    hosts: Mapping[str, str]
    retrieval: RetrievalSpec
    order: OrderMapping
    actions: Mapping[str, ActionBinding]
    parameters: Mapping[str, ParameterSpec] = field(default_factory=dict)
    secrets: Mapping[str, SecretSpec] = field(default_factory=dict)
    auth: AuthSpec = field(default_factory=AuthSpec)
    times: TimeRules = field(default_factory=TimeRules)
    xml: XmlRules = field(default_factory=XmlRules)
    errors: tuple[ErrorRule, ...] = ()
    carriers: CarrierListing | None = None
    lists: Mapping[str, ValueListing] = field(default_factory=dict)
    documents: Mapping[str, DocumentBinding] = field(default_factory=dict)
    uploads: Mapping[str, UploadBinding] = field(default_factory=dict)
    rates: Mapping[str, RateSpec] = field(default_factory=dict)
    obey: tuple[tuple[str, WaitForm], ...] = ()
    """Headers that say when to come back, and how each says it."""
    assumptions: tuple[Assumption, ...] = ()
    fingerprint: bytes = b""
    path: str = "binding.yaml"
