"""HELP FOR AUTHORS: what writes the files of a channel, so that a person starts from something that works."""
