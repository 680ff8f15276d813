"""Whatever stands in a channel.yaml, nothing of it is imported, looked up or called."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from stallkeeper.errors import SpecError
from stallkeeper.machine.compile import compile_machine
from stallkeeper.text.schema import conform
from stallkeeper.text.yaml_door import read_source
from tests.machine.arranged import HEAD, spec_of
from tests.shared_material import ROOT

HOSTILE = (
    "os.system",
    "os.path.isdir",
    "subprocess.call",
    "antigravity.fly",
    "this",
    "__class__",
    "__import__('os').system('touch owned')",
    "{{ cycler.__init__.__globals__.os.system('touch owned') }}",
    "{% include '/etc/passwd' %}",
    "trigger",
    "stallkeeper.words.STATUSES",
    "lambda: open('owned', 'w')",
    "*",
    "=",
)

CHANNEL = """
starts_at: waiting_shipment
statuses:
  waiting_shipment:
    title: {text}
    native: [{text}, READY]
    actions: [ship]
    deadline: {{id: late, if: {{order.extra: {text}}}, within: 1 day, else: canceled, kept_by: us, because: {text}}}
  shipped: {{native: [SENT]}}
  canceled: {{native: [GONE]}}
lines:
  statuses: {{shipped: [{text}]}}
  decide: [{{if: {{native.status: {text}}}, all: shipped, then: shipped}}]
gates: {{{text}: {text}}}
flags: {{{text}2: {{raises: odd, on: line}}}}
order_fields:
  extra: {{type: text, values: [{text}]}}
only: [{{if: {{order.extra: {text}}}, because: {text}}}]
actions:
  ship:
    label: {text}
    if: {{native.status: {{not: {text}}}}}
    results_in: shipped
    needs: [carrier, {{if: {{comment: {text}}}, then: [reason]}}]
fields:
  comment: {{type: text, values: [{text}], default: {text}}}
carriers: {{list: given_by_channel, fallback: {text}, custom: {text}}}
fulfilled_by_channel: {{flag: is_delivered_by_marketplace, arrives_as: shipped, native: {{{text}: internal}}}}
refunds: {{mode: action, seen: [through_us], because: {text}}}
documents: {{invoice: {{made_by: seller, recommended: {text}}}}}
assumptions: [{{about: statuses, because: {text}}}]
"""

ASK_EVERYTHING = """
import json, sys
from pathlib import Path
from stallkeeper.machine.compile import compile_machine
from stallkeeper.machine.decide import decide, offered
from stallkeeper.machine.explain import explain
from stallkeeper.machine.expire import due, expire
from stallkeeper.machine.observe import observe
from stallkeeper.machine.proof import disagreements
from stallkeeper.render.guide import guide_page
from stallkeeper.render.machine_text import machine_text
from stallkeeper.render.show import show
from tests.machine.arranged import NOON, a_report, an_order, spec_of
import babel.numbers, jinja2.ext, jinja2.loaders  # what may be loaded on the way is loaded before the hook listens
spec_of(Path(sys.argv[2]).read_text())  # the same for the readers of YAML and of schemas
guide_page(spec_of(Path(sys.argv[2]).read_text()), compile_machine(spec_of(Path(sys.argv[2]).read_text())))

events = []
listening = True
watched = ("os", "subprocess", "socket", "import", "exec", "compile", "open", "shutil")
def hook(event, args):
    if listening and event.split(".")[0] in watched:
        events.append([event, str(args[0])[:80] if args else ""])
texts = json.loads(sys.argv[1])
channels = [Path(path).read_text() for path in sys.argv[3:]]
sys.addaudithook(hook)
for text, channel in zip(texts, channels, strict=True):
    spec = spec_of(channel)
    machine = compile_machine(spec)
    fields = {"carrier": text, "comment": text, text: text}
    for status, native in (("waiting_shipment", text), ("waiting_shipment", "READY"), (None, text), (text, text)):
        order = an_order(status, native, text, f"{text}2", extras={"extra": text})
        for action in ("ship", text):
            decide(machine, order, action, fields, now=NOON)
            explain(machine, order, action, fields, now=NOON)
        offered(machine, order, now=NOON)
        expire(machine, order, now=NOON)
        due(machine, order)
        observe(machine, order, order.report)
        observe(machine, None, a_report(text, text))
    assert disagreements(machine) == ()
    guide_page(spec, machine), machine_text(machine), show(spec)
listening = False
print(json.dumps(events))
"""


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def channel_with(text: str) -> str:
    return HEAD + in_yaml(CHANNEL, text)


def in_yaml(channel: str, text: str) -> str:
    """The template of a channel with `text` at every place of free text."""
    filled = channel.replace("{text}2", quoted(f"{text}2")).replace("{text}", "\0")
    return filled.replace("{{", "{").replace("}}", "}").replace("\0", quoted(text))


def test_nothing_that_a_channel_says_is_imported_or_called(tmp_path: Path) -> None:
    files = []
    for number, text in enumerate(HOSTILE):
        files.append(tmp_path / f"{number}.yaml")
        files[-1].write_text(channel_with(text), encoding="utf-8")
    harmless = tmp_path / "harmless.yaml"
    harmless.write_text(channel_with("harmless"), encoding="utf-8")

    ran = subprocess.run(
        [sys.executable, "-c", ASK_EVERYTHING, json.dumps(HOSTILE), str(harmless), *map(str, files)],
        cwd=tmp_path,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'engine'}"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == []
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in (*files, harmless)}


NAMES = {
    "an action": ("[ship]", "['{}']", "  ship:", "  '{}':"),
    "a field of an action": ("  comment:", "  '{}':", "", ""),
    "a field that is needed": ("needs: [carrier,", "needs: ['{}',", "", ""),
    "an order field": ("  extra:", "  '{}':", "", ""),
    "a name in a condition": ("{{order.extra:", "{{'{}':", "", ""),
    "a deadline": ("{{id: late,", "{{id: '{}',", "", ""),
    "a flag": ("raises: odd", "raises: '{}'", "", ""),
    "a document": ("{{invoice:", "{{'{}':", "", ""),
    "the order's flag for fulfilment": ("flag: is_delivered_by_marketplace", "flag: '{}'", "", ""),
}


@pytest.mark.parametrize("where", NAMES)
def test_a_name_that_could_mean_code_is_refused_by_the_schema(where: str) -> None:
    old, new, old_too, new_too = NAMES[where]
    for text in ("os.system", "__class__", "stallkeeper.words.STATUSES", "lambda: 0", "*"):
        named = CHANNEL.replace(old, new.replace("{}", text))
        named = named.replace(old_too, new_too.replace("{}", text)) if old_too else named
        source, problems = read_source(HEAD + in_yaml(named, "harmless"), "channel.yaml")
        assert source is not None, problems
        _, problems = conform(source, "channel-1")
        assert problems, text


def test_the_channel_of_this_test_is_sound_without_them() -> None:
    compile_machine(spec_of(channel_with("harmless")))


def test_a_spec_made_by_hand_is_refused_for_its_names_too() -> None:
    spec = spec_of(channel_with("harmless"))
    action = replace(spec.actions["ship"], name="os.system")

    with pytest.raises(SpecError, match=r"'os\.system' is not a name"):
        compile_machine(replace(spec, actions={"os.system": action, "ship": spec.actions["ship"]}))


def test_the_hook_of_this_test_would_notice() -> None:
    noticed = subprocess.run(
        [sys.executable, "-c", "import sys; sys.addaudithook(lambda e, a: print(e)); import os.path, colorsys"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "import" in noticed.stdout
