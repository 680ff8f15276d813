"""What a store is made of in; the parts of it that not every use of one needs, each made at its first use, out."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from stallkeeper.store.database import Database
from stallkeeper.store.history_table import HistoryTable
from stallkeeper.store.key_file import KeyFile
from stallkeeper.store.order_table import OrderTable
from stallkeeper.store.order_writes import OrderWrites
from stallkeeper.store.submission_table import SubmissionTable

if TYPE_CHECKING:
    from stallkeeper.store.account_table import AccountTable
    from stallkeeper.store.alert_table import AlertTable
    from stallkeeper.store.audit_table import AuditTable
    from stallkeeper.store.back_office_table import BackOfficeTable
    from stallkeeper.store.buyers import Buyers
    from stallkeeper.store.document_keeper import DocumentKeeper
    from stallkeeper.store.document_table import DocumentTable
    from stallkeeper.store.eraser import Eraser
    from stallkeeper.store.export_register import ExportRegister
    from stallkeeper.store.history_reader import HistoryReaders
    from stallkeeper.store.put_off import PutOff
    from stallkeeper.store.rule_book import RuleBook
    from stallkeeper.store.webhook_table import WebhookTable


class StoreParts:
    """The store's own attributes, set by it, and what is made of them."""

    keys: KeyFile
    """The secret, the tombstones and the keys of documents, in a file beside the database."""
    _database: Database
    _orders: OrderTable
    _history: HistoryTable
    _writes: OrderWrites
    _submissions: SubmissionTable

    @cached_property
    def audit(self) -> AuditTable:
        """Who changed what, from where and why, of all orders; and whether that record is whole."""
        from stallkeeper.store.audit_table import AuditTable

        return AuditTable(self._database, self._history)

    @cached_property
    def accounts(self) -> AccountTable:
        """What another process should know of an account."""
        from stallkeeper.store.account_table import AccountTable

        return AccountTable(self._database)

    @cached_property
    def alerts(self) -> AlertTable:
        """Which deadlines come near, as far as it was told."""
        from stallkeeper.store.alert_table import AlertTable

        return AlertTable(self._database, self._writes)

    @cached_property
    def rules(self) -> RuleBook:
        """A seller's own rules: which are on, how each stands with an order, and what they do."""
        from stallkeeper.store.rule_book import RuleBook

        return RuleBook(self._database, self._writes, self._submissions, self.readers)

    @cached_property
    def readers(self) -> HistoryReaders:
        """The history for those who have to do something about it, each under a name of its own."""
        from stallkeeper.store.history_reader import HistoryReaders

        return HistoryReaders(self._database)

    @cached_property
    def documents(self) -> DocumentKeeper:
        """Documents of orders, encrypted, in files beside the database."""
        from stallkeeper.store.document_keeper import DocumentKeeper

        return DocumentKeeper(self._database.path, self.keys)

    @cached_property
    def document_states(self) -> DocumentTable:
        """What has become of each document of an order."""
        from stallkeeper.store.document_table import DocumentTable

        return DocumentTable(self._database, self._history, self.readers)

    @cached_property
    def back_offices(self) -> BackOfficeTable:
        """What the seller's own systems have of orders."""
        from stallkeeper.store.back_office_table import BackOfficeTable

        return BackOfficeTable(self._database, self._history)

    @cached_property
    def webhooks(self) -> WebhookTable:
        """How webhooks stand, and what their receivers refused."""
        from stallkeeper.store.webhook_table import WebhookTable

        return WebhookTable(self._database, self.readers)

    @cached_property
    def put_off(self) -> PutOff:
        """What a clock that was ahead left behind."""
        from stallkeeper.store.put_off import PutOff

        return PutOff(self._database, self._history)

    @cached_property
    def eraser(self) -> Eraser:
        """Erases what is kept of buyers, and looks whether it is gone."""
        from stallkeeper.store.eraser import Eraser

        orders, history, submissions = self._orders, self._history, self._submissions
        return Eraser(self._database, orders, history, submissions, self.keys, self.documents)

    @cached_property
    def buyers(self) -> Buyers:
        """The addresses that are kept, for what keeps them out of a text."""
        from stallkeeper.store.buyers import Buyers

        return Buyers(self._database)

    @cached_property
    def exports(self) -> ExportRegister:
        """The files with buyers' data that are to be deleted some time."""
        from stallkeeper.store.export_register import ExportRegister

        return ExportRegister(self._database.path)
