"""Ways to compute the same arrays, timed by a clock that goes on when they say so."""

from __future__ import annotations

import time

import numpy as np
import pytest

from utils import timing

now = 0.0


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(time, "perf_counter", lambda: now)


def takes(seconds, calls=None, off=0.0):
    def compute(x):
        global now
        now += seconds
        if calls is not None:
            calls.append(seconds)
        return [x, x + off]

    return compute


def test_each_is_told_with_its_time_the_fastest_with_which_it_compares_and_how_far_it_is_off(capsys):
    timing.race({"slow": takes(0.05), "quick": takes(0.002), "near": takes(0.003, off=1e-12)}, np.ones(3))
    slow, quick, near = capsys.readouterr().out.splitlines()
    assert slow == "slow      50.000 ms, 25 times as long as quick"
    assert quick == "quick      2.000 ms, differs from slow by 0e+00"
    assert near == "near       3.000 ms, 1.5 times as long as quick, differs from slow by 1e-12"


def test_what_takes_long_is_not_tried_again():
    calls = []
    timing.race({"hopeless": takes(2.0, calls), "quick": takes(0.1, calls)}, np.ones(1))
    assert calls == [2.0] + [0.1] * timing.ROUNDS
