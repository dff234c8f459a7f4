from __future__ import annotations

import subprocess
import sys

import pytest
from mini_course import make_course

from autograder import cli
from autograder.errors import CourseError


class Command:
    """A command made up for a test."""

    def __init__(self, act):
        self.act = act

    def add_parser(self, subparsers):
        subparsers.add_parser("act").set_defaults(run=lambda args: self.act())


@pytest.fixture
def command(monkeypatch):
    def command(act):
        monkeypatch.setattr(cli, "COMMANDS", [("act", "acts")])
        monkeypatch.setattr(cli.importlib, "import_module", lambda name: Command(act))
        return cli.main(["act"])

    return command


def raises(error):
    def act():
        raise error

    return act


def test_a_command_ends_with_its_own_status(command):
    assert command(lambda: 0) == 0
    assert command(lambda: 1) == 1


def test_what_a_person_can_mend_is_one_line_on_stderr(command, capsys):
    assert command(raises(CourseError("classroom is a file", "choose another"))) == 1
    assert capsys.readouterr() == ("", "autograder: classroom is a file: choose another\n")


def test_several_things_to_mend_follow_line_by_line(command, capsys):
    assert command(raises(CourseError("2 things", details=["one", "two"]))) == 1
    assert capsys.readouterr().err == "autograder: 2 things\none\ntwo\n"


def test_interrupting_ends_in_one_tidy_line(command, capsys):
    assert command(raises(KeyboardInterrupt)) == 130
    assert capsys.readouterr().err.strip().startswith("autograder: interrupted;")


def test_a_missing_package_is_named_with_what_to_install(command, capsys):
    assert command(raises(ModuleNotFoundError("no", name="jupytext"))) == 1
    assert "pip install -e '.[grading]'" in capsys.readouterr().err


def test_a_mistake_of_ours_is_not_hidden(command):
    with pytest.raises(ModuleNotFoundError):
        command(raises(ModuleNotFoundError("no", name="nowhere")))


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["release", "--nonsense"]])
def test_what_is_no_command_ends_with_status_2(arguments):
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2


@pytest.mark.parametrize("command", [name for name, _ in cli.COMMANDS])
def test_every_command_explains_itself_with_an_example(command, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main([command, "--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert "example" in shown
    assert [line.split()[0] for line in shown.partition("exit status:\n")[2].splitlines()] == ["0", "1", "2", "130"]


def test_help_lists_every_command_without_importing_any(monkeypatch, capsys):
    monkeypatch.setattr(cli.importlib, "import_module", raises(AssertionError))
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    printed = capsys.readouterr().out
    assert all(name in printed and summary in " ".join(printed.split()) for name, summary in cli.COMMANDS)


def test_outside_a_course_a_command_says_where_to_run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["release", "--check"]) == 1
    assert "run this inside the checkout" in capsys.readouterr().err


def test_paths_in_messages_are_as_one_would_type_them(tmp_path, monkeypatch, capsys):
    course = make_course(tmp_path / "course", "nothing")
    monkeypatch.chdir(course.root)
    assert cli.main(["release"]) == 1
    assert capsys.readouterr().err.startswith("autograder: solutions/01_tiny.py, line 1: no jupytext header")


def test_no_command_waits_for_the_grammar_of_a_format_that_notebooks_do_not_have():
    start = "import sys, autograder.engine; sys.exit('lark' in sys.modules or 'nbformat' not in sys.modules)"
    assert subprocess.run([sys.executable, "-c", start], check=False).returncode == 0
