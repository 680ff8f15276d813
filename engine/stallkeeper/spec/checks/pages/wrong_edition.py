"""An edition calls itself, or its channel, otherwise than its folders do.

An edition lies in `<channel>/editions/<edition>/`, and accounts name it by both. The channel's name is part of what an
order is known by: it has to be the same in every edition, so that no order is read in twice.

Bad: `edition: v2` in `example/editions/v1/channel.yaml`.

Good: `edition: v1` there.
"""

CODE = "wrong-edition"
