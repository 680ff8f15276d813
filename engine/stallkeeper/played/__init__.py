"""Stands in for a marketplace on loopback, by play.yaml and samples alone, so that our side cannot fool itself."""
