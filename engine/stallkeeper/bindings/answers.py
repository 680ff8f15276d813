"""An answer of a marketplace in, what it says out: the data, a receipt, or a ChannelError of the right class."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil
from typing import Any

from stallkeeper.bindings.client import Outcome
from stallkeeper.bindings.error_table import classify
from stallkeeper.bindings.http import Answer
from stallkeeper.bindings.rendering import as_text
from stallkeeper.bindings.scrub import nobody, scrubbed
from stallkeeper.durations import format_duration
from stallkeeper.errors import ChannelError, ErrorKind
from stallkeeper.orders import Receipt
from stallkeeper.spec.action_binding import OutcomeSpec
from stallkeeper.spec.binding_spec import AnswerSpec, ErrorRule, ItemResults
from stallkeeper.text import json_codec, xml_codec
from stallkeeper.text.crowd import refuse_crowd
from stallkeeper.text.malformed import Malformed
from stallkeeper.text.paths import EVERY, many, steps, texts, walk
from stallkeeper.text.xml_codec import Element
from stallkeeper.text.xml_data import find_all, plain

_ADVICE: dict[ErrorKind, str] = {
    "auth": "check the account's secrets",
    "rate_limited": "it wants fewer requests for now",
    "transient": "the marketplace is in trouble for now",
    "state_conflict": "the order is not in the state that this needs; read it again",
    "validation": "correct the fields and try again",
    "not_found": "the marketplace does not know it",
    "permanent": "trying again will not help",
    "unknown": "the answer is not among those the binding knows",
}


@dataclass(frozen=True, slots=True)
class Read:
    """A decoded answer. `root` is all of it, `data` what stands at `inside`; `tree` is the XML itself."""

    answer: Answer
    root: Any = field(repr=False)
    data: Any = field(repr=False)
    inside: tuple[str, ...] = ()
    tree: Element | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges answers by one spec and one error table. `hidden` values never appear in a message; `keep` are ids."""

    spec: AnswerSpec
    rules: tuple[ErrorRule, ...]
    hidden: tuple[str, ...] = field(default=(), repr=False)
    keep: tuple[str, ...] = ()
    buyers: Callable[[str], tuple[str, ...]] = field(default=nobody, repr=False)
    """Asked what of a message is of buyers, before it is told."""

    def read(self, answer: Answer) -> Read:
        """The data of a yes; raises ChannelError for a no and for what cannot be read. For requests without effect."""
        read = self._decoded(answer, effectful=False)
        if not 200 <= answer.status < 300 or not self._musts_hold(read) or self._errors_stand(read):
            raise self._refusal(read, doubtful=False)
        return read

    def taken(self, answer: Answer, order_id: str) -> tuple[Receipt, Read]:
        """The receipt of a request with an effect, and its answer. Neither a clear yes nor a clear no is doubtful."""
        read = self._decoded(answer, effectful=True)
        return self._receipt_of(answer, read, order_id), read

    def outcome(self, read: Read, asked: OutcomeSpec) -> Outcome:
        """How something that was taken has ended, by the word in the answer; an unknown word is waited for."""
        word = self._at(read, asked.at)
        if word in asked.done:
            return Outcome("done")
        if word not in asked.failed:
            return Outcome("pending")
        messages = self._texts(read, asked.message)
        kind = classify(self.rules, 0, (word,), messages)
        why = f"{read.answer.where} says that it failed{self._told((word,), messages)}"
        return Outcome("failed", why, "permanent" if kind == "unknown" else kind)

    def _receipt_of(self, answer: Answer, read: Read, order_id: str) -> Receipt:
        if not 200 <= answer.status < 300:
            return self._already_or(self._refusal(read, doubtful=_leaves_doubt(answer.status)))
        if self.spec.each is not None and (not self.spec.each.when or answer.status in self.spec.each.when):
            return self._item(read, self.spec.each, order_id)
        if not self._musts_hold(read):
            return self._already_or(self._refusal(read, doubtful=not self._says_no(read)))
        if self._errors_stand(read):
            return self._already_or(self._refusal(read, doubtful=False))
        return self._receipt(read)

    def _decoded(self, answer: Answer, *, effectful: bool) -> Read:
        ok = 200 <= answer.status < 300
        try:
            return self._decode(answer)
        except Malformed as error:
            if not ok:
                return Read(answer, None, None)
            message = f"{answer.where} answered {answer.status} with something that cannot be read: {error}"
            raise ChannelError(message, "unknown", doubtful=effectful, http_status=answer.status) from None

    def _decode(self, answer: Answer) -> Read:
        if not answer.content.strip():
            return Read(answer, None, None)
        inside = steps(self.spec.inside)
        if self.spec.format in ("xml", "json"):
            refuse_crowd(answer.content)
        if self.spec.format == "xml":
            tree = xml_codec.parse(answer.content)
            root = plain(tree)
            return Read(answer, root, walk(root, inside), inside, tree)
        root = json_codec.decode(answer.content) if self.spec.format == "json" else None
        return Read(answer, root, walk(root, inside), inside)

    def _musts_hold(self, read: Read) -> bool:
        return all(self._at(read, path) == wanted for path, wanted in self.spec.must)

    def _errors_stand(self, read: Read) -> bool:
        """Whether something stands where nothing may."""
        found = (walk(read.root if path.startswith("/") else read.data, steps(path)) for path in self.spec.empty)
        return any(value not in (None, "", 0, False) and value != [] and value != {} for value in found)

    def _says_no(self, read: Read) -> bool:
        """Whether what has to hold is there and says otherwise, which is a clear no."""
        return any(self._at(read, path) not in (None, wanted) for path, wanted in self.spec.must)

    def _at(self, read: Read, path: str) -> str | None:
        value = walk(read.root if path.startswith("/") else read.data, steps(path))
        return as_text(value) if isinstance(value, str | int | bool) else None

    def _texts(self, read: Read, paths: tuple[str, ...]) -> tuple[str, ...]:
        inner = tuple(path for path in paths if not path.startswith("/"))
        outer = tuple(path for path in paths if path.startswith("/"))
        return (*texts(read.data, inner), *texts(read.root, outer))

    def _refusal(self, read: Read, *, doubtful: bool) -> ChannelError:
        codes, messages = self._texts(read, self.spec.code), self._texts(read, self.spec.message)
        return self._error(read.answer, read.answer.status, codes, messages, doubtful)

    def _error(
        self, answer: Answer, status: int, codes: tuple[str, ...], messages: tuple[str, ...], doubtful: bool
    ) -> ChannelError:
        kind = classify(self.rules, status, codes, messages)
        told = self._told(codes, messages)
        said = f"{answer.where} answered {status}" if status >= 300 else f"{answer.where} refused"
        return ChannelError(
            f"{said}{told}; {_advice(kind, answer.retry_after)}",
            kind,
            doubtful=doubtful and kind in ("transient", "unknown"),
            retry_after=answer.retry_after,
            code=self._scrubbed(codes[0]) if codes else None,
            http_status=answer.status,
        )

    def _told(self, codes: Iterable[str], messages: Iterable[str]) -> str:
        words = [self._scrubbed(word) for word in (*list(codes)[:1], *list(messages)[:1])]
        return "".join(
            f"{mark} {word}" for mark, word in zip((":", " -"), [each for each in words if each], strict=False)
        )

    def _scrubbed(self, word: str) -> str:
        return scrubbed(word, known=self.hidden, keep=self.keep, buyers=self.buyers)

    def _already_or(self, error: ChannelError) -> Receipt:
        if error.kind == "already_done":
            return Receipt(already_done=True)
        raise error

    def _receipt(self, read: Read) -> Receipt:
        found = self._texts(read, (self.spec.reference,)) if self.spec.reference else ()
        return Receipt(reference=found[0] if found else None)

    def _item(self, read: Read, each: ItemResults, order_id: str) -> Receipt:
        items = many(walk(read.data, steps(each.at))) or []
        mine = [item for item in items if each.order is None or order_id in texts(item, (each.order,))]
        if not mine:
            message = f"{read.answer.where} answered {read.answer.status} without a result for this order"
            raise ChannelError(message, "unknown", doubtful=True, http_status=read.answer.status)
        found = texts(mine[0], (each.status,))
        status = int(found[0]) if found and found[0].isdecimal() and len(found[0]) == 3 else 0
        if 200 <= status < 300:
            return self._receipt(read)
        codes, messages = texts(mine[0], each.code), texts(mine[0], each.message)
        error = self._error(read.answer, status, codes, messages, doubtful=_leaves_doubt(status))
        return self._already_or(error)


def _advice(kind: ErrorKind, retry_after: float | None) -> str:
    """What to do about a refusal; where the marketplace said when to come back, that."""
    if kind == "rate_limited" and retry_after is not None:
        return f"it may be asked again in {format_duration(timedelta(seconds=ceil(retry_after)))}"
    return _ADVICE.get(kind, "nothing more is needed")


def _leaves_doubt(status: int) -> bool:
    """Whether a status says neither yes nor clearly no: the work may have been done before something else broke."""
    return status < 300 or status == 408 or status >= 500


def records_of(read: Read, path: str) -> list[tuple[Any, bytes]] | None:
    """The native records at `path` with their raw bytes; None where there is nothing such a list could stand in.

    One record alone counts as a list of one; a key that holds nothing as an empty list.
    """
    way = (*read.inside, *steps(path))
    found = walk(read.root, way)
    if read.tree is not None:
        return _xml_records(read, way, found)
    return _json_records(read, way, found)


def _json_records(read: Read, way: tuple[str, ...], found: Any) -> list[tuple[Any, bytes]] | None:
    """Raw bytes without white space, so that an order is the same bytes in a list and read alone."""
    content = read.answer.content
    if b"\n" in content or b'": ' in content:
        content = json_codec.compact(content)
    if EVERY in way:
        return [(record, json_codec.encode(record)) for record in found] if isinstance(found, list) else None
    slices = json_codec.decode_records(content, way) if isinstance(found, list) else None
    if slices is not None:
        return list(zip(found, slices, strict=True))
    raw = json_codec.raw_at(content, way) if isinstance(found, dict) else None
    if raw is not None:
        return [(found, raw)]
    return [] if found is None and _is_there(read.root, way) else None


def _xml_records(read: Read, way: tuple[str, ...], found: Any) -> list[tuple[Any, bytes]] | None:
    assert read.tree is not None
    elements = find_all(read.tree, way)
    if not elements:
        return [] if walk(read.root, way[:-1]) == "" or _is_there(read.root, way[:-1]) else None
    values = many(found)
    if values is None or len(values) != len(elements):
        values = [plain(element) for element in elements]
    return [(value, xml_codec.serialize(element)) for value, element in zip(values, elements, strict=True)]


def _is_there(root: Any, way: tuple[str, ...]) -> bool:
    """Whether the last key of the way exists, whatever it holds."""
    parent = walk(root, way[:-1])
    return bool(way) and isinstance(parent, dict) and way[-1] in parent
