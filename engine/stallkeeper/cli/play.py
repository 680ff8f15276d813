"""`play`: a channel in, a marketplace that can be talked to out, until Ctrl-C."""
