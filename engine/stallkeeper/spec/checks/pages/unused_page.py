"""Orders come page after page, and the request never says which page.

The first page would be read again and again.

Bad: `paging: {kind: short_page, size: 50}` with `query: {limit: <query.size>}`.

Good: `query: {limit: <query.size>, page: <query.page>}`.
"""

CODE = "unused-page"
