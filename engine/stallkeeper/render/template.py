"""A template's name and values go in, text comes out; the only importer of jinja2.

Whatever is not `Safe` is escaped as it is written, so that a template cannot forget it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from stallkeeper.render.pen import MarkdownPen, Safe


def render_template(name: str, values: Mapping[str, Any]) -> str:
    """The Markdown of a template of this package; a name that is not given is an error, not an empty space."""
    return str(_environment().get_template(name).render(values))


@cache
def _environment() -> Any:
    import jinja2  # 40 ms: only where a page is made

    pen = MarkdownPen()
    return jinja2.Environment(
        loader=jinja2.PackageLoader("stallkeeper.render", "templates"),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # Markdown: `finalize` escapes
        finalize=lambda value: value if isinstance(value, Safe) else pen.text(value),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
