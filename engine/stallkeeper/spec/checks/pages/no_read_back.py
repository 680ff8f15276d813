"""The binding cannot read one order again. This is a warning.

After an action the order is read again to see whether it took effect, and when an answer is lost that decides what to
do. Without `retrieval.one` both wait until the next sweep happens to list the order.

Bad: `retrieval: {list: …}` and actions.

Good: `retrieval: {list: …, one: {request: {method: GET, path: /orders/<order.id>}}}`.
"""

CODE = "no-read-back"
