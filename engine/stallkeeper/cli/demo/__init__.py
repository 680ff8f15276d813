"""`demo`: marketplaces played on loopback, a seller who works, and orders that flow to their end."""

from __future__ import annotations

from pathlib import Path

import click

from stallkeeper.cli.ending import DONE, PROBLEMS
from stallkeeper.cli.session import Session


@click.command("demo")
@click.option("--orders", type=click.IntRange(1, 20_000), default=330, show_default=True, help="How many arrive.")
@click.option("--seed", type=int, default=1, show_default=True, help="Which orders arrive.")
@click.option(
    "--keep", metavar="FILE", type=click.Path(path_type=Path), help="Where to keep the store. [default: a new folder]"
)
@click.option("--json", "as_json", is_flag=True, help="The result as JSON, for a program.")
@click.pass_obj
def command(session: Session, orders: int, seed: int, keep: Path | None, as_json: bool) -> int:
    """Play every marketplace of the catalog on loopback and let a seller's orders flow to their end.

    Nothing leaves this machine. Days pass in seconds: marketplaces and engine share a clock that the demo moves. Ends
    with 0 only if the store agrees with what the marketplaces hold, order by order. The store is kept for a look.
    """
    from stallkeeper.cli.demo.performance import perform
    from stallkeeper.cli.demo.place import choose_place

    result = perform(session, choose_place(keep), orders, seed)
    if as_json:
        from stallkeeper.cli.json_output import echo_json

        echo_json(result.form())
    else:
        click.echo(result.text(), nl=False)
    return DONE if result.agrees else PROBLEMS
