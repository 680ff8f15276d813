"""An answer has to be exactly one thing.

A sample (with `set`), what it gives, or a line of text on paper: with two of them it is not clear which is meant.

Bad: `answer: {sample: play-orders.json, give: <order>}`

Good: `answer: {give: <order>}`
"""

CODE = "wrong-answer"
