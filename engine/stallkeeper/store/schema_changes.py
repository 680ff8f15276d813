"""What each version after the first added to the tables. A published one is never edited: a change is the next one."""

from __future__ import annotations

KEPT_TOKENS = """
CREATE TABLE kept_tokens (
    origin BLOB PRIMARY KEY,
    token TEXT NOT NULL,
    kept_at INTEGER NOT NULL
) WITHOUT ROWID
"""

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

HISTORY_READERS = ("CREATE TABLE history_readers (name TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID",)
"""Version 9: how far each of those has come who read the history to do something about it."""

DOCUMENTS = (
    """
    CREATE TABLE documents (
        number INTEGER PRIMARY KEY,
        order_number INTEGER NOT NULL REFERENCES orders (number),
        name TEXT NOT NULL,
        part INTEGER NOT NULL,
        made_by TEXT NOT NULL,
        state TEXT NOT NULL,
        at INTEGER NOT NULL,
        attempts INTEGER NOT NULL,
        next_attempt_at INTEGER,
        media_type TEXT,
        size INTEGER,
        kept TEXT,
        own_number TEXT,
        receipt TEXT,
        error TEXT,
        UNIQUE (order_number, name, part)
    )
    """,
    "CREATE INDEX documents_due ON documents (next_attempt_at) WHERE next_attempt_at IS NOT NULL",
)
"""Version 10: what has become of each document of an order. Its content lies encrypted beside the database."""

ALERTS = (
    """
CREATE TABLE alerts (
    order_number INTEGER NOT NULL REFERENCES orders (number),
    deadline TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    level INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (order_number, deadline, due_at)
) WITHOUT ROWID
""",
)
"""Version 11: of each deadline of an order, which share of its time was told last."""

WEBHOOKS = (
    """
    CREATE TABLE webhooks (
        name TEXT PRIMARY KEY,
        attempts INTEGER NOT NULL,
        next_attempt_at INTEGER,
        failing_since INTEGER,
        paused_at INTEGER,
        error TEXT,
        delivered INTEGER NOT NULL,
        last_delivered_at INTEGER
    ) WITHOUT ROWID
    """,
    "CREATE TABLE webhook_claims (name TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID",
    """
    CREATE TABLE parked_messages (
        webhook TEXT NOT NULL,
        number INTEGER NOT NULL,
        at INTEGER NOT NULL,
        error TEXT NOT NULL,
        PRIMARY KEY (webhook, number)
    ) WITHOUT ROWID
    """,
)
"""Version 12: how webhooks stand, who delivers to one now, and what its receiver refused."""

BACK_OFFICES = (
    """
    CREATE TABLE back_office_orders (
        office TEXT NOT NULL,
        order_number INTEGER NOT NULL REFERENCES orders (number),
        seen_at INTEGER NOT NULL,
        PRIMARY KEY (office, order_number)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE back_office_ids (
        office TEXT NOT NULL,
        own_id TEXT NOT NULL,
        order_number INTEGER NOT NULL REFERENCES orders (number),
        PRIMARY KEY (office, own_id)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX back_office_ids_by_order ON back_office_ids (order_number)",
    "CREATE INDEX back_office_orders_by_order ON back_office_orders (order_number)",
)
"""Version 16: which orders a seller's own systems have taken, and under which ids of theirs."""

SELLER_RULES = (
    """
    CREATE TABLE seller_rules (
        account TEXT NOT NULL,
        rule TEXT NOT NULL,
        is_on INTEGER NOT NULL,
        since INTEGER NOT NULL,
        since_asked INTEGER NOT NULL,
        digest TEXT NOT NULL,
        PRIMARY KEY (account, rule)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE rule_standings (
        account TEXT NOT NULL,
        rule TEXT NOT NULL,
        order_number INTEGER NOT NULL REFERENCES orders (number),
        state TEXT NOT NULL,
        at INTEGER NOT NULL,
        why TEXT,
        submission TEXT,
        mark INTEGER,
        PRIMARY KEY (account, rule, order_number)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX rule_standings_by_order ON rule_standings (order_number)",
    "CREATE INDEX rules_fired ON rule_standings (account, rule, at) WHERE state = 'fired'",
    """
    CREATE TABLE rule_looks (
        order_number INTEGER PRIMARY KEY REFERENCES orders (number),
        account TEXT NOT NULL,
        due_at INTEGER NOT NULL,
        turn INTEGER NOT NULL
    )
    """,
    "CREATE INDEX rule_looks_due ON rule_looks (account, due_at)",
    "CREATE INDEX submissions_by_order ON submissions (order_number)",
)
"""Version 13: which rules of a seller are on and since when, how each stands with an order, and which orders are to be
looked at when. `mark` is the line of the history that was the last of its order when the rule had fired; `turn` grows
with everything that happens to an order that is still to be looked at.
"""

SEARCHED = (
    "ALTER TABLE orders ADD COLUMN late INTEGER",
    """UPDATE orders SET late = 1 WHERE instr(flags_json, '["late"') = 1 OR instr(flags_json, ',"late"') > 0""",
    "DROP INDEX orders_by_status",
    "CREATE INDEX orders_by_group ON orders (account, channel, status, late, ordered_at DESC, id)",
    "DROP INDEX submissions_by_state",
    "CREATE INDEX submissions_by_turn ON submissions (state, next_attempt_at, account)",
    "CREATE INDEX sweeps_by_window ON sweeps (account, window_name, started_at DESC, number DESC)",
    "CREATE INDEX orders_erased ON orders (erased_at) WHERE erased_at IS NOT NULL",
)
"""Version 14: what is looked for is found without going through what is not (`order_search` says how); `late` is 1 or
NULL, as the flags have it.
"""

SIGHTINGS = (
    "CREATE TABLE sightings (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, orders BLOB NOT NULL)",
    "ALTER TABLE sweeps ADD COLUMN missed INTEGER",
)
"""Version 15: the orders that were reported lately, one row for each page, their numbers one after the other in
`orders`; and how many orders a reading by id found changed that sweeps should have shown.
"""

DOCUMENT_NAMES = ("ALTER TABLE documents ADD COLUMN file_name TEXT",)
"""Version 17: under which name a document of ours was handed over; its marketplace lists it so."""

ACCOUNTS = (
    """
    CREATE TABLE accounts (
        name TEXT PRIMARY KEY,
        known_since INTEGER,
        rests_until INTEGER,
        rests_because TEXT
    ) WITHOUT ROWID
    """,
    "ALTER TABLE sweeps ADD COLUMN error_kind TEXT",
)
"""Version 19: what another process should know of an account, and of which class a sweep's error was."""

COME_AGAIN = ("ALTER TABLE sweeps ADD COLUMN again INTEGER",)
"""Version 20: how many orders a sweep was shown only because it overlaps the one before."""

TOKEN_TURNS = ("CREATE TABLE token_turns (origin BLOB PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID",)
"""Version 18: who is about to use a refresh token, so that nobody else uses it as well."""

TRIED_AGAIN = (
    "ALTER TABLE documents ADD COLUMN error_kind TEXT",
    "ALTER TABLE documents ADD COLUMN failing_since INTEGER",
    "ALTER TABLE documents ADD COLUMN handled INTEGER NOT NULL DEFAULT 0",
    "UPDATE documents SET handled = 1 WHERE state = 'refused' AND error = 'a person looked: it has not arrived'",
    "CREATE INDEX documents_under_way ON documents (order_number)"
    " WHERE state IN ('wanted', 'refused', 'in_doubt', 'uploading')",
    "ALTER TABLE webhooks ADD COLUMN error_kind TEXT",
    "ALTER TABLE webhooks ADD COLUMN failed_at INTEGER",
)
"""Version 21: of which class is what documents and webhooks are tried again for, since when, and whether somebody has
dealt with a document another way.
"""
