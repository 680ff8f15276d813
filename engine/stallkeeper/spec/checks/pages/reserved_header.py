"""A binding names a header that belongs to the connection.

Where a request goes, how long it is and how it is cut into pieces is said by the connection itself. A header that says
otherwise leads the request to another shop behind the same address, or has it read as two.

Bad: `headers: {Host: other-shop.example}`.

Good: `hosts: {api: "https://other-shop.example"}`.
"""

CODE = "reserved-header"
