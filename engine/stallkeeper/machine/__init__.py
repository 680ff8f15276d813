"""SPEC → MACHINE: a channel's rules compiled into a table, and the pure questions one may ask of it."""
