"""A report in; the same without addresses that its marketplace has made nobody's, and with a flag that says so, out."""

from __future__ import annotations

from dataclasses import replace

from stallkeeper.orders import Address, OrderReport
from stallkeeper.words import ANONYMIZED

_AROUND = " .-_*#[](){}<>"
_WORDS = frozenset(
    {
        *("anonymized", "anonymised", "anonymisé", "anonymisée", "anonymisiert", "anonimizado", "anonimizzato"),
        *("geanonimiseerd", "zanonimizowano", "deleted", "erased", "removed", "redacted", "gelöscht", "supprimé"),
        *("gdpr", "rgpd", "dsgvo"),
    }
)
"""What stands where a buyer's name stood. Words that somebody may be called are not among them."""
_SIGNS = frozenset("*x#.-_ ")


def without_nobody(report: OrderReport) -> OrderReport:
    """Such an address counts as given empty, so that it never takes the place of the one that was told before."""
    billing, delivery = report.billing, report.delivery
    billed, delivered = billing is not None and is_nobody(billing), delivery is not None and is_nobody(delivery)
    if not billed and not delivered:
        return report
    return replace(
        report,
        billing=Address() if billed else billing,
        delivery=Address() if delivered else delivery,
        flags=(*report.flags, ANONYMIZED),
    )


def is_nobody(address: Address) -> bool:
    """Whether a stand-in has taken the place of the name and of the street: a word for it, signs, or one text in both.

    A street that is told makes a name that looks like a stand-in somebody's name.
    """
    name, street = address.last_name or address.full_name or address.first_name, address.street
    if not name:
        return False
    if not street:
        return _is_word(name)
    return name == street or (_is_stand_in(name) and _is_stand_in(street))


def _is_word(text: str) -> bool:
    return text.strip(_AROUND).casefold() in _WORDS


def _is_stand_in(text: str) -> bool:
    return _is_word(text) or (len(text) > 1 and _SIGNS.issuperset(text.casefold()))
