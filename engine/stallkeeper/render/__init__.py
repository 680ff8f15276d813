"""Puts results into words for people: pages, tables, diagrams. Gives text back and writes it nowhere."""
