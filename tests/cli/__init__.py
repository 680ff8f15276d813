"""Tests of the command line: in the process for messages, as processes for exit codes, pipes and signals."""
