"""The carriers of the bundled channels, held against where they were read."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

from tests.shared_material import shared

from stallkeeper.spec.catalog import Catalog
from stallkeeper.spec.channel_spec import Carrier

NAMESPACE = "{http://www.cdiscount.com}"


def known(channel: str) -> dict[str, Carrier]:
    spec = Catalog().load(channel).spec
    assert spec is not None and spec.carriers is not None
    return {carrier.code: carrier for carrier in spec.carriers.known}


def test_cdiscount_has_the_carriers_of_its_recorded_answer() -> None:
    recorded = shared("reference", "samples", "cdiscount", "soap-samples", "test_get_global_configuration.response.xml")
    root = ElementTree.fromstring(recorded.read_bytes())
    expected = {}
    for carrier in root.iter(f"{NAMESPACE}Carrier"):
        code, name, url = (
            carrier.findtext(f"{NAMESPACE}{key}", "").strip() for key in ("CarrierId", "Name", "DefaultURL")
        )
        expected[code] = Carrier(code, name, url)
    assert len(expected) == 29
    assert known("cdiscount/soap") == expected


def test_manomano_has_the_names_of_its_partners_list_and_the_fallback_is_not_among_them() -> None:
    names = shared("reference", "samples", "manomano", "carriers.txt").read_text(encoding="utf-8").split("\n")
    assert list(known("manomano")) == [name for name in names if name]
    assert "Other" not in known("manomano")


def test_veepee_has_the_two_codes_of_the_page() -> None:
    assert known("veepee") == {"5": Carrier("5", "Fedex"), "130": Carrier("130", "Custom")}
