"""Marks and pages through Canvas's interface, against a small one that behaves as its documentation says."""

from __future__ import annotations

import functools
import re
import shutil

import pytest
from canvas_server import TOKEN, Failure, FakeCanvas, serving
from lacking import lacking

from autograder.cli import main
from autograder.results import NOT_JUDGED

NAME = "01_tiny"
POINTS = {1: 20.0, 2: 0.0, 3: 20.0, 4: 20.0, 5: 0.0}

pytestmark = pytest.mark.usefixtures("graded_here")


@pytest.fixture
def pauses(monkeypatch):
    """How long was waited each time; nobody waits here."""
    try:
        from autograder.desk.to_canvas import send
        from autograder.desk.to_canvas.connection import Connection
    except ModuleNotFoundError as error:
        lacking(f"{error.name} is not installed: make venv")
    waited = []
    monkeypatch.setattr(send, "Connection", functools.partial(Connection, wait=waited.append))
    return waited


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Where the class is kept once it was made."""
    return tmp_path_factory.mktemp("kept") / "classroom"


@pytest.fixture
def canvas(pauses, monkeypatch, grade, classroom, kept):
    """Five students have a mark here, and are in Canvas, with a sixth who handed nothing in. Nobody has a mark there."""
    if kept.exists():
        shutil.copytree(kept, classroom.root, dirs_exist_ok=True)
    else:
        for number, points in POINTS.items():
            grade(f"student-0{number}", points == 20)
        shutil.copytree(classroom.root, kept)
    monkeypatch.setenv("CANVAS_TOKEN", TOKEN)
    users = [
        {"id": number, "sortable_name": f"{number}, Student", "login_id": f"student-0{number}"}
        for number in range(1, 7)
    ]
    fake = FakeCanvas(users, {"points_possible": 20.0}, dict.fromkeys(range(1, 7)))
    with serving(fake):
        yield fake


@pytest.fixture
def send(command, canvas):
    return lambda *options: command("canvas", "01", canvas.address, *options)


def _written(canvas):
    return [one for one in canvas.requests if one[0] != "GET"]


def test_marks_and_pages_arrive_and_a_second_time_nothing_is_sent(send, canvas, classroom):
    status, out, err = send("--pages")

    assert (status, err) == (0, "")
    assert {user: canvas.scores[user] for user in POINTS} == POINTS and canvas.scores[6] is None
    assert "sent: 5 marks and 5 pages, to 'Tiny'; 0 marks and 0 pages were there already" in out
    assert "in Canvas, no mark: Student 6" in out
    for user in POINTS:
        (page,) = canvas.pages_of(user)
        assert re.fullmatch(rf"{NAME}-[0-9a-f]{{10}}\.html", page)
    page = (classroom.feedback / "student-03" / NAME / f"{NAME}.html").read_bytes()
    assert any(page in one["content"] for one in canvas.files.values())

    asked = len(_written(canvas))
    status, out, _ = send("--pages")
    assert status == 0 and len(_written(canvas)) == asked
    assert "sent: 0 marks and 0 pages, to 'Tiny'; 5 marks and 5 pages were there already" in out


def test_a_dry_run_says_what_would_be_sent_and_sends_nothing(send, canvas):
    canvas.scores[1], canvas.scores[2] = 3.0, 0.0
    status, out, _ = send("--dry-run", "--pages")

    assert status == 0 and _written(canvas) == []
    assert "would send: student-01 (Student 1): 20 points (Canvas has 3) and the page" in out
    assert "would send: student-02 (Student 2): the page" in out
    assert "would send: student-03 (Student 3): 20 points (Canvas has none) and the page" in out
    assert "nothing was sent; it would be 4 marks and 5 pages" in out


@pytest.mark.second_stage
def test_files_that_canvas_keeps_itself_need_no_third_step(send, canvas):
    canvas.instfs = False
    assert send("--pages")[0] == 0 and len(canvas.pages_of(1)) == 1


def test_only_a_mark_and_a_page_that_changed_are_sent_again(send, canvas, grade):
    send("--pages")
    grade("student-02", True)
    status, out, _ = send("--pages")

    assert status == 0 and "sent: 1 mark and 1 page" in out
    assert canvas.scores[2] == 20 and len(canvas.pages_of(2)) == 2 and len(canvas.pages_of(1)) == 1


@pytest.mark.second_stage
def test_marks_are_scaled_only_when_that_is_asked_for(send, canvas):
    canvas.assignment["points_possible"] = 100.0
    _, out, _ = send()
    assert canvas.scores[1] == 20 and "points are written as they are" in out
    _, out, _ = send("--scale")
    assert canvas.scores[1] == 100 and "points are scaled from 20 to 100" in out


def test_who_is_not_in_canvas_is_named_and_the_others_get_theirs(send, canvas, grade):
    canvas.users[0]["login_id"] = "somebody-else"
    del canvas.scores[2]
    canvas.about[3] = {"excused": True}
    status, out, err = send()

    assert status == 1 and "3 marks did not get into Canvas, for the reasons above" in err
    assert "not sent: student-01: was not collected, and no id in Canvas is student-01" in out
    assert "not sent: student-02 (Student 2): does not have this assignment in Canvas" in out
    assert "not sent: student-03 (Student 3): is excused in Canvas" in out
    assert (canvas.scores[1], canvas.scores[3], canvas.scores[4], canvas.scores[5]) == (None, None, 20, 0)


@pytest.mark.second_stage
def test_what_canvas_did_not_take_is_named(send, canvas):
    canvas.ignores = {4}
    status, out, err = send()
    assert status == 1 and "1 mark did not get into Canvas" in err
    assert "not taken by Canvas: student-04 (Student 4): 20 was sent, and Canvas has nothing" in out
    assert "sent: 4 marks" in out


@pytest.mark.second_stage
def test_what_waits_for_a_person_holds_everything_back(send, canvas, grade):
    grade("student-05", False, NOT_JUDGED)
    status, _, err = send()
    assert status == 1 and "1 submission has no final mark, so nothing was written" in err
    assert canvas.requests == []
    assert send("--without-waiting")[0] == 0 and canvas.scores[5] is None


@pytest.mark.second_stage
@pytest.mark.parametrize("failure, reason", [
    (Failure("GET", "/search_users", 403, "403 Forbidden (Rate Limit Exceeded)", times=2), None),
    (Failure("POST", "update_grades", 403, "403 Forbidden (Rate Limit Exceeded)", times=2), None),
    (Failure("PUT", "submissions/3", 429, "", times=2), None),
    (Failure("GET", "/submissions$", 503, "<html>busy</html>", times=2), None),
    (Failure("POST", "update_grades", 403, "403 Forbidden (Rate Limit Exceeded)", times=9), "gets too many requests from you: wait some minutes"),
])  # fmt: skip
def test_where_canvas_asks_to_wait_it_is_asked_again_a_little_later(send, canvas, pauses, failure, reason):
    canvas.failures = [failure]
    status, _, err = send("--pages")
    if reason is None:
        assert (status, err) == (0, "") and pauses[:2] != [] and canvas.scores[3] == 20
        assert all(len(canvas.pages_of(user)) == 1 for user in POINTS)
    else:
        assert status == 1 and reason in err and len(err.splitlines()) == 1
        assert canvas.scores[1] is None


@pytest.mark.second_stage
@pytest.mark.parametrize("failure, before, reason", [
    (Failure("POST", "update_grades", 500, "<html>"), "0 marks and 0 pages; of 5 marks Canvas has not said whether they are entered", "failed (status code 500): wait a little, then run the same command again"),
    (Failure("POST", "update_grades", 422, {"errors": [{"message": "is closed"}]}), "0 marks and 0 pages", "does not take it (is closed)"),
    (Failure("GET", "progress", 502, "", times=9), "0 marks and 0 pages; of 5 marks", "failed (status code 502)"),
    (Failure("PUT", "submissions/3$", 500, ""), "5 marks and 2 pages", "failed (status code 500)"),
    (Failure("PUT", "submissions/3$", 500, "", done=True), "5 marks and 2 pages", "failed (status code 500)"),
    (Failure("POST", "submissions/4/comments/files", 422, {"message": "file size exceeds quota limits"}), "5 marks and 3 pages", "does not take it (file size exceeds quota limits)"),
    (Failure("POST", "inst-fs", 503, "<html>", spare=1), "5 marks and 1 page", "failed (status code 503)"),
    (Failure("POST", "inst-fs", 200, "<html>", spare=1), "5 marks and 1 page", "answers otherwise than Canvas does"),
    (Failure("PUT", "submissions/2$", 401, {"status": "unauthorized", "errors": [{"message": "user not authorized to perform that action"}]}), "5 marks and 1 page", "does not let this token's owner do that (user not authorized to perform that action)"),
])  # fmt: skip
def test_after_an_error_half_way_what_was_sent_is_said_and_the_same_command_goes_on(
    send, canvas, failure, before, reason
):
    canvas.failures = [failure]
    status, out, err = send("--pages")
    assert status == 1 and f"sent before that: {before}" in out
    assert reason in err and len(err.splitlines()) == 1

    canvas.failures = []
    status, out, _ = send("--pages")
    assert status == 0 and {user: canvas.scores[user] for user in POINTS} == POINTS
    assert all(len(canvas.pages_of(user)) == 1 for user in POINTS)


@pytest.mark.second_stage
def test_a_job_that_fails_in_canvas_is_said(send, canvas):
    canvas.states = ("queued", "failed")
    status, out, err = send()
    assert status == 1 and "Canvas could not enter the marks (a job died)" in err
    assert "sent before that: 0 marks" in out


@pytest.mark.second_stage
def test_a_job_that_does_not_end_is_not_waited_for_for_ever(send, canvas, pauses):
    canvas.states = ("queued",)
    status, _, err = send()
    assert status == 1 and "has not entered the marks after 10 minutes" in err
    assert 600 < sum(pauses) < 620 and max(pauses) == 5


def test_ctrl_c_says_what_was_sent(send, canvas, monkeypatch):
    from autograder.desk.to_canvas.assignment import Assignment

    right, calls = Assignment.send_page, []

    def interrupted(self, *args):
        calls.append(args)
        if len(calls) == 3:
            raise KeyboardInterrupt
        right(self, *args)

    monkeypatch.setattr(Assignment, "send_page", interrupted)
    status, out, err = send("--pages")
    assert status == 130 and "sent before that: 5 marks and 2 pages" in out
    assert "the same command does the rest" in err


@pytest.mark.second_stage
@pytest.mark.parametrize("said, reason", [
    ({"published": False}, "is not published"),
    ({"grading_type": "pass_fail"}, "is not marked with points"),
    ({"anonymize_students": True}, "hides who is who"),
    ({"group_category_id": 7}, "gives one mark to a whole group"),
])  # fmt: skip
def test_an_assignment_that_takes_no_such_marks_is_refused(send, canvas, said, reason):
    canvas.assignment |= said
    status, _, err = send()
    assert status == 1 and reason in err and _written(canvas) == []


@pytest.mark.second_stage
def test_notes_say_what_canvas_does_besides(send, canvas):
    canvas.assignment["post_manually"] = True
    canvas.about[2] = {"points_deducted": 1.5}
    _, out, _ = send()
    assert "note: Canvas itself takes points off for being late, from 1 student (such as student-02 (Student 2))" in out
    assert "note: students see nothing of 'Tiny' before you choose Post grades" in out


@pytest.mark.parametrize("token", ["wrong~token", TOKEN])
def test_no_message_shows_a_token(send, canvas, monkeypatch, token):
    monkeypatch.setenv("CANVAS_TOKEN", token)
    canvas.failures = [Failure("GET", "/search_users", 400, {"message": f"Bearer {token} is odd"})]
    status, out, err = send()
    assert status == 1 and token not in out + err and len(err.splitlines()) == 1
    assert ("refuses the token: in Canvas make a new one" in err) is (token != TOKEN)


def test_without_a_token_and_nobody_to_ask_it_says_where_one_comes_from(send, canvas, monkeypatch):
    monkeypatch.delenv("CANVAS_TOKEN")
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    status, _, err = send()
    assert status == 1 and "no token for 127.0.0.1: in Canvas make one" in err and canvas.requests == []


@pytest.mark.second_stage
def test_a_token_is_asked_for_on_a_terminal_without_being_shown(send, canvas, monkeypatch):
    monkeypatch.delenv("CANVAS_TOKEN")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda prompt: TOKEN)
    status, out, err = send()
    assert (status, err) == (0, "") and TOKEN not in out and canvas.scores[1] == 20


@pytest.mark.second_stage
def test_an_assignment_that_is_not_there_is_named(command, canvas):
    status, _, err = command("canvas", "01", canvas.address.replace("34", "35"))
    assert status == 1 and "has no such course or assignment, or not for you" in err


def test_a_server_that_is_not_there_or_is_no_canvas_is_named(command, canvas):
    canvas.failures = [Failure("GET", "/courses/12$", 200, "<html>log in</html>")]
    status, _, err = command("canvas", "01", canvas.address)
    assert status == 1 and "answers otherwise than Canvas does" in err
    status, _, err = command("canvas", "01", "http://127.0.0.1:9/courses/1/assignments/2")
    assert status == 1 and "127.0.0.1 cannot be reached" in err and len(err.splitlines()) == 1


def test_without_the_package_it_is_said_what_installs_it(command, monkeypatch, capsys):
    monkeypatch.setitem(__import__("sys").modules, "autograder.desk.to_canvas.send", None)

    def missing(module):
        raise ModuleNotFoundError("no canvasapi", name="canvasapi")

    monkeypatch.setattr("autograder.commands.importlib.import_module", missing)
    assert main(["canvas", "01", "https://canvas.example.edu/courses/1/assignments/2"]) == 1
    assert "pip install -e '.[canvas]'" in capsys.readouterr().err
