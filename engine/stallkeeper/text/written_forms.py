"""A text in, the bytes that it may stand as in a file out: plain, escaped for JSON, XML or an address, in base64."""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from urllib.parse import quote

from stallkeeper.text.json_codec import encode


def stored_forms(text: str) -> tuple[bytes, ...]:
    """Those that a text has in a file of ours: as it is, or within JSON."""
    return tuple(dict.fromkeys((text.encode(), *_in_json(text))))


def _in_json(text: str) -> tuple[bytes, bytes]:
    """Within JSON, with and without signs beyond ASCII."""
    inner = encode(text).decode()[1:-1]
    return inner.encode(), "".join(sign if ord(sign) < 128 else _escaped(sign) for sign in inner).encode()


@lru_cache(maxsize=4096)
def written_forms(text: str) -> tuple[bytes, ...]:
    """Every form once, the plain one first."""
    plain = text.encode()
    forms = [
        plain,
        *_in_json(text),
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode(),
        quote(text).encode(),
        text.encode("utf-16-le"),
        text.encode("utf-16-be"),
        *_in_base64(plain),
    ]
    return tuple(dict.fromkeys(forms))


def _escaped(sign: str) -> str:
    units = sign.encode("utf-16-be")
    return "".join(f"\\u{int.from_bytes(units[at : at + 2], 'big'):04x}" for at in range(0, len(units), 2))


def _in_base64(plain: bytes) -> list[bytes]:
    """What stays the same of its base64 whatever stands before and after it, for each of three ways to begin."""
    forms = []
    for before in range(3):
        end = (before + len(plain)) // 3 * 3 - before
        begin = -before % 3
        inner = plain[begin:end]
        if len(inner) >= 6:
            forms.append(b64encode(inner))
    return forms
