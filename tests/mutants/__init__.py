"""Garbles every path, word and constant of each bundled channel, one at a time, and asks who notices."""
