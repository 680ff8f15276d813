"""The file is there and cannot be read.

The system says why: mostly its permissions, or it is a folder.

Bad: a channel.yaml that only another user may read.

Good: a channel.yaml that you may read.
"""

CODE = "unreadable-file"
