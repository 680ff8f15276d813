"""A built binding's `auth` in, the problems that its meaning has out: secrets nobody has, tokens never sent."""

from __future__ import annotations

from stallkeeper.spec.auth_spec import SignSpec, TokenSpec
from stallkeeper.spec.binding_nodes import Findings
from stallkeeper.spec.binding_spec import BindingSpec
from stallkeeper.spec.part import Part
from stallkeeper.text.wording import did_you_mean, quoted


def check_auth(root: Part, spec: BindingSpec, found: Findings) -> None:
    """Adds what is wrong to `found`."""
    auth = root.at("auth")
    if spec.auth.basic is not None:
        _check_two_secrets(auth.at("basic"), spec, found)
        _check_one_credential(auth, spec, found)
    if spec.auth.token is not None:
        _check_token(auth.at("token"), spec.auth.token, spec, found)
    if spec.auth.sign is not None:
        _check_signature(auth.at("sign"), spec.auth.sign, found)
    for name, part in root.at("secrets").members():
        if f"secret.{name}" not in found.used:
            found.add(part, "unused-secret", f"the secret {quoted(name)} is never used", severity="warning")


def _check_two_secrets(basic: Part, spec: BindingSpec, found: Findings) -> None:
    for part in (basic.at("login"), basic.at("password")):
        _check_secret(part, spec, found)


def _check_secret(part: Part, spec: BindingSpec, found: Findings) -> None:
    if part.value not in spec.secrets:
        found.add(
            part, "unknown-name", f"no secret is called {quoted(part.value)}", did_you_mean(part.value, spec.secrets)
        )
    found.used.add(f"secret.{part.value}")


def _check_one_credential(auth: Part, spec: BindingSpec, found: Findings) -> None:
    """HTTP Basic is a header too: with another of that name one of the two would be lost."""
    for pair in spec.auth.headers:
        if pair.name.lower() == "authorization":
            message = "`basic` and `headers` both say what the header Authorization holds"
            found.add(auth.at("basic"), "two-credentials", message, "remove one of the two")


def _check_token(part: Part, token: TokenSpec, spec: BindingSpec, found: Findings) -> None:
    if token.basic:
        _check_two_secrets(part.at("basic"), spec, found)
    if "token" not in found.used:
        found.add(part, "unused-token", "the token is fetched and never sent", "use <token>")
    if token.lasts is not None and token.lasts_at is not None:
        message = "`lasts` is only used where the answer holds nothing at `lasts_at`"
        found.add(part.at("lasts"), "said-twice", message, "keep one of the two", "warning")
    if token.refresh is not None:
        _check_secret(part.at("refresh").at("secret"), spec, found)
        if "refresh" not in found.used:
            message = "there is a refresh token, and the request for a token never sends it"
            found.add(part.at("refresh"), "unused-token", message, "use <refresh> in its body")


def _check_signature(part: Part, sign: SignSpec, found: Findings) -> None:
    if (sign.header is None) == (sign.query is None):
        message = "the signature has to go into one place: a `header`, or a parameter of the `query`"
        found.add(part, "missing-key", message, "write `header: …`")
    if not any(name.startswith("secret.") for name in _names(sign)):
        found.add(part.at("key"), "key-without-secret", "the signature's key holds no secret", "use <secret.…>")
    timed = "request.time" in {str(each) for template in sign.over for each in template.references()}
    carried = sign.time_header is not None or sign.time_query is not None
    if timed and not carried:
        message = "the signature covers <request.time>, and nothing tells the marketplace that time"
        found.add(part, "missing-key", message, "add `time: {header: …}`")


def _names(sign: SignSpec) -> set[str]:
    return {str(reference) for reference in sign.key.references()}
