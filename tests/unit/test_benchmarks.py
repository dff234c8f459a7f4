"""What the benchmarks take for granted of the grader."""

from __future__ import annotations

import functools
import importlib
import os

import pytest

from benchmarks.desk import differences, listing
from benchmarks.where_time_goes import PARENT, WORKER


@pytest.mark.parametrize(("module", "name"), [place[:2] for place in (*WORKER, *PARENT)])
def test_what_the_clocks_are_put_into_is_there(module, name):
    assert callable(functools.reduce(getattr, name.split("."), importlib.import_module(module)))


def test_a_file_that_came_went_or_was_only_touched_is_noticed(tmp_path):
    for name in ("stays", "touched", "goes"):
        (tmp_path / name).write_text("the same", encoding="utf-8")
    (tmp_path / ".git").mkdir()
    before = listing(tmp_path)
    os.utime(tmp_path / "touched", ns=(1, 1))
    (tmp_path / "goes").unlink()
    (tmp_path / "comes").mkdir()
    (tmp_path / ".git" / "index").write_text("not ours", encoding="utf-8")
    assert differences(before, listing(tmp_path)) == ["comes: new", "goes: gone", "touched: changed"]
