"""A sample that play.yaml names is not there.

Samples lie in the channel's folder `samples/` and their names begin with `play-`; links are not followed.

Bad: `sample: order.json`

Good: `sample: play-order.json`, and that file in `samples/`.
"""

CODE = "no-such-sample"
