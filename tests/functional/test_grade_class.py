"""A class graded with the command: what is printed, what is kept, what is done again."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from mini_course import ask_a_person
from nbgrader.api import Gradebook

from autograder import batch, worker
from autograder.conditions import Conditions
from autograder.pool import Task, grade_all, workers_ahead
from autograder.results import read_result
from autograder.sandbox import Warm

NAME = "01_tiny"


def _points(classroom):
    with Gradebook(classroom.db_url) as gradebook:
        return {submission.student_id: submission.score for submission in gradebook.assignment_submissions(NAME)}


def _slow(nb):
    nb = nbformat.from_dict(nb)
    nb.cells.append(nbformat.v4.new_code_cell("import time\ntime.sleep(50)"))
    return nb


def test_a_demonstration_class_is_graded_once_and_found_again(command, classroom):
    assert command("demo", "--students", 4)[0] == 0
    status, out, err = command("grade", "--jobs", 2)
    assert (status, err) == (0, "")
    assert "4 graded now, 0 unchanged" in out
    assert "student-03: could not be read: 01_tiny.ipynb is not valid JSON" in out
    assert _points(classroom) == {"student-01": 20, "student-02": 0, "student-03": 0, "student-04": 0}
    assert (classroom.autograded / "student-01" / NAME / f"{NAME}.ipynb").exists()

    assert command("demo", "--students", 4)[0] == 0
    status, out, _ = command("grade")
    assert status == 0 and "0 graded now, 4 unchanged" in out and "student-01      12       8     20" in out


@pytest.mark.usefixtures("graded_here")
def test_a_bad_submission_is_recorded_and_the_others_are_graded(command, classroom, hand_in, tiny_solved):
    hand_in("student-01", tiny_solved)
    hand_in("student-02", "")
    hand_in("student-03", b"\xff\xfe")
    hand_in("student-04", tiny_solved, filename="ex.ipynb")
    hand_in("student-05", tiny_solved, name="99_unknown")
    status, out, _ = command("grade")
    assert status == 0
    assert _points(classroom) == {"student-01": 20, "student-02": 0, "student-03": 0, "student-04": 0}
    assert "student-02: could not be read: 01_tiny.ipynb is empty" in out
    assert "student-04: could not be read: no 01_tiny.ipynb was handed in (found ex.ipynb instead)" in out
    assert "student-05/99_unknown is no notebook of this course" in out
    notice = nbformat.read(classroom.autograded / "student-02" / NAME / f"{NAME}.ipynb", as_version=4).cells[0].source
    assert "was not graded" in notice and "is empty" in notice


@pytest.mark.usefixtures("graded_here")
def test_only_what_is_new_changed_or_asked_for_is_graded(command, classroom, hand_in, tiny_solved, tiny_student):
    hand_in("student-01", tiny_solved)
    hand_in("student-02", tiny_student)
    command("grade")
    hand_in("student-02", tiny_solved)
    hand_in("student-03", tiny_solved)
    assert "2 graded now, 1 unchanged" in command("grade")[1]
    assert _points(classroom) == {"student-01": 20, "student-02": 20, "student-03": 20}
    (classroom.autograded / "student-01" / NAME / f"{NAME}.ipynb").unlink()
    assert "1 graded now, 2 unchanged" in command("grade")[1]
    assert "3 graded now, 0 unchanged" in command("grade", "01", "--regrade")[1]


@pytest.mark.usefixtures("graded_here")
def test_a_regrade_keeps_what_a_person_entered(command, classroom, hand_in, tiny_student):
    hand_in("student-01", tiny_student)
    command("grade")
    with Gradebook(classroom.db_url) as gradebook:
        grade = gradebook.find_grade("test_double", NAME, NAME, "student-01")
        assert (grade.auto_score, grade.needs_manual_grade) == (0, False)
        comment = gradebook.find_comment("double", NAME, NAME, "student-01")
        assert comment.auto_comment == "No response."
        grade.manual_score, grade.extra_credit, comment.manual_comment = 7, 1, "Nearly."
        gradebook.db.commit()
    command("grade", "--regrade")
    with Gradebook(classroom.db_url) as gradebook:
        grade = gradebook.find_grade("test_double", NAME, NAME, "student-01")
        assert (grade.manual_score, grade.extra_credit, grade.score, grade.needs_manual_grade) == (7, 1, 8, True)
        assert gradebook.find_comment("double", NAME, NAME, "student-01").comment == "Nearly."


@pytest.mark.usefixtures("graded_here")
def test_a_question_for_a_person_waits_for_one_unless_nothing_was_written(command, tiny_course, classroom, hand_in):
    from autograder.editions import student_edition
    from autograder.source import read_source

    path = ask_a_person(tiny_course)
    blank = student_edition(read_source(path))
    hand_in("student-01", blank)
    written = nbformat.from_dict(blank)
    written.cells[-1].source = "Because I say so."
    hand_in("student-02", written)
    assert command("grade")[0] == 0
    with Gradebook(classroom.db_url) as gradebook:
        grades = {student: gradebook.find_grade("why", NAME, NAME, student) for student in ("student-01", "student-02")}
        assert (grades["student-01"].auto_score, grades["student-01"].needs_manual_grade) == (0, False)
        assert (grades["student-02"].auto_score, grades["student-02"].needs_manual_grade) == (None, True)


@pytest.mark.usefixtures("graded_here")
def test_when_it_was_handed_in_is_recorded(command, classroom, hand_in, tiny_student):
    stamp = hand_in("student-01", tiny_student).with_name("timestamp.txt")
    stamp.write_text("2030-01-02 03:04:05 UTC")
    hand_in("student-02", tiny_student).with_name("timestamp.txt").write_text("yesterday, I think")
    status, out, _ = command("grade")
    assert status == 0 and "student-02 01_tiny: timestamp.txt holds no time, so it counts as handed in on time" in out
    assert "student-01 01_tiny: timestamp" not in out
    with Gradebook(classroom.db_url) as gradebook:
        assert gradebook.find_submission(NAME, "student-01").timestamp.isoformat() == "2030-01-02T03:04:05"
        assert gradebook.find_submission(NAME, "student-02").timestamp is None


@pytest.mark.usefixtures("graded_here")
def test_the_last_thing_written_is_the_record_that_grading_is_done(
    command, classroom, hand_in, tiny_solved, monkeypatch
):
    hand_in("student-01", tiny_solved)
    with monkeypatch.context() as patch:
        patch.setattr(batch, "write_result", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        status, _, err = command("grade")
    assert status == 130 and "interrupted" in err
    assert "1 graded now" in command("grade")[1]
    assert _points(classroom) == {"student-01": 20}


def test_ctrl_c_keeps_what_was_finished_and_leaves_no_process(tiny_course, classroom, hand_in, tiny_solved):
    hand_in("student-01", tiny_solved)
    hand_in("student-02", _slow(tiny_solved))
    process = subprocess.Popen(
        [sys.executable, "-m", "autograder", "grade", "--jobs", "1"],
        cwd=tiny_course.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while "student-01" not in process.stdout.readline():
        assert process.poll() is None
    started = _descendants(process.pid)
    assert len(started) >= 4  # the fork server, a worker, the wall, the warm process
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 130
    assert "Traceback" not in err and len(err.strip().splitlines()) == 1
    deadline = time.monotonic() + 120
    while any(Path(f"/proc/{pid}/exe").exists() for pid in started):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert read_result(classroom.results / NAME / "student-01.json").points == 20
    assert read_result(classroom.results / NAME / "student-02.json") is None


def _descendants(pid: int) -> set[int]:
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(path.parent.name)] = int(path.read_text(errors="replace").rpartition(")")[2].split()[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def test_a_worker_that_dies_costs_its_submission_alone(tmp_path, tiny_release, tiny_solved):
    path, slow = tmp_path / f"{NAME}.ipynb", tmp_path / "slow" / f"{NAME}.ipynb"
    slow.parent.mkdir()
    path.write_text(nbformat.writes(tiny_solved))
    slow.write_text(nbformat.writes(_slow(tiny_solved)))
    tasks = [
        Task("student-01", NAME, path, tiny_release, ""),
        Task("student-02", NAME, slow, tiny_release, ""),
        Task("student-03", NAME, path, tiny_release, ""),
    ]
    running = grade_all(tasks, Conditions(), jobs=1)
    first, result = next(running)
    assert (first.student, result.points) == ("student-01", 20)
    (worker,) = multiprocessing.active_children()
    worker.kill()
    results = {task.student: result for task, result in running}
    assert [results[student].status for student in ("student-02", "student-03")] == ["failed", "graded"]
    assert results["student-02"].points == 0 and "ended unexpectedly" in results["student-02"].reason


def test_workers_that_were_started_ahead_grade_and_those_left_over_end(tmp_path, tiny_release, tiny_solved):
    path = tmp_path / f"{NAME}.ipynb"
    path.write_text(nbformat.writes(tiny_solved))
    with workers_ahead(Conditions(), tiny_release, 2) as ahead:
        started = [one.process for one in ahead]
        tasks = [Task("student-01", NAME, path, tiny_release, "")]
        ((_, result),) = grade_all(tasks, Conditions(), 2, ahead)
        assert (result.points, len(ahead)) == (20, 1)
        assert sorted(process.is_alive() for process in started) == [False, True]  # nobody else was started
    assert not any(process.is_alive() for process in started) and not multiprocessing.active_children()


def test_a_worker_that_died_before_its_first_submission_is_replaced(tmp_path, tiny_release, tiny_solved):
    path = tmp_path / f"{NAME}.ipynb"
    path.write_text(nbformat.writes(tiny_solved))
    with workers_ahead(Conditions(), tiny_release, 1) as ahead:
        ahead[0].process.kill()
        ahead[0].process.join()
        ((_, result),) = grade_all([Task("student-01", NAME, path, tiny_release, "")], Conditions(), 1, ahead)
        assert (result.status, result.points, ahead) == ("graded", 20, [])


def test_a_warm_process_that_dies_is_replaced_and_nobody_notices(tmp_path, tiny_release, tiny_solved, monkeypatch):
    path = tmp_path / f"{NAME}.ipynb"
    path.write_text(nbformat.writes(tiny_solved))
    warm = Warm()
    warm._process.kill()
    warm._process.wait()
    result, other = worker.grade_surely(path, tiny_release, Conditions(), warm)
    with other:
        assert other is not warm and (result.status, result.points) == ("graded", 20)


def test_without_bubblewrap_nothing_is_run_and_the_next_step_is_said(
    command, hand_in, tiny_solved, monkeypatch, tmp_path
):
    hand_in("student-01", tiny_solved)
    monkeypatch.setenv("PATH", str(tmp_path))
    status, out, err = command("grade")
    assert (
        status == 1
        and "bwrap is not installed" in err
        and "apt-get install bubblewrap" in err
        and "--no-sandbox" in err
    )
    status, out, _ = command("grade", "--no-sandbox")
    assert status == 0 and "student-01 01_tiny: 20 of 20" in out


def test_where_namespaces_are_forbidden_the_reason_and_the_next_step_are_said(
    command, hand_in, tiny_solved, monkeypatch, tmp_path
):
    hand_in("student-01", tiny_solved)
    (tmp_path / "bwrap").write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    (tmp_path / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    status, _, err = command("grade")
    assert status == 1 and "setting up uid map: Permission denied" in err and "user namespaces" in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.usefixtures("graded_here")
def test_a_fault_of_the_grader_is_said_and_tried_again(command, classroom, hand_in, tiny_solved, monkeypatch):
    from autograder.results import unread

    hand_in("student-01", tiny_solved)
    with monkeypatch.context() as patch:
        patch.setattr(
            batch,
            "grade_all",
            lambda tasks, conditions, jobs: (
                (task, unread("failed", "no more processes", task.release)) for task in tasks
            ),
        )
        status, out, err = command("grade")
    assert status == 1 and "student-01: could not be graded: no more processes" in out
    assert "could not be graded, through no fault of theirs: put right what" in err
    status, out, _ = command("grade")
    assert status == 0 and "1 graded now" in out and _points(classroom) == {"student-01": 20}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["grade"], "submitted is not there: put submissions in submitted/STUDENT/NAME/NAME.ipynb"),
        (["grade", "--course", "nowhere"], "nowhere/submitted is not there"),
        (["grade", "77"], "'77' is no notebook of this course: choose from 01_tiny"),
    ],
)
def test_what_cannot_be_graded_is_said_in_one_line(command, arguments, message):
    status, out, err = command(*arguments)
    assert status == 1 and out == "" and message in err and err.count("\n") == 1


def test_a_class_with_submissions_of_nothing_we_know_is_said_in_one_line(command, hand_in):
    hand_in("student-01", "{}", name="other")
    status, _, err = command("grade")
    assert status == 1 and "holds no submission of 01_tiny (it holds student-01/other)" in err and err.count("\n") == 1


@pytest.mark.usefixtures("graded_here")
def test_executed_notebooks_that_cannot_be_written_stop_with_one_line(command, classroom, hand_in, tiny_solved):
    hand_in("student-01", tiny_solved)
    classroom.autograded.write_text("in the way")
    status, _, err = command("grade")
    assert status == 1 and "autograded" in err and "Traceback" not in err and err.count("\n") == 1


@pytest.mark.usefixtures("graded_here")
def test_results_that_cannot_be_written_stop_with_one_line(command, classroom, hand_in, tiny_solved):
    hand_in("student-01", tiny_solved)
    classroom.results.write_text("in the way")
    status, _, err = command("grade")
    assert status == 1 and "results" in err and err.count("\n") == 1


@pytest.mark.parametrize("jobs", ["0", "-1", "many"])
def test_an_impossible_number_of_jobs_is_refused(command, jobs):
    with pytest.raises(SystemExit) as stop:
        command("grade", "--jobs", jobs)
    assert stop.value.code == 2


def test_demo_refuses_a_classroom_with_other_students(command, classroom, hand_in, tiny_student):
    path = hand_in("student-77", tiny_student)
    before = path.read_bytes()
    status, _, err = command("demo")
    assert status == 1 and "(student-77): choose another folder with --course DIR" in err and err.count("\n") == 1
    assert path.read_bytes() == before and not (classroom.submitted / "student-01").exists()
    assert command("demo", "--course", "rehearsal")[0] == 0


def test_demo_leaves_a_submission_alone_that_was_changed_and_renews_the_others(command, tiny_course, classroom):
    command("demo", "--students", 4)
    path = classroom.submitted / "student-04" / NAME / f"{NAME}.ipynb"
    path.write_text("my own experiment")
    source = tiny_course.source(NAME)
    source.write_text(source.read_text().replace("Write `double`.", "Write the function `double`."))
    status, out, _ = command("demo", "--students", 4)
    assert status == 0 and "left alone" in out and "student-04" in out
    assert path.read_text() == "my own experiment"
    assert "the function" in (classroom.submitted / "student-02" / NAME / f"{NAME}.ipynb").read_text()


def test_demo_says_when_its_list_is_damaged(command, classroom):
    command("demo", "--students", 1)
    (classroom.root / "demo.json").write_text("{")
    status, _, err = command("demo", "--students", 1)
    assert status == 1 and "demo.json cannot be read" in err and err.count("\n") == 1


def test_names_steer_no_terminal_and_are_no_markdown_and_the_class_is_kept_out_of_git(command, classroom, hand_in):
    hand_in("student-\x1b[31mred", "{", filename="<b>01&.ipynb")
    status, out, err = command("grade", "--jobs", "1", "--no-sandbox")
    assert "\x1b" not in out + err and "\\x1b[31mred" in out
    notice = (classroom.autograded / "student-\x1b[31mred" / NAME / f"{NAME}.ipynb").read_text()
    assert "&lt;b&gt;01&amp;.ipynb" in notice and "<b>" not in notice
    assert (classroom.root / ".gitignore").read_text().splitlines()[-1] == "*"
