"""Traces and metrics of a real engine at a played marketplace, collected by OpenTelemetry's own kit."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from stallkeeper import Engine, Telemetry, UsageError, open_engine
from tests.cli.shop import ENVIRON, Shop, open_shop
from tests.telemetry.buyers import words_of_buyers


@dataclass
class Kit:
    shop: Shop
    engine: Engine
    exporter: InMemorySpanExporter
    reader: InMemoryMetricReader

    def spans(self, name: str) -> list[ReadableSpan]:
        return [span for span in self.exporter.get_finished_spans() if span.name == name]

    def counted(self) -> dict[tuple[str, ...], float]:
        data = self.reader.get_metrics_data()
        assert data is not None
        return {
            (metric.name, *(str(value) for _, value in sorted((point.attributes or {}).items()))): point.value
            for resource in data.resource_metrics
            for scope in resource.scope_metrics
            for metric in scope.metrics
            for point in metric.data.data_points
        }


@contextmanager
def kit(folder: Path) -> Iterator[Kit]:
    exporter, reader = InMemorySpanExporter(), InMemoryMetricReader()
    tracer_provider = TracerProvider()
    tracer_provider.add_span_processor(SimpleSpanProcessor(exporter))
    meter_provider = MeterProvider([reader])
    with open_shop(folder) as shop:
        listener = Telemetry(tracer_provider, meter_provider)
        with open_engine(shop.accounts, environ=os.environ | ENVIRON, on_progress=listener) as engine:
            yield Kit(shop, engine, exporter, reader)


def test_a_sweep_is_a_span_with_its_pages_as_events_and_its_orders_are_counted(tmp_path: Path) -> None:
    with kit(tmp_path) as here:
        here.shop.arrive("PENDING", 3)
        here.engine.sync("shop", "latest")
        (sweep,) = here.spans("stallkeeper.sweep")
        counted = here.counted()
    assert sweep.attributes is not None
    assert (sweep.attributes["stallkeeper.state"], sweep.attributes["stallkeeper.seen"]) == ("complete", 3)
    assert [event.name for event in sweep.events] == ["page_stored"]
    assert sweep.status.is_ok or sweep.status.is_unset
    assert counted["stallkeeper.orders", "shop", "created"] == 3
    assert counted["stallkeeper.sweeps", "shop", "complete", "latest"] == 1


def test_an_action_is_a_span_from_sending_to_what_became_of_it(tmp_path: Path) -> None:
    with kit(tmp_path) as here:
        (order,) = here.shop.arrive("PENDING")
        here.engine.sync("shop", "latest")
        (held,) = here.engine.store.orders()
        here.engine.act("accept", held.key, {}, who="seller:test")
        here.engine.send("shop")
        (span,) = here.spans("stallkeeper.submission")
    assert span.attributes is not None
    assert span.attributes["stallkeeper.order"] == order
    assert span.attributes["stallkeeper.action"] == "accept"
    assert span.attributes["stallkeeper.state"] in ("acknowledged", "confirmed")


def test_a_sweep_that_fails_is_a_failed_span_and_tells_no_sentence(tmp_path: Path) -> None:
    with kit(tmp_path) as here:
        here.shop.server.stop()
        here.engine.sync("shop", "latest")
        (sweep,) = here.spans("stallkeeper.sweep")
        counted = here.counted()
    assert not sweep.status.is_ok and sweep.status.description is None
    assert any(name[0] == "stallkeeper.incidents" for name in counted)


def test_nothing_of_a_buyer_is_in_any_span_or_metric(tmp_path: Path) -> None:
    with kit(tmp_path) as here:
        here.shop.arrive("PREPARATION", 2)
        here.engine.sync("shop", "latest")
        words = words_of_buyers(here.engine.store)
        told = "".join(span.to_json() for span in here.exporter.get_finished_spans()) + str(here.counted())
    assert "stallkeeper.sweep" in told
    assert not [word for word in words if word in told]


def test_without_the_package_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    with pytest.raises(UsageError, match=r"pip install 'stallkeeper\[telemetry\]'"):
        Telemetry()
