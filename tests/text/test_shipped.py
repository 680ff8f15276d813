"""Where channels and schemas lie: beside the code in a checkout, inside the package in a wheel."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

from stallkeeper.text import shipped


def _as_installed_in(package: Path) -> ModuleType:
    """The module as it would be if its package lay there."""
    (package / "text").mkdir(parents=True)
    file = Path(shutil.copy(shipped.__file__, package / "text" / "shipped.py"))
    spec = importlib.util.spec_from_file_location("shipped_elsewhere", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_in_a_wheel_they_lie_inside_the_package(tmp_path: Path) -> None:
    package = tmp_path / "site-packages" / "stallkeeper"
    module = _as_installed_in(package)
    (tmp_path / "schemas").mkdir()
    assert module.shipped_folder("schemas") == package / "_shipped" / "schemas"


def test_in_a_checkout_its_own_folder_wins_over_a_stale_copy(tmp_path: Path) -> None:
    package = tmp_path / "engine" / "stallkeeper"
    module = _as_installed_in(package)
    (package / "_shipped" / "channels").mkdir(parents=True)
    (tmp_path / "channels").mkdir()
    assert module.shipped_folder("channels") == tmp_path / "channels"


def test_here_both_are_there() -> None:
    assert (shipped.shipped_folder("schemas") / "channel-1.schema.json").is_file()
    assert list(shipped.shipped_folder("channels").glob("*/channel.yaml"))
