"""The tables as version 1 made them, and what later versions added.

Instants are microseconds since 1970 (UTC), amounts are text, `*_json` is JSON. Everything personal lies in `personal`,
one row per order, so that erasing it is one statement. The history only grows; triggers see to that.
"""

from __future__ import annotations

ORDERS = """
CREATE TABLE orders (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    channel TEXT NOT NULL,
    scope TEXT NOT NULL,
    account TEXT NOT NULL,
    status TEXT,
    last_known_status TEXT,
    native_status TEXT NOT NULL,
    status_since INTEGER NOT NULL,
    first_seen_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    flags_json TEXT,
    partially_canceled_since INTEGER,
    digest BLOB NOT NULL,
    reported_id TEXT NOT NULL,
    reported_status TEXT NOT NULL,
    ordered_at INTEGER,
    modified_at INTEGER,
    currency TEXT,
    total TEXT,
    shipping TEXT,
    commission TEXT,
    refunded TEXT,
    delivery_mode TEXT,
    fulfilled_by_channel INTEGER NOT NULL,
    fulfilment TEXT,
    has_claim INTEGER,
    partially_canceled INTEGER,
    ship_by INTEGER,
    site TEXT,
    reported_flags_json TEXT,
    parcels_json TEXT,
    extras_json TEXT,
    drift_json TEXT,
    UNIQUE (id, channel, scope)
)
"""

ORDERS_BY_DATE = "CREATE INDEX orders_by_date ON orders (ordered_at DESC, id, number)"

ORDERS_BY_STATUS = "CREATE INDEX orders_by_status ON orders (status, channel, account)"

LINES = """
CREATE TABLE lines (
    order_number INTEGER NOT NULL REFERENCES orders (number),
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    sku TEXT NOT NULL,
    title TEXT,
    quantity INTEGER NOT NULL,
    unit_price TEXT,
    total TEXT,
    shipping TEXT,
    tax_rate TEXT,
    refunded TEXT,
    native_status TEXT,
    status TEXT,
    flags_json TEXT,
    product_id TEXT,
    ean TEXT,
    condition TEXT,
    PRIMARY KEY (order_number, position)
) WITHOUT ROWID
"""

PERSONAL = """
CREATE TABLE personal (
    order_number INTEGER PRIMARY KEY REFERENCES orders (number),
    billing_json TEXT,
    delivery_json TEXT,
    payload BLOB,
    erased_at INTEGER
)
"""

HISTORY = """
CREATE TABLE history (
    number INTEGER PRIMARY KEY,
    order_number INTEGER NOT NULL REFERENCES orders (number),
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    who TEXT NOT NULL,
    from_status TEXT,
    to_status TEXT,
    native_status TEXT,
    submission TEXT,
    details_json TEXT
)
"""

HISTORY_BY_ORDER = "CREATE INDEX history_by_order ON history (order_number)"

HISTORY_KEPT_AS_IT_IS = """
CREATE TRIGGER history_kept_as_it_is BEFORE UPDATE ON history
BEGIN SELECT RAISE(ABORT, 'the history is only appended to'); END
"""

HISTORY_KEPT = """
CREATE TRIGGER history_kept BEFORE DELETE ON history
BEGIN SELECT RAISE(ABORT, 'the history is only appended to'); END
"""

SUBMISSIONS = """
CREATE TABLE submissions (
    id TEXT PRIMARY KEY,
    order_number INTEGER NOT NULL REFERENCES orders (number),
    account TEXT NOT NULL,
    action TEXT NOT NULL,
    fields_json TEXT,
    state TEXT NOT NULL,
    expected_json TEXT,
    before TEXT NOT NULL,
    who TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    sent_at INTEGER,
    attempts INTEGER NOT NULL,
    receipt TEXT,
    error_kind TEXT,
    error TEXT,
    extras_json TEXT
)
"""

ONE_OPEN_SUBMISSION = """
CREATE UNIQUE INDEX one_open_submission ON submissions (order_number)
WHERE state IN ('queued', 'sending', 'acknowledged', 'in_doubt')
"""

SUBMISSIONS_BY_STATE = "CREATE INDEX submissions_by_state ON submissions (state, next_attempt_at)"

CURSORS = """
CREATE TABLE cursors (
    account TEXT NOT NULL,
    window_name TEXT NOT NULL,
    read_until INTEGER NOT NULL,
    PRIMARY KEY (account, window_name)
)
"""

SWEEPS = """
CREATE TABLE sweeps (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL,
    window_name TEXT NOT NULL,
    since INTEGER,
    until INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    finished_at INTEGER,
    resume TEXT,
    pages INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    left_out INTEGER NOT NULL,
    error TEXT
)
"""

ONE_RUNNING_SWEEP = "CREATE UNIQUE INDEX one_running_sweep ON sweeps (account, window_name) WHERE state = 'running'"

INCIDENTS = """
CREATE TABLE incidents (
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    message TEXT NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    count INTEGER NOT NULL,
    resolved_at INTEGER,
    PRIMARY KEY (account, kind, subject)
)
"""

STEPS_TAKEN = "CREATE TABLE steps_taken (version INTEGER PRIMARY KEY, taken_at INTEGER NOT NULL)"

KEPT_TOKENS = """
CREATE TABLE kept_tokens (
    origin BLOB PRIMARY KEY,
    token TEXT NOT NULL,
    kept_at INTEGER NOT NULL
) WITHOUT ROWID
"""

VERSION_1 = (
    STEPS_TAKEN,
    ORDERS,
    ORDERS_BY_DATE,
    ORDERS_BY_STATUS,
    LINES,
    PERSONAL,
    HISTORY,
    HISTORY_BY_ORDER,
    HISTORY_KEPT_AS_IT_IS,
    HISTORY_KEPT,
    SUBMISSIONS,
    ONE_OPEN_SUBMISSION,
    SUBMISSIONS_BY_STATE,
    CURSORS,
    SWEEPS,
    ONE_RUNNING_SWEEP,
    INCIDENTS,
)
"""The statements of version 1, in order. A published version is never edited: a later one is a step in `migrations`."""

TAX_AND_MARK = ("ALTER TABLE orders ADD COLUMN tax TEXT", "ALTER TABLE cursors ADD COLUMN mark TEXT")
"""Version 3: whether amounts hold tax, and the newest entry of a journal that has been read."""

CURSOR_EDITION = ("ALTER TABLE cursors ADD COLUMN edition TEXT",)
"""Version 4: over which edition of its channel an account was read."""

SEALS = """
CREATE TABLE seals (
    number INTEGER PRIMARY KEY,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    at INTEGER NOT NULL,
    via TEXT NOT NULL,
    cause TEXT,
    note_json TEXT,
    marks BLOB NOT NULL,
    digest BLOB NOT NULL
)
"""

SEALS_KEPT_AS_THEY_ARE = """
CREATE TRIGGER seals_kept_as_they_are BEFORE UPDATE ON seals
BEGIN SELECT RAISE(ABORT, 'the history is only appended to'); END
"""

SEALS_KEPT = """
CREATE TRIGGER seals_kept BEFORE DELETE ON seals
BEGIN SELECT RAISE(ABORT, 'the history is only appended to'); END
"""

_SAME = " AND ".join(
    f"NEW.{column} IS OLD.{column}"
    for column in (
        "number", "order_number", "at", "kind", "who", "from_status", "to_status", "native_status", "submission",
        "covered",
    )
)  # fmt: skip

DETAILS_MAY_BE_ERASED = f"""
CREATE TRIGGER history_kept_as_it_is BEFORE UPDATE ON history
WHEN NOT ({_SAME} AND NEW.details_json IS NULL AND NEW.salt IS NULL)
BEGIN SELECT RAISE(ABORT, 'the history is only appended to'); END
"""

OPEN_FOR_SEALING = (
    SEALS,
    "ALTER TABLE history ADD COLUMN salt BLOB",
    "ALTER TABLE history ADD COLUMN covered TEXT",
    "DROP TRIGGER history_kept_as_it_is",
)
"""Version 5, before what stands in the history already is sealed: `covered` is the salted digest of the details."""

SEALED = (DETAILS_MAY_BE_ERASED, SEALS_KEPT_AS_THEY_ARE, SEALS_KEPT)
"""Version 5, after it. Details may be erased, with their salt; what the digest covered then stays proven by it."""

ERASED = (
    "ALTER TABLE orders ADD COLUMN erased_at INTEGER",
    "ALTER TABLE orders ADD COLUMN erased_under TEXT",
    "ALTER TABLE orders ADD COLUMN restricted INTEGER",
    "CREATE TABLE duties (name TEXT PRIMARY KEY, done_at INTEGER NOT NULL) WITHOUT ROWID",
)
"""Version 6: when the buyer's data of an order was erased, or hidden (`restricted`), and under which rule; and when
what has to be done daily was done last.
"""

UNITS_SHIPPED = ("ALTER TABLE lines ADD COLUMN shipped INTEGER",)
"""Version 7: how many units of a line have left, where the channel counts them."""

SEALS_BY_FIRST = ("CREATE INDEX seals_by_first ON seals (first)",)
"""Version 8: which seal covers a line is found without going through all of them."""
