"""The house's rules as data, held against every import, call and size in the engine."""

from __future__ import annotations

import ast
import re
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import pytest

from tests.channel_folders import BUNDLED
from tests.shared_material import ROOT

PACKAGE = ROOT / "engine" / "stallkeeper"

ROW_0 = {"words", "order_fields", "action_fields", "durations", "clock", "errors", "problems"}
FIRST_FIVE = {"spec", "orders", "accounts", "machine", "bindings", "store", "runtime"}
EVERYTHING = {"text", "played", *FIRST_FIVE, "scenario", "authoring", "telemetry", "render"}

MAY_IMPORT: dict[str, set[str]] = {
    **{name: set() for name in ROW_0},
    "text": set(),
    "played": {"text"},
    "spec": {"text"},
    "orders": {"text"},
    "accounts": {"text"},
    "machine": {"spec", "orders"},
    "bindings": {"text", "spec", "accounts", "orders"},
    "store": {"text", "orders"},
    "runtime": {"spec", "orders", "accounts", "machine", "bindings", "store"},
    "scenario": {"text", *FIRST_FIVE},
    "authoring": {"text", "spec", "orders", "accounts", "machine"},
    "telemetry": {"orders", "runtime"},
    "render": {"spec", "orders", "accounts", "machine", "runtime"},
    "cli": EVERYTHING,
    "__main__": {"cli"},
    "__init__": EVERYTHING,  # the front door re-exports
}
"""package -> the packages it may import beside itself and row 0; row 0 imports the standard library and itself."""

ONE_IMPORTER: dict[str, str] = {
    "yaml": "text/",
    "jsonschema": "text/",
    "msgspec": "text/json_codec.py",
    "defusedxml": "text/xml_codec.py",
    "transitions": "machine/compile.py",
    "httpx": "bindings/http.py",
    "tenacity": "bindings/",
    "jinja2": "render/",
    "rich": "render/terminal.py",
    "markdown_it": "render/html_page.py",
    "babel": "render/money.py",
    "cryptography": "store/cipher.py",
    "keyring": "accounts/keyring_lookup.py",
    "standardwebhooks": "bindings/webhook_post.py",
    "opentelemetry": "telemetry/open_telemetry.py",
    "watchfiles": "cli/watch.py",
    "xlsxwriter": "render/workbook.py",
}
"""library -> where its one importer is."""

ANY_MODULE_OF: dict[str, str] = {"click": "cli/", "sqlite3": "store/", "xml": "text/xml_codec.py"}
"""library -> the only place whose modules may import it."""

NOT_FOR_THE_RUNTIME = {"httpx", "http", "urllib", "socket", "ssl", "sqlite3", "yaml", "json", "xml"}
NOT_FOR_RENDERING = {"os", "pathlib", "socket", "sqlite3", "subprocess", "urllib", "shutil", "tempfile"}
NOT_FOR_THE_MACHINE = {"os", "pathlib", "io", "time", "socket", "logging", "random", "subprocess", "threading"}

LONGEST_FILE, TOO_LONG_FILE, LONGEST_FUNCTION = 300, 320, 60


@dataclass(frozen=True)
class Module:
    path: Path
    tree: ast.Module
    lines: int

    @property
    def name(self) -> str:
        return self.path.relative_to(PACKAGE).as_posix()

    @property
    def package(self) -> str:
        return self.name.split("/")[0].removesuffix(".py")


def parsed(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    return Module(path, ast.parse(text), text.count("\n"))


MODULES = [parsed(path) for path in sorted(PACKAGE.rglob("*.py")) if "_shipped" not in path.parts]


def imports(module: Module) -> Iterator[tuple[str, int]]:
    """Every imported dotted name with its line, those inside functions and TYPE_CHECKING included."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module.name}:{node.lineno} a relative import hides what is imported"
            yield node.module or "", node.lineno
            if node.module == "stallkeeper":
                yield from ((f"stallkeeper.{alias.name}", node.lineno) for alias in node.names)


def calls(module: Module) -> Iterator[tuple[str, int]]:
    """Every called dotted name with its line."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def test_every_package_has_a_row() -> None:
    assert {module.package for module in MODULES} <= MAY_IMPORT.keys()


def test_lower_never_imports_higher_and_siblings_do_not_import_each_other() -> None:
    wrong = []
    for module in MODULES:
        allowed = {module.package, *ROW_0, *MAY_IMPORT[module.package]}
        for name, line in imports(module):
            parts = name.split(".")
            if parts[0] == "stallkeeper" and len(parts) > 1 and parts[1] not in allowed:
                wrong.append(f"{module.name}:{line} imports {name}")
    assert not wrong, "\n".join(wrong)


def test_the_table_of_layers_has_no_circle() -> None:
    seen: set[str] = set()

    def visit(package: str, way: tuple[str, ...]) -> None:
        assert package not in way, f"a circle: {' > '.join((*way, package))}"
        if package not in seen:
            for lower in MAY_IMPORT[package]:
                visit(lower, (*way, package))
            seen.add(package)

    for package in MAY_IMPORT:
        visit(package, ())


def test_every_library_has_one_importer() -> None:
    importers: dict[str, set[str]] = {}
    for module in MODULES:
        for name, _ in imports(module):
            importers.setdefault(name.split(".")[0], set()).add(module.name)
    third_party = {
        library: names
        for library, names in importers.items()
        if library != "stallkeeper" and library not in sys.stdlib_module_names
    }
    assert third_party.keys() <= ONE_IMPORTER.keys() | ANY_MODULE_OF.keys(), sorted(third_party)
    for library, place in ONE_IMPORTER.items():
        names = importers.get(library, set())
        assert len(names) <= 1, f"{library} is imported by {sorted(names)}"
        assert all(name.startswith(place) for name in names), f"{library} is imported by {sorted(names)}"
    for library, place in ANY_MODULE_OF.items():
        strays = {name for name in importers.get(library, set()) if not name.startswith(place)}
        assert not strays, f"{library} is imported by {sorted(strays)}"


@pytest.mark.parametrize(
    ("package", "forbidden"),
    [("runtime", NOT_FOR_THE_RUNTIME), ("render", NOT_FOR_RENDERING), ("machine", NOT_FOR_THE_MACHINE)],
)
def test_some_packages_know_nothing_of_the_world(package: str, forbidden: set[str]) -> None:
    found = [
        f"{module.name}:{line} imports {name}"
        for module in MODULES
        if module.package == package
        for name, line in imports(module)
        if name.split(".")[0] in forbidden
    ]
    assert not found, "\n".join(found)


def channel_names() -> set[str]:
    """The names of the channels' folders, and those of the sites that share their rules."""
    from stallkeeper.spec.load import load_channel

    names: set[str] = set()
    for name, folder in BUNDLED.items():
        spec = load_channel(folder, with_binding=False, with_scenarios=False).spec
        names |= {name.partition("/")[0].casefold(), *(spec.sites if spec is not None else ())}
    return names


def is_named(name: str, line: str) -> bool:
    """Whether the name stands in the line, inside a word too; a short one has to stand alone, as symbols hold `bol`."""
    return name in line if len(name) > 4 else re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", line) is not None


def test_no_channel_is_named_in_the_engine() -> None:
    names = channel_names()
    assert len(names) >= 4
    found = []
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and path.suffix != ".pyc" and "_shipped" not in path.parts:
            for number, line in enumerate(path.read_text(encoding="utf-8").casefold().splitlines(), 1):
                found += [f"{path.name}:{number} names {name}" for name in names if is_named(name, line)]
    assert not found, "\n".join(found)


CLOCKWORK = {"time.time", "time.time_ns", "time.sleep", "uuid.uuid1", "uuid.uuid4", "uuid4"}


def asks_the_time(name: str) -> bool:
    """datetime.now, datetime.datetime.utcnow, date.today …, but not clock.now: that is what is wanted."""
    owner, _, method = name.rpartition(".")
    return (method in {"now", "utcnow", "today"} and owner.split(".")[-1] in {"datetime", "date"}) or name in CLOCKWORK


def test_only_the_clock_knows_the_time_and_makes_identifiers() -> None:
    found = [
        f"{module.name}:{line} calls {name}"
        for module in MODULES
        if module.name != "clock.py"
        for name, line in calls(module)
        if asks_the_time(name)
    ]
    assert not found, "\n".join(found)


def test_only_the_command_line_prints() -> None:
    found = [
        f"{module.name}:{line}"
        for module in MODULES
        if module.package != "cli"
        for name, line in calls(module)
        if name == "print"
    ]
    assert not found, "\n".join(found)


def test_no_module_is_configured_by_logging_or_evaluates_text() -> None:
    forbidden = {"eval", "exec", "compile", "__import__", "logging.basicConfig", "os.system", "pickle.loads"}
    found = [f"{m.name}:{line} calls {name}" for m in MODULES for name, line in calls(m) if name in forbidden]
    assert not found, "\n".join(found)


def functions() -> Iterator[tuple[str, int]]:
    """Every function with its length in lines, from `def` to its last line, without its docstring."""
    for module in MODULES:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[0]
                is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
                docstring = (first.end_lineno or 0) - first.lineno + 1 if is_docstring else 0
                yield f"{module.name}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1 - docstring


def test_functions_are_short() -> None:
    lengths = dict(functions())
    too_long = {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION}
    assert not too_long, too_long
    assert median(lengths.values()) <= 10
    assert quantiles(lengths.values(), n=10)[-1] <= 30


def test_a_file_is_one_noun_of_moderate_length() -> None:
    long = {module.name: module.lines for module in MODULES if module.lines > LONGEST_FILE}
    assert not {name for name, lines in long.items() if lines > TOO_LONG_FILE}, long
    for name, lines in long.items():
        warnings.warn(f"{name} has {lines} lines; {LONGEST_FILE} are the aim", stacklevel=1)
    assert not [module.name for module in MODULES if module.path.stem in {"utils", "helpers", "misc", "common"}]


def test_every_module_says_what_comes_in_and_what_goes_out() -> None:
    silent = [module.name for module in MODULES if not ast.get_docstring(module.tree)]
    assert not silent, silent


def test_no_class_carries_the_products_name() -> None:
    names = [
        f"{module.name} {node.name}"
        for module in MODULES
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and "stallkeeper" in node.name.casefold()
    ]
    assert not names, names
