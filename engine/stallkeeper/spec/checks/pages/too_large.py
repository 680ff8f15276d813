"""The file is larger than 1 MB, or holds more than 50,000 values.

A spec is a page or two that somebody reviews in one sitting. Payloads belong into `samples/`.

Bad: a channel.yaml with the whole list of a marketplace's products in it.

Good: a channel.yaml of about 150 lines.
"""

CODE = "too-large"
