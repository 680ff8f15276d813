"""Nothing slips through to run time: a channel damaged in any way is told by its checks, or it runs.

A line is dropped, a word misspelt, or two values swapped in channel.yaml or binding.yaml of every bundled and every
test channel; where nothing is reported the machine compiles, every story runs, and every action's request is written.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stallkeeper.bindings.bodies import build_request
from stallkeeper.bindings.context import Context
from stallkeeper.bindings.rendering import Unsendable
from stallkeeper.machine.compile import compile_machine
from stallkeeper.machine.decide import decide
from stallkeeper.orders import Order, OrderKey, OrderLine, OrderReport
from stallkeeper.scenario.generated_fields import made_up
from stallkeeper.scenario.simulate import simulate
from stallkeeper.spec.binding_spec import BindingSpec
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.load import load_channel
from stallkeeper.spec.loaded import LoadedChannel
from tests.channel_folders import BUNDLED
from tests.shared_material import ROOT

ROOTS = (ROOT / "channels", ROOT / "tests" / "channels")
OF_TESTS = sorted(file.parent for file in (ROOT / "tests" / "channels").glob("*/channel.yaml"))
FOLDERS = tuple(folder for folder in (*BUNDLED.values(), *OF_TESTS) if load_channel(folder).errors == ())
FILES = tuple(
    folder / name for folder in FOLDERS for name in ("channel.yaml", "binding.yaml") if (folder / name).is_file()
)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WORD = re.compile(r"[A-Za-z_]{3,}")


def _drop(lines: list[str], at: int, _: int) -> None:
    del lines[at]


def _misspell(lines: list[str], at: int, other: int) -> None:
    words = list(WORD.finditer(lines[at]))
    if words:
        word = words[other % len(words)]
        letter = word.start() + other % (word.end() - word.start())
        lines[at] = lines[at][:letter] + lines[at][letter + 1 :]


def _swap(lines: list[str], at: int, other: int) -> None:
    """The values behind the first colons of two lines change places."""
    other %= len(lines)
    (key, colon, value), (key_2, colon_2, value_2) = lines[at].partition(": "), lines[other].partition(": ")
    if colon and colon_2:
        lines[at], lines[other] = f"{key}: {value_2}", f"{key_2}: {value}"


DAMAGES = st.sampled_from((_drop, _misspell, _swap))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(FILES), DAMAGES, st.integers(0, 10_000), st.integers(0, 10_000))
def test_damage_is_reported_or_does_no_harm(file: Path, damage: object, at: int, other: int) -> None:
    assert callable(damage)
    lines = file.read_text(encoding="utf-8").splitlines()
    damage(lines, at % len(lines), other)
    with tempfile.TemporaryDirectory() as name:
        folder = _copied(file.parent, Path(name))
        (folder / file.name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        loaded = load_channel(folder, "damaged")
        if not loaded.problems:
            _runs(loaded)


def _copied(folder: Path, into: Path) -> Path:
    """The channel's folder at its place among others, with the family that it extends."""
    root = next(root for root in ROOTS if folder.is_relative_to(root))
    family = re.search(r"^extends: (\S+)", (folder / "channel.yaml").read_text(encoding="utf-8"), re.MULTILINE)
    for each in (folder, *((root / family[1],) if family else ())):
        shutil.copytree(each, into / each.relative_to(root))
    return into / folder.relative_to(root)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_copy_that_is_not_damaged_is_like_the_channel(folder: Path, tmp_path: Path) -> None:
    """The measure itself: what is reported of a damaged copy comes from the damage."""
    assert load_channel(_copied(folder, tmp_path)).problems == ()


def test_every_channel_runs_while_nothing_is_damaged() -> None:
    """The measure itself: each of the steps below is taken for channels that are sound."""
    assert len(FILES) > 10
    for folder in FOLDERS:
        _runs(load_channel(folder))


def _runs(loaded: LoadedChannel) -> None:
    assert loaded.spec is not None
    compile_machine(loaded.spec)
    for story in loaded.scenarios:
        simulate(loaded, story)
    if loaded.binding is not None:
        _writes_requests(loaded.spec, loaded.binding)


def _writes_requests(spec: ChannelSpec, binding: BindingSpec) -> None:
    machine = compile_machine(spec)
    for name, action in binding.actions.items():
        order = _order(spec)
        requirements = machine.requirements[name]
        fields = {each: made_up(machine, order, field, NOW) for each, field in requirements.fields.items()}
        decide(machine, order, name, fields, now=NOW)
        context = Context(
            account={each: parameter.default or 1 for each, parameter in binding.parameters.items()},
            times=binding.times,
            now=NOW,
            token="t0k3n",
            secrets=dict.fromkeys(binding.secrets, "s3cr3t"),
            order=order,
            fields=fields,
            submission="7d9f0a1c-5b1e-4f6a-8e1b-000000000001",
            line=order.report.lines[0],
        )
        try:
            build_request(action.request, context, binding.auth, binding.xml)
        except Unsendable as refused:  # a typed no before anything leaves, for an order that lacks what only some have
            assert any(name in str(refused) for name in ("`order.", "`line.", "`lines`"))


def _order(spec: ChannelSpec) -> Order:
    """An order that has everything."""
    extras = {name: field.values[0] if field.values else "x" for name, field in spec.order_fields.items()}
    line = OrderLine(id="1", sku="CHAIR", quantity=1, unit_price=Decimal(9), total=Decimal(9), native_status="OPEN")
    report = OrderReport(
        id="A-1",
        native_status=next(iter(spec.status_of_native()), "OPEN"),
        ordered_at=NOW,
        modified_at=NOW,
        currency="EUR",
        total=Decimal(10),
        shipping=Decimal(1),
        lines=(line,),
        delivery_mode=extras.get("delivery_mode"),
        site=next(iter(spec.sites), None),
        extras=extras,
    )
    status = next(iter(spec.statuses))
    key = OrderKey("test", spec.channel, "A-1")
    return Order(key, "test", status, report.native_status, NOW, NOW, NOW, report)
