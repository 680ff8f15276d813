"""A list of values is read from the channel, and no field takes its values from it. This is a warning.

Either the field does not say so, or the list is left over.

Bad: `lists: {reasons: …}`, where no field says `values_from: reasons`

Good: `refund_reason: {type: text, values_from: reasons}` in channel.yaml
"""

CODE = "unused-list"
