"""`demo`: marketplaces played on loopback, a seller who works, and orders that flow to their end."""
