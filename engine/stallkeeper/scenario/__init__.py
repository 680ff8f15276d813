"""SIMULATION: the real engine, a client in memory behind the same protocol, a clock driven by hand."""
