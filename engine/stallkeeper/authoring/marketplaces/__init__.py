"""The incumbent's description of marketplaces in, channel folders and everything doubtful in it out."""
