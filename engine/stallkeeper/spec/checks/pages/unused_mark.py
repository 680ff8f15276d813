"""The journal of events is read, and the request does not say from where.

Every sweep would begin at the first entry that the marketplace still has.

Bad: `journal: {at: events.*.id}` beside `query: {limit: 1000}`

Good: `query: {from?: <query.mark>, limit: 1000}`
"""

CODE = "unused-mark"
