"""A filter of a list mixes two kinds.

A value of the order is compared with `is`; the times `created` and `modified` have a `from` and an `until`.

Bad: `{field: modified, is: query.since}`

Good: `{field: modified, from: query.since, until: query.until}`
"""

CODE = "wrong-filter"
