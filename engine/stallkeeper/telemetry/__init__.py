"""TELEMETRY: what the engine tells while it works in; log records, JSON lines, traces and metrics out, ids only."""
