"""The `retrieval` of a binding as written in, its typed form out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any, cast

from stallkeeper.spec.binding_nodes import Findings
from stallkeeper.spec.binding_requests import RequestBuilder
from stallkeeper.spec.binding_scope import Scopes
from stallkeeper.spec.part import Part
from stallkeeper.spec.retrieval_spec import (
    AcknowledgeSpec,
    ExportSpec,
    FetchSpec,
    ListSpec,
    MoreSpec,
    Paging,
    PollSpec,
    RetrievalSpec,
)
from stallkeeper.text.wording import quoted

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RetrievalBuilder:
    """Builds how orders are read; `scopes` say which names each request may use."""

    requests: RequestBuilder
    scopes: Scopes

    @property
    def found(self) -> Findings:
        return self.requests.found

    def retrieval(self, part: Part) -> RetrievalSpec:
        return RetrievalSpec(
            list=self._list(part.at("list")),
            fetch=self._fetch(part.at("one")) if "one" in part else None,
            overlap=part.duration("overlap") or timedelta(0),
            settle=part.duration("settle") or timedelta(0),
            first_pull=part.duration("first_pull") or _A_DAY,
            may_be_empty=bool(part.at("may_be_empty").value),
            identity_scope=cast(Any, part.text("identity_scope", "account")),
            for_each=part.optional_text("for_each"),
            longest=part.duration("longest"),
            by_day=bool(part.at("by_day").value),
            more=tuple(self._more(name, each) for name, each in part.at("more").members()),
        )

    def _list(self, part: Part) -> ListSpec:
        with self._used() as used:
            export = self._export(part.at("export")) if "export" in part else None
            kept = () if export is None else (*export.keep, *export.poll.keep)
            where = part.at("export").at("download") if export is not None else part
            request = self.requests.request(where.at("request"), self.scopes.of_export(kept))
        return ListSpec(
            request=request,
            answer=self.requests.answer(part),
            records=part.text("records", "."),
            paging=_paging(part.at("paging")),
            total=part.optional_text("total"),
            native_filter=cast(Any, part.text("native_filter", "here")),
            every_native=part.words("every_native"),
            may_shift=bool(part.at("may_shift").value),
            complete=part.at("complete").value is not False,
            id=part.optional_text("id"),
            journal=part.at("journal").optional_text("at"),
            acknowledge=self._acknowledge(part.at("acknowledge")) if "acknowledge" in part else None,
            export=export,
            uses=frozenset(used),
        )

    def _fetch(self, part: Part) -> FetchSpec:
        with self._used() as used:
            request = self.requests.request(part.at("request"), self.scopes.of_one())
        return FetchSpec(request, self.requests.answer(part), part.text("record", "."), "each" in used)

    def _more(self, name: str, part: Part) -> MoreSpec:
        with self._used() as used:
            request = self.requests.request(part.at("request"), self.scopes.of_more())
        if "order.id" not in used:
            message = f"the request for {quoted(name)} does not say which order it is about"
            self.found.add(part.at("request"), "unused-ids", message, "use <order.id>")
        paging = _paging(part.at("paging"))
        return MoreSpec(name, request, self.requests.answer(part), part.text("take", "."), paging, frozenset(used))

    def _acknowledge(self, part: Part) -> AcknowledgeSpec:
        with self._used() as used:
            request = self.requests.request(part.at("request"), self.scopes.of_acknowledgement())
        if not used & {"order.id", "records.ids"}:
            message = "the acknowledgement does not say which orders it is about"
            hint = "use <records.ids>, or <order.id> for one request per order"
            self.found.add(part.at("request"), "unused-ids", message, hint)
        return AcknowledgeSpec(request, self.requests.answer(part), each="order.id" in used)

    def _export(self, part: Part) -> ExportSpec:
        submit, poll, download = part.at("submit"), part.at("poll"), part.at("download")
        keep = _kept(submit)
        return ExportSpec(
            submit=self.requests.request(submit.at("request"), self.scopes.of_list()),
            answer=self.requests.answer(submit),
            keep=keep,
            poll=PollSpec(
                request=self.requests.request(poll.at("request"), self.scopes.of_export(keep)),
                answer=self.requests.answer(poll),
                at=poll.text("at"),
                done=frozenset(poll.words("done")),
                failed=frozenset(poll.words("failed")),
                every=poll.duration("every") or timedelta(seconds=10),
                at_most=poll.duration("at_most") or timedelta(hours=1),
                keep=_kept(poll),
            ),
            links=download.optional_text("links"),
        )

    @contextmanager
    def _used(self) -> Iterator[set[str]]:
        """The names that are used within the block; they count as used in the whole binding as well."""
        before = set(self.found.used)
        self.found.used.clear()
        used: set[str] = set()
        yield used
        used |= self.found.used
        self.found.used |= before


def _kept(part: Part) -> Mapping[str, str]:
    return MappingProxyType({name: str(each.value) for name, each in part.at("keep").members()})


def _paging(part: Part) -> Paging:
    return Paging(
        cast(Any, part.text("kind", "none")),
        part.optional_text("at"),
        int(part.text("first", "1")),
        int(part.text("size")) if "size" in part else None,
        int(part.text("most", "10000")),
        int(part.text("cap")) if "cap" in part else None,
    )
