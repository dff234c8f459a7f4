"""The page about a class: what it says of the tiny course's class, what it never says, and what is refused."""

from __future__ import annotations

import re
import shutil
from datetime import datetime

import pytest
from nbgrader.api import Gradebook

from autograder.results import read_result
from autograder.variants import Variant, submission

NAME = "01_tiny"
WRONG = Variant("wrong", "double", "three times", "def double(x):\n    return 3 * x  # Muster was here\n")
RAISES = Variant("wrong", "square", "raises", "def square(x):\n    '''By Muster.'''\n    return x / 0\n")

pytestmark = pytest.mark.usefixtures("graded_here")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Where the class lies that was graded once, for every test to copy."""
    return tmp_path_factory.mktemp("kept") / "classroom"


@pytest.fixture
def graded(command, classroom, hand_in, tiny_solved, tiny_student, kept):
    """A class of five: right, wrong, raising, blank, and a file that cannot be read."""
    if not kept.exists():
        hand_in("amuster-7", submission(tiny_solved, [WRONG]))
        hand_in("bbeispiel-8", submission(tiny_solved, [RAISES]))
        hand_in("cexempel-9", tiny_solved)
        hand_in("dprobe-10", tiny_student)
        hand_in("eersatz-11", "{")
        assert command("grade")[0] == 0
        with Gradebook(classroom.db_url) as gradebook:
            gradebook.update_or_create_student("amuster-7", first_name="Anna", last_name="Muster")
            gradebook.update_or_create_student("bbeispiel-8", first_name="<script>alert(1)</script>", last_name="=1+1")
        shutil.copytree(classroom.root, kept)
    shutil.copytree(kept, classroom.root, dirs_exist_ok=True)
    return classroom


def page_of(classroom, name="report.html"):
    return (classroom.root / name).read_text(encoding="utf-8")


def test_the_page_counts_what_became_of_each_exercise_and_shows_an_example(command, graded):
    status, out, err = command("report")
    assert (status, err) == (0, "")
    assert "wrote classroom/report.html: 1 notebook, 5 submissions" in out
    page = page_of(graded)
    double, square = (
        [int(number) for number in re.findall(r'<td class="number">(\d+)</td>', row)]
        for row in re.findall(r'<tr><th scope="row"><code>(?:double|square)</code></th>.*?(?=</tr>)', page)[:2]
    )
    # tried, right, wrong, raised, too long or died, not attempted, not judged
    assert double == [3, 2, 1, 0, 0, 1, 1]
    assert square == [3, 2, 0, 1, 0, 1, 1]
    assert "1 wrong answer: 0 with a named mistake, 1 that could not be named" in page
    assert "raised ZeroDivisionError" in page and "double(3) is 6" in page
    assert page.count('<details class="mistakes">') == 2


def test_the_page_needs_nothing_but_itself_and_its_pictures_say_what_they_show(command, graded):
    command("report")
    page = page_of(graded)
    assert not re.search(r"""(?:src|href|url)\s*[=(]\s*["']?(?!data:|#)\w""", page)
    assert "<script" not in page and "default-src 'none'" in page
    pictures = re.findall(r"<img[^>]*>", page)
    assert len(pictures) == 2 and all(re.search(r'alt="[^"]{40,}"', picture) for picture in pictures)


def test_what_students_are_called_is_text_and_nothing_else(command, graded):
    command("report")
    page = page_of(graded)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; =1+1 (bbeispiel-8)" in page
    assert "Anna Muster (amuster-7)" in page


def test_an_example_is_nobodys_also_where_the_page_has_names(command, graded):
    command("report")
    page = page_of(graded)
    assert (
        re.search(r"Muster|bbeispiel", "".join(re.findall(r'<details class="mistakes">.*?</details>', page, re.S)))
        is None
    )
    assert "Muster was here" not in page and "By Muster" not in page


def test_an_answer_with_a_name_in_its_code_is_never_the_example(command, graded, hand_in, tiny_solved):
    named = Variant("wrong", "double", "named", "def double(x):\n    muster = 3\n    return muster * x\n")
    hand_in("amuster-7", submission(tiny_solved, [named]))
    command("grade")
    command("report")
    assert "There is no example that gives nobody away." in page_of(graded) and "muster = 3" not in page_of(graded)
    other = Variant(
        "wrong",
        "double",
        "another",
        "def double(x):\n    a_longer_name_than_the_other = 3\n    return a_longer_name_than_the_other * x\n",
    )
    hand_in("cexempel-9", submission(tiny_solved, [other]))
    command("grade")
    command("report")
    assert "a_longer_name_than_the_other" in page_of(graded) and "muster = 3" not in page_of(graded)


def test_an_anonymous_page_holds_no_name_no_folder_and_not_their_order(command, graded, hand_in):
    (graded.submitted / "eersatz-11" / NAME / f"{NAME}.ipynb").unlink()
    hand_in("eersatz-11", "x", filename="Homework of Uwe.ipynb")
    command("grade")
    assert command("report", "--anonymous", "--output", "talk.html")[0] == 0
    page = (graded.root.parent / "talk.html").read_text(encoding="utf-8")
    for telling in (
        "amuster",
        "bbeispiel",
        "cexempel",
        "dprobe",
        "eersatz",
        "Anna",
        "Muster",
        "alert",
        "Uwe",
        str(graded.root),
        "classroom",
    ):
        assert telling.lower() not in page.lower(), telling
    assert sorted(re.findall(r'<th scope="row">(No\. \d)</th><td class="number">', page)) == [
        f"No. {number}" for number in range(1, 6)
    ]
    points = re.findall(r'<th scope="row">No\. \d</th><td class="number">([\d.·]+)</td>', page)
    assert sorted(points) == ["0", "12", "20", "8", "·"]  # what could not be read has no points
    assert not re.search(r"<h1>.*amuster|<title>.*amuster", page)


def test_who_needs_a_person_is_named_with_the_reason(command, graded):
    with Gradebook(graded.db_url) as gradebook:
        grade = gradebook.find_grade("test_double", NAME, NAME, "cexempel-9")
        grade.manual_score, grade.needs_manual_grade = 5, True
        gradebook.update_or_create_assignment(NAME, duedate="2030-01-01 00:00:00")
        late = gradebook.find_submission(NAME, "amuster-7")
        late.timestamp = datetime(2030, 1, 3, 1)
        gradebook.db.commit()
    with (graded.root.parent / "nbgrader_config.py").open("a") as config:
        config.write(
            "\nfrom nbgrader.plugins import LateSubmissionPlugin\n"
            "class Two(LateSubmissionPlugin):\n    def late_submission_penalty(self, *of):\n        return 2\n"
            "c.AssignLatePenalties.plugin_class = Two\n"
        )
    command("report")
    page = page_of(graded)
    look = page[page.index('id="look"') : page.index('class="notebook"')]
    assert re.search(r"could not be read</span>: 1.*eersatz-11.*not valid JSON", look, re.S)
    assert re.search(r"Graded again after you had marked it</span>: 1.*cexempel-9.*your mark: 5 of 12", look, re.S)
    assert re.search(r"Handed in late</span>: 1.*amuster-7.*2 days.*>2</td>", look, re.S)


def test_running_it_twice_changes_nothing_and_nothing_else_is_touched(command, graded):
    def everything():
        return {
            path: (path.stat().st_mtime_ns, path.read_bytes())
            for path in graded.root.parent.rglob("*")
            if path.is_file()
        }

    before = everything()
    command("report")
    written = everything()
    assert {path.name for path in written.keys() - before.keys()} == {"report.html"}
    assert all(written[path] == kept for path, kept in before.items())
    assert command("report")[1].startswith("unchanged: classroom/report.html")
    assert everything() == written


@pytest.mark.parametrize(
    "arguments, said",
    [
        (
            ["--output", "gradebook.db"],
            "gradebook.db would hold an HTML page: give --output a name that ends with .html",
        ),
        (["02"], "'02' is no notebook of this course: choose from 01_tiny"),
        (["--course", "nowhere"], "nowhere/gradebook.db is not there: grade the class first"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_status_1(command, graded, arguments, said):
    status, out, err = command("report", *arguments)
    assert (status, out) == (1, "") and said in err and err.count("\n") == 1


def test_a_class_with_nobody_in_it_is_one_line(command, tiny_course, classroom):
    status, out, err = command("report")
    assert (status, out) == (1, "") and "holds no graded submission of 01_tiny: grade the class first" in err


def test_a_folder_in_the_pages_place_is_one_line(command, graded):
    (graded.root / "report.html").mkdir()
    status, _, err = command("report")
    assert status == 1 and err == (
        "autograder: classroom/report.html is a folder: choose another name with --output FILE\n"
    )


@pytest.mark.second_stage
def test_a_test_that_the_instructor_corrects_makes_nobody_a_student_whose_file_was_repaired(
    command, tiny_course, classroom, hand_in, tiny_solved
):
    changed = submission(tiny_solved)
    next(
        cell for cell in changed.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "test_double"
    ).source += "#"
    hand_in("student-01", tiny_solved)
    hand_in("student-02", changed)
    assert command("grade")[0] == 0
    for wanted in ("it is 6", "it has to be 6"):  # twice: what the first release had is remembered
        source = tiny_course.source(NAME)
        source.write_text(
            re.sub(r'"(double|it)\b.* 6"', f'"{wanted}"', source.read_text(encoding="utf-8")), encoding="utf-8"
        )
        status, out, _ = command("grade")
        assert status == 0 and "2 graded" in out, out
    assert command("report")[0] == 0
    (repaired,) = re.findall(r"test_double is locked and had been changed", page_of(classroom))
    assert read_result(classroom.record(NAME, "student-01")).repairs == ()
    assert len(read_result(classroom.record(NAME, "student-02")).repairs) == 1
