"""An action takes a field that is never sent.

What the seller fills in would be lost without a word. It is an error where the field is needed, else a warning.

Bad: the action `ship` needs `carrier`, and its request does not name it.

Good: `carrier: <fields.carrier>` in the request.
"""

CODE = "unused-field"
