"""What is recorded of a graded submission, and when a record still holds."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder import results
from autograder.results import (
    VERDICTS,
    Look,
    Result,
    TestResult,
    from_plain,
    read_result,
    result_key,
    to_plain,
    write_result,
)

_TEXT = st.text(max_size=8)
_TESTS = st.builds(
    TestResult,
    exercise=_TEXT,
    grade_id=_TEXT,
    points=st.integers(0, 20),
    max_points=st.integers(0, 20),
    verdict=st.sampled_from(VERDICTS),
    message=_TEXT,
    seconds=st.floats(0, 1e4),
    mistakes=st.lists(_TEXT, max_size=2).map(tuple),
    rows=st.lists(st.tuples(_TEXT, _TEXT), max_size=2).map(tuple),
)
_LOOKS = st.builds(Look, name=_TEXT, cell=_TEXT, found=_TEXT)
_RESULTS = st.builds(
    Result,
    student=_TEXT,
    notebook=_TEXT,
    status=_TEXT,
    reason=_TEXT,
    repairs=st.lists(_TEXT, max_size=2).map(tuple),
    tests=st.lists(_TESTS, max_size=2).map(tuple),
    looks=st.lists(_LOOKS).map(tuple),
    seconds=st.floats(0, 1e4),
    key=_TEXT,
    executed=st.none(),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # on a busy machine
@given(_RESULTS)
def test_a_record_read_back_is_the_record_written(result):
    assert from_plain(json.loads(json.dumps(to_plain(result)))) == result


def test_the_executed_notebook_is_no_part_of_the_record(tmp_path, tiny_release):
    path = tmp_path / "results" / "student-01.json"
    write_result(path, Result("student-01", "01_tiny", "graded", executed=tiny_release))
    assert "cells" not in path.read_text()
    assert read_result(path) == Result("student-01", "01_tiny", "graded")


def test_a_failed_write_leaves_the_old_record_and_nothing_beside_it(tmp_path, monkeypatch):
    path = tmp_path / "student-01.json"
    write_result(path, Result("student-01", "01_tiny", "graded"))
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        write_result(path, Result("student-01", "01_tiny", "failed"))
    assert read_result(path).status == "graded"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"tests": [{"points": 1}], "repairs": []}',
        '{"tests": ["test_double"], "repairs": []}',
        '{"tests": [{"rows": ["a text, as it may have been once"]}], "repairs": []}',
        '{"tests": [{"rows": 1}], "repairs": []}',
    ],
)
def test_a_damaged_record_is_none(tmp_path, text):
    (tmp_path / "student-01.json").write_text(text)
    assert read_result(tmp_path / "student-01.json") is None
    assert read_result(tmp_path / "missing.json") is None


def test_points_are_summed_over_the_tests():
    tests = (TestResult("f", "a", 2, 2, "passed"), TestResult("f", "b", 0, 3, "failed"))
    result = Result("student-01", "01_tiny", "graded", tests=tests)
    assert (result.points, result.max_points) == (2, 5)


def test_the_key_changes_with_submission_release_and_grader_and_with_nothing_else(
    tmp_path, tiny_release, tiny_student, monkeypatch
):
    path = tmp_path / "student-01" / "01_tiny.ipynb"
    path.parent.mkdir()
    path.write_text("one")
    key = result_key(path, tiny_release)
    assert result_key(path, tiny_release) == key
    assert result_key(path, tiny_student) != key
    monkeypatch.setattr(results, "grader_version", lambda: "another")
    assert result_key(path, tiny_release) != key
    monkeypatch.undo()
    path.write_text("two")
    assert result_key(path, tiny_release) != key
    path.write_text("one")
    assert result_key(path, tiny_release) == key


def test_a_missing_notebook_has_a_key_that_changes_with_what_lies_there_instead(tmp_path, tiny_release):
    path = tmp_path / "01_tiny.ipynb"
    before = result_key(path, tiny_release)
    (tmp_path / "ex.ipynb").touch()
    assert result_key(path, tiny_release) != before
