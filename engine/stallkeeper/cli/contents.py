"""The table of contents: every verb with its sentence, by purpose; its module is imported when the verb is used."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from stallkeeper.cli.ending import ReaderLeft, ending
from stallkeeper.cli.session import Session

CONTENTS: dict[str, dict[str, str]] = {
    "Write a channel": {
        "new": "Start a channel: a folder that validates.",
        "import-marketplaces": "Channels from the incumbent's own description.",
        "validate": "Check channels, all problems at once.",
        "explain": "What a problem's word means, shown bad and good.",
        "show": "A channel as the engine understood it.",
        "diff": "What changed in meaning between two editions.",
        "replay": "What stored orders would be under another edition.",
        "simulate": "Run a channel's scenarios without a network.",
        "watch": "Validate and simulate a channel at each save.",
        "page": "A channel's guide page, in Markdown.",
        "carriers": "The carriers a channel knows: codes, names, tracking pages.",
        "schema": "What an action takes, as JSON Schema.",
    },
    "Try it": {
        "demo": "Play marketplaces and let a seller's orders flow.",
        "play": "Be a marketplace: an HTTP server run from a channel's play.yaml.",
    },
    "Sell": {
        "sync": "Read an account's orders now.",
        "run": "Keep accounts in step, by schedule, until Ctrl-C.",
        "orders": "List orders.",
        "order": "One order: detail, history, what is allowed and why not the rest.",
        "plan": "What an action would meet: ready, needs data, not possible.",
        "act": "Accept, ship, refund: one order, several, or many.",
        "rules": "What is done by itself: what it did, waits for, would do.",
        "settle": "Say what became of an action that is in doubt.",
        "documents": "An order's documents: fetch, save, hand over.",
        "back-office": "Your own systems: what goes there, their ids, what they ask for.",
        "export": "Orders or lines as CSV, XLSX or JSON.",
    },
    "Look after it": {
        "health": "Whether each account is kept in step.",
        "deadlines": "By when what has to happen, and what happens else.",
        "errors": "What failed, by cause; try again, or handle it.",
        "webhooks": "Who else is told what happens: standing, resend, resume.",
        "ledger": "Every sweep: what it read, gaps and what it missed.",
    },
    "Answer for it": {
        "audit": "Who changed what, when, from where and why.",
        "erase": "Buyers' data whose time has come, or on request.",
        "person": "All that is kept of one buyer, as JSON.",
    },
}

VERBS: dict[str, str] = {verb: sentence for section in CONTENTS.values() for verb, sentence in section.items()}


class TableOfContents(click.Group):
    """A group that knows its verbs' sentences without importing their modules, and ends every run in one place."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(f"stallkeeper.cli.{cmd_name.replace('-', '_')}").command
        if not any("-v" in parameter.opts for parameter in command.params):
            command.params.append(_verbose_anywhere())
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in VERBS:
            from stallkeeper.cli.choices import refuse

            raise refuse("verb", args[0], VERBS, tell="`stallkeeper --help` lists them")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb. A reader that left is told apart here, before click makes an exit code 1 of it."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise ReaderLeft from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        width = max(map(len, VERBS))
        for section, verbs in CONTENTS.items():
            with formatter.section(section):
                formatter.write_dl([(verb.ljust(width), sentence) for verb, sentence in verbs.items()])

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, *_: Any, **extra: Any) -> NoReturn:
        """Run the command line and end the process with its exit code; no traceback leaves here unless asked for."""
        extra["standalone_mode"] = False
        session = extra.setdefault("obj", Session())
        started = super().main
        raise SystemExit(ending(lambda: started(args, prog_name or "stallkeeper", **extra), session))


def _verbose_anywhere() -> click.Option:
    """`-v` behind a verb does what it does before it, so that a message may say "again with -v"."""

    def switch(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
        if value:
            ctx.find_object(Session).verbose = True  # type: ignore[union-attr]

    return click.Option(["-v", "--verbose"], is_flag=True, hidden=True, expose_value=False, callback=switch)


@click.group(
    cls=TableOfContents,
    invoke_without_command=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Exit codes: 0 done, 1 problems, 2 wrong usage, 130 interrupted.",
)
@click.option("-v", "--verbose", is_flag=True, help="Show tracebacks.")
@click.option(
    "--accounts",
    metavar="FILE",
    envvar="STALLKEEPER_ACCOUNTS",
    default="stallkeeper.yaml",
    show_default=True,
    help="Who sells where. [env: STALLKEEPER_ACCOUNTS]",
)
@click.option(
    "--channels", metavar="DIR", multiple=True, help="Further channels: a folder of them, or one's own; again for more."
)
@click.option(
    "--log", metavar="FILE", envvar="STALLKEEPER_LOG", help="Add what happens to FILE, a JSON object a line, ids only."
)
@click.option("--telemetry", is_flag=True, help="Traces and metrics, to what OpenTelemetry has been set up for.")
@click.option("--no-color", is_flag=True, help="Plain text. [env: NO_COLOR]")
@click.version_option(message="stallkeeper %(version)s", package_name="stallkeeper")
@click.pass_obj
def stallkeeper(
    session: Session,
    verbose: bool,
    accounts: str,
    channels: tuple[str, ...],
    log: str | None,
    telemetry: bool,
    no_color: bool,
) -> None:
    """Marketplace orders as data: each marketplace is a folder of YAML, run by one engine."""
    session.verbose = verbose
    session.accounts_path = accounts
    session.channel_folders = channels
    session.log_path, session.telemetry = log, telemetry
    session.color = session.color and not no_color
