"""Answers that do not stand where they were asked for: what is there earns its points, and a person is told of the rest."""

from __future__ import annotations

import base64
import copy
import json

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.engine import grade_notebook
from autograder.limits import Limits
from autograder.results import ERROR, FAILED, NOT_ATTEMPTED
from autograder.sandbox import Warm

DOUBLE = "def double(x):\n    return factor * x"
SQUARE = "def square(x):\n    return x * x"
WRONG = "def double(x):\n    return 3 * x"
TEST = 'assert double(3) == 6, "double(3) is 6"'
STUB = '"""Twice x."""\n    # YOUR CODE HERE\n    raise NotImplementedError()'


@pytest.fixture(scope="module")
def warm():
    with Warm() as warm:
        yield warm


class Sheet:
    """A submission in the making."""

    def __init__(self, nb):
        self.nb = json.loads(nbformat.writes(nb))
        self.cells = self.nb["cells"]
        for cell in self.cells:
            cell["source"] = "".join(cell["source"])

    def at(self, name):
        return next(
            number
            for number, cell in enumerate(self.cells)
            if name in (cell["metadata"].get("nbgrader", {}).get("grade_id"), cell["id"])
        )

    def __getitem__(self, name):
        return self.cells[self.at(name)]

    def write(self, name, text):
        self[name]["source"] = text
        return self

    def delete(self, *names):
        for name in names:
            del self.cells[self.at(name)]
        return self

    def add(self, number, text, kind="code", **more):
        more |= {"execution_count": None, "outputs": []} if kind == "code" else {}
        self.cells.insert(number, {"cell_type": kind, "id": f"own{number}", "metadata": {}, "source": text, **more})
        return self

    def end(self, text, kind="code", **more):
        return self.add(len(self.cells), text, kind, **more)

    def copy(self, name, number, text):
        """As JupyterLab pastes a cell: its marks come along, its id is new."""
        pasted = {**copy.deepcopy(self[name]), "id": f"pasted{number}", "source": text}
        self.cells.insert(number, pasted)
        return self

    def strip(self):
        for cell in self.cells:
            cell["metadata"].pop("nbgrader", None)
            cell.pop("id")
        self.nb["nbformat_minor"] = 0
        return self


@pytest.fixture
def blank(tiny_student):
    return Sheet(tiny_student)


@pytest.fixture
def solved(tiny_solved):
    return Sheet(tiny_solved)


@pytest.fixture
def grade(tmp_path, tiny_release, warm):
    def run(sheet):
        path = tmp_path / "01_tiny.ipynb"
        path.write_text(json.dumps(sheet.nb) if isinstance(sheet, Sheet) else sheet)
        result = grade_notebook(path, tiny_release, warm=warm, seed=1)
        return result, {test.grade_id: test for test in result.tests}

    return run


def _in_place(s):
    return s.delete("double").add(s.at("test_double") - 1, DOUBLE)


def _third_format(s):
    for cell in s.strip().cells:
        if cell["cell_type"] == "code":
            cell["input"], cell["language"] = cell.pop("source"), "python"
    s.nb = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": s.cells, "metadata": {}}]}
    return s


def _swapped(s):
    one, other = s["double"], s["square"]
    one["metadata"], other["metadata"] = other["metadata"], one["metadata"]
    one["id"], other["id"] = other["id"], one["id"]
    return s


def _formatted(s):
    for cell in s.strip().cells:
        if cell["cell_type"] == "code":
            cell["source"] = cell["source"].replace('"', "'").replace("assert double(3)", "assert  double( 3 )")
    return s


def _without_prose(s):
    s.cells[:] = [cell for cell in s.strip().cells if cell["cell_type"] == "code"]
    return s


def _moved(s, name, number):
    cell = s.cells.pop(s.at(name))
    s.cells.insert(number if number >= 0 else len(s.cells), cell)
    return s


FOUND = {
    "cell deleted, the same in a cell of one's own": lambda s: s.delete("double").add(3, DOUBLE),
    "below the stub": lambda s: s.add(s.at("double") + 1, DOUBLE),
    "above the stub": lambda s: s.add(s.at("double"), DOUBLE),
    "below the test": lambda s: s.add(s.at("test_double") + 1, DOUBLE),
    "below the test, the cell deleted": lambda s: s.add(s.at("test_double") + 1, DOUBLE).delete("double"),
    "in one cell at the top": lambda s: s.add(0, f"{DOUBLE}\n{SQUARE}"),
    "in one cell at the top, the others deleted": lambda s: s.delete("double", "square").add(0, f"{DOUBLE}\n{SQUARE}"),
    "in one cell at the end": lambda s: s.end(f"{DOUBLE}\n{SQUARE}"),
    "in one cell at the end, the others deleted": lambda s: s.end(f"{DOUBLE}\n{SQUARE}").delete("double", "square"),
    "joined with another answer": lambda s: s.write("double", f"{DOUBLE}\n{SQUARE}").delete("square"),
    "joined with its test": lambda s: s.write("double", f"{DOUBLE}\n{TEST}").delete("test_double"),
    "typed into the test": lambda s: s.write("test_double", f"{DOUBLE}\n{TEST}"),
    "typed into the test, the cell deleted": lambda s: s.write("test_double", f"{DOUBLE}\n{TEST}").delete("double"),
    "typed into another test": lambda s: s.write("test_square", f"{DOUBLE}\nassert square(3) == 9"),
    "typed into a given cell": lambda s: s.write("given", f"factor = 2\n{DOUBLE}"),
    "in a copy at the end": lambda s: s.copy("double", len(s.cells), DOUBLE),
    "in a copy above": lambda s: s.copy("double", 0, DOUBLE),
    "in a copy of another's cell": lambda s: s.copy("square", s.at("double"), DOUBLE).delete("double"),
    "below a magic": lambda s: s.delete("double").add(3, f"%%time\n{DOUBLE}"),
    "beside a magic": lambda s: s.delete("double").add(3, f"%matplotlib inline\n!true\n{DOUBLE}"),
    "as a value": lambda s: s.end("double = lambda x: 2 * x"),
    "split in two with the marks on both": lambda s: s.write("double", "two = 2").copy(
        "double", s.at("double") + 1, "def double(x):\n    return two * x"
    ),
    "below a stub copied without marks": lambda s: s.write("double", DOUBLE).end(f"def double(x):\n    {STUB}"),
    "in raw cells": lambda s: s.write("double", DOUBLE) and s["double"].update(cell_type="raw") or s,
}
RIGHT = {
    "a broken copy at the end": lambda s: s.copy("double", len(s.cells), WRONG),
    "a broken copy below the test": lambda s: s.copy("double", s.at("test_double") + 1, WRONG),
    "a broken copy at the top": lambda s: s.copy("double", 0, WRONG),
    "a broken cell of one's own at the end": lambda s: s.end(WRONG),
    "a blank copy below": lambda s: s.copy("double", s.at("double") + 1, f"def double(x):\n    {STUB}"),
    "ids gone": lambda s: [cell.pop("id") for cell in s.cells] and s,
    "ids and marks gone": Sheet.strip,
    "the third format": _third_format,
    "the marks of two answers exchanged": _swapped,
    "formatted anew, without marks": _formatted,
    "without prose and marks": _without_prose,
    "the answer moved to the end": lambda s: _moved(s, "double", -1),
    "the answer moved to the top": lambda s: _moved(s, "double", 0),
    "the test moved to the top": lambda s: _moved(s, "test_double", 0),
    "from last to first": lambda s: s.cells.reverse() or s,
    "an import added to a given cell": lambda s: s.write("given", "import math\nfactor = 2").write(
        "square", "def square(x):\n    return math.pow(x, 2)"
    ),
    "the test copied": lambda s: s.copy("test_double", 0, TEST),
    "ends of lines of old Macs": lambda s: (
        [cell.update(source=cell["source"].replace("\n", "\r")) for cell in s.cells] and s
    ),
    "another language's name": lambda s: s.nb["metadata"]["kernelspec"].update(language="R", name="ir") or s,
}


@pytest.mark.parametrize("how", FOUND)
def test_an_answer_that_stands_elsewhere_has_its_points_and_is_named(grade, blank, how):
    if "one cell" not in how and "joined with another" not in how:
        blank.write("square", SQUARE)
    result, tests = grade(FOUND[how](blank))
    assert result.points == 20, {name: (test.verdict, test.message) for name, test in tests.items() if not test.points}
    assert result.repairs and not result.looks


@pytest.mark.parametrize("how", RIGHT)
def test_a_right_answer_has_its_points_whatever_became_of_its_cell(grade, solved, how):
    result, tests = grade(RIGHT[how](solved))
    assert result.points == 20, {name: (test.verdict, test.message) for name, test in tests.items() if not test.points}
    assert not result.looks


def test_what_says_nothing_about_an_answer_is_no_repair(grade, solved):
    for cell in solved.cells:
        cell["source"] = cell["source"].replace("\n", "\r\n")
    result, _ = grade(solved)
    assert (result.points, result.repairs) == (20, ())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-8-sig"])
def test_a_file_is_read_in_the_encoding_that_it_is_in(tmp_path, solved, tiny_release, warm, encoding):
    (tmp_path / "01_tiny.ipynb").write_bytes(json.dumps(solved.nb, ensure_ascii=False).encode(encoding))
    result = grade_notebook(tmp_path / "01_tiny.ipynb", tiny_release, warm=warm)
    assert (result.points, result.repairs) == (20, ())


LOOK = {
    "in a note": (
        lambda s: s.end(f"My answer:\n```python\n{DOUBLE}\n```", "markdown"),
        "a def of double stands in the",
    ),
    "in a raw cell": (lambda s: s.end(DOUBLE, "raw"), "raw cell 'def double(x):', which does not run"),
    "in the text of the exercise": (lambda s: s.write("3265ce3c603f", f"Write `double`.\n\n    {DOUBLE}"), "markdown"),
    "in a cell that is no program": (lambda s: s.end("def double(x:\n    return 2 * x"), "is defined in the cell"),
    "in a cell that stops before it": (lambda s: s.end(f"import nowhere\n{DOUBLE}"), "is defined in the cell"),
    "wrong here and wrong there": (lambda s: s.write("double", WRONG).end(f"# better\n{WRONG}"), "'# better'"),
    "as a formula beside it": (lambda s: s.add(s.at("double") + 1, "x = 3\nresult = 2 * x"), "the code cell 'x = 3'"),
    "under another name": (lambda s: s.add(s.at("double") + 1, "def my_double(x):\n    return 2 * x"), "my_double"),
    "in words below it": (lambda s: s.add(s.at("double") + 1, "It is x + x.", "markdown"), "'It is x + x.'"),
    "in words below its test": (lambda s: s.add(s.at("test_double") + 1, "It is x + x.", "markdown"), "markdown cell"),
    "in the place of a deleted cell": (
        lambda s: s.delete("double").add(3, "It is x + x.", "markdown"),
        "markdown cell",
    ),
}


@pytest.mark.parametrize("how", LOOK)
def test_an_exercise_without_points_is_looked_at_where_something_may_be_its_answer(grade, blank, how):
    change, where = LOOK[how]
    result, tests = grade(change(blank.write("square", SQUARE)))
    (look,) = result.looks
    assert (result.points, look.name, look.cell) == (8, "double", "test_double")
    assert where in look.found
    assert tests["test_double"].verdict in (ERROR, FAILED) and tests["test_double"].message


NO_LOOK = {
    "nothing": lambda s: s,
    "a wrong answer": lambda s: s.write("double", WRONG),
    "an empty cell": lambda s: s.write("double", ""),
    "the cell deleted": lambda s: s.delete("double"),
    "calls to try things out": lambda s: s.add(s.at("double") + 1, "print(double(3))\ndouble(4)"),
    "imports": lambda s: s.add(s.at("double") + 1, "import numpy as np"),
    "an empty note": lambda s: s.add(s.at("double") + 1, " --- ", "markdown"),
    "a copy of what was released": lambda s: s.copy("double", 0, s["double"]["source"]),
    "a piece of the text, as some editors cut it": lambda s: s.add(s.at("double") + 1, "Write", "markdown"),
    "a wrong answer and trials beside it": lambda s: s.write("double", WRONG).add(
        s.at("test_double") + 1, "y = double(3)"
    ),
    "the answer to another exercise": lambda s: s.delete("square").end(SQUARE),
}


@pytest.mark.parametrize("how", NO_LOOK)
def test_nobody_is_sent_to_look_at_nothing(grade, blank, how):
    result, tests = grade(NO_LOOK[how](blank.write("square", SQUARE)))
    assert (result.points, result.looks) == (8, ())
    assert tests["test_double"].verdict == (FAILED if "wrong" in how else NOT_ATTEMPTED)


def test_what_misses_a_name_says_which_cell_of_the_students_own_stopped_before_it(grade, solved):
    solved.add(2, "import nowhere\nimport math").write("square", "def square(x):\n    return math.pow(x, 2)")
    result, tests = grade(solved)
    assert result.points == 12
    assert tests["test_square"].cause == "ModuleNotFoundError: No module named 'nowhere'"
    (row,) = (text for label, text in tests["test_square"].rows if label == "cause")
    assert row.startswith("math was to come from the cell 'import nowhere', which stopped with ModuleNotFoundError")
    solved.add(4, "import math")
    assert grade(solved)[0].points == 20


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<!DOCTYPE html>\n<html></html>", "is a web page, not a notebook: hand in the .ipynb file itself"),
        (b"{\\rtf1\\ansi \\{}", "is a text of a word processor, not a notebook"),
        (b"PK\x03\x04" + bytes(40), "is a zip archive, not a notebook: unpack it"),
        (b"%PDF-1.7\n%\xe2\xe3", "is a PDF, not a notebook"),
        (b"import numpy as np\n", "is a Python file, without the notebook's cells, not a notebook"),
        (b'{"url": "https://example.org", "doc_id": "1"}', "is a link, not the notebook itself"),
        (b'{\n<<<<<<< HEAD\n"cells": []\n=======\n>>>>>>> other\n}', "holds two versions at once"),
    ],
)
def test_a_file_that_only_calls_itself_a_notebook_is_named(tmp_path, tiny_release, warm, data, said):
    (tmp_path / "01_tiny.ipynb").write_bytes(data)
    result = grade_notebook(tmp_path / "01_tiny.ipynb", tiny_release, warm=warm)
    assert result.status == "unreadable" and said in result.reason


def test_pictures_pasted_into_a_text_are_kept_and_nothing_else_is(grade, solved, warm, tmp_path, tiny_release):
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(20)).decode()
    attached = {
        "photo.png": {"image/png": picture},
        "page.html": {"text/html": "<script>"},
        "false.png": {"image/png": base64.b64encode(b"<script>").decode()},
        "none.png": {"image/png": "?"},
    }
    solved.end("![](attachment:photo.png)", "markdown", attachments=attached)
    result, _ = grade(solved)
    assert result.executed.cells[-1].attachments == {"photo.png": {"image/png": picture}}
    nbformat.validate(result.executed)
    few = grade_notebook(tmp_path / "01_tiny.ipynb", tiny_release, Limits(pictures=10), warm=warm)
    assert "attachments" not in few.executed.cells[-1] and "1 of the pictures" in few.repairs[0]


def test_nobody_is_stuck_with_what_is_answered_elsewhere(command, classroom, hand_in, tiny_student, tiny_solved):
    """It waits for a mark in the formgrader, which may be 0, or for the word that it is right as it is."""
    waiting = Sheet(tiny_student).write("square", SQUARE).end(DOUBLE, "markdown")
    hand_in("student-01", json.dumps(waiting.nb))
    hand_in("student-02", tiny_solved)
    _, out, _ = command("grade")
    assert "student-01 double: a def of double stands in the markdown cell" in out and "1 answered elsewhere" in out
    status, _, err = command("export")
    assert status == 1 and "answered elsewhere, look: test_double" in err
    assert not (classroom.root / "marks-general.csv").exists()
    status, _, _ = command("export", "--looked")
    assert status == 0 and ",8" in (classroom.root / "marks-general.csv").read_text()
    command("report")
    assert "Answered elsewhere" in (classroom.root / "report.html").read_text()
    command("feedback")
    assert "a person has yet to look" in (classroom.feedback / "student-01" / "01_tiny" / "01_tiny.html").read_text()

    with Gradebook(classroom.db_url) as gradebook:
        grade = gradebook.find_grade("test_double", "01_tiny", "01_tiny", "student-01")
        assert grade.needs_manual_grade and grade.auto_score == 0
        grade.manual_score, grade.needs_manual_grade = 0, False
        gradebook.db.commit()
    assert command("export")[0] == 0
