"""A native word of the channel is given by no case of the binding. This is a warning.

Where the status of an order is composed of cases, their words are all the words there are: one that only channel.yaml
has is never met, and the status behind it may never be seen.

Bad: `native_status: {cases: [{if: {sent: {above: 0}}, then: SENT}], else: OPEN}`, where a status has `native: [LOST]`.

Good: `native_status: {cases: [{if: {lost: true}, then: LOST}, {if: {sent: {above: 0}}, then: SENT}], else: OPEN}`.
"""

CODE = "never-given"
