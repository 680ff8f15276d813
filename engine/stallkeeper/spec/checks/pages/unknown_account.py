"""A webhook or a back office is to hear of an account that there is not.

What was meant for it would go nowhere, and nobody would miss it.

Bad: `webhooks: {erp: {url: …, secret: ERP_SECRET, accounts: [my-shup]}}`.

Good: `webhooks: {erp: {url: …, secret: ERP_SECRET, accounts: [my-shop]}}`.
"""

from __future__ import annotations

CODE = "unknown-account"
