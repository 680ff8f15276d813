"""The schemas of a channel, a binding and a play in; for editors, the same for a file that extends a family's, out.

Such a file says only what differs, so nothing has to be there but its own name and its family's; that the whole is
complete is seen when both are laid together.
"""

from __future__ import annotations

import json
from typing import Any

from tests.shared_material import ROOT

OWN = {
    "channel-1": ["channel", "extends", "title"],
    "binding-1": ["binding", "extends"],
    "play-1": ["play", "extends"],
}
"""schema -> the keys that a file which extends has to have itself."""


def files() -> dict[str, str]:
    """Path under schemas/ -> what it should hold."""
    return {f"extending/{name}.schema.json": _extending(name, own) for name, own in OWN.items()}


def _extending(name: str, own: list[str]) -> str:
    schema = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    relaxed = {**_asking_for_nothing(schema), "required": own}
    relaxed["$id"] = schema["$id"].replace(name, f"extending/{name}")
    relaxed["title"] = f"{schema['title']} (a file that extends a family's; made by `make docs`)"
    return json.dumps(relaxed, indent=2, ensure_ascii=False) + "\n"


def _asking_for_nothing(schema: Any) -> Any:
    """The schema without the keys that have to be there."""
    if isinstance(schema, list):
        return [_asking_for_nothing(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _asking_for_nothing(value)
        for key, value in schema.items()
        if key != "required" or not isinstance(value, list)
    }
