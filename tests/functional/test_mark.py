"""Marks given question by question: what stands in the gradebook, who may change it, and what a browser gets to see."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from graded_class import QUESTION, fill
from mini_course import NAME, SQUARE_SOURCE, SQUARE_VARIANTS, make_course
from nbgrader.api import Gradebook
from sqlalchemy import event
from tornado.httpclient import AsyncHTTPClient, HTTPRequest

from autograder.cli import main
from autograder.course import Classroom, Course
from autograder.desk.marking.ledger import Ledger, Outdated
from autograder.desk.marking.questions import read_questions
from autograder.desk.marking.rubric import Given, Line, Rubric
from autograder.desk.marking.server import Desk, application, listen
from autograder.errors import CourseError
from autograder.gradebook import open_gradebook
from autograder.results import Look, read_result, write_result

ROOT = Path(__file__).resolve().parents[2]
ATTACK = "They are **equal**.\n\n<script>document.title = 'taken'</script><img src=x onerror=\"alert(1)\">"
ANSWERS = {
    "student-01": {QUESTION: "Because it must."},
    "student-02": {QUESTION: ATTACK},
    "student-03": {QUESTION: "", "double": "def double(x):\n    return 3 * x"},
}
LOOK = Look("double", "test_double", "double is defined in the cell `x = 3`")
UP = Rubric((Line("a", "names the symmetry", 1.5), Line("b", "says what follows", 0.5), Line("c", "see chapter 6")))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A course whose class has three students, one to be looked at, and one who has lost the points of two tests."""
    course = make_course(tmp_path_factory.mktemp("made") / "course", SQUARE_SOURCE, SQUARE_VARIANTS, own_utils=False)
    shutil.copy(ROOT / "nbgrader_config.py", course.root)
    wrong = {"student-02": "square", "student-03": "double"}
    fill(course, Classroom(course.root / "classroom"), ANSWERS, wrong, {"student-03": (LOOK,)})
    return course


@pytest.fixture
def filled(made, tmp_path, monkeypatch):
    """That class, for one test; the working directory is the course's."""
    shutil.copytree(made.root, tmp_path / "filled")
    monkeypatch.chdir(tmp_path / "filled")
    return Classroom(tmp_path / "filled" / "classroom")


@pytest.fixture
def ledger(filled):
    with open_gradebook(filled) as gradebook:
        yield Ledger(filled, gradebook)


@pytest.fixture
def questions(filled):
    return {question.name: question for question in read_questions(filled, NAME)}


def _of(ledger, question):
    return {answer.student: answer for answer in ledger.answers(NAME, question)}


def _in_gradebook(classroom, student, cell):
    with Gradebook(classroom.db_url) as gradebook:
        grade = gradebook.find_grade(cell, NAME, NAME, student)
        return grade.manual_score, grade.needs_manual_grade


def _comment(classroom, student, cell):
    with Gradebook(classroom.db_url) as gradebook:
        return gradebook.find_comment(cell, NAME, NAME, student).manual_comment


def _give(ledger, question, student, given, marker="A", rubric=None):
    answer = _of(ledger, question)[student]
    version = (rubric or ledger.rubric(NAME, question)).version
    return ledger.give(NAME, question, answer.id, given, answer.version, version, marker)


def test_what_there_is_to_mark_is_known_with_its_text_and_the_courses_answer(questions):
    assert [(one.name, one.is_written, one.most) for one in questions.values()] == [
        ("double", False, 12),
        ("square", False, 8),
        (QUESTION, True, 2),
    ]
    assert questions["double"].asked == "Write `double`." and questions[QUESTION].model == "Because it must."
    assert "return twice" in questions["double"].model and "SOLUTION" not in questions["double"].model


def test_lines_and_a_remark_become_nbgraders_mark_and_comment(ledger, questions, filled):
    question = questions[QUESTION]
    ledger.change_rubric(NAME, question, UP, ledger.rubric(NAME, question).version)
    assert _of(ledger, question)["student-01"].waits
    answer = _give(ledger, question, "student-01", Given(("a", "c"), None, "Well seen."))
    assert (answer.points, answer.waits, answer.marker, answer.elsewhere) == (1.5, False, "A", False)
    assert _in_gradebook(filled, "student-01", QUESTION) == (1.5, False)
    assert _comment(filled, "student-01", QUESTION) == "names the symmetry (+1.5)\nsee chapter 6\n\nWell seen."
    answer = _give(ledger, question, "student-01", Given())
    assert answer.waits and _in_gradebook(filled, "student-01", QUESTION) == (None, True)
    assert _comment(filled, "student-01", QUESTION) is None


def test_a_line_that_is_changed_changes_every_mark_that_it_is_in(ledger, questions, filled):
    question = questions[QUESTION]
    ledger.change_rubric(NAME, question, UP, Rubric().version)
    _give(ledger, question, "student-01", Given(("a", "b")), marker="A")
    _give(ledger, question, "student-02", Given(("a",), own=1.0), marker="B")
    _give(ledger, question, "student-03", Given(("b",)), marker="B")
    other = Rubric((Line("a", "names why", 1.0), UP.lines[2]))
    assert ledger.change_rubric(NAME, question, other, UP.version, "C") == (3, 1)
    found = _of(ledger, question)
    assert [(one.points, one.waits, one.marker) for one in found.values()] == [
        (1.0, False, "A"),
        (1.0, False, "B"),  # the marker's own points stay
        (0.0, True, ""),  # its only line is gone
    ]
    assert _comment(filled, "student-02", QUESTION) == "names why (+1)"


def test_what_was_graded_again_wants_a_look_until_somebody_marks_it_whatever_becomes_of_the_rubric(
    ledger, questions, filled
):
    question = questions[QUESTION]
    ledger.change_rubric(NAME, question, UP, Rubric().version)
    _give(ledger, question, "student-01", Given(("a",)))
    with Gradebook(filled.db_url) as gradebook:
        gradebook.find_grade(QUESTION, NAME, NAME, "student-01").needs_manual_grade = True  # as grading leaves it
        gradebook.db.commit()
    other = Rubric((Line("a", "names why", 1.0),))
    ledger.change_rubric(NAME, question, other, UP.version)
    assert _of(ledger, question)["student-01"].outdated and _in_gradebook(filled, "student-01", QUESTION) == (1, True)
    assert not _give(ledger, question, "student-01", Given(("a",))).outdated


def test_a_change_of_an_older_version_is_refused_and_nothing_is_written(ledger, questions, filled):
    question = questions[QUESTION]
    before = _of(ledger, question)["student-01"]
    first = _give(ledger, question, "student-01", Given((), 2.0, "by A"))
    with pytest.raises(Outdated) as refused:
        ledger.give(NAME, question, before.id, Given((), 0.0), before.version, Rubric().version, "B")
    assert refused.value.answer == first and _in_gradebook(filled, "student-01", QUESTION) == (2.0, False)
    ledger.change_rubric(NAME, question, UP, Rubric().version)
    with pytest.raises(Outdated) as refused:
        ledger.give(NAME, question, first.id, Given((), 0.0), first.version, Rubric().version, "B")
    assert refused.value.rubric == UP and _in_gradebook(filled, "student-01", QUESTION) == (2.0, False)
    with pytest.raises(Outdated):
        ledger.change_rubric(NAME, question, Rubric(), Rubric().version)
    assert ledger.rubric(NAME, question) == UP


def test_what_the_formgrader_changed_counts_and_is_seen_by_who_would_overwrite_it(ledger, questions, filled):
    question = questions[QUESTION]
    ledger.change_rubric(NAME, question, UP, Rubric().version)
    before = _give(ledger, question, "student-01", Given(("a",)))
    with Gradebook(filled.db_url) as gradebook:
        gradebook.find_grade(QUESTION, NAME, NAME, "student-01").manual_score = 0.5
        gradebook.db.commit()
    with pytest.raises(Outdated):
        ledger.give(NAME, question, before.id, Given(("b",)), before.version, UP.version)
    answer = _of(ledger, question)["student-01"]
    assert (answer.points, answer.given.own, answer.elsewhere) == (0.5, 0.5, True)
    assert answer.given.remark == "names the symmetry (+1.5)"
    ledger.change_rubric(NAME, question, Rubric(), UP.version)  # its lines are not this mark's any more
    assert _in_gradebook(filled, "student-01", QUESTION) == (0.5, False)


def test_while_one_writes_another_program_can_not_come_between(ledger, questions, filled):
    question = questions[QUESTION]
    other = sqlite3.connect(filled.gradebook, timeout=0)
    answer = _of(ledger, question)["student-01"]
    seen = []

    def meanwhile(*_):
        try:
            other.execute("UPDATE grade SET manual_score = 9")
        except sqlite3.OperationalError as error:
            seen.append(str(error))

    ledger._write, write = lambda *arguments: (meanwhile(), write(*arguments)), ledger._write
    ledger.give(NAME, question, answer.id, Given((), 1.0), answer.version, Rubric().version)
    other.close()
    assert seen == ["database is locked"] and _in_gradebook(filled, "student-01", QUESTION) == (1.0, False)


def test_a_change_that_fails_half_way_leaves_everything_as_it_was(ledger, questions, filled):
    question = questions[QUESTION]
    ledger.change_rubric(NAME, question, UP, Rubric().version)
    for student in ANSWERS:
        _give(ledger, question, student, Given(("a",)))
    before = filled.gradebook.read_bytes()
    written, write = [], ledger._write

    def dies_at_the_second(*arguments, **options):
        write(*arguments, **options)
        written.append(arguments)
        if len(written) == 2:
            raise KeyboardInterrupt

    ledger._write = dies_at_the_second
    with pytest.raises(KeyboardInterrupt):
        ledger.change_rubric(NAME, question, Rubric((Line("a", "other", 1),)), UP.version)
    assert len(written) == 2 and filled.gradebook.read_bytes() == before
    assert ledger.rubric(NAME, question) == UP


def test_partial_credit_is_spread_over_the_tests_and_can_be_taken_back(ledger, questions, filled):
    _give(ledger, questions["square"], "student-02", Given((), 6.0, "Nearly."))
    assert _in_gradebook(filled, "student-02", "test_square") == (5, False)
    assert _in_gradebook(filled, "student-02", "test_square_negative") == (1, False)
    assert _comment(filled, "student-02", "square") == "Nearly."
    answer = _give(ledger, questions["square"], "student-02", Given())
    assert (answer.points, answer.by_hand, answer.waits) == (0, False, False)


def test_who_is_to_be_looked_at_waits_until_a_mark_is_entered_and_again_when_it_is_taken_back(
    ledger, questions, filled
):
    assert _of(ledger, questions["double"])["student-03"].waits
    assert not _give(ledger, questions["double"], "student-03", Given((), 0.0)).waits
    assert _in_gradebook(filled, "student-03", "test_double") == (0, False)
    assert _give(ledger, questions["double"], "student-03", Given()).waits


# ---- what is served ----------------------------------------------------------------------------------------------

TOKEN = "of-this-test"


@contextmanager
def serving(filled, ledger, **options):
    """`ask(path, **request)` of a server in this process: the response."""
    desk = Desk(filled, ledger, {NAME: read_questions(filled, NAME)}, **options)

    def ask(*requests):
        async def answer():
            server, port = listen(application(desk, TOKEN), 0)
            client = AsyncHTTPClient(force_instance=True)
            try:
                return [
                    await client.fetch(
                        HTTPRequest(f"http://127.0.0.1:{port}{path}", follow_redirects=False, **about),
                        raise_error=False,
                    )
                    for path, about in requests
                ]
            finally:
                client.close()
                server.stop()
                await server.close_all_connections()

        return asyncio.run(answer())

    yield ask


def _put(path, **data):
    return path, {"method": "PUT", "body": json.dumps(data), "headers": {"Content-Type": "application/json"}}


STATE = f"/{TOKEN}/state/{NAME}/{QUESTION}"


def test_nothing_is_served_without_the_token_or_to_other_sites(filled, ledger):
    json_ = {"Content-Type": "application/json"}
    asked = [
        ("/", {}),
        ("/state/01_tiny/why", {}),
        (f"/{TOKEN}x/", {}),
        (f"/{TOKEN}", {}),
        ("/%FF%C3/", {}),
        (f"/{TOKEN}/elsewhere", {}),
        (f"/{TOKEN}/../server.py", {}),
        (f"/{TOKEN}/", {"headers": {"Host": "attacker.example"}}),
        (f"/{TOKEN}/", {"headers": {"Host": "127.0.0.1.attacker.example:80"}}),
        (STATE, {"headers": {"Origin": "http://attacker.example"}}),
        (STATE, {"headers": {"Origin": "null"}}),
        (STATE, {"headers": {"Sec-Fetch-Site": "cross-site"}}),
        (STATE, {"headers": {"Sec-Fetch-Site": "same-site"}}),
        (STATE, {"method": "PUT", "body": "{}", "headers": {"Content-Type": "text/plain"}}),
        (STATE, {"method": "PUT", "body": "[]", "headers": json_}),
        (STATE, {"method": "PUT", "body": "{", "headers": json_}),
        (STATE, {"method": "POST", "body": "{}", "headers": json_}),
    ]
    with serving(filled, ledger) as ask:
        answers = ask(*asked)
        well, sent = ask(
            (f"/{TOKEN}/", {"headers": {"Host": "localhost:9000"}}),
            (f"/{TOKEN}/", {"headers": {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}}),
        )
    assert [answer.code for answer in answers] == [404] * 7 + [403] * 6 + [415, 400, 400, 405]
    assert all(b"student" not in answer.body for answer in answers)
    assert well.code == sent.code == 200 and b"why" in well.body


def test_every_answer_forbids_the_browser_to_run_or_load_anything_else(filled, ledger):
    with serving(filled, ledger) as ask:
        for reply in ask(
            (f"/{TOKEN}/", {}), (f"/{TOKEN}/mark/{NAME}/{QUESTION}", {}), (f"/{TOKEN}/state.js", {}), ("/x", {})
        ):
            policy = reply.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy and "script-src 'self'" in policy and "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy and reply.headers["Referrer-Policy"] == "no-referrer"
            assert reply.headers["X-Content-Type-Options"] == "nosniff" and "Server" not in reply.headers
            assert not re.search(rb"<script>|<style|\son\w+=|style=", reply.body)


def test_what_a_student_wrote_is_shown_and_does_nothing(filled, ledger, questions):
    id = _of(ledger, questions[QUESTION])["student-02"].id
    with serving(filled, ledger) as ask:
        shown, whole = ask((f"{STATE}/{id}", {}), (f"/{TOKEN}/notebook/{NAME}/{id}", {}))
    html = json.loads(shown.body)["html"]
    assert "<strong>equal</strong>" in html
    for text in (html, whole.body.decode()):
        assert "<script>" not in text and "onerror" not in text and 'src="x"' not in text


def test_blank_answers_lost_points_and_what_is_to_be_looked_at_are_said(filled, ledger, questions):
    third = _of(ledger, questions["double"])["student-03"].id
    state = f"/{TOKEN}/state/{NAME}"
    with serving(filled, ledger) as ask:
        blank, double = ask((f"{state}/{QUESTION}/{third}", {}), (f"{state}/double/{third}", {}))
    assert "Nothing was written here" in json.loads(blank.body)["html"]
    html = json.loads(double.body)["html"]
    assert "Look: double is defined in the cell" in html and "it is another number" in html
    assert '<span class="mi">3</span>' in html


def test_of_a_file_that_could_not_be_read_the_reason_is_shown_and_a_mark_can_be_given(filled, ledger, questions):
    record = filled.record(NAME, "student-01")
    write_result(record, replace(read_result(record), status="unreadable", reason="not <valid> JSON"))
    answer = _give(ledger, questions[QUESTION], "student-01", Given((), 1.0))
    with serving(filled, ledger) as ask:
        (shown,) = ask((f"{STATE}/{answer.id}", {}))
    html = json.loads(shown.body)["html"]
    assert "It was not graded: not &lt;valid&gt; JSON." in html and "Nothing was written" not in html


@pytest.mark.second_stage
def test_how_often_the_gradebook_is_asked_does_not_grow_with_the_class(filled, ledger, questions):
    asked = []
    engine = ledger._db.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
    ledger.state(NAME, questions[QUESTION])
    few = len(asked)
    course = Course(filled.root.parent)
    fill(course, filled, {f"student-{number}": {} for number in range(10, 20)})
    asked.clear()
    _, answers = ledger.state(NAME, questions[QUESTION])
    assert len(answers) == 13 and len(asked) == few


def test_a_mark_goes_through_the_server_and_an_older_one_is_shown_what_stands(filled, ledger):
    with serving(filled, ledger) as ask:
        (state,) = ask((STATE, {}))
        first = json.loads(state.body)["answers"][0]
        given = {"version": first["version"], "rubric": Rubric().version, "marker": "A"}
        path = f"{STATE}/{first['id']}"
        well, again, strange, many = ask(
            _put(path, own=1.5, remark="Good.", **given),
            _put(path, own=0, **given),
            _put(f"{STATE}/0", own=0, **given),
            _put(path, own=7, **given),
        )
        changed, outdated = ask(
            _put(STATE, lines=[{"id": "a", "words": "x", "points": 1}], version=Rubric().version),
            _put(path, own=0, **given | {"version": json.loads(well.body)["answer"]["version"]}),
        )
        (bad,) = ask(_put(STATE, lines=[{"id": "a", "words": "", "points": 1}], version="x"))
    assert [one.code for one in (well, again, strange, many)] == [200, 409, 404, 400]
    stands = json.loads(again.body)["answer"]
    assert (stands["points"], stands["marker"], stands["remark"]) == (1.5, "A", "Good.")
    assert many.body == b"7 of 2 points: give 0 to 2"
    assert changed.code == 200 and outdated.code == 409 and bad.code == 400 and bad.body == b"line 1 has no words"
    assert json.loads(outdated.body)["rubric"]["lines"][0]["words"] == "x"
    assert _in_gradebook(filled, "student-01", QUESTION) == (1.5, False)


def test_an_anonymous_page_never_names_a_student(filled, ledger, questions):
    id = _of(ledger, questions[QUESTION])["student-01"].id
    with serving(filled, ledger, anonymous=True) as ask:
        replies = ask((STATE, {}), (f"{STATE}/{id}", {}), (f"/{TOKEN}/notebook/{NAME}/{id}", {}))
    assert all(reply.code == 200 and b"student-0" not in reply.body for reply in replies)
    labels = [one["label"] for one in json.loads(replies[0].body)["answers"]]
    assert labels == ["No. 1", "No. 2", "No. 3"]


def test_a_gradebook_that_somebody_holds_is_said_in_a_line(filled, ledger):
    with serving(filled, ledger) as ask:
        (state,) = ask((STATE, {}))
        first = json.loads(state.body)["answers"][0]
        ledger._db.connection().exec_driver_sql("PRAGMA busy_timeout = 0")
        ledger._db.rollback()
        other = sqlite3.connect(filled.gradebook)
        other.execute("BEGIN IMMEDIATE")
        (reply,) = ask(
            _put(f"{STATE}/{first['id']}", own=1, version=first["version"], rubric=Rubric().version, marker="A")
        )
        other.rollback()
        other.close()
    assert reply.code == 503 and b"cannot be used (database is locked): close what else uses it" in reply.body


# ---- the command -------------------------------------------------------------------------------------------------


def test_a_port_in_use_a_question_that_is_none_and_a_class_of_nobody_are_said_in_a_line(filled, capsys):
    def command(*arguments):
        status = main(["mark", "--no-browser", *arguments])
        return status, *capsys.readouterr()

    status, _, err = command("--course", "nowhere")
    assert status == 1 and "nowhere/gradebook.db is not there: grade the class first" in err
    status, _, err = command("--question", "when")
    assert status == 1 and err == "autograder: there is no question 'when': choose from double, square, why\n"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, _, err = command("--port", str(port))
    assert status == 1 and f"port {port} cannot be used" in err and "choose another with --port" in err
    with pytest.raises(SystemExit):
        command("--port", "70000")


def test_the_command_serves_until_it_is_interrupted(filled):
    process = subprocess.Popen(
        [sys.executable, "-m", "autograder", "mark", "--no-browser", "--question", QUESTION],
        cwd=filled.root.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        line = process.stdout.readline()
        found = re.fullmatch(r"open http://127\.0\.0\.1:(\d+)/([\w-]{32})/mark/01_tiny/why\n", line)
        assert found, line + process.stderr.read()
    finally:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=300)
    assert process.returncode == 0 and err == ""
    assert out.splitlines()[-1] == "stopped; every mark is in classroom/gradebook.db"


def test_a_socket_that_cannot_be_had_is_a_course_error():
    with pytest.raises(CourseError, match="port 70000 cannot be used"):
        listen(None, 70000)
