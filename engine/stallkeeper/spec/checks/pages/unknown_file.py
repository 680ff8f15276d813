"""A file in a channel's folder is read by nothing. This is a warning.

A channel is channel.yaml, binding.yaml, carriers.yaml and play.yaml, the stories in `scenarios/` (each ends in .yaml)
and the payloads in `samples/`. A file under another name would be left out without a word.

Bad: `binding.yml`, `plays.yaml`, `scenarios/ship.yml`.

Good: `binding.yaml`, `play.yaml`, `scenarios/ship.yaml`.
"""

CODE = "unknown-file"
