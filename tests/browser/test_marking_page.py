"""What markers do on the page that `autograder mark` serves, by keyboard too, and at the same time."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from graded_class import QUESTION, fill
from mini_course import NAME, SQUARE_SOURCE, SQUARE_VARIANTS, make_course
from nbgrader.api import Gradebook
from playwright.sync_api import expect

from autograder.course import Classroom
from autograder.desk.mark import way_to
from autograder.results import Look

pytestmark = pytest.mark.second_stage

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20_000
ATTACK = (
    "They are **equal**.\n\n<script>document.title = 'taken'</script>"
    "<img src='x' onerror=\"document.title = 'taken'\"><a href=\"javascript:document.title='taken'\">click</a>"
    "<form action='https://example.org'><button>Save</button></form><div id='points' style='position:fixed;top:0'>x</div>"
)
ANSWERS = {
    "student-01": {QUESTION: "Because it **must**.\n\n| a | b |\n|---|---|\n| 1 | 2 |"},
    "student-02": {QUESTION: ATTACK},
    "student-03": {QUESTION: ""},
    "student-04": {QUESTION: "word " * 400},
}
SIGHTS = [(1280, "light"), (1280, "dark"), (480, "light"), (480, "dark")]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    course = make_course(tmp_path_factory.mktemp("made") / "course", SQUARE_SOURCE, SQUARE_VARIANTS, own_utils=False)
    shutil.copy(ROOT / "nbgrader_config.py", course.root)
    look = Look("double", "test_double", "double is defined in the cell `x = 3`")
    fill(course, Classroom(course.root / "classroom"), ANSWERS, {"student-03": "double"}, {"student-03": (look,)})
    return course


@pytest.fixture
def classroom(made, tmp_path):
    shutil.copytree(made.root, tmp_path / "course")
    return Classroom(tmp_path / "course" / "classroom")


@pytest.fixture
def address(classroom):
    """Where the command serves the class."""
    process = subprocess.Popen(
        [sys.executable, "-m", "autograder", "mark", "--no-browser"],
        cwd=classroom.root.parent,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield re.search(r"http://\S+", process.stdout.readline()).group()
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=300)


@pytest.fixture
def window(browser, address):
    """Opens another marker's window on a page; nothing but the server can be reached, and no script may fail."""
    wrong, contexts = [], []

    def open_(path, **options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request",
            lambda request: wrong.append(request.url) if not request.url.startswith((address, "data:")) else None,
        )
        page.goto(address + path)
        if "mark/" in path:
            expect(page.locator("#answer")).to_have_attribute("aria-busy", "false")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert wrong == []


def kept(classroom, student, cell=QUESTION):
    """Manual score and comment, as the gradebook has them."""
    with Gradebook(classroom.db_url) as gradebook:
        comment = gradebook.find_comment(cell.removeprefix("test_"), NAME, NAME, student)
        return gradebook.find_grade(cell, NAME, NAME, student).manual_score, comment.manual_comment


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def saved(page, words):
    expect(page.get_by_role("status")).to_have_text(re.compile(words))


def write_rubric(page, *lines):
    page.keyboard.press("r")
    for number, (words, points) in enumerate(lines):
        if number:
            page.get_by_role("button", name="Add a line").click()
        page.get_by_label("words").last.fill(words)
        page.get_by_label("points").last.fill(points)
    page.get_by_role("button", name="Save the rubric").click()
    saved(page, "Rubric saved")


def test_a_class_is_marked_by_keyboard_alone(window, classroom, shot):
    page = window(f"mark/{NAME}/{QUESTION}")
    expect(page.get_by_role("heading", name="student-01: 1 of 4")).to_be_visible()
    expect(page.locator("#answer strong")).to_have_text("must")
    press(page, "r")
    expect(page.get_by_label("words")).to_be_focused()
    page.keyboard.type("names the symmetry")
    press(page, "Tab")
    page.keyboard.type("1.5")
    press(page, "Enter")
    saved(page, "Rubric saved. 0 marks changed")
    press(page, "a")
    saved(page, "Saved: holds: names the symmetry")
    press(page, "c")
    page.keyboard.type("Well seen.")
    press(page, "Escape")
    saved(page, "Saved: words")
    shot(page, "marking")
    press(page, "j", "2")
    saved(page, "Saved: 2 points")
    press(page, "-")
    saved(page, "Saved: 1.5 points")
    press(page, "n")
    expect(page.get_by_role("heading", name="student-03")).to_be_focused()
    press(page, "2", "x")
    saved(page, "the mark is taken back")
    press(page, "j", "j")
    saved(page, "This is the last one")
    expect(page.locator("#progress")).to_have_text("4 answers: 2 wait, 2 marked by hand")
    assert kept(classroom, "student-01") == (1.5, "names the symmetry (+1.5)\n\nWell seen.")
    assert kept(classroom, "student-02") == (1.5, None) and kept(classroom, "student-03") == (None, None)
    press(page, "k", "k", "k", "r")
    page.get_by_label("points").last.fill("0.5")
    press(page, "Enter")
    saved(page, "Rubric saved. 1 mark changed")
    assert kept(classroom, "student-01") == (0.5, "names the symmetry (+0.5)\n\nWell seen.")


def test_keys_can_be_turned_off_and_do_nothing_while_one_writes(window, classroom):
    page = window(f"mark/{NAME}/{QUESTION}")
    page.get_by_label("For this student alone").fill("")
    page.get_by_label("For this student alone").press_sequentially("2 x n")
    expect(page.get_by_role("heading", name="student-01")).to_be_visible()
    page.get_by_label("keys", exact=True).uncheck()
    press(page, "2", "j")
    expect(page.get_by_role("heading", name="student-01")).to_be_visible()
    page.get_by_role("button", name="1.5 points").click()
    saved(page, "Saved: 1.5 points")
    assert kept(classroom, "student-01") == (1.5, "2 x n")


def test_of_two_markers_at_the_same_time_neither_overwrites_the_other_unseen(window, classroom, shot):
    first, second = (window(f"mark/{NAME}/{QUESTION}") for _ in range(2))
    first.get_by_label("You mark as").fill("Marker A")
    press_points(first, "2 points")
    saved(first, "Saved: 2 points")
    second.get_by_label("For this student alone").fill("Why not?")
    second.get_by_role("button", name="0.5 points").click()
    dialog = second.get_by_role("dialog", name="Somebody changed this meanwhile")
    expect(dialog).to_be_visible()
    expect(dialog.locator("#theirs")).to_have_text(re.compile("2 points.*by Marker A"))
    expect(dialog.locator("#yours")).to_have_text(re.compile("0.5 points.*Why not"))
    shot(second, "marking-conflict")
    assert kept(classroom, "student-01") == (2, None)
    press(second, "Escape")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Put yours in its place").click()
    saved(second, "Saved: yours")
    assert kept(classroom, "student-01") == (0.5, "Why not?")
    expect(first.locator("#standing")).to_have_text(re.compile("0.5 of 2 points"))  # asked for every few seconds


def press_points(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_a_rubric_changed_while_another_marks_is_shown_before_anything_counts(window, classroom):
    first, second = (window(f"mark/{NAME}/{QUESTION}") for _ in range(2))
    write_rubric(first, ("names the symmetry", "1"))
    second.evaluate("rubric = {lines: [], from_full: false, version: 'older'}")  # as it was before it asked again
    press_points(second, "2 points")
    dialog = second.get_by_role("dialog", name="Somebody changed this meanwhile")
    expect(dialog).to_contain_text("The rubric was changed")
    dialog.get_by_role("button", name="Leave what stands").click()
    saved(second, "Left as it stands")
    expect(second.get_by_label("names the symmetry")).to_be_visible()
    assert kept(classroom, "student-01") == (None, None)


def test_a_mark_is_kept_on_the_page_while_the_server_cannot_be_reached(window, classroom):
    page = window(f"mark/{NAME}/{QUESTION}")
    page.route("**/state/**", lambda route: route.abort())
    press(page, "1")
    expect(page.get_by_role("alert")).to_have_text(re.compile("Not saved: the server does not answer"))
    assert kept(classroom, "student-01") == (None, None)
    page.unroute("**/state/**")
    saved(page, "Saved")  # sent again without being asked
    expect(page.locator("#standing")).to_have_text(re.compile("1 of 2 points"))
    assert kept(classroom, "student-01") == (1, None)


def test_what_a_student_wrote_does_nothing_on_the_page(window):
    page = window(f"mark/{NAME}/{QUESTION}")
    press(page, "j")
    answer = page.locator("#answer")
    expect(answer.locator("strong")).to_have_text("equal")
    assert (
        answer.locator("script, [onerror], form, button, input, [id], [style*=fixed], a[href^=javascript]").count() == 0
    )
    expect(page).to_have_title(f"Mark {QUESTION}")
    page.get_by_role("link", name="the whole notebook").click()
    expect(page.get_by_role("heading", name=f"{NAME} of student-02")).to_be_visible()
    assert "taken" not in page.title() and page.locator("main script, [onerror], form").count() == 0


def test_partial_credit_and_what_is_to_be_looked_at_are_marked_on_the_same_page(window, classroom):
    page = window("")
    row = page.get_by_role("row", name=re.compile("double"))
    expect(row).to_contain_text("12")
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", name="student-03: 3 of 4")).to_be_visible()  # who waits comes first
    expect(page.locator("#answer")).to_contain_text("Look: double is defined in the cell")
    press(page, "6", "Enter")  # 12 points: the digit begins a number
    saved(page, "Saved: 6 points")
    assert kept(classroom, "student-03", "test_double") == (6, None)
    press(page, "k")
    expect(page.locator("#standing")).to_have_text("Not marked by hand: 12 points by the tests.")
    expect(page.get_by_role("button", name="student-02 12 by tests")).to_be_visible()
    press(page, "-")  # half a point less than the tests gave
    saved(page, "Saved: 11.5 points")


def test_a_browser_is_led_to_the_page_by_a_file_that_nobody_else_can_read(browser, address, tmp_path):
    page = browser.new_context().new_page()
    page.goto(way_to(address, tmp_path).as_uri())
    expect(page.get_by_role("heading", name="What there is to mark")).to_be_visible()
    page.context.close()


def test_words_that_are_being_written_stay_with_their_student(window, classroom):
    page = window(f"mark/{NAME}/{QUESTION}")
    page.get_by_label("For this student alone").fill("To the first.")
    page.evaluate("go(1)")  # however one gets to the next, also where a click does not take the focus away
    expect(page.get_by_role("heading", name="student-02")).to_be_visible()
    saved(page, "Saved: words")
    expect(page.get_by_label("For this student alone")).to_have_value("")
    assert kept(classroom, "student-01")[1] == "To the first." and kept(classroom, "student-02")[1] is None


def test_a_mark_of_what_was_graded_again_is_found_and_confirmed(window, classroom):
    with Gradebook(classroom.db_url) as gradebook:
        grade = gradebook.find_grade(QUESTION, NAME, NAME, "student-02")
        grade.manual_score, grade.needs_manual_grade = 1.5, True  # as a second grading leaves it
        gradebook.db.commit()
    page = window(f"mark/{NAME}/{QUESTION}")
    page.get_by_label("Show").select_option(label="those graded again since they were marked")
    expect(page.get_by_role("heading", name="student-02")).to_be_visible()
    expect(page.locator("#standing")).to_contain_text("Graded again since")
    page.get_by_role("button", name="It still fits").click()
    saved(page, "Saved: the mark still fits")
    expect(page.get_by_role("button", name="It still fits")).to_be_hidden()
    with Gradebook(classroom.db_url) as gradebook:
        grade = gradebook.find_grade(QUESTION, NAME, NAME, "student-02")
        assert (grade.manual_score, grade.needs_manual_grade) == (1.5, False)


@pytest.mark.parametrize(("width", "scheme"), SIGHTS)
def test_no_page_has_a_violation_that_axe_knows(window, shot, width, scheme):
    page = window("", viewport={"width": width, "height": 900}, color_scheme=scheme)
    found = {}

    def look(name):
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        shot(page, f"marking-{name}-{width}-{scheme}", full_page=True)
        for violation in Axe().run(page).response["violations"]:
            found[f"{name}: {violation['id']}"] = [node["html"][:200] for node in violation["nodes"]]

    look("index")
    page.get_by_role("link", name=QUESTION).click()
    expect(page.locator("#answer")).to_have_attribute("aria-busy", "false")
    write_rubric(page, ("names the symmetry", "1.5"), ("see chapter 6", ""))
    press(page, "a")
    saved(page, "Saved")
    look("question")
    for name, key in (("rubric", "r"), ("keys", "?")):
        press(page, key)
        expect(page.get_by_role("dialog")).to_be_visible()
        look(name)
        press(page, "Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()  # until then, keys are the dialog's
    page.route("**/state/**", lambda route: route.abort())
    press(page, "1")
    expect(page.get_by_role("alert")).to_contain_text("Not saved")
    look("unreachable")
    page.unroute("**/state/**")
    saved(page, "Saved")
    page.get_by_text("The course’s answer").click()
    press(page, "j")
    expect(page.get_by_role("heading", name="student-02: 2 of 4")).to_be_visible()
    look("attack")
    page.get_by_role("link", name="the whole notebook").click()
    expect(page.get_by_role("heading", name=re.compile("of student-02"))).to_be_visible()
    look("notebook")
    assert found == {}
