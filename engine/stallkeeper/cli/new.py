"""`new`: a channel's id in, a folder that validates out."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stallkeeper.cli.ending import DONE, PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stallkeeper.spec.loaded import LoadedChannel


@click.command("new")
@click.argument("channel")
@click.option("--title", metavar="NAME", help="The marketplace's name as people write it. [default: from CHANNEL]")
@click.option("--from-openapi", "openapi", metavar="FILE", help="Draft it from the vendor's OpenAPI or Swagger file.")
@click.option("--family", metavar="CHANNEL", help="With --from-openapi: the channel that it extends.")
@click.option("--into", metavar="DIR", default="channels", show_default=True, help="Where to make the folder.")
def command(channel: str, title: str | None, openapi: str | None, family: str | None, into: str) -> int:
    """Start a channel: a folder of placeholders that validates, simulates and can be played at once.

    CHANNEL is the id and the folder's name: letters a-z, digits, _ and -; `channel/edition` starts an edition of it.
    An existing folder is left alone. From an OpenAPI 3 or Swagger 2 file (JSON or YAML) come paths, statuses, fields
    and paging, each guess an assumption that names the part of the file it came from, and samples from the examples
    in it; what stays open is told. Over a family only what that lacks is written. Ends with 1 where nothing could be
    drafted.
    """
    from stallkeeper.authoring.scaffold import folder_of, scaffold, write_scaffold
    from stallkeeper.cli.typed_command import typed_command
    from stallkeeper.clock import SystemClock
    from stallkeeper.errors import UsageError

    folder = Path(into) / folder_of(channel)
    typed = shlex.quote(str(folder) if len(folder.parts) > 1 else f"./{folder}")
    schema = (
        folder.resolve().parents[3 if "/" in channel else 1] / "schemas" / "channel-1.schema.json"
    )  # what the comments for editors lead to
    named = title or channel.partition("/")[0].replace("_", " ").replace("-", " ").title()
    if "/" in channel and (folder.parents[1] / "channel.yaml").exists():
        raise UsageError(f"{folder.parents[1]} has a channel.yaml of its own; move its files into an edition first")
    today = SystemClock().now().date()
    files = scaffold(channel, named, today, typed=typed, with_schemas=schema.is_file())
    if family is not None and openapi is None:
        raise click.UsageError("--family goes with --from-openapi")
    verbs: tuple[str, ...] = ("validate", "simulate", "play")
    if openapi is not None:
        files, verbs = _drafted(openapi, channel, named, family, folder), ("validate", "show")
        files = _for_editors(files, schema, folder) if schema.is_file() else files
        if not files:
            return PROBLEMS
    for path in write_scaffold(folder, files):
        click.echo(path)
    click.echo("Next, while you read the marketplace's documentation into it:", err=True)
    for verb in verbs:
        click.echo(f"  {typed_command()} {verb} {typed}", err=True)
    return DONE


def _drafted(openapi: str, channel: str, title: str, family: str | None, folder: Path) -> Mapping[str, str]:
    """The files drafted from the vendor's own; what stays open is told."""
    from stallkeeper.authoring.openapi.drafting import draft_from
    from stallkeeper.clock import SystemClock
    from stallkeeper.render.problems import as_text

    today = SystemClock().now().date()
    draft = draft_from(Path(openapi), openapi, channel, title, today, _family(family, folder))
    if draft.problems:
        click.echo(as_text(draft.problems), err=True)
        click.echo(err=True)
    return draft.files


def _for_editors(files: Mapping[str, str], schema: Path, folder: Path) -> Mapping[str, str]:
    """The YAML files with the line that leads an editor to what their keys mean."""
    way = "../" * len(folder.resolve().relative_to(schema.parents[1]).parts)
    line = f"# yaml-language-server: $schema={way}schemas/{{}}{{}}-1.schema.json\n"
    return {
        name: line.format(_kind(text), name.removesuffix(".yaml")) + text if name.endswith(".yaml") else text
        for name, text in files.items()
    }


def _kind(text: str) -> str:
    """Where the schemas of such files lie: of one that extends a family's nothing is asked that the family has."""
    return "extending/" if "\nextends:" in text else ""


def _family(name: str | None, folder: Path) -> tuple[str, LoadedChannel] | None:
    """The family and what it says: beside the new folder, or bundled."""
    from stallkeeper.spec.family import family_folder
    from stallkeeper.spec.load import load_channel

    if name is None:
        return None
    found = family_folder(name, folder)
    if found is None:
        raise click.UsageError(f'no channel "{name}" lies beside {folder}, and none is bundled')
    loaded = load_channel(found)
    if loaded.spec is None or loaded.binding is None:
        raise click.UsageError(f'the family "{name}" has errors; `validate` shows them')
    return name, loaded
