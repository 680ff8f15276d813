"""The list is read once for each value of a parameter, and its request does not name the value.

The same list would be read again and again.

Bad: `for_each: contracts` beside `query: {contract: 7}`

Good: `query: {contract: <each>}`
"""

CODE = "unused-each"
