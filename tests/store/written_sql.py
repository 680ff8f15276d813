"""Modules in; what goes into a SQL statement of theirs and was not written down in them, out.

A statement may be put together of literals, of constants, of `places(…)`, and of whatever is made of these: by an
f-string, `+`, `join` or `format`, over names and over functions of the same modules. What a function is given is looked
for where it is called. All else, an attribute or the value beside a clause, is what somebody may have typed.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TypeAlias

RUNS = frozenset({"execute", "executemany", "executescript", "rows", "row", "change", "change_many", "in_steps"})
"""Methods of a connection or a database; the first thing they are given is SQL."""

OF_OTHERS = frozenset({"self._writes", "self._submissions"})
"""Whose `change` takes an order or a submission."""

Path: TypeAlias = tuple[int | str, ...]
"""Which part of a value is meant: an element by its position, or EACH of them."""
EACH = "each"

Found: TypeAlias = Iterator[tuple[ast.expr, Path]]
Scope: TypeAlias = ast.FunctionDef | ast.Lambda | ast.Module


class Module:
    def __init__(self, name: str, text: str) -> None:
        self.name, self.tree = name, ast.parse(text)
        self.nodes = list(ast.walk(self.tree))
        self.above = {below: node for node in self.nodes for below in ast.iter_child_nodes(node)}
        self.given: defaultdict[tuple[Scope, str], list[tuple[ast.expr, Path]]] = defaultdict(list)
        for node in self.nodes:
            for name, value, path in _given(node):
                self.given[next(self.scopes(node)), name].append((value, path))

    def scopes(self, node: ast.AST) -> Iterator[Scope]:
        """The functions around `node`, the nearest first, then the module."""
        while node in self.above:
            node = self.above[node]
            if isinstance(node, Scope):
                yield node


class Statements:
    def __init__(self, texts: Mapping[str, str]) -> None:
        self.modules = [Module(name, text) for name, text in texts.items()]
        self.calls: defaultdict[str, list[tuple[Module, ast.Call]]] = defaultdict(list)
        self.functions: defaultdict[str, list[tuple[Module, ast.FunctionDef]]] = defaultdict(list)
        for module in self.modules:
            for node in module.nodes:
                if isinstance(node, ast.Call):
                    self.calls[ast.unparse(node.func).rpartition(".")[2]].append((module, node))
                elif isinstance(node, ast.FunctionDef):
                    self.functions[node.name].append((module, node))

    def foreign(self) -> dict[str, str]:
        """Each thing that was not written down, with the first place where it is put into a statement."""
        found: dict[str, str] = {}
        for module in self.modules:
            for call in _runs(module):
                for each in self._foreign(module, call.args[0] if call.args else call, (), frozenset()):
                    found.setdefault(ast.unparse(each), f"{module.name}:{call.lineno}")
        return found

    def _foreign(
        self, module: Module, node: ast.expr, path: Path, seen: frozenset[tuple[ast.expr, Path]]
    ) -> Iterator[ast.expr]:
        if (node, path) in seen:
            return
        parts = _parts(node, path)
        if parts is not None:
            made_of = [(module, *each) for each in parts]
        elif isinstance(node, ast.Name):
            made_of = list(self._named(module, node, path))
        else:
            made_of = list(self._made_by(module, node, path))
        if not made_of and parts is None and not _is_constant(node):
            yield node
        for where, each, of_it in made_of:
            yield from self._foreign(where, each, of_it, seen | {(node, path)})

    def _named(self, module: Module, name: ast.Name, path: Path) -> Iterator[tuple[Module, ast.expr, Path]]:
        """What was given to it, in the nearest scope that gives it anything."""
        for scope in module.scopes(name):
            if given := module.given.get((scope, name.id)):
                yield from ((module, each, before + path) for each, before in given)
                return
            arguments = [] if isinstance(scope, ast.Module) else _arguments(scope)
            if name.id in arguments:
                function = getattr(scope, "name", "")
                for where, each in self._given_to(module, function, arguments.index(name.id), name.id):
                    yield where, each, path
                if function in RUNS:  # what those are given is looked at by itself
                    yield module, ast.Constant(None), ()
                return

    def _given_to(
        self, module: Module, function: str, position: int, keyword: str
    ) -> Iterator[tuple[Module, ast.expr]]:
        for where, call in self.calls[function] if function not in RUNS else ():
            if where is module or not function.startswith("_"):
                named = [each.value for each in call.keywords if each.arg == keyword]
                of_self = isinstance(call.func, ast.Attribute)
                yield from ((where, each) for each in named or call.args[position - of_self :][:1])

    def _made_by(self, module: Module, call: ast.expr, path: Path) -> Iterator[tuple[Module, ast.expr, Path]]:
        """What a function of these modules returns, or yields one after the other."""
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            for where, function in self.functions[call.func.id]:
                for each in where.nodes if where is module or call.func.id[0] != "_" else ():
                    if isinstance(each, ast.Return | ast.Yield) and next(where.scopes(each)) is function:
                        value = each.value or ast.Constant(None)
                        yield where, ast.List([value]) if isinstance(each, ast.Yield) else value, path


def _runs(module: Module) -> Iterator[ast.Call]:
    """Calls that run a statement, also by a name that was given to the method."""
    aliases = {
        name
        for (_, name), given in module.given.items()
        if any(isinstance(value, ast.Attribute) and value.attr in RUNS for value, _ in given)
    }
    for node in module.nodes:
        match node:
            case ast.Call(func=ast.Attribute(attr=method, value=whose)) if method in RUNS:
                if ast.unparse(whose) not in OF_OTHERS:
                    yield node
            case ast.Call(func=ast.Name(id=name)) if name in aliases:
                yield node


def _is_constant(node: ast.expr) -> bool:
    """A constant that is imported was written down elsewhere."""
    return isinstance(node, ast.Name) and node.id.strip("_").isupper()


def _parts(node: ast.expr, path: Path) -> list[tuple[ast.expr, Path]] | None:
    """What the meant part of `node` is made of; None where that has to be looked for elsewhere."""
    first, rest = (path[0], path[1:]) if path else (EACH, ())
    match node:
        case ast.Constant():
            return []
        case ast.IfExp():
            return [(node.body, path), (node.orelse, path)]
        case ast.BoolOp():
            return [(each, path) for each in node.values]
        case ast.Starred():
            return [(node.value, (0,))]  # the statement comes first
        case ast.Tuple() | ast.List():
            return [(each, rest) for each in ([node.elts[first]] if isinstance(first, int) else node.elts)]
        case ast.Dict():
            return [(each, rest) for each in node.keys if each is not None]
        case ast.DictComp():
            return [(node.key, rest)]
        case ast.GeneratorExp() | ast.ListComp():
            return [(node.elt, rest)]
        case ast.JoinedStr():
            return [(each.value, ()) for each in node.values if isinstance(each, ast.FormattedValue)]
        case ast.BinOp():
            return [(node.left, ()), (node.right, ())]
        case ast.Subscript(value=ast.Dict(values=values)):
            return [(each, path) for each in values]
        case ast.Subscript(slice=ast.Slice()):
            return [(node.value, path)]
        case ast.Subscript(slice=position):
            at = position.value if isinstance(position, ast.Constant) and isinstance(position.value, int) else EACH
            return [(node.value, (at, *path))]
        case ast.Call():
            return _parts_of_call(node, path)
    return None


def _parts_of_call(call: ast.Call, path: Path) -> list[tuple[ast.expr, Path]] | None:
    match call:
        case ast.Call(func=ast.Name(id="places" | "len" | "range")):
            return []
        case ast.Call(func=ast.Name(id="enumerate")):
            return [] if path[1:2] == (0,) else [(call.args[0], (EACH, *path[2:]))]
        case ast.Call(func=ast.Name(id="list" | "tuple" | "dict" | "sorted")):
            return [(each, path) for each in call.args]
        case ast.Call(func=ast.Attribute(attr="join" | "format" | "replace", value=text)):
            return [(text, ()), *((each, ()) for each in call.args)]
        case ast.Call(func=ast.Attribute(attr="items", value=mapping)) if path[1:2] == (0,):
            return [(mapping, (EACH, *path[2:]))]
    return None


def _arguments(function: ast.FunctionDef | ast.Lambda) -> list[str]:
    given = function.args
    return [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]


def _given(node: ast.AST) -> Iterator[tuple[str, ast.expr, Path]]:
    """Names with what they are given here: by assignment, in a loop, or added to the list that they are."""
    match node:
        case ast.Assign():
            for target in node.targets:
                yield from _to(target, node.value, ())
        case ast.AnnAssign() | ast.AugAssign() | ast.NamedExpr() if node.value is not None:
            yield from _to(node.target, node.value, ())
        case ast.For() | ast.comprehension():
            yield from _to(node.target, node.iter, (EACH,))
        case ast.Call(func=ast.Attribute(attr="append", value=ast.Name(id=name)), args=[added]):
            yield name, ast.List([added]), ()
        case ast.Call(func=ast.Attribute(attr="extend", value=ast.Name(id=name)), args=[added]):
            yield name, added, ()


def _to(target: ast.expr, value: ast.expr, path: Path) -> Iterator[tuple[str, ast.expr, Path]]:
    if isinstance(target, ast.Name):
        yield target.id, value, path
    elif isinstance(target, ast.Tuple):
        for position, each in enumerate(target.elts):
            yield from _to(each, value, (*path, position))
