"""`play`: a channel in; a marketplace that can be talked to, until Ctrl-C, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stallkeeper.cli.session import Session

if TYPE_CHECKING:
    from stallkeeper.played.play import PlayProgress
    from stallkeeper.played.server import PlayedServer


@click.command("play")
@click.argument("channel")
@click.option("--port", type=click.IntRange(0, 65535), default=8800, show_default=True, help="0: any that is free.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed plays the same orders.")
@click.option("--rate", type=float, default=0, show_default=True, metavar="N", help="New orders a minute.")
@click.option("--speed", type=float, default=1, show_default=True, metavar="X", help="How much faster its days pass.")
@click.option("--orders", "first", type=click.IntRange(0, 100_000), default=20, show_default=True, help="At the start.")
@click.option("--faults", default="", metavar="NAME[,NAME]", help="Troubles from the start; mix: all, by the seed.")
@click.pass_obj
def command(
    session: Session, channel: str, port: int, seed: int, rate: float, speed: float, first: int, faults: str
) -> None:
    """Be a marketplace: an HTTP server on loopback that speaks CHANNEL's own format, until Ctrl-C.

    It runs from the channel's play.yaml and samples alone and refuses what the real one would refuse. On its control
    desk, /__played/, tests make orders arrive, look at the truth and switch faults on;
    GET /__played/ lists what it offers, and docs/play.md tells what each of it takes.
    """
    from stallkeeper.cli.stop_sign import stopped_by_signals
    from stallkeeper.played.play import play

    folder = session.catalog.folder(channel)

    def told(server: PlayedServer) -> None:
        click.echo(f"{server.world.play.title} is played at {server.base_url}; Ctrl-C stops it")
        click.echo(_how_to_sell(session, channel, server), err=True)

    with stopped_by_signals() as sign:
        play(
            folder,
            port=port,
            seed=seed,
            rate=rate,
            speed=speed,
            first_orders=first,
            faults=[name for part in faults.split(",") if (name := part.strip())],
            stop=sign,
            on_open=told,
            on_progress=_tell,
        )
    click.echo("stopped", err=True)


def _how_to_sell(session: Session, channel: str, server: PlayedServer) -> str:
    """The account to write down, where our side of the channel is written already."""
    from stallkeeper.cli.played_account import PlayedAccount

    binding = session.catalog.load(channel).binding
    if binding is None:
        return (
            f"It has no binding.yaml that can be used, so no account can sell there yet; `validate {channel}` says why."
        )
    account = PlayedAccount("my-shop", _as_written(session, channel), server.base_url, server.world.play, binding)
    return "\n".join(account.instructions()) + "\n"


def _as_written(session: Session, channel: str) -> str:
    """How an accounts file in this directory names the channel."""
    from stallkeeper.spec.catalog import is_bundled
    from stallkeeper.spec.editions import name_of

    folder = session.catalog.folder(channel)
    if is_bundled(folder):
        return name_of(folder)
    return str(folder) if "/" in str(folder) else f"./{folder}"


def _tell(progress: PlayProgress) -> None:
    line = f"{progress.orders} orders, {progress.requests} requests, {progress.effects} actions took effect"
    click.echo(line, err=True)
