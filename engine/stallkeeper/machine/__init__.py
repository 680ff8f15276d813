"""Answers what may be done with an order, what a report of it means and what is due; looks at its arguments only."""
