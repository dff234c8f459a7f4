"""Which notebook a file is."""

from __future__ import annotations

import nbformat
import pytest

from autograder.desk.which_notebook import Cells, by_end, by_name
from autograder.source import read_source

NAMES = ["01_tiny", "04_logistic_least_squares"]


@pytest.mark.parametrize(
    "name, copies",
    [
        ("04_logistic_least_squares.ipynb", 0),
        ("04_LOGISTIC_Least_squares.IPYNB", 0),
        ("04 logistic least squares.ipynb", 0),
        ("04-logistic-least-squares.ipynb", 0),
        ("04_logistic_least_squares-1.ipynb", 1),
        ("04_logistic_least_squares (2).ipynb", 1),
        ("04_logistic_least_squares(2)-1.ipynb", 2),
        ("04_logistic_least_squares-Copy1.ipynb", 1),
        ("04_logistic_least_squares - Copy (2).ipynb", 2),
        ("04_logistic_least_squares Kopie.ipynb", 1),
        ("04_logistic_least_squares.ipynb.txt", 0),
        ("04_logistic_least_squares.ipynb.json", 0),
    ],
)
def test_copies_and_what_browsers_do_to_a_name_change_nothing(name, copies):
    assert by_name(name, NAMES) == ("04_logistic_least_squares", copies)


@pytest.mark.parametrize(
    "name", ["homework.ipynb", "04.ipynb", "my_04_logistic_least_squares.ipynb", "01_tiny_2.ipynb", ""]
)
def test_another_name_says_nothing(name):
    assert by_name(name, NAMES) is None


def test_a_notebook_that_ends_in_a_number_is_not_taken_for_a_copy():
    assert by_name("05_part-2.ipynb", ["05_part", "05_part_2"]) == ("05_part_2", 0)


def test_what_a_platform_put_in_front_is_passed_over_where_it_does_not_matter_whose_it_is():
    names = ["01_tiny", "01_tiny_more"]
    assert by_end("person_12_9001_01_tiny_more-2.ipynb", names) == "01_tiny_more"
    assert by_end("01_tiny.ipynb", names) == "01_tiny" and by_end("person_12_homework.ipynb", names) is None


@pytest.fixture
def cells(tiny_course):
    return Cells(tiny_course.names(), lambda name: read_source(tiny_course.source(name)))


def test_a_renamed_notebook_is_known_by_its_cells(cells, tiny_student):
    assert cells.notebook("homework.ipynb", nbformat.writes(tiny_student).encode()) == "01_tiny"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b'{"nbformat": 4, "cells": [{"id": "given"}]}',
        b"\xff",
        b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "", "id": "double"}]}',
    ],
)
def test_a_file_without_most_of_a_notebooks_exercises_is_none(content, cells):
    assert cells.notebook("homework.ipynb", content) is None
