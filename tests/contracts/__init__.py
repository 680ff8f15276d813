"""Every request we send, and every word we map, held against the vendors' own descriptions of their APIs."""
