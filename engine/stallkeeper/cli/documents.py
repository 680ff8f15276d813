"""`documents`: an order id in; its documents listed, fetched, saved to a folder, or one of ours handed over, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from stallkeeper.cli.action_words import whose_order
from stallkeeper.cli.session import Session
from stallkeeper.errors import UsageError

if TYPE_CHECKING:
    from stallkeeper.orders import Order, OrderDocument
    from stallkeeper.runtime.documents import Documents
    from stallkeeper.spec.channel_spec import DocumentSpec

HEADERS = ("document", "made by", "state", "since", "type", "size", "note")


@click.command("documents")
@click.argument("order_id", metavar="ID")
@whose_order
@click.option("--fetch", metavar="NAME", multiple=True, help="Fetch this one from the marketplace; again for more.")
@click.option("--save", metavar="FOLDER", type=click.Path(path_type=Path), help="Write what is kept into FOLDER.")
@click.option("--upload", metavar="NAME FILE", nargs=2, help="Hand over a document of ours.")
@click.option("--number", metavar="NUMBER", help="With --upload: what it is known by, an invoice's number say.")
@click.option("--again", is_flag=True, help="With --upload: even though it may be there already.")
@click.option("--arrived", metavar="NAME", help="One of ours that is in doubt: a person has seen that it is there.")
@click.option("--not-arrived", metavar="NAME", help="The same: it is not there, and may be handed over again.")
@click.option("--json", "as_json", is_flag=True, help="As a JSON array, for a program.")
@click.pass_obj
def command(
    session: Session,
    order_id: str,
    channel: str | None,
    account: str | None,
    fetch: tuple[str, ...],
    save: Path | None,
    upload: tuple[str, str] | None,
    number: str | None,
    again: bool,
    arrived: str | None,
    not_arrived: str | None,
    as_json: bool,
) -> None:
    """The documents of an order: which it has, what has become of each, and where they are.

    What was fetched lies encrypted beside the database until the buyer's data is erased. Files that are saved are
    readable by their owner only, and are not erased with it: the history tells that they were handed out.
    """
    from stallkeeper.cli.finding import check_accounts, find_one

    if (number is not None or again) and upload is None:
        raise UsageError("--number and --again go with --upload NAME FILE")
    order = find_one(session, order_id, channel=channel, account=account)
    check_accounts(session, [order])
    looks = not (fetch or save or upload or arrived or not_arrived)
    documents = session.engine(only_looks=looks).documents
    _settle(documents, order, arrived, not_arrived)
    failed = _fetch(documents, order, fetch)
    failed += _upload(documents, order, upload, number, again) if upload is not None else 0
    if save is not None:
        _save(documents, order, save)
    _show(documents, order, as_json)
    if failed:
        raise SystemExit(1)


def _settle(documents: Documents, order: Order, arrived: str | None, not_arrived: str | None) -> None:
    from stallkeeper.cli.who import who

    for name, is_there in ((arrived, True), (not_arrived, False)):
        if name is not None:
            done = documents.settle(order.key, name, is_there, who())
            click.echo(f"{name}: {done.state}", err=True)


def _fetch(documents: Documents, order: Order, names: tuple[str, ...]) -> int:
    from stallkeeper.cli.who import who
    from stallkeeper.errors import ChannelError

    failed = 0
    for name in names:
        try:
            found = documents.fetch(order.key, name, who())
        except ChannelError as error:
            click.echo(f"{name}: {error}", err=True)
            failed += 1
        else:
            click.echo(f"{name}: {'kept' if found else 'the marketplace does not have it yet'}", err=True)
    return failed


def _upload(documents: Documents, order: Order, upload: tuple[str, str], number: str | None, again: bool) -> int:
    import mimetypes

    from stallkeeper.bindings.client import DocumentFile
    from stallkeeper.cli.who import who

    name, path = upload[0], Path(upload[1])
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    file = DocumentFile(path.name, media_type, content, number)
    done = documents.upload(order.key, name, file, who(), again=again)
    click.echo(f"{name}: {done.state.replace('_', ' ')}" + (f": {done.error}" if done.error else ""), err=True)
    if number is None and "`document.number`" in (done.error or ""):
        click.echo("this marketplace wants to know by what number it is known: say --number NUMBER", err=True)
    return int(done.state != "uploaded")


def _save(documents: Documents, order: Order, folder: Path) -> None:
    from stallkeeper.cli.private_file import write_private
    from stallkeeper.cli.who import who

    for each in documents.of(order.key):
        if each.kept is not None:
            path = folder / _file_name(order, each)
            write_private(path, documents.content(order.key, each.name, each.part, who()))
            click.echo(f"{path} written", err=True)


def _file_name(order: Order, document: OrderDocument) -> str:
    """Made of what cannot lead anywhere: an order's id is a marketplace's word."""
    import mimetypes

    order_id = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "_" for sign in order.id)[:80]
    ending = mimetypes.guess_extension(document.media_type or "") or ".bin"
    part = f"-{document.part}" if document.part > 1 else ""
    return f"{order_id}-{document.name}{part}{ending}"


def _show(documents: Documents, order: Order, as_json: bool) -> None:
    found, declared = documents.of(order.key), documents.declared(order.key)
    there = {each.name for each in found}
    if as_json:
        from stallkeeper.cli.json_output import echo_json_array

        missing = ({"name": each.name, "made_by": each.made_by, "state": "none"} for each in declared)
        echo_json_array(
            [*map(_form, found), *(each for each in missing if each["name"] not in there)],
        )
        return
    from stallkeeper.render.tables import Table, text_table

    rows = [_row(each) for each in found] + [_row_of(each) for each in declared if each.name not in there]
    if rows:
        click.echo(text_table(Table(HEADERS, tuple(rows), frozenset({5}))))
    click.echo(f"{len(rows)} document{'s' if len(rows) != 1 else ''}", err=True)


def _row(each: OrderDocument) -> tuple[str, ...]:
    name = each.name if each.part == 1 else f"{each.name} {each.part}"
    size = "" if each.size is None else f"{each.size:,}"
    note = (
        each.error or each.number or (f"next try {each.next_attempt_at:%Y-%m-%d %H:%M}" if each.next_attempt_at else "")
    )
    return (
        name,
        each.made_by,
        each.state.replace("_", " "),
        f"{each.at:%Y-%m-%d %H:%M}",
        each.media_type or "",
        size,
        note,
    )


def _row_of(document: DocumentSpec) -> tuple[str, ...]:
    return (document.name, document.made_by, "none", "", "", "", document.recommended or "")


def _form(document: OrderDocument) -> dict[str, object]:
    from stallkeeper.render.json_form import plain

    form: dict[str, object] = plain(document)
    del form["kept"]
    return form
