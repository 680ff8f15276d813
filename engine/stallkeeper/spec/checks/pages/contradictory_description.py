"""A description from elsewhere says two things that cannot both hold.

`import-marketplaces` and `new --from-openapi` never choose silently: what they left out or took is said here.

Bad: a marketplace that lists the native status `SENT` under `shipped` and under `closed`.

Good: a marketplace that lists it once.
"""

CODE = "contradictory-description"
