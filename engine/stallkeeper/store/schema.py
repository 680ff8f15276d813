"""The tables as version 1 made them. What later versions added is in `schema_changes`.

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
