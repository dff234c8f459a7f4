"""The order in which tests are dealt to processes: none is lost, and the long ones come first."""

from __future__ import annotations

from pathlib import Path

import pytest
from dealing import SECONDS, TOGETHER, dealt

ROOT = Path(__file__).resolve().parents[2]
SHORT = [f"tests/unit/test_short.py::{number}" for number in range(37)]
SITE = [f"tests/browser/test_site.py::{number}" for number in range(5)]
LATE = "tests/functional/test_cluster.py::test_a_worker_that_joins_late_is_used"
CLUSTER = [f"tests/functional/test_cluster.py::{number}" for number in range(6)]


def _rows(order: list[str], rows: int) -> list[list[str]]:
    """As xdist cuts them."""
    found, rest = [], list(order)
    for left in range(rows, 0, -1):
        size = len(rest) // left
        found.append(rest[:size])
        rest = rest[size:]
    return found


@pytest.mark.parametrize("rows", [1, 2, 4, 5])
@pytest.mark.parametrize("items", [[], SHORT[:3], SITE, [*SHORT, *SITE, *CLUSTER]], ids=len)
def test_every_test_is_dealt_once(items, rows):
    assert sorted(dealt(items, rows, str)) == sorted(items)


def test_each_row_begins_with_long_ones_and_what_is_shared_stays_in_one():
    rows = _rows(dealt([*SHORT, *SITE, *CLUSTER], 4, str), 4)
    assert all(row[0] not in SHORT for row in rows)
    assert all(sorted(row, key=SHORT.__contains__) == row for row in rows)
    assert [row[: len(SITE)] for row in rows if SITE[0] in row] == [SITE]


def test_a_single_test_that_takes_long_goes_before_the_others_of_its_file():
    assert dealt([*SHORT, *CLUSTER, LATE], 1, str)[:7] == [LATE, *CLUSTER]


def test_what_takes_long_is_there():
    assert not set(SECONDS) & set(TOGETHER)
    for place in (*SECONDS, *TOGETHER):
        path, _, test = place.partition("::")
        assert (ROOT / path).exists() and (not test or f"\ndef {test}(" in (ROOT / path).read_text(encoding="utf-8"))
