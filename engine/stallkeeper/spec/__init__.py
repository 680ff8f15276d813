"""DATA → SPEC: what a channel is, how we talk to it, and the stories told of it, typed and frozen."""
