"""A built binding in, the problems that its meaning has out: what it lacks for its channel, and what cannot work."""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.spec.action_checks import check_actions
from stallkeeper.spec.all_requests import requests_of
from stallkeeper.spec.auth_checks import check_auth
from stallkeeper.spec.binding_mapping import FieldMapping, ObjectMapping
from stallkeeper.spec.binding_nodes import Findings
from stallkeeper.spec.binding_scope import action_fields
from stallkeeper.spec.binding_spec import BindingSpec
from stallkeeper.spec.binding_template import Members, Node, children_of
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.native_words import check_native_words
from stallkeeper.spec.part import Part
from stallkeeper.spec.retrieval_checks import check_retrieval
from stallkeeper.text.wording import did_you_mean, listed, quoted
from stallkeeper.text.zones import is_zone, zone_hint


def check_binding(root: Part, spec: BindingSpec, channel: ChannelSpec | None, found: Findings) -> None:
    """Adds what is wrong to `found`."""
    _check_hosts(root, found)
    _check_zone(root, spec, found)
    check_retrieval(root, spec, channel, found)
    check_auth(root, spec, found)
    check_actions(root, spec, channel, found)
    _check_paths(root, spec, found)
    _check_pairs(root, spec, found)
    _check_xml(root, spec, found)
    _check_assumptions(root, found)
    if channel is not None:
        _check_channel(root, spec, channel, found)
        check_native_words(root, channel, found)


def _check_hosts(root: Part, found: Findings) -> None:
    for _, host in root.at("hosts").members():
        if not str(host.value).startswith("https://"):
            found.add(
                host, "insecure-host", f"{quoted(host.value)} would carry secrets unencrypted", "begin it with https://"
            )


def _check_zone(root: Part, spec: BindingSpec, found: Findings) -> None:
    zone = spec.times.zone
    if zone is None and spec.times.write in ("local", "offset"):
        found.add(root.at("times"), "missing-key", f"times written as {spec.times.write} need a `zone`", "add `zone`")
    elif zone is not None and not is_zone(zone):
        message = f"{quoted(zone)} is no time zone"
        found.add_at_value(root.at("times").at("zone"), "unknown-zone", message, zone_hint(zone))


def _check_paths(root: Part, spec: BindingSpec, found: Findings) -> None:
    for mapping in _mappings(spec):
        for path in mapping.written_paths():
            odd_star = any("*" in step and step != "*" for step in path.strip("/").split("."))
            if not path.strip("/") or ".." in path or odd_star:
                found.add(root.at("order"), "wrong-value", f"{quoted(path)} is no path such as `customer.name`")


def _mappings(spec: BindingSpec) -> Iterator[FieldMapping]:
    yield from (*spec.order.fields, *spec.order.extras, *spec.order.flags)
    objects = (spec.order.lines, spec.order.parcels, spec.order.billing, spec.order.delivery)
    for each in objects:
        if isinstance(each, ObjectMapping):
            yield from each.fields


def _check_pairs(root: Part, spec: BindingSpec, found: Findings) -> None:
    request = spec.retrieval.list.request
    sent = dict(_keys(request.body)) | {pair.name: pair.optional for pair in request.query}
    for pair in root.at("retrieval").at("list").at("sent_together").items():
        first, second = (str(item.value) for item in pair.items())
        if first in sent and (second not in sent or (sent[second] and not sent[first])):
            found.add(
                pair, "sent-alone", f"`{first}` may be sent without `{second}`", f"send `{second}` whenever it is"
            )


def _keys(node: Node | None) -> Iterator[tuple[str, bool]]:
    if isinstance(node, Members):
        for member in node.members:
            yield member.name, member.optional
            yield from _keys(member.value)
    elif node is not None:
        for child in children_of(node):
            yield from _keys(child)


def _check_xml(root: Part, spec: BindingSpec, found: Findings) -> None:
    for part, body in _xml_bodies(root, spec):
        for message in _xml_mistakes(body, "", spec):
            found.add(part, "wrong-xml", message)


def _xml_bodies(root: Part, spec: BindingSpec) -> Iterator[tuple[Part, Node]]:
    for part, request in requests_of(root, spec):
        if request.format == "xml" and request.body is not None:
            yield part.at("body"), request.body


def _xml_mistakes(node: Node, prefix: str, spec: BindingSpec) -> Iterator[str]:
    if not isinstance(node, Members):
        for child in children_of(node):
            yield from _xml_mistakes(child, prefix, spec)
        return
    names: list[str] = []
    for member in node.members:
        own, _, name = member.name.rpartition(":")
        if own and own not in spec.xml.namespaces:
            yield f"the prefix of {quoted(member.name)} is not declared under `xml`"
        names.append(name)
        yield from _xml_mistakes(member.value, own or prefix, spec)
    inner = {member.name.rpartition(":")[0] or prefix for member in node.members}
    if inner & set(spec.xml.alphabetical) and names != sorted(names):
        yield f"elements have to stand in alphabetical order: {listed(sorted(names))}"


def _check_assumptions(root: Part, found: Findings) -> None:
    for part in root.at("assumptions").items():
        at = root
        for step in part.text("about").split("."):
            if step not in at and part.place.path == root.source.path:  # a family's own is judged in its folder
                message = f"{quoted(part.text('about'))} names nothing in this file"
                known = [name for name, _ in at.members()]
                found.add(part.at("about"), "unknown-name", message, did_you_mean(step, known))
                break
            at = at.at(step)


def _check_channel(root: Part, spec: BindingSpec, channel: ChannelSpec, found: Findings) -> None:
    if spec.binding != channel.channel:
        message = f"this binds {quoted(spec.binding)}, the channel beside it is {quoted(channel.channel)}"
        found.add(root.at("binding"), "wrong-channel", message, f"write `binding: {channel.channel}`")
    actions = root.at("actions")
    for name, declared in channel.actions.items():
        if declared.sent_as is not None and name in spec.actions:
            message = f"{quoted(name)} is sent as {quoted(declared.sent_as)}, so its own binding is never used"
            found.add(actions.at(name), "unused-binding", message, "remove it, or the channel's `sent_as`")
        elif declared.sent_as is None and name not in spec.actions:
            found.add(actions, "unbound-action", f"the channel's action {quoted(name)} is not bound", f"add `{name}:`")
    for name, action in spec.actions.items():
        if name not in channel.actions:
            hint = did_you_mean(name, channel.actions)
            found.add(actions.at(name), "unknown-action", f"the channel has no action {quoted(name)}", hint)
        else:
            _check_fields(actions.at(name), action.uses, channel, found)
    if spec.actions and ("retrieval", "one") not in root.source.keys:
        message = "one order cannot be read again: doubts and confirmations of actions wait for the next sweep"
        hint = "add `one` with a request that uses <order.id>"
        found.add(root.at("retrieval"), "no-read-back", message, hint, "warning")
    _check_windows(root, spec, channel, found)
    _check_documents(root, spec, channel, found)


def _check_fields(part: Part, uses: frozenset[str], channel: ChannelSpec, found: Findings) -> None:
    action = channel.actions[part.name]
    needed = {word for need in action.needs for word in need.fields}
    for word in sorted(action_fields(action)):
        sent = f"fields.{word}" in uses or (word == "carrier" and uses & {"carrier.code", "carrier.name"})
        if not sent:
            severity = "error" if word in needed else "warning"
            message = f"the field {quoted(word)} of action {quoted(part.name)} is never sent"
            found.add(part.at("request"), "unused-field", message, f"use <fields.{word}>", severity)


def _check_windows(root: Part, spec: BindingSpec, channel: ChannelSpec, found: Findings) -> None:
    listing = root.at("retrieval").at("list")
    for window in channel.retrieval:
        if window.native and spec.retrieval.list.native_filter == "asked" and "query.native" not in found.used:
            message = f"the window {quoted(window.name)} names native statuses, and the request never asks for them"
            found.add(listing, "unused-filter", message, "use <query.native>, or write `native_filter: here`")


def _check_documents(root: Part, spec: BindingSpec, channel: ChannelSpec, found: Findings) -> None:
    made = {document.name for document in channel.documents if document.made_by == "channel"}
    for name in spec.documents:
        if name not in made:
            message = f"the channel makes no document {quoted(name)}"
            found.add(root.at("documents").at(name), "unknown-document", message, did_you_mean(name, made))
    for name in sorted(made - set(spec.documents)):
        found.add(
            root.at("actions"), "unbound-document", f"the document {quoted(name)} is not bound", severity="warning"
        )
