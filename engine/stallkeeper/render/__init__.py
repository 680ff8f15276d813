"""VALUES → TEXT: reports, tables, guide pages, diagrams; no input or output of its own."""
