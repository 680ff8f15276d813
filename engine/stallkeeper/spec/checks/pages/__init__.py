"""Pages of the words that reading, validating and binding a file use: one module each, CODE and a docstring."""
