"""What release decides without running anything."""

from __future__ import annotations

import pytest
from mini_course import NAME, SOURCE, VARIANTS, make_course

from autograder.editions import solved_edition, student_edition, to_text
from autograder.errors import CourseError
from autograder.files import Outcome, write_atomically
from autograder.release import release
from autograder.source import read_source
from autograder.tried import did_well, not_tried


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path / "course")


def lines(outcomes):
    return [str(outcome) for outcome in outcomes]


def test_check_names_what_is_missing_and_writes_nothing(course):
    before = sorted(course.root.rglob("*"))
    assert lines(release(course, [], check=True)) == [
        "notebooks/01_tiny.ipynb is missing: run `autograder release 01`",
        "solutions/01_tiny.ipynb is missing: run `autograder release 01`",
    ]
    assert sorted(course.root.rglob("*")) == before


def test_without_execution_the_student_edition_alone_is_written(course):
    assert lines(release(course, [], execute=False)) == [
        "wrote notebooks/01_tiny.ipynb",
        "solutions/01_tiny.ipynb is missing: run `autograder release 01`",
    ]
    assert course.student(NAME).read_text() == to_text(student_edition(read_source(course.source(NAME))))


def test_a_solved_edition_that_was_never_run_is_stale(course):
    release(course, [], execute=False)
    course.solved(NAME).write_text(to_text(solved_edition(read_source(course.source(NAME)))))
    assert lines(release(course, [], check=True)) == ["solutions/01_tiny.ipynb is stale: run `autograder release 01`"]


@pytest.mark.parametrize("content", ["", "not json", "[]", "{}", '{"cells": [1]}', '{"cells": [{"id": "x"}]}'])
def test_a_generated_file_that_is_no_notebook_is_stale_not_an_error(course, content):
    course.student(NAME).parent.mkdir()
    for path in (course.student(NAME), course.solved(NAME)):
        path.write_text(content)
    assert [outcome.state for outcome in release(course, [], check=True)] == ["stale", "stale"]


def test_a_line_of_an_answer_planted_in_a_student_edition_is_named(course):
    release(course, [], execute=False)
    text = course.student(NAME).read_text().replace("# YOUR CODE HERE", "twofold = x + x", 1)
    course.student(NAME).write_text(text)
    found = lines(release(course, [], check=True))
    assert found[0] == "notebooks/01_tiny.ipynb is stale: run `autograder release 01`"
    assert found[1].startswith("notebooks/01_tiny.ipynb, cell double: the student edition shows a line of double's")


@pytest.mark.parametrize("folder", ["notebooks", "solutions"])
def test_a_notebook_without_a_source_is_named_unless_others_were_asked_for(course, folder):
    release(course, [], execute=False)
    (course.root / folder / "09_left.ipynb").write_text("{}")
    assert f"{folder}/09_left.ipynb has no source: delete it, or write solutions/09_left.py" in lines(
        release(course, [], check=True)
    )
    assert not any("09_left" in line for line in lines(release(course, ["01"], check=True)))


def wrong_course(tmp_path):
    course = make_course(
        tmp_path / "wrong",
        SOURCE.replace('"points": 8', '"points": 7'),
        VARIANTS.replace("right double", "wrong double"),
    )
    course.source("02_broken").write_bytes(b"\xff")
    return course


def test_everything_an_author_got_wrong_is_reported_at_once_by_check(tmp_path):
    found = lines(release(wrong_course(tmp_path), [], check=True))
    assert found == [
        "solutions/01_tiny.py: the points add up to 19, and the header says 20; make them agree",
        "solutions/02_broken.py, line 1: bytes that are not UTF-8: save it as UTF-8",
        "solutions/variants/01_tiny.py, double: 0 right and 4 wrong; write at least 2 and 2",
    ]


def test_release_refuses_all_of_it_and_writes_nothing(tmp_path):
    course = wrong_course(tmp_path)
    with pytest.raises(CourseError) as refused:
        release(course, [])
    assert refused.value.message == "nothing released, 2 things to mend"
    assert len(refused.value.details) == 2
    assert not course.student(NAME).exists()


def test_what_variants_lack_is_still_to_do_and_there_is_a_notebook_to_look_at(tmp_path):
    course = make_course(tmp_path / "short", variants=VARIANTS.replace("right double", "wrong double"))
    outcomes = release(course, [], execute=False)
    assert course.student(NAME).exists()
    assert [str(one) for one in outcomes if one.state == "to do"] == [
        "still to do: solutions/variants/01_tiny.py, double: 0 right and 4 wrong; write at least 2 and 2"
    ]


def test_variants_count_as_tried_until_something_changes_and_only_of_what_was_changed_here(tmp_path):
    course = make_course(tmp_path / "tried")
    assert not not_tried(course, NAME)  # it came so
    release(course, [], execute=False)
    assert not_tried(course, NAME)
    did_well(course, NAME)
    assert not not_tried(course, NAME)
    release(course, [], execute=False)
    assert not not_tried(course, NAME)
    course.variants(NAME).write_text(VARIANTS + "\n", encoding="utf-8")
    assert not_tried(course, NAME)


def test_a_leak_in_the_source_is_refused_with_its_cell(tmp_path):
    course = make_course(tmp_path / "leaky", SOURCE + "\n# %%\ntwofold = x + x\n")
    with pytest.raises(CourseError, match=r"01_tiny.py, cell 'twofold = x \+ x': the student edition shows a line"):
        release(course, [])


def test_a_file_that_would_not_change_is_not_written(tmp_path):
    path = tmp_path / "new" / "file.txt"
    assert write_atomically(path, "ä") is True
    stamp = path.stat().st_mtime_ns
    assert write_atomically(path, "ä") is False
    assert path.stat().st_mtime_ns == stamp
    assert [p.name for p in path.parent.iterdir()] == ["file.txt"]


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CourseError, match=r"cannot write .*x\.txt \((not a directory|file exists)\): check"):
        write_atomically(tmp_path / "file" / "x.txt", "")


def test_an_outcome_reads_as_a_line():
    assert str(Outcome("wrote", "a")) == "wrote a"
    assert str(Outcome("problem", note="why")) == "why"
