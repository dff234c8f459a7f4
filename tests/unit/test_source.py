from __future__ import annotations

import nbformat
import pytest
from mini_course import DOUBLE, HEADER, SOURCE, TEST_DOUBLE, nbgrader

from autograder.errors import CourseError
from autograder.source import Test, exercises, needs, read_source, said_total, total_of, written_questions


@pytest.fixture
def read(tmp_path):
    def read(text, name="01_tiny.py"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_source(path)

    return read


def ids(nb):
    return [cell.id for cell in nb.cells]


def test_a_source_is_a_valid_notebook_titled_by_its_heading(read):
    nb = read(SOURCE)
    nbformat.validate(nb)
    assert nb.metadata.title == "Twice and three times"
    assert nb.metadata.kernelspec.name == "python3"


def test_a_source_carries_nothing_of_jupytext_or_of_the_python_that_read_it(read):
    nb = read(SOURCE)
    assert set(nb.metadata) == {"kernelspec", "language_info", "title", "course"}
    assert "version" not in nb.metadata.language_info
    assert all(set(cell.metadata) <= {"nbgrader", "tags"} for cell in nb.cells)


def test_reading_twice_gives_the_same_ids_and_graded_cells_are_called_by_their_grade_id(read):
    assert ids(read(SOURCE)) == ids(read(SOURCE))
    assert {"double", "test_double", "triple", "test_triple"} <= set(ids(read(SOURCE)))


def test_inserting_a_cell_moves_no_other_id(read):
    before, after = ids(read(SOURCE)), ids(read(SOURCE.replace(DOUBLE, "\n# %%\n1 + 1\n" + DOUBLE)))
    assert [i for i in after if i in before] == before
    assert len(after) == len(before) + 1


def test_equal_cells_get_different_ids(read):
    nb = read(HEADER + "\n# %%\n1\n\n# %%\n1\n\n# %% [markdown]\n# 1\n")
    assert len(set(ids(nb))) == 3
    nbformat.validate(nb)


def test_ids_are_valid_even_for_a_grade_id_that_is_not(read):
    nbformat.validate(read(HEADER + nbgrader("wörd + 1") + "\nx\n" + nbgrader("a" * 80) + "\ny\n"))


def test_windows_line_ends_change_nothing(read):
    assert read(SOURCE.replace("\n", "\r\n").encode()) == read(SOURCE)


def test_an_exercise_is_a_solution_cell_with_the_tests_up_to_the_next(read):
    double, triple = exercises(read(SOURCE))
    assert (double.name, double.cell_id, double.tests, double.points) == (
        "double",
        "double",
        (Test("test_double", 8),),
        8,
    )
    assert (triple.name, triple.points) == ("triple", 12)


QUESTION = nbgrader("why", grade=True, points=2, locked=False, solution=True).replace("%%", "%% [markdown]")


def unmarked(*names):
    return "".join(f"\n{nbgrader(name, points=0)}\n1\n" for name in names)


def test_an_exercise_whose_tests_have_no_points_is_an_extra_and_a_written_question_is_no_exercise(read):
    nb = read(HEADER + DOUBLE + unmarked("test_double", "test_double_again") + f"\n{QUESTION}\n# Why?\n")
    (double,) = exercises(nb)
    assert [test.grade_id for test in double.tests] == ["test_double", "test_double_again"]
    assert double.is_extra and not double.is_repair and total_of(nb) == 2
    assert [question.cell_type for question in written_questions(nb)] == ["markdown"]


@pytest.mark.parametrize("above", [DOUBLE + TEST_DOUBLE, DOUBLE + TEST_DOUBLE + f"\n{QUESTION}\n# Why?\n", ""])
def test_a_test_without_points_that_is_not_called_after_the_exercise_above_checks_a_repair(read, above):
    *_, repair = exercises(read(HEADER + above + unmarked("test_doubles")))
    assert (repair.name, repair.tests) == ("doubles", (Test("test_doubles", 0),))
    assert repair.is_repair and repair.is_extra


def test_points_belong_to_the_exercise_above_whatever_the_test_is_called(read):
    (double,) = exercises(read(HEADER + DOUBLE + TEST_DOUBLE + "\n" + nbgrader("check_it", points=12) + "\n1\n"))
    assert double.points == 20 and not double.is_extra


@pytest.mark.parametrize(
    ("header", "total"),
    [("points: 20", 20), ("points: 2.5", 2.5), ("points: 0", 0), ("points: many", None), ("point: 3", None)],
)
def test_the_header_says_the_total(read, header, total):
    assert said_total(read(SOURCE.replace("points: 20", header))) == total


@pytest.mark.parametrize("header", ["#   course:\n#     points: 20\n", "#     points: 20\n"])
def test_a_header_that_says_no_total_is_read_all_the_same(read, header):
    assert said_total(read(SOURCE.replace(header, ""))) is None


BROKEN = {
    "not UTF-8": (
        SOURCE.encode().replace(b"Two", b"\xff\xfe"),
        r"line 14: bytes that are not UTF-8: save it",
    ),
    "empty": ("", "line 1: no jupytext header: begin it with"),
    "no header": ("# %%\n1\n", "line 1: no jupytext header"),
    "header without end": (HEADER.rstrip("# -\n") + "\n\n# %%\n1\n", "the jupytext header does not end"),
    "header that is no comment": (
        HEADER.replace("#   kernelspec", "kernelspec") + "# %%\n1\n",
        "line 5: the jupytext header is broken by 'kernelspec:'",
    ),
    "header that is no YAML": (
        HEADER.replace("name: python3", "name: [python3") + "# %%\n1\n",
        "jupytext cannot read it .*: mend what it names",
    ),
    "header without jupyter": ("# ---\n# title: x\n# ---\n\n# %%\n1\n", "no `# jupyter:` section"),
    "another kernel": (HEADER.replace("name: python3", "name: ir") + "# %%\n1\n", "names the kernel 'ir'"),
    "metadata that breaks off": (
        HEADER + DOUBLE.replace("}\n", "\n", 1) + TEST_DOUBLE,
        "line 11: the cell's metadata does not parse",
    ),
    "metadata that is no JSON": (HEADER + DOUBLE.replace('"double"', "double"), "line 11: .*does not parse"),
    "metadata that is misspelt": (HEADER + DOUBLE.replace("nbgrader=", "nbgarder="), "strange 'nbgarder'"),
    "metadata of a wrong kind": (HEADER + '\n# %% nbgrader="yes"\n1\n', "line 11: .*strange 'nbgrader'"),
    "a tag without brackets": (
        HEADER + '\n# %% tags="solved-only"\n1\n',
        "'solved-only' is not of type 'array'",
    ),
}


@pytest.mark.parametrize(("text", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_source_is_refused_in_one_line_that_names_it(read, text, message):
    with pytest.raises(CourseError, match=message) as refused:
        read(text)
    assert "01_tiny.py" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_source_is_named(tmp_path):
    with pytest.raises(CourseError, match="01_none.py is not there: check the name"):
        read_source(tmp_path / "01_none.py")


def test_what_a_test_needs_is_read_off_its_own_call():
    from nbformat.v4 import new_code_cell, new_notebook

    def graded(grade_id, source):
        return new_code_cell(
            source,
            metadata={
                "nbgrader": {
                    "grade": True,
                    "grade_id": grade_id,
                    "locked": True,
                    "points": 1,
                    "solution": False,
                    "schema_version": 3,
                }
            },
        )

    def solution(name):
        return new_code_cell(
            "pass",
            metadata={
                "nbgrader": {"grade": False, "grade_id": name, "locked": False, "solution": True, "schema_version": 3}
            },
        )

    nb = new_notebook(
        cells=[
            solution("f"),
            graded("test_f", 'check("f", f)  # needs="torch"'),
            solution("g"),
            graded("test_g", 'check("g", g, needs="torch")\ncheck("g", g, needs="torch")'),
        ]
    )
    assert [exercise.tests[0].needs for exercise in exercises(nb)] == [(), ("torch",)] and needs(nb) == ("torch",)
