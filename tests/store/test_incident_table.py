from __future__ import annotations

from dataclasses import fields
from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stallkeeper.orders import Incident
from stallkeeper.store import PageWrite, Store
from tests.store.samples import LATER, NOW, order_of, sweep_of, write_of

INSTANTS = st.datetimes(timezones=st.just(UTC))
PARTS = {
    "account": st.text(),
    "kind": st.text(),
    "subject": st.text(),
    "message": st.text(),
    "first_at": INSTANTS,
    "last_at": INSTANTS,
    "count": st.integers(1, 2**40),
    "resolved_at": st.none() | INSTANTS,
}


@given(st.builds(Incident, **PARTS))  # type: ignore[arg-type]
def test_every_field_of_an_incident_comes_back(incident: Incident) -> None:
    with Store.open(":memory:", now=NOW) as store:
        store.raise_incident(incident)
        assert store.incidents(open_only=False) == (incident,)


def test_the_rule_above_is_about_every_field() -> None:
    assert set(PARTS) == {field.name for field in fields(Incident)}


@pytest.fixture
def store() -> Store:
    return Store.open(":memory:", now=NOW)


def incident_of(subject: str = "ON_HOLD", **changes: object) -> Incident:
    parts: dict[str, object] = {
        "account": "my-shop",
        "kind": "unknown_status",
        "subject": subject,
        "message": "a status that the spec does not know",
        "first_at": NOW,
        "last_at": NOW,
        **changes,
    }
    return Incident(**parts)  # type: ignore[arg-type]


def test_an_incident_is_new_once_and_counted_from_then_on(store: Store) -> None:
    assert store.raise_incident(incident_of())
    for _ in range(499):
        assert not store.raise_incident(incident_of(first_at=LATER, last_at=LATER, message="again"))
    assert store.incidents() == (incident_of(last_at=LATER, message="again", count=500),)


def test_a_page_brings_its_incidents(store: Store) -> None:
    page = PageWrite((write_of(order_of("A1")),), sweep_of(), None, (incident_of(), incident_of("OTHER", count=3)))
    store.write_page(page)
    store.write_page(PageWrite((), sweep_of(), None, (incident_of(),)))
    assert {incident.subject: incident.count for incident in store.incidents()} == {"ON_HOLD": 2, "OTHER": 3}


def test_incidents_that_were_resolved_are_kept_and_asked_for_by_name(store: Store) -> None:
    store.raise_incident(incident_of())
    store.raise_incident(incident_of(kind="sweep_failed"))
    assert store.resolve_incidents("my-shop", "unknown_status", at=LATER) == 1
    assert store.incidents() == (incident_of(kind="sweep_failed"),)
    assert set(store.incidents(open_only=False)) == {
        incident_of(kind="sweep_failed"),
        incident_of(resolved_at=LATER),
    }
    assert store.resolve_incidents("my-shop", "unknown_status", at=LATER + timedelta(days=1)) == 0


def test_incidents_are_resolved_as_of_when_they_were_last_seen_where_no_time_is_given(store: Store) -> None:
    store.raise_incident(incident_of(last_at=LATER))
    store.resolve_incidents("my-shop", "unknown_status")
    assert store.incidents(open_only=False)[0].resolved_at == LATER


def test_one_subject_may_be_resolved_alone(store: Store) -> None:
    store.raise_incident(incident_of("one"))
    store.raise_incident(incident_of("other"))
    assert store.resolve_incidents("my-shop", "unknown_status", "one", at=LATER) == 1
    assert [incident.subject for incident in store.incidents()] == ["other"]


def test_an_incident_that_comes_back_is_new_again_and_keeps_its_count(store: Store) -> None:
    store.raise_incident(incident_of())
    store.resolve_incidents("my-shop", "unknown_status", at=LATER)
    assert store.raise_incident(incident_of(first_at=LATER, last_at=LATER))
    assert store.incidents() == (incident_of(last_at=LATER, count=2),)
