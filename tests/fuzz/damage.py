"""A text or a payload and a random generator in, the same damaged as people, machines and strangers do, out."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable, Sequence
from typing import Any

WORDS = (
    "",
    "~",
    "null",
    "true",
    "0",
    "-1",
    "130",
    "0130",
    "1e999",
    ".nan",
    ".inf",
    "NO",
    "12:30:45",
    "1_000",
    "9999-12-31",
    "0000-00-00",
    "99999999999 weeks",
    "1 fortnight",
    "9" * 400,
    "x" * 3000,
    "é\u202e\u0000",
    "\ud83d\ude00",
    "<order.id>",
    "<secret.key>",
    "<",
    "<<a>>",
    "<order.id|utc|local|nothing>",
    "{{ 7 * 7 }}",
    "${HOME}",
    "../../etc/passwd",
    "/etc/passwd",
    "file:///etc/passwd",
    "https://evil.example/",
    "http://169.254.169.254/",
    "canary_in_a_text.run",
    "__import__('canary_in_a_text')",
    "!!python/object:canary_in_a_text.run {}",
    "&a [*a]",
    "*a",
    "<<: *a",
    "(a+)+$",
    "[a-z]{1,99999}",
    ".",
    "..",
    "/",
    "*",
    "a.*.b.*.c",
    "a" + ".a" * 300,
    "{if: {order.id: {given: true}}, then: x}",
    "[[[[[[[[[[",
    "{a: {a: {a: {a: 1}}}}",
    "|",
    ">-",
    "#",
    ":",
    "- -",
    "\t",
    "\r",
)
"""What stands where something else was expected."""

_SCALAR = re.compile(r"[A-Za-z0-9_.<>|/-]+")
_PLAIN: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    10**30,
    1.5,
    -0.0,
    "",
    " ",
    "x" * 5000,
    "\u0000",
    "\ud800",
    "NaN",
    "1e400",
    "12,50",
    "0001-01-01T00:00:00",
    "2026-13-45T99:99:99Z",
    "99999-01-01T00:00:00+99:00",
    [],
    {},
    [[]],
    [None],
    {"": ""},
    [1, "a", {}],
    {"amount": {"amount": {}}},
)


def damaged_text(text: str, dice: random.Random, others: Sequence[str]) -> str:
    """The text after one to three accidents; `others` are texts whose lines may land in it."""
    for _ in range(dice.choice((1, 1, 2, 3))):
        text = dice.choice(_ACCIDENTS)(text, dice, others)
    return text


def _scalar_replaced(text: str, dice: random.Random, _: Sequence[str]) -> str:
    found = list(_SCALAR.finditer(text))
    if not found:
        return text
    spot = dice.choice(found)
    return text[: spot.start()] + dice.choice(WORDS) + text[spot.end() :]


def _scalar_misspelt(text: str, dice: random.Random, _: Sequence[str]) -> str:
    found = [each for each in _SCALAR.finditer(text) if len(each[0]) > 2]
    if not found:
        return text
    spot = dice.choice(found)
    at = dice.randrange(spot.start(), spot.end())
    return text[:at] + dice.choice(("", "x", text[at] * 2, text[at].swapcase(), "_")) + text[at + 1 :]


def _scalars_swapped(text: str, dice: random.Random, _: Sequence[str]) -> str:
    found = list(_SCALAR.finditer(text))
    if len(found) < 2:
        return text
    first, second = sorted(dice.sample(found, 2), key=lambda each: each.start())
    return text[: first.start()] + second[0] + text[first.end() : second.start()] + first[0] + text[second.end() :]


def _lines_changed(text: str, dice: random.Random, others: Sequence[str]) -> str:
    lines = text.split("\n")
    at = dice.randrange(len(lines))
    kind = dice.randrange(6)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(at, lines[at])
    elif kind == 2:
        lines[at] = dice.choice(("  ", "", " ", "\t")) + lines[at].lstrip()
    elif kind == 3:
        lines.insert(at, dice.choice(dice.choice(others).split("\n")))
    elif kind == 4:
        other = dice.randrange(len(lines))
        lines[at], lines[other] = lines[other], lines[at]
    else:
        del lines[at : at + dice.randrange(1, 12)]
    return "\n".join(lines)


def _cut(text: str, dice: random.Random, _: Sequence[str]) -> str:
    return text[: dice.randrange(len(text) + 1)]


def _sign_changed(text: str, dice: random.Random, _: Sequence[str]) -> str:
    at = dice.randrange(len(text) + 1)
    return text[:at] + dice.choice("{}[]:,-#&*!|>'\"%@`\n\t\\\u2028\u00a0") + text[at + dice.randrange(2) :]


_ACCIDENTS: tuple[Callable[[str, random.Random, Sequence[str]], str], ...] = (
    _scalar_replaced,
    _scalar_replaced,
    _scalar_misspelt,
    _scalars_swapped,
    _lines_changed,
    _lines_changed,
    _cut,
    _sign_changed,
)


def damaged_value(value: Any, dice: random.Random) -> Any:
    """A payload with something in it of another type, missing, doubled or far too much."""
    value = json.loads(json.dumps(value))
    for _ in range(dice.choice((1, 1, 2, 5))):
        value = _changed(value, dice)
    return value


def _changed(value: Any, dice: random.Random) -> Any:
    spots = list(_spots(value))
    if not spots:
        return copy.deepcopy(dice.choice(_PLAIN))
    inner, key = dice.choice(spots)
    kind = dice.randrange(5)
    if kind == 0:
        del inner[key]
    elif kind == 1:
        inner[key] = [inner[key]] * dice.randrange(1, 4)
    elif kind == 2:
        inner[key] = {"value": inner[key]}
    else:
        inner[key] = copy.deepcopy(dice.choice(_PLAIN))
    return value


def _spots(value: Any) -> Any:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield value, key
            yield from _spots(inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield value, index
            yield from _spots(inner)


def damaged_bytes(content: bytes, dice: random.Random) -> bytes:
    """Bytes cut, flipped, doubled or mixed with others."""
    at = dice.randrange(len(content) + 1)
    kind = dice.randrange(5)
    if kind == 0:
        return content[:at]
    if kind == 1:
        return content[:at] + bytes([dice.randrange(256)]) + content[at + 1 :]
    if kind == 2:
        return content[:at] + content[at : at + 200] * dice.randrange(2, 30) + content[at:]
    if kind == 3:
        return (
            content[:at]
            + dice.choice(
                (b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"[" * 2000, b"\xff\xfe", b"1e99999", b'{"a":' * 500)
            )
            + content[at:]
        )
    return content[:at] + content[at + dice.randrange(1, 50) :]
