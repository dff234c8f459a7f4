"""What notebook 06 tells of thirty random starts is what they do."""

from __future__ import annotations

import re

import numpy as np
import pytest
from our_notebooks import COURSE

from autograder.source import read_source
from utils import xor_runs

STARTS, LR = 30, 0.5


@pytest.fixture(scope="module")
def prose() -> str:
    nb = read_source(COURSE.source("06_two_layer_network"))
    return "\n".join(cell.source for cell in nb.cells if cell.cell_type == "markdown")


def told(prose: str, pattern: str) -> list[int]:
    """The numbers in the one place of the text that the pattern fits."""
    (match,) = re.finditer(pattern, prose)
    return [int(number) for number in re.findall(r"\d+", match[0])]


def test_so_many_starts_find_xor_as_the_notebook_opens_with(prose):
    steps, found, starts, others = told(
        prose, r"After \d+ steps, \d+ of the \d+ have found XOR. The other \d+ have not"
    )
    assert starts == STARTS and others == STARTS - found
    assert xor_runs.found_by(2, STARTS, steps, LR).sum() == found


def test_patience_helps_as_many_as_it_says_and_the_others_have_the_smallest_slopes(prose):
    found, steps, in_the_end, long = told(
        prose, r"\d+ of the thirty have found XOR within \d+ steps, and \d+ within \d+"
    )
    assert xor_runs.found_by(2, STARTS, steps, LR).sum() == found
    now = xor_runs.trained(2, STARTS, long, LR)
    finds = xor_runs.found_by(2, STARTS, long, LR)
    assert finds.sum() == in_the_end
    slopes = (xor_runs.hidden(now) * (1 - xor_runs.hidden(now))).mean(axis=(1, 2))
    smallest = np.argsort(slopes)[: STARTS - in_the_end]
    assert told(prose, r"numbers [\d, and]+ are then those") == sorted(smallest)
    assert sorted(smallest) == np.flatnonzero(~finds).tolist()
