"""`diff`: two editions of a channel in, what changed in meaning out, each change with an order that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stallkeeper.cli.ending import DONE, PROBLEMS
from stallkeeper.cli.session import Session

if TYPE_CHECKING:
    from stallkeeper.machine.diff.difference import Comparison
    from stallkeeper.spec.loaded import LoadedChannel


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")
@click.pass_obj
def command(session: Session, old: str, new: str, as_json: bool) -> int:
    """What changed in meaning from OLD to NEW: what is newly allowed, refused, required, mapped, due.

    OLD and NEW are names of the catalog (an edition: channel/edition) or folders. Each difference comes with a small
    order on which the two were seen to differ. Ends with 0 when nothing breaks a caller, a stored order or an
    account's configuration (or the two are equivalent), 1 when something does, or a file has problems, 2 when there is
    no such channel.
    """
    comparison = _compared(session.channel(old), session.channel(new))
    if as_json:
        from stallkeeper.cli.json_output import echo_json
        from stallkeeper.render.json_form import comparison_form

        echo_json(comparison_form(comparison))
    else:
        from stallkeeper.render.diff_text import diff_text

        click.echo(diff_text(comparison, old, new), nl=False)
    return PROBLEMS if comparison.breaking else DONE


def _compared(old: LoadedChannel, new: LoadedChannel) -> Comparison:
    from stallkeeper.machine.compile import compile_machine
    from stallkeeper.machine.diff.compare import compare

    assert old.spec is not None and new.spec is not None
    bindings = (old.binding, new.binding) if old.binding is not None and new.binding is not None else None
    return compare(compile_machine(old.spec), compile_machine(new.spec), bindings)
