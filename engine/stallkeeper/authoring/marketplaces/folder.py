"""One marketplace of a description in, the files of its channel's folder out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from stallkeeper.authoring.marketplaces.arguments import Arguments, declaration
from stallkeeper.authoring.marketplaces.entry import NAME, Entry
from stallkeeper.authoring.marketplaces.statuses import moves, native_words
from stallkeeper.authoring.yaml_text import yaml_text
from stallkeeper.text.wording import did_you_mean, quoted

RESULTS: Mapping[str, tuple[str, ...]] = {
    "accept": ("accepted", "waiting_shipment"),
    "refuse": ("refused", "canceled"),
    "ship": ("shipped", "closed"),
    "cancel": ("canceled", "refunded"),
    "refund": ("refunding", "refunded", "partial_refunded"),
    "pickup_ready": ("to_pickup",),
    "pickup_complete": ("pickup_completed",),
    "pickup_cancel": ("pickup_canceled",),
    "pickup_refund": ("refunding", "refunded"),
}
"""What actions lead to in the general life of an order; any other leaves it where it is."""

_SOURCE = "The incumbent's description of its marketplaces"


class Channel:
    """One marketplace on its way to being a channel."""

    def __init__(self, code: str, entry: Entry, today: date) -> None:
        self._code, self._entry, self._today = code, entry, today
        self._orders = entry.at("orders")
        self._arguments = Arguments()
        self._assumptions: list[dict[str, str]] = []

    def files(self) -> Mapping[str, str]:
        """channel.yaml, and carriers.yaml where carriers are listed; nothing where no status could be read."""
        words = native_words(self._orders.at("status"))
        for status in [status for status in words if not words[status]]:
            path = (*self._orders.path, "status", status)
            self._entry.findings.unknown(path, f"no native status means {status}", "the status was left out")
            del words[status]
        if not words:
            self._entry.findings.unknown(self._orders.path, f"{self._code} has no status", "no folder was made")
            return {}
        offered, actions = self._actions(list(words))
        carriers = self._carriers(actions)
        channel = self._channel(words, offered, actions, carriers)
        listed = self._carrier_list()
        return {"channel.yaml": yaml_text(channel)} | ({"carriers.yaml": yaml_text(listed)} if listed else {})

    def _channel(
        self, words: dict[str, list[str]], offered: dict[str, list[str]], actions: dict[str, Any], carriers: Any
    ) -> dict[str, Any]:
        results = {
            status: [target for name in offered[status] for target in actions[name]["results_in"]] for status in words
        }
        onward, starts = moves(words, results)
        fields = self._fields()
        documents = {"invoice": {"made_by": "seller"}} if self._takes_invoices() else {}
        parts = {"fields": fields, "carriers": carriers, "documents": documents}
        parts = {name: part for name, part in parts.items() if part}
        self._guess("retrieval", "The description says nothing of how often orders are read.")
        self._guess("starts_at", "The description names no first status; these are those that nothing leads to.")
        self._guess("statuses", "Where an order goes by itself is that of the general life; the description is silent.")
        return {
            "channel": self._code,
            "title": self._title(),
            "language": 1,
            "maturity": "draft",
            "sources": [self._source(["statuses", "actions", *parts])],
            "retrieval": {
                "latest": {"every": "15 minutes"},
                "catch_up": {"every": "1 day", "look_back": "3 days"},
            },
            "starts_at": starts,
            "statuses": {
                status: _without_empty({"native": words[status], "actions": offered[status], "next": onward[status]})
                for status in words
            },
            "actions": actions,
            **parts,
            **_allowed(words),
            "assumptions": self._assumptions,
        }

    def _source(self, about: list[str]) -> dict[str, Any]:
        return {"id": "description", "title": _SOURCE, "read": self._today.isoformat(), "about": about}

    def _guess(self, about: str, because: str) -> None:
        self._assumptions.append({"about": about, "because": because})

    def _title(self) -> str:
        name = self._entry.at("name")
        if not name.is_word():
            self._entry.findings.unknown(name.path, f"{self._code} has no name", "its code was taken for it")
            return self._code
        country = self._entry.at("country_iso_a2")
        return f"{name.value} ({country.value})" if country.is_word() else str(name.value)

    def _takes_invoices(self) -> bool:
        return self._entry.at("features").at("invoice_upload").flag(otherwise=False)

    def _actions(self, statuses: list[str]) -> tuple[dict[str, list[str]], dict[str, Any]]:
        """Where each action is offered, and what each takes."""
        offered: dict[str, list[str]] = {status: [] for status in statuses}
        actions: dict[str, Any] = {}
        for name, action in self._orders.at("actions").members():
            here = self._offered_at(name, action, statuses)
            if not here:
                continue
            for status in here:
                offered[status].append(name)
            needs, accepts = self._arguments.of(action)
            results = [status for status in RESULTS.get(name, ()) if status in statuses] or here
            self._guess(f"actions.{name}.results_in", "The description names no result; this is the general life's.")
            actions[name] = {"results_in": results} | _without_empty({"needs": needs, "accepts": accepts})
        if not actions:
            self._entry.findings.unknown(self._orders.path, f"{self._code} has no action", "write its actions by hand")
        return offered, actions

    def _offered_at(self, name: str, action: Entry, statuses: list[str]) -> list[str]:
        if not NAME.fullmatch(name):
            action.findings.unknown(action.path, f"{quoted(name)} cannot be an action's name", "it was left out")
            return []
        found: list[str] = []
        for status, path in action.at("status").words():
            if status in statuses:
                found += [status] if status not in found else []
            else:
                message = f"{name} is offered at {quoted(status)}, which this marketplace does not have"
                action.findings.contradictory(path, message, did_you_mean(status, statuses) or "it was left out there")
        if not found:
            message = f"{name} is offered at no status"
            action.findings.unknown(action.at("status").path, message, "it was left out: offer it by hand")
        return found

    def _fields(self) -> dict[str, Any]:
        drafts = {name: draft for name, draft in self._arguments.fields.items() if name != "carrier"}
        methods = drafts.get("shipping_method")
        if methods is not None and not methods.values:
            for code, each in self._orders.at("shipping_methods").members():
                if Entry(code, each.path, each.findings).is_word():
                    methods.values[code] = each.label()
        told = {name: declaration(draft, self._orders) for name, draft in drafts.items()}
        return {name: each for name, each in told.items() if each is not None}

    def _known_carriers(self) -> dict[str, str]:
        """Code -> name, those of the marketplace first, then those that an action lists."""
        found: dict[str, str] = {}
        for code, each in self._orders.at("carriers").members():
            if Entry(code, each.path, each.findings).is_word():
                found[code] = each.label() or code
            else:
                each.findings.unknown(each.path, f"{quoted(code)} is no word", "it was left out")
        draft = self._arguments.fields.get("carrier")
        listed = draft.values if draft is not None else {}
        return found | {code: label or code for code, label in listed.items() if code not in found}

    def _carriers(self, actions: Mapping[str, Any]) -> dict[str, Any]:
        draft = self._arguments.fields.get("carrier")
        known = self._known_carriers()
        if draft is None and not known:
            return {}
        rules: dict[str, Any] = {"list": "fixed" if known else "given_by_channel", "by": ["code"]}
        rules |= {"closed": True} if known and draft is not None and not draft.free else {}
        others = [value for value in _asked_of_carrier(actions) if value not in known]
        if others and known:
            rules["fallback"] = others[0]
            because = f"A condition asks for {others[0]}, which is on no list and is taken as a free value."
            self._guess("carriers.fallback", because)
            for value in others[1:]:
                path = (*self._orders.path, "actions")
                self._entry.findings.unknown(
                    path, f"a condition asks for the carrier {quoted(value)}", "no list has it"
                )
        return rules

    def _carrier_list(self) -> dict[str, Any]:
        known = self._known_carriers()
        if not known:
            return {}
        carriers = [code if code == name else {"code": code, "name": name} for code, name in known.items()]
        return {"language": 1, "source": _SOURCE, "read": self._today.isoformat(), "carriers": carriers}


def _asked_of_carrier(actions: Mapping[str, Any]) -> list[str]:
    """Values that conditions hold the carrier against."""
    found: list[str] = []
    for action in actions.values():
        for need in action.get("needs", []):
            test = need["if"].get("carrier") if isinstance(need, dict) else None
            test = test.get("not") if isinstance(test, dict) else test
            found += test if isinstance(test, list) else [test] if isinstance(test, str) else []
    return list(dict.fromkeys(found))


def _allowed(words: Mapping[str, list[str]]) -> dict[str, Any]:
    """Spellings of one word side by side are meant, where they stand under one status."""
    twins = [status for status, listed in words.items() if len({word.casefold() for word in listed}) < len(listed)]
    because = "The description lists several spellings of one word."
    allowed = [{"code": "native-differs-by-case", "about": f"statuses.{each}", "because": because} for each in twins]
    return {"allow": allowed} if allowed else {}


def _without_empty(parts: dict[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in parts.items() if part}
