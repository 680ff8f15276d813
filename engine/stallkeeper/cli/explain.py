"""`explain`: a problem's word in, its page out."""

from __future__ import annotations

import click


@click.command("explain")
@click.argument("code")
def command(code: str) -> None:
    """What a problem's word means, why it is one, and a bad and a good sample.

    CODE is the word behind the place in a report of `stallkeeper validate`, such as missing-key.
    """
    from stallkeeper.cli.choices import refuse
    from stallkeeper.spec.checks.registry import codes, explain

    page = explain(code)
    if page is None:
        raise refuse("problem", code, codes())
    click.echo(page.rstrip())
