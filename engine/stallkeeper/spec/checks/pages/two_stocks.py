"""A stock is said to be read from a file and from a database at once.

One of them would be ignored. Write `file`, or `database` with its `table`.

Bad: `stock: {file: stock.csv, database: erp.db, table: products}`.

Good: `stock: {database: erp.db, table: products}`.
"""

from __future__ import annotations

CODE = "two-stocks"
