from __future__ import annotations

import pytest
from mini_course import make_course

from autograder.course import Classroom, Course
from autograder.errors import CourseError


@pytest.fixture
def course(tmp_path):
    course = make_course(tmp_path / "course")
    for name in ("04_four", "05_five", "05_fünf"):
        course.source(name).write_text("")
    (course.root / "solutions" / "helper.py").write_text("")
    return course


def test_a_course_is_found_from_any_folder_inside_it(course):
    deep = course.root / "solutions" / "variants"
    assert Course.find(deep) == course


def test_outside_a_course_the_error_says_where_to_run(tmp_path):
    with pytest.raises(CourseError, match="run this inside the checkout"):
        Course.find(tmp_path)


def test_names_are_the_numbered_sources_in_order(course):
    assert course.names() == ["01_tiny", "04_four", "05_five", "05_fünf"]


def test_no_name_means_every_notebook_and_a_prefix_means_the_one_it_fits(course):
    assert course.resolve([]) == course.names()
    assert course.resolve(["04", "01_ti"]) == ["01_tiny", "04_four"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("05", r"'05' could be several notebooks: choose from 05_five, 05_fünf"),
        ("09", r"'09' is no notebook of this course: choose from 01_tiny"),
        ("", r"'' is no notebook"),
    ],
)
def test_a_name_that_fits_none_or_several_lists_the_choice(course, name, message):
    with pytest.raises(CourseError, match=message):
        course.resolve([name])


def test_a_course_without_sources_says_what_to_write(tmp_path):
    course = make_course(tmp_path / "course")
    course.source("01_tiny").unlink()
    with pytest.raises(CourseError, match="write solutions/NN_name.py"):
        course.resolve([])


def test_a_classroom_is_laid_out_as_nbgrader_lays_it_out(tmp_path):
    classroom = Classroom(tmp_path)
    assert classroom.source("04_x") == tmp_path / "source" / "04_x" / "04_x.ipynb"
    assert classroom.release("04_x") == tmp_path / "release" / "04_x" / "04_x.ipynb"
    assert classroom.db_url == f"sqlite:///{tmp_path.resolve()}/gradebook.db"
