"""`simulate`: a channel's scenarios in; kept and broken promises out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stallkeeper.cli.ending import DONE, PROBLEMS
from stallkeeper.cli.session import Session
from stallkeeper.errors import UsageError

if TYPE_CHECKING:
    from stallkeeper.machine.trace import Trace
    from stallkeeper.spec.loaded import LoadedChannel
    from stallkeeper.spec.scenario_spec import ScenarioSpec


@click.command("simulate")
@click.argument("channel")
@click.option("--story", metavar="S", help="Only this scenario, by its file's name without the ending.")
@click.option("--order", metavar="FILE", type=click.Path(path_type=Path), help="Free play: a native payload or YAML.")
@click.option("--events", metavar="LIST", help="Free play: accept,ship(carrier=DPD),+5d; the rest is made up.")
@click.option("--explore", is_flag=True, help="Walk every edge with made-up orders, and show the coverage.")
@click.option("--fail-under", metavar="N", type=click.IntRange(0, 100), help="Explore: end with 1 below N percent.")
@click.option("--write", metavar="DIR", type=click.Path(path_type=Path), help="Explore: write scenario files there.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
@click.option("-v", "--verbose", is_flag=True, help="Show every step, also where all promises are kept.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")
@click.pass_obj
def command(
    session: Session,
    channel: str,
    story: str | None,
    order: Path | None,
    events: str | None,
    explore: bool,
    fail_under: int | None,
    write: Path | None,
    form: str,
    verbose: bool,
    as_json: bool,
) -> int:
    """Run a channel's scenarios on the real engine, with a marketplace in memory and a clock driven by hand.

    Ends with 1 when a promise is broken. With --order and --events an order is played freely. With --explore every
    move of the channel is walked; --write keeps the counter-examples, and stories for what the channel's own leave out.
    """
    session.verbose = session.verbose or verbose
    as_json = as_json or form == "json"
    _refuse_mixtures(story, order, events, explore, fail_under, write)
    loaded = session.channel(channel)
    if explore:
        from stallkeeper.cli.exploring import run

        return run(loaded, fail_under, as_json, write)
    return _told(_traces(loaded, story, order, events), as_json, verbose or order is not None)


def _refuse_mixtures(
    story: str | None, order: Path | None, events: str | None, explore: bool, fail_under: int | None, write: Path | None
) -> None:
    if (order is None) is not (events is None):
        raise UsageError("--order and --events go together: which order, and what happens to it")
    if sum((story is not None, order is not None, explore)) > 1:
        raise UsageError("--story, --order and --explore are three things to do; choose one")
    if not explore and (fail_under is not None or write is not None):
        raise UsageError("--fail-under and --write go with --explore")


def _traces(loaded: LoadedChannel, story: str | None, order: Path | None, events: str | None) -> list[Trace]:
    from stallkeeper.scenario.simulate import simulate

    if order is not None:
        from stallkeeper.scenario.first_order import first_order
        from stallkeeper.scenario.free_play import free_play

        return [free_play(loaded, first_order(loaded, order), events or "")]
    return [simulate(loaded, scenario) for scenario in chosen(loaded.scenarios, story)]


def told_stories(loaded: LoadedChannel) -> int:
    """All scenarios of a channel, run and told."""
    return _told(_traces(loaded, None, None, None), as_json=False, verbose=False)


def _told(traces: list[Trace], as_json: bool, verbose: bool) -> int:
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
    from stallkeeper.scenario.free_play import FREE_PLAY

    for trace in traces:
        if verbose or not trace.kept:
            click.echo(trace_text(trace))
        else:
            click.echo(f"kept  {trace.story}: {trace.title}")
    if any(trace.story == FREE_PLAY for trace in traces):
        return  # nobody promised anything
    broken = sum(not trace.kept for trace in traces)
    click.echo(f"{len(traces) - broken} of {len(traces)} stories kept" if traces else "the channel has no scenarios")


def _echo_json(traces: Sequence[Trace]) -> None:
    from stallkeeper.cli.json_output import echo_json
    from stallkeeper.render.json_form import plain

    echo_json([{**plain(trace, {"place", "held", "shown"}), "kept": trace.kept} for trace in traces])
