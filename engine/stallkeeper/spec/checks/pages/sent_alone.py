"""Two keys that have to be sent together may be sent apart.

`sent_together` says that the marketplace misreads one without the other; here one of them can be left out alone.

Bad: `sent_together: [[begin, end]]` with `begin: …` and `end?: …`.

Good: `sent_together: [[begin, end]]` with `begin?: …` and `end?: …`.
"""

CODE = "sent-alone"
