"""`erase`: policies, an order or an address of e-mail in; what would be erased, or a certificate of what was, out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from stallkeeper.cli.session import Session
from stallkeeper.errors import UsageError

if TYPE_CHECKING:
    from stallkeeper.orders import OrderKey
    from stallkeeper.runtime.erasing import Certificate
    from stallkeeper.runtime.privacy import ErasureAnswer, ErasurePlan, ErasureRequest, Privacy, Refusal


@click.command("erase")
@click.option("--execute", is_flag=True, help="Do it; without this it is only told what would be done.")
@click.option("--order", "order_id", metavar="ID", help="The buyer's data of this order, whatever its age.")
@click.option("--email", metavar="ADDRESS", help="Of all orders of this buyer, whatever their age.")
@click.option("--channel", metavar="CHANNEL", help="With --order: whose it is, where two channels use the same id.")
@click.option("--account", metavar="ACCOUNT", help="With --order: whose it is, where two accounts use the same id.")
@click.option("--open-too", is_flag=True, help="With --order or --email: also where the order is not at its end.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")
@click.pass_obj
def command(
    session: Session, /, execute: bool, order_id: str | None, email: str | None, as_json: bool, **given: Any
) -> None:
    """Erase the buyers' data whose time has come by `retention` in the accounts file, or that somebody asks to erase.

    It is told what would go; --execute does it, looks through everything that is kept for what was erased, and leaves
    a certificate beside the store. `run` does the same by itself, once a day.
    """
    if order_id is not None and email is not None:
        raise UsageError("--order and --email exclude each other")
    privacy = session.engine().privacy
    if order_id is None and email is None:
        if given["channel"] or given["account"] or given["open_too"]:
            raise UsageError("--channel, --account and --open-too go with --order or --email")
        failed = _due(privacy, execute, as_json)
    else:
        failed = _asked_for(privacy, _keys(session, privacy, order_id, email, **given), execute, given, as_json)
    if failed:
        raise click.exceptions.Exit(1)


def _keys(
    session: Session,
    privacy: Privacy,
    order_id: str | None,
    email: str | None,
    *,
    channel: str | None,
    account: str | None,
    open_too: bool,  # noqa: ARG001
) -> tuple[OrderKey, ...]:
    if order_id is not None:
        from stallkeeper.cli.finding import find_one

        return (find_one(session, order_id, channel=channel, account=account).key,)
    from stallkeeper.cli.who import who

    privacy.permission.check(who())  # which orders are somebody's is told to nobody who may not see whose an order is
    found = privacy.of_buyer(email or "")
    if not found:
        raise UsageError("no order that is kept has this address of e-mail")
    return found


def _due(privacy: Privacy, execute: bool, as_json: bool) -> bool:
    from stallkeeper.cli.who import who

    if execute:
        count, left = privacy.delete_exports(who())
        certificate = privacy.erase(who(), exports_too=False)
        count, left = _exports(certificate, count, left)
        form = {**_certificate_form(certificate), "exports_deleted": count, "exports_left": list(left)}
        _echo(as_json, form, _done_text(certificate, count, left))
        return bool(left) or (certificate is not None and not certificate.complete)
    plan = privacy.plan()
    _echo(as_json, _plan_form(plan), _plan_text(plan))
    return False


def _asked_for(privacy: Privacy, keys: Sequence[OrderKey], execute: bool, given: dict[str, Any], as_json: bool) -> bool:
    from stallkeeper.cli.who import who

    if not execute:
        request = privacy.plan_request(keys, open_too=given["open_too"])
        _echo(as_json, _request_form(request), _request_text(request))
        return False
    answer = privacy.erase_orders(keys, who(), open_too=given["open_too"])
    count, left = _exports(answer.certificate, 0, ())
    form = {**_answer_form(answer), "exports_deleted": count, "exports_left": list(left)}
    _echo(as_json, form, _answer_text(answer, _exports_text(count, left)))
    return bool(answer.refused) or (answer.certificate is not None and not answer.certificate.complete)


def _exports(certificate: Certificate | None, count: int, left: Sequence[str]) -> tuple[int, tuple[str, ...]]:
    """With those that went, or are left, because they held somebody who was erased."""
    if certificate is None:
        return count, tuple(left)
    return count + certificate.exports_deleted, tuple(dict.fromkeys((*left, *certificate.exports_left)))


def _echo(as_json: bool, form: Any, text: str) -> None:
    if as_json:
        from stallkeeper.cli.json_output import echo_json

        echo_json(form)
    else:
        click.echo(text)


def _plan_form(plan: ErasurePlan) -> dict[str, Any]:
    others = {
        what: [{"order": each.key.id, "rule": each.verdict.rule, "because": each.verdict.because} for each in found]
        for what in ("restrict", "hold_back", "payload", "documents")
        if (found := plan.of(what))
    }
    exports = {"exports": list(plan.exports)} if plan.exports else {}
    return {"orders": len(plan.of("erase")), "rules": plan.rules, "counts": plan.counts, **others, **exports}


def _plan_text(plan: ErasurePlan) -> str:
    lines = [f"{_orders(count)}: {rule}" for rule, count in sorted(plan.rules.items())]
    lines += [f"to be erased: {_counted(plan.counts)}"] if plan.rules else []
    for what, words in (
        ("restrict", "to be hidden, for the law wants it kept"),
        ("hold_back", "due and held back"),
        ("payload", "of which the marketplace's own record goes"),
        ("documents", "of which the documents go"),
    ):
        for because, count in Counter(each.verdict.because for each in plan.of(what)).items():
            lines.append(f"{_orders(count)} {words}{f': {because}' if because else ''}")
    lines += [f"exported file to be deleted: {path}" for path in plan.exports]
    return "\n".join([*lines, "nothing was erased; --execute does it"] if lines else ["nothing is due"])


def _request_form(request: ErasureRequest) -> dict[str, Any]:
    plan = request.plan
    told = {"orders": [each.key.id for each in plan.of("erase")], "counts": plan.counts}
    gone = [key.id for key in request.gone]
    exports = {"exports": list(plan.exports)} if plan.exports else {}
    return {**told, "refused": _refused_form(request.refused), "erased_already": gone, **exports}


def _request_text(request: ErasureRequest) -> str:
    """In the words of the answer, for that is what it will be."""
    plan = request.plan
    lines = [f"{_orders(len(found))}: {_counted(plan.counts)}"] if (found := plan.of("erase")) else []
    lines += [f"exported file to be deleted: {path}" for path in plan.exports]
    to_hide = {each.key for each in plan.of("restrict")}
    for each in request.refused:
        hides = "its data would be hidden" if each.key in to_hide else "its data is hidden already"
        lines.append(
            f"{each.key.id} would not be erased: {each.because}; {hides if each.restricted else _instead(each)}"
        )
    lines += [f"{key.id} was erased already" for key in request.gone]
    return "\n".join([*lines, f"nothing was erased{'; --execute does it' if plan.due else ''}"])


def _certificate_form(certificate: Certificate | None) -> dict[str, Any]:
    from stallkeeper.runtime.erasing import certificate_form

    if certificate is None:
        return {"orders": 0}
    return {**certificate_form(certificate), "certificate": certificate.path}


def _certificate_text(certificate: Certificate | None) -> str:
    if certificate is None:
        return "nothing was to be erased"
    lines = [f"{_orders(count)} erased: {rule}" for rule, count in sorted(certificate.rules.items())]
    lines.append(f"gone: {_counted(certificate.counts)}")
    if certificate.complete:
        looked = f"all {certificate.of} texts looked for in every table, {certificate.looked_for} in the files' bytes"
        lines.append(f"nothing of it is left: {looked}")
    else:
        gaps = "gaps of the file, which could not be made anew: another program is at it, or room is short"
        lines.append(f"STILL THERE: {', '.join(certificate.left) or gaps}")
    return "\n".join([*lines, f"certificate: {certificate.path or certificate.digest}"])


def _done_text(certificate: Certificate | None, count: int, left: Sequence[str]) -> str:
    lines = _exports_text(count, left)
    return "\n".join(lines if lines and certificate is None else [_certificate_text(certificate), *lines])


def _exports_text(count: int, left: Sequence[str]) -> list[str]:
    lines = [f"{count} exported file{'s' if count != 1 else ''} deleted"] if count else []
    return lines + [f"exported file STILL THERE: {path}" for path in left]


def _answer_form(answer: ErasureAnswer) -> dict[str, Any]:
    return {**_certificate_form(answer.certificate), "refused": _refused_form(answer.refused)}


def _refused_form(refused: Sequence[Refusal]) -> list[dict[str, Any]]:
    return [{"order": each.key.id, "because": each.because, "hidden": each.restricted} for each in refused]


def _instead(refusal: Refusal) -> str:
    """What would be done all the same."""
    return (
        f"--open-too {'hides it all the same; the law wants it kept' if refusal.by_law else 'erases it all the same'}"
    )


def _answer_text(answer: ErasureAnswer, exports: Sequence[str]) -> str:
    lines = [] if answer.certificate is None and answer.refused else [_certificate_text(answer.certificate)]
    lines += exports
    for each in answer.refused:
        instead = "its data is hidden from now on" if each.restricted else _instead(each)
        lines.append(f"{each.key.id} was not erased: {each.because}; {instead}")
    return "\n".join(lines)


def _orders(count: int) -> str:
    return f"{count} order{'s' if count != 1 else ''}"


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} × {name}" for name, count in counts.items()) or "nothing that is kept"
