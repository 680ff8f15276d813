"""The `xml` part and the format do not go together.

Namespaces and envelopes are needed for `format: soap` and mean nothing elsewhere.

Bad: `format: json` with `xml: {…}`.

Good: `format: soap` with `xml: {…}`, or `format: json` without it.
"""

CODE = "wrong-format"
