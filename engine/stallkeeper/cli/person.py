"""`person`: an address of e-mail in; all that is kept of that buyer, as JSON, out; and a line in the history."""

from __future__ import annotations

import click

from stallkeeper.cli.session import Session
from stallkeeper.errors import UsageError


@click.command("person")
@click.option("--email", metavar="ADDRESS", required=True, help="Whose data is asked for.")
@click.pass_obj
def command(session: Session, email: str) -> None:
    """All that is kept of one buyer, as JSON, for whoever has a right to it. The history of each order tells of it."""
    from stallkeeper.cli.json_output import echo_json_array
    from stallkeeper.cli.who import who
    from stallkeeper.render.person_form import person_form

    privacy = session.engine().privacy
    privacy.permission.check(who())  # whoever has none is not told either whether anything is kept
    found = privacy.of_buyer(email)
    if not found:
        raise UsageError("no order that is kept has this address of e-mail")
    documents = session.store.documents
    echo_json_array(
        person_form(each.order, each.payload, each.submissions, each.history, documents.all(each.order.key))
        for each in privacy.disclose(found, who(), "access export")
    )
