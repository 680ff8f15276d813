"""Reads what people and marketplaces write, YAML, JSON, XML, and remembers where in the file each value stood."""
