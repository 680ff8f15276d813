"""What loading a channel's folder gives: everything that could be built, and every problem."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.scenario_spec import ScenarioSpec

if TYPE_CHECKING:
    from stallkeeper.spec.binding_spec import BindingSpec


@dataclass(frozen=True, slots=True)
class LoadedChannel:
    """A channel as its folder describes it.

    `spec` is None exactly when channel.yaml or carriers.yaml has errors; `binding` is None when there is no
    binding.yaml, it has errors, or it was not asked for. `problems` are those of all files, sorted by place.
    """

    spec: ChannelSpec | None
    binding: BindingSpec | None = None
    scenarios: tuple[ScenarioSpec, ...] = ()
    problems: tuple[Problem, ...] = ()
    allowed: tuple[Problem, ...] = ()
    """What the checks found and the files declare right by an `allow`; none of these is in `problems`."""
    folder: Path = field(default_factory=Path)
    newer_edition: str | None = None
    """The edition that came after this one, as a catalog calls it; only where this one has an end."""

    @property
    def order_channel(self) -> str:
        """What the keys of its orders call the channel: its family where an id is unique in that."""
        if self.spec is None:
            return ""
        return self.spec.family or self.spec.channel if self._identity == "family" else self.spec.channel

    def order_scope(self, account_scope: str) -> str:
        """Where the ids of an account's orders are unique: in the whole channel where the binding says so."""
        return self.spec.channel if self.spec is not None and self._identity == "channel" else account_scope

    @property
    def _identity(self) -> str:
        return "account" if self.binding is None else self.binding.retrieval.identity_scope

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that fail a validation; warnings do not."""
        return tuple(problem for problem in self.problems if problem.severity == "error")
