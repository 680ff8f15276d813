"""A file that has to be there is not.

A channel is a folder with a channel.yaml in it; everything else may be missing.

Bad: `stallkeeper validate .` in a folder without a channel.yaml.

Good: `stallkeeper validate channels/example`.
"""

CODE = "no-such-file"
