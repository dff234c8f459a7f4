"""What the benchmarks take for granted of the grader."""

from __future__ import annotations

import functools
import importlib
import os

import pytest

from benchmarks import grading
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


@pytest.mark.parametrize(
    ("stock", "ours", "helped", "once"),
    [
        ({"forward": 0, "backward": 0}, {"forward": 0, "backward": 5}, True, True),
        ({"forward": 0, "backward": 0}, {"forward": 0, "backward": 5}, False, False),  # nothing in the record says so
        ({"forward": 2, "backward": 0}, {"forward": 0, "backward": 5}, True, False),  # with stock nothing was wrong
        ({"forward": 0, "backward": 0}, {"forward": 0, "backward": 3}, True, False),  # not all of the points
        ({"forward": 0, "backward": 5}, {"forward": 0, "backward": 0}, True, False),  # ours gave less
        ({"forward": 0}, {"forward": 0, "backward": 5}, True, False),  # stock gave no mark at all
    ],
)
def test_marks_differ_from_stocks_only_where_a_mistake_costs_once(stock, ours, helped, once):
    def run(marks, helped):
        return grading.Run(1, 1, 1, 1, {("student-01", test): points for test, points in marks.items()}, helped)

    said = {("student-01", "backward"): grading.Helped(5, ((("forward", 2),),))} if helped else {}
    expected, wrong = grading.differences(
        {
            grading.Contestant("stock", 2): [run(stock, {})],
            grading.Contestant("ours", 2, ()): [run(ours, said)],
        }
    )
    assert any("backward" in line for line in expected) == once
    assert any("backward" in line for line in wrong) != once
