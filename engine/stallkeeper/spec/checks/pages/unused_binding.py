"""The binding says how an action is sent that the channel sends as another one.

An action with `sent_as` goes out by the binding of the action named there, so that its own would never be used.

Bad: a channel.yaml with `cancel: {results_in: canceled, sent_as: refund}`, and a binding.yaml that binds `cancel` too.

Good: the same channel.yaml, and a binding.yaml that binds `refund` alone.
"""

CODE = "unused-binding"
