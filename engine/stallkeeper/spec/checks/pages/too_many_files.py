"""A folder holds more files than are read.

Each is read and checked whenever the channel is used, so their number is bounded: 200 samples, 500 stories.

Bad: a `samples/` with a year of answers.

Good: a `samples/` with an answer for each thing that may be in one.
"""

CODE = "too-many-files"
