"""R10: several that read one page at once store each of its orders once."""

from __future__ import annotations

from pathlib import Path
from threading import Barrier, Thread

import pytest

from stallkeeper.errors import StoreError
from stallkeeper.store.audit_filter import AuditFilter
from tests.runtime.played import Played, marketplace, seller

WORKERS, TIMES = 8, 100


def imports(here: Played) -> bool:
    try:
        return here.engine.sync("my-shop", "catch_up").complete
    except StoreError:  # another one is at this very page
        return False


@pytest.mark.requirement("R10")
def test_eight_workers_that_import_one_page_a_hundred_times_make_each_order_once(tmp_path: Path) -> None:
    with marketplace("manomano") as (server, clock):
        ids = server.world.create(10, "PENDING", lines=1)
        turns, together = iter(range(TIMES)), Barrier(WORKERS)
        imported: list[bool] = []

        def work() -> None:
            with seller(tmp_path, "manomano", server, clock) as here:
                together.wait(60)
                for _ in turns:
                    imported.append(imports(here))

        with seller(tmp_path, "manomano", server, clock) as here:
            workers = [Thread(target=work) for _ in range(WORKERS)]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join(120)
            assert len(imported) == TIMES and sum(imported) > TIMES / 2
            assert sorted(order.id for order in here.store.orders()) == sorted(ids)
            for order_id in ids:
                made = list(here.store.audit.entries(AuditFilter(order_id=order_id, kind="first_seen")))
                assert len(made) == 1
            assert sum(entry.sweep.created for entry in here.engine.ledger("my-shop")) == len(ids)
