"""The stores of every CRM that is read as it is are recognised, and what they hold for is told before they are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_access.proposal import recognise
from data_access.proposal.kinds import TITLES
from data_access.settings import KINDS, source_at
from tests.crm_store import CrmStore
from tests.hubspot_portal import Portal
from tests.test_source_shipped import STORES


@pytest.mark.parametrize("kind", STORES)
def test_a_store_that_a_mapping_comes_along_for(kind, tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'crm.sqlite'}"
    STORES[kind]().write(url)
    told = recognise(source_at(url))
    assert told is not None
    assert (told.kind, told.readable) == (kind, True)


def test_hubspot_in_a_schema_of_its_own(postgres_url):
    portal = Portal()
    portal.add("company", id=1, property_name="Alpha")
    portal.write(postgres_url, schema="hubspot")
    told = recognise(source_at(postgres_url))
    assert told is not None
    assert (told.kind, told.reason) == ("hubspot", "there is a table hubspot.company with columns named property_...")


def test_a_database_of_other_tables_is_no_kind(tmp_path):
    store = CrmStore("mapped").add("Customers", CustomerID="1", CompanyName="Alpha")
    assert recognise(source_at(store.write(f"sqlite:///{tmp_path / 'crm.sqlite'}"))) is None


def test_every_kind_has_a_name_in_words():
    assert set(TITLES) == set(KINDS) - {"mapped"}
