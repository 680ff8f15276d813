"""A channel together with its binding, as the checks get them that look at both."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.part import Part

if TYPE_CHECKING:
    from stallkeeper.spec.binding_spec import BindingSpec


@dataclass(frozen=True, slots=True)
class Bound:
    """Both are sound. `file` is the root of the binding's text, for places; `folder` is the channel's."""

    channel: ChannelSpec
    binding: BindingSpec
    file: Part
    folder: Path
