"""`replay`: stored orders and another edition in, what would differ for each of them out; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stallkeeper.cli.ending import DONE, PROBLEMS
from stallkeeper.cli.session import Session

if TYPE_CHECKING:
    from stallkeeper.render.replay_text import ReplaySummary
    from stallkeeper.runtime.replay import Replayed
    from stallkeeper.store.store import Store


@click.command("replay")
@click.argument("new")
@click.option(
    "--store", "path", type=click.Path(path_type=Path), required=True, help="The file with the stored orders."
)
@click.option("--account", metavar="NAME", help="Only the orders of this account.")
@click.option("--from", "old", metavar="CHANNEL", help="The edition they are held under. [default: their channel]")
@click.option("--json", "as_json", is_flag=True, help="As JSON: every order that would differ.")
@click.pass_obj
def command(session: Session, new: str, path: Path, account: str | None, old: str | None, as_json: bool) -> int:
    """What stored orders would be under NEW, a channel, an edition or a folder: each derived anew from its payload.

    The store is opened to be read and nothing in it is changed. Told are statuses, flags, lines, amounts and the
    actions offered, grouped and counted; addresses and other values that tell of a person are never shown. Ends with 0
    when no order would differ, 1 when one would or could not be derived.
    """
    from stallkeeper.clock import SystemClock
    from stallkeeper.render.replay_text import ReplaySummary, replayed_form
    from stallkeeper.store.store import Store

    summary = ReplaySummary()
    with Store.open_to_read(path, now=SystemClock().now()) as store:
        found = _counted(_replayed(session, store, new, old, account), summary)
        if as_json:
            from stallkeeper.cli.json_output import echo_json_array

            echo_json_array(replayed_form(each) for each in found if each.changes or each.skipped)
        else:
            for _ in found:
                pass
            click.echo(summary.text(), nl=False)
    return PROBLEMS if summary.differing or summary.skipped else DONE


def _replayed(session: Session, store: Store, new: str, old: str | None, account: str | None) -> Iterator[Replayed]:
    from stallkeeper.clock import SystemClock
    from stallkeeper.runtime.replay import replay
    from stallkeeper.store.order_filter import OrderFilter

    after = session.channel(new)
    assert after.spec is not None
    before = session.channel(old if old is not None else after.spec.channel)
    wanted = OrderFilter(channel=after.spec.channel, account=account)
    return replay(store, before, after, wanted, SystemClock().now())


def _counted(found: Iterator[Replayed], summary: ReplaySummary) -> Iterator[Replayed]:
    for each in found:
        summary.add(each)
        yield each
