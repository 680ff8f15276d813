"""A reason says nothing.

An assumption, an allowance or a rule that leaves orders out is only worth something with the reason why; a single word
such as TODO or a question mark is none.

Bad:

    assumptions:
      - {about: statuses, because: TODO}

Good:

    assumptions:
      - {about: statuses, because: The page names the status and prints no code for it.}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Place, Problem, warning
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.text.wording import quoted

CODE = "empty-reason"


_FEWEST = 2
_NO_WORDS = frozenset({"todo", "tbd", "fixme", "unknown", "none", "n/a", "xxx"})


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for what, text, place in _reasons(channel):
        words = [word for word in text.split() if any(sign.isalnum() for sign in word)]
        if len(words) < _FEWEST or words[0].strip(".:!").lower() in _NO_WORDS:
            message = f"{what} gives {quoted(text)} as its reason"
            yield warning(place, CODE, message, "write a sentence that a reader can check", witness=text)


def _reasons(channel: ChannelSpec) -> Iterator[tuple[str, str, Place]]:
    for index, assumption in enumerate(channel.assumptions):
        yield "an assumption", assumption.because, channel.value_place_of("assumptions", index, "because")
    for index, rule in enumerate(channel.only):
        yield "a rule of `only`", rule.because, channel.value_place_of("only", index, "because")
    for native, because in channel.gates.items():
        yield f"the gate at {quoted(native)}", because, channel.value_place_of("gates", native)
