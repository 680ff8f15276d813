"""The interval of a sweep is to be cut into pieces, and the request never asks for an interval.

Every piece would then be the whole list again.

Bad: `longest: 7 days` beside a list whose query has no `<query.since>`

Good: `query: {from: <query.since>, to: <query.until>}`
"""

CODE = "unused-interval"
