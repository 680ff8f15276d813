"""A source or an assumption is about something that is not in the file.

The path in `about` was misspelt, or what it named has been renamed or removed; its facts now rest on nothing.

Bad:

    assumptions:
      - {about: statuses.shiped, because: The page prints no code for it.}

Good:

    assumptions:
      - {about: statuses.shipped, because: The page prints no code for it.}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Place, Problem
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.uses import item_place
from stallkeeper.text.wording import nearest, quoted

CODE = "about-nothing"


def check(channel: ChannelSpec) -> Iterator[Problem]:
    known = {".".join(map(str, path)) for path in channel.places if path}
    for about, place in _abouts(channel):
        if about not in known and place.path == channel.path:  # a family's own is judged in its own folder
            near = nearest(about, _beside(about, known))
            hint = f"did you mean `{near}`?" if near else "write keys of this file, joined by dots"
            yield Problem(place, CODE, f"{quoted(about)} names nothing in this file", hint)


def _beside(about: str, known: set[str]) -> list[str]:
    """The paths that `about` may have been meant to be: no deeper than itself."""
    return sorted(path for path in known if path.count(".") == about.count("."))


def _abouts(channel: ChannelSpec) -> Iterator[tuple[str, Place]]:
    for number, source in enumerate(channel.sources):
        for index, about in enumerate(source.about):
            yield about, item_place(channel, ("sources", number, "about"), index)
    for assumption in channel.assumptions:
        yield assumption.about, assumption.place
