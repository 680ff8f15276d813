"""An account's rest and since when it is known: seen by whoever opens the same store."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from stallkeeper.orders import Rest
from stallkeeper.store import Store
from tests.store.samples import NOW

HOUR = timedelta(hours=1)


def test_a_rest_is_over_when_it_is_over_or_when_somebody_says_so() -> None:
    with Store.open(":memory:", now=NOW) as store:
        assert store.accounts.rest_of("my-shop", NOW) is None
        store.accounts.rest("my-shop", Rest(NOW + HOUR, "too many requests"))
        assert store.accounts.rest_of("my-shop", NOW) == Rest(NOW + HOUR, "too many requests")
        assert store.accounts.rest_of("other-shop", NOW) is None
        assert store.accounts.rest_of("my-shop", NOW + HOUR) is None
        store.accounts.rest("my-shop", None)
        assert store.accounts.rest_of("my-shop", NOW) is None


def test_since_when_an_account_is_known_stays_what_it_was_first(tmp_path: Path) -> None:
    for later in range(3):
        with Store.open(tmp_path / "orders.db", now=NOW) as store:
            store.accounts.rest("my-shop", Rest(NOW, "a rest is no acquaintance"))
            assert store.accounts.known_since("my-shop", NOW + later * HOUR) == NOW
