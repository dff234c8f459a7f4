"""What the benchmarks take for granted of the grader."""
from __future__ import annotations

import functools
import importlib

import pytest

from benchmarks.where_time_goes import PARENT, WORKER


@pytest.mark.parametrize(("module", "name"), [place[:2] for place in (*WORKER, *PARENT)])
def test_what_the_clocks_are_put_into_is_there(module, name):
    assert callable(functools.reduce(getattr, name.split("."), importlib.import_module(module)))
