"""The store to measure with: the same arguments give the same rows, and a hand-written query finds what the facts say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow.parquet as pq
import pytest

from data_access.mirror import refresh
from data_access.schema import TABLE_NAMES
from data_access.settings import Settings, SourceSettings
from tests.size.bench import compare
from tests.size.write import Size, write

SIZE = Size(accounts=300, interactions=15_000, orders=1_500)


@pytest.fixture(scope="module")
def settings(tmp_path_factory) -> Settings:
    """The settings of a small store of the kind, with its mirror made on its last evening."""
    folder = tmp_path_factory.mktemp("size")
    write(folder / "store", SIZE)
    settings = Settings(source=SourceSettings(folder=folder / "store"), mirror=folder / "mirror")
    report = refresh(settings, datetime(SIZE.until.year, SIZE.until.month, SIZE.until.day, 20, tzinfo=UTC))
    assert (report.set_aside, report.values_left_out) == (0, 0)
    return settings


def test_the_same_arguments_give_the_same_rows(settings, tmp_path):
    write(tmp_path, SIZE)
    names = sorted(file.name for file in tmp_path.iterdir())
    assert {name.removesuffix(".parquet") for name in names} <= set(TABLE_NAMES)
    for name in names:
        assert pq.read_table(tmp_path / name).equals(pq.read_table(settings.source.folder / name)), name


def test_another_seed_gives_other_rows(settings, tmp_path):
    write(tmp_path, Size(SIZE.accounts, SIZE.interactions, SIZE.orders, seed=2))
    ours, other = (pq.read_table(folder / "orders.parquet") for folder in (settings.source.folder, tmp_path))
    assert not ours.equals(other)


@pytest.mark.parametrize("days_ago", [0, 56, 200, 600])
def test_the_facts_are_those_of_the_hand_written_query(settings, days_ago):
    compared = compare(settings, SIZE.until - timedelta(days=days_ago))
    assert compared["differences"] == []
    assert compared["agree"] == compared["columns"]
