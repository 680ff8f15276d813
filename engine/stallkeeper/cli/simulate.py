"""`simulate`: a channel's scenarios in; kept and broken promises out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from stallkeeper.cli.ending import DONE, PROBLEMS
from stallkeeper.cli.session import Session

if TYPE_CHECKING:
    from stallkeeper.machine.trace import Trace
    from stallkeeper.spec.scenario_spec import ScenarioSpec


@click.command("simulate")
@click.argument("channel")
@click.option("--story", metavar="S", help="Only this scenario, by its file's name without the ending.")
@click.option("-v", "--verbose", is_flag=True, help="Show every step, also where all promises are kept.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")
@click.pass_obj
def command(session: Session, channel: str, story: str | None, verbose: bool, as_json: bool) -> int:
    """Run a channel's scenarios on the real engine, with a marketplace in memory and a clock driven by hand.

    Ends with 1 when a promise is broken.
    """
    from stallkeeper.scenario.simulate import simulate

    session.verbose = session.verbose or verbose
    loaded = session.channel(channel)
    traces = [simulate(loaded, scenario) for scenario in chosen(loaded.scenarios, story)]
    if as_json:
        _echo_json(traces)
    else:
        _echo_text(traces, verbose)
    return DONE if all(trace.kept for trace in traces) else PROBLEMS


def chosen(scenarios: Sequence[ScenarioSpec], story: str | None) -> Sequence[ScenarioSpec]:
    """All scenarios, or the one that is named; UsageError with the near misses where there is none of that name."""
    if story is None:
        return scenarios
    from stallkeeper.cli.choices import one_of

    one_of("story", story, [scenario.id for scenario in scenarios])
    return [scenario for scenario in scenarios if scenario.id == story]


def _echo_text(traces: Sequence[Trace], verbose: bool) -> None:
    from stallkeeper.render.trace_text import trace_text

    for trace in traces:
        if verbose or not trace.kept:
            click.echo(trace_text(trace))
        else:
            click.echo(f"kept  {trace.story}: {trace.title}")
    broken = sum(not trace.kept for trace in traces)
    click.echo(f"{len(traces) - broken} of {len(traces)} stories kept" if traces else "the channel has no scenarios")


def _echo_json(traces: Sequence[Trace]) -> None:
    from stallkeeper.cli.json_output import echo_json
    from stallkeeper.render.json_form import plain

    echo_json([{**plain(trace, {"place", "held", "shown"}), "kept": trace.kept} for trace in traces])
