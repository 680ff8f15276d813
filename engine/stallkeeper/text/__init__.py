"""TEXT → DATA that still knows its lines: YAML, JSON Schema, JSON and XML come in here and nowhere else."""
