"""Meaning checks: one module each, found by name; its docstring is its page in `stallkeeper explain`."""
