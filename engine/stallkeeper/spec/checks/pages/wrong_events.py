"""It is not clear how a played journal or queue of events is read.

A journal is asked for what came `after` an event; a queue gives what was not acknowledged yet. A route is one of both.

Bad: `events: {after: query.from, queue: true}`

Good: `events: {after: query.from}`
"""

CODE = "wrong-events"
