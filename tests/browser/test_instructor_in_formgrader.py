"""What an instructor does with a written answer: grade the class, mark it in formgrader, return it with the mark."""

from __future__ import annotations

import csv
import re
import shutil
import signal
import subprocess
import sys

import nbformat
import pytest
from browsing import ROOT
from nbgrader.api import Gradebook
from playwright.sync_api import FrameLocator, expect

from autograder.course import Classroom
from autograder.editions import solved_edition
from autograder.source import grade_id, read_source
from autograder.variants import submission

pytestmark = pytest.mark.second_stage

NAME = "06_two_layer_network"
QUESTION = "why_equal_units_stay_equal"
ATTACK = (
    "<script>document.title = 'taken'</script><img src='x' onerror=\"document.title = 'taken'\">"
    f"<div class='nbgrader_cell' id='{QUESTION}' style='position:fixed;top:0;left:0;width:100%;height:100%'></div>"
)
ANSWERS = {
    "student-01": "They compute the same value, so they are sent the **same** error signal, and every step "
    "changes them by the same amount.",
    "student-02": f"Because nothing tells them **apart**.\n\n{ATTACK}",
}
COMMENT = "Say also what that means for how weights are started."


@pytest.fixture(scope="module")
def classroom(course, autograder) -> Classroom:
    """Two students' right answers to notebook 06, each with an answer to its written question, graded by `autograder`."""
    solved = solved_edition(read_source(course.source(NAME)))
    classroom = Classroom(course.root / "classroom")
    for student, text in ANSWERS.items():
        nb = submission(solved)
        next(cell for cell in nb.cells if grade_id(cell) == QUESTION).source = text
        handed_in = classroom.submitted / student / NAME / f"{NAME}.ipynb"
        handed_in.parent.mkdir(parents=True)
        nbformat.write(nb, handed_in)
    assert "2 graded now" in autograder("grade", "06")
    return classroom


@pytest.fixture
def formgrader(classroom, page, lab) -> FrameLocator:
    """The formgrader, opened from JupyterLab's menu."""
    page.set_viewport_size({"width": 1400, "height": 900})
    page.goto(lab.url("lab/workspaces/instructor"))
    page.get_by_role("menuitem", name="Nbgrader", exact=True).click()
    page.get_by_role("menuitem", name="Formgrader", exact=True).click()
    page.get_by_role("tab", name="File Browser").click()  # folds it away
    return page.frame_locator("iframe")


def press(formgrader: FrameLocator, student: str, button: str, said: str) -> None:
    """A button in a student's row of the table of submissions, and the window that says what came of it."""
    formgrader.get_by_role("row", name=re.compile(student)).locator(f".{button} a").click()
    window = formgrader.locator("#success-modal, #error-modal")
    expect(window).to_contain_text(said)
    window.get_by_role("button", name="OK").click()
    expect(window).to_have_count(0)


def mark(classroom: Classroom, student: str) -> tuple[float | None, str | None, bool, float]:
    """Manual score, comment, whether it waits for a person, and the notebook's score, as the gradebook has them."""
    with Gradebook(classroom.db_url) as gradebook:
        grade = gradebook.find_grade(QUESTION, NAME, NAME, student)
        comment = gradebook.find_comment(QUESTION, NAME, NAME, student)
        return (
            grade.manual_score,
            comment.manual_comment,
            grade.needs_manual_grade,
            gradebook.find_submission(NAME, student).score,
        )


def address(classroom: Classroom, student: str) -> str:
    """Where formgrader shows a student's notebook: under its number in the gradebook, not a name."""
    with Gradebook(classroom.db_url) as gradebook:
        return f"/formgrader/submissions/{gradebook.find_submission_notebook(NAME, NAME, student).id}/"


def go(formgrader: FrameLocator, path: str) -> None:
    """To another of formgrader's pages, in its place in JupyterLab."""
    formgrader.locator("body").evaluate("(body, path) => location.assign(path)", path)


def open_answer(formgrader: FrameLocator, classroom: Classroom, student: str) -> None:
    """Through Manual Grading to a student's notebook."""
    formgrader.get_by_role("link", name="Manual Grading").click()
    for column in ("Assignment ID", "Notebook ID"):
        formgrader.locator("th", has_text=column).wait_for()
        formgrader.locator("td a", has_text=NAME).click()
    number = address(classroom, student).strip("/").rpartition("/")[2]
    formgrader.locator(f"a[href*='{number}']").first.click()


def test_a_written_answer_is_marked_in_formgrader_and_returned_with_its_mark(formgrader, classroom, page, shot):
    formgrader.get_by_role("row", name=re.compile(NAME)).locator(".num-submissions a").click()
    row = formgrader.get_by_role("row", name=re.compile("student-01"))
    expect(row.locator(".status")).to_have_text("needs manual grading")
    expect(row.locator(".score")).to_have_text("20 / 22")
    press(formgrader, "student-02", "autograde", "Successfully autograded")
    expect(formgrader.get_by_role("row", name=re.compile("student-02")).locator(".score")).to_have_text("20 / 22")
    shot(page, "formgrader-submissions")

    open_answer(formgrader, classroom, "student-01")
    score, comment = formgrader.locator(f"input#{QUESTION}"), formgrader.locator(f"textarea#{QUESTION}-comment")
    expect(score).to_have_class(re.compile("needs_manual_grade"))
    with page.expect_response(lambda response: "/api/grade/" in response.url and response.ok):
        score.fill("1.5")
        score.press("Tab")
    with page.expect_response(lambda response: "/api/comment/" in response.url and response.ok):
        comment.fill(COMMENT)
        comment.press("Tab")
    assert mark(classroom, "student-01") == (1.5, COMMENT, False, 21.5)
    comment.scroll_into_view_if_needed()
    shot(page, "formgrader-written-answer")

    go(formgrader, f"/formgrader/manage_submissions/{NAME}")
    expect(row.locator(".status")).to_have_text("graded")
    expect(row.locator(".score")).to_have_text("21.5 / 22")
    press(formgrader, "student-01", "generate-feedback", "Successfully generated feedback")

    page.goto((classroom.feedback / "student-01" / NAME / f"{NAME}.html").as_uri())
    expect(page.get_by_text(re.compile(r"Score: 21\.5 / 22"))).to_be_visible()
    expect(page.get_by_text(COMMENT)).to_be_visible()
    assert page.title() == NAME
    page.get_by_text(COMMENT).scroll_into_view_if_needed()
    shot(page, "feedback-with-the-mark")


def test_what_a_student_wrote_does_nothing_on_formgraders_page(formgrader, classroom, page):
    formgrader.get_by_role("row", name=re.compile(NAME)).wait_for()
    go(formgrader, address(classroom, "student-02"))
    score = formgrader.locator(f"input#{QUESTION}")
    answer = formgrader.locator(".nbgrader_cell").filter(has=score)
    expect(answer.locator("strong", has_text="apart")).to_be_visible()
    frame = next(frame for frame in page.frames if address(classroom, "student-02") in frame.url)
    frame.wait_for_load_state("load")
    # It has not run, does not cover the page, and does not take the place of the page's own parts.
    assert frame.title() == NAME and frame.locator(f"[id='{QUESTION}']").count() == 1
    assert answer.locator("script, [onerror], [style*='fixed'], .nbgrader_cell").count() == 0


@pytest.mark.second_stage
def test_an_afternoon_from_handout_to_export_with_the_page_for_marking_and_the_formgrader(
    formgrader, classroom, course, autograder, page, browser, shot
):
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text() + '\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    for name in ("pyproject.toml", "constraints.txt", "environment.yml", "LICENSE", "LICENSE-content.md"):
        shutil.copy(ROOT / name, course.root)
    assert "no line of an answer or a hidden test was found in it" in autograder("handout", "06")
    autograder("due", "06", "2030-01-01T12:00", "--zone", "UTC")
    for student, day in (("student-01", 1), ("student-02", 3)):  # two days late
        folder = classroom.submitted / student / NAME
        (folder / "timestamp.txt").write_text(f"2030-01-0{day} 11:59:00 UTC\n")
    autograder("grade", "06")
    assert "student-02" in autograder("extend", "student-02", "06", "+3d")

    open_answer(formgrader, classroom, "student-01")
    score = formgrader.locator(f"input#{QUESTION}")
    expect(formgrader.locator(f"#{QUESTION}_extra_credit")).to_have_attribute("placeholder", "0")  # its script has come
    with page.expect_response(lambda response: "/api/grade/" in response.url and response.ok):
        score.fill("0.5")
        score.press("Tab")

    serving = subprocess.Popen(
        [sys.executable, "-m", "autograder", "mark", "06", "--no-browser", "--question", QUESTION, "--as", "Marker A"],
        cwd=course.root,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        other = browser.new_context().new_page()
        other.goto(serving.stdout.readline().split()[1])
        expect(other.locator("#progress")).to_contain_text("2 answers")
        expect(other.get_by_role("button", name="student-01 ✓ 0.5")).to_be_visible()  # given in the formgrader
        other.get_by_role("button", name=re.compile("student-02")).click()
        expect(other.locator("#answer strong")).to_have_text("apart")
        other.get_by_label("For this student alone").fill(COMMENT)
        other.get_by_role("button", name="2 points", exact=True).click()
        expect(other.get_by_role("status")).to_have_text("Saved: 2 points.")
        shot(other, "marking-06")
        other.context.close()
    finally:
        serving.send_signal(signal.SIGINT)
        serving.communicate(timeout=300)
    assert mark(classroom, "student-02") == (2, COMMENT, False, 22)

    autograder("feedback", "06")
    page_ = (classroom.feedback / "student-02" / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    assert COMMENT in page_ and "22 of 22 points" in page_
    autograder("export", "06")
    with (classroom.root / "marks-general.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert {student: (row[NAME], row[f"{NAME} penalty"]) for student, row in rows.items()} == {
        "student-01": ("20.5", "0"),
        "student-02": ("22", "0"),
    }
