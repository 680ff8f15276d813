"""THE IMPERSONATOR: an HTTP server run from play.yaml and samples; it shares nothing with our own way of talking."""
