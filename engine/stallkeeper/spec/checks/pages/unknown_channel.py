"""A retention for a channel on which no account sells.

It would hold for nobody, and whoever wrote it would think that it does.

Bad: `retention: {channels: {my-markt: {erase_after: 30 days}}}`, where an account says `channel: my-market`.

Good: `retention: {channels: {my-market: {erase_after: 30 days}}}`.
"""

CODE = "unknown-channel"
