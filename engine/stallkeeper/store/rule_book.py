"""A database in; all that is kept of a seller's rules, in its three parts, out."""

from __future__ import annotations

from stallkeeper.store.database import Database
from stallkeeper.store.history_reader import HistoryReaders
from stallkeeper.store.order_writes import OrderWrites
from stallkeeper.store.rule_firing import RuleFiring
from stallkeeper.store.rule_looks import RuleLooks
from stallkeeper.store.rule_table import RuleTable
from stallkeeper.store.submission_table import SubmissionTable


class RuleBook:
    """Which rules are on and how they stand (`table`), where to look next (`looks`), and what they do (`firing`)."""

    def __init__(
        self, database: Database, writes: OrderWrites, submissions: SubmissionTable, readers: HistoryReaders
    ) -> None:
        self.table = RuleTable(database)
        self.looks = RuleLooks(database, readers, self.table)
        self.firing = RuleFiring(database, writes, submissions)
