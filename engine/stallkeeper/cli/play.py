"""`play`: a channel in; a marketplace that can be talked to, until Ctrl-C, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stallkeeper.cli.session import Session

if TYPE_CHECKING:
    from stallkeeper.played.play import PlayProgress


@click.command("play")
@click.argument("channel")
@click.option("--port", type=click.IntRange(0, 65535), default=8800, show_default=True, help="0: any that is free.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed plays the same orders.")
@click.option("--rate", type=float, default=0, show_default=True, metavar="N", help="New orders a minute.")
@click.option("--speed", type=float, default=1, show_default=True, metavar="X", help="How much faster its days pass.")
@click.option("--orders", "first", type=click.IntRange(0, 100_000), default=20, show_default=True, help="At the start.")
@click.pass_obj
def command(session: Session, channel: str, port: int, seed: int, rate: float, speed: float, first: int) -> None:
    """Be a marketplace: an HTTP server on loopback that speaks CHANNEL's own format, until Ctrl-C.

    It runs from the channel's play.yaml and samples alone and refuses what the real one would refuse. On its control
    desk, /__played/, tests make orders arrive, look at the truth and switch faults on.
    """
    from stallkeeper.cli.stop_sign import stopped_by_signals
    from stallkeeper.played.play import play

    folder = session.catalog.folder(channel)
    teller = _Teller()
    with stopped_by_signals() as sign:
        play(
            folder,
            port=port,
            seed=seed,
            rate=rate,
            speed=speed,
            first_orders=first,
            stop=sign,
            on_progress=teller.tell,
        )
    click.echo("stopped", err=True)


class _Teller:
    """Says where it listens on standard output, once; then, on stderr, what happens, one line per change."""

    def __init__(self) -> None:
        self._listening = False

    def tell(self, progress: PlayProgress) -> None:
        if not self._listening:
            click.echo(f"{progress.title} is played at {progress.base_url}; Ctrl-C stops it")
            self._listening = True
        line = f"{progress.orders} orders, {progress.requests} requests, {progress.effects} actions took effect"
        click.echo(line, err=True)
