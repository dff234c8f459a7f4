"""Names of files, folders and students reach a terminal, Markdown or a page in a harmless form, whatever they hold."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import nbformat
import pytest
from mini_course import NAME

import autograder
from autograder.saying import one_line, printable, visible

HOSTILE = {
    "controls": "a\x07\x08\x7fb\rc",
    "a line of its own": "a\nstudent-02  20  20 graded",
    "ANSI": "\x1b[2J\x1b[31mred\x1b]0;title\x07",
    "a link": "[next step](javascript:alert(1))",
    "an image": "![x](data:image,x)",
    "HTML": "<img src=x onerror=alert(1)><script>alert(1)<_script>",
    "the other direction": "\u202egnp.bypi\u2066x",
    "a template": "{{ title }}{% raw %}${PATH}`id`",
    "markup of the terminal": "[bold red]x",
    "long": "n" * 190,
}
NO_NAMES = {"too long": "n" * 247, "no text": b"\xff\xfe\x80".decode("utf-8", "surrogateescape")}
# Two kinds in the first stage; the others go the same way.
KINDS = [kind if kind in ("ANSI", "HTML") else pytest.param(kind, marks=pytest.mark.second_stage) for kind in HOSTILE]
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def assert_harmless(out: str, name: str) -> None:
    assert not UNSEEN.search(out), out
    assert not re.search(r"^student-02  20", out, re.MULTILINE), out  # no line is forged
    assert len(name) < 200 or max(map(len, out.splitlines())) < 1000


def assert_no_live(page: str) -> None:
    """Of a page or Markdown: nothing of a name is a tag or a link."""
    assert not re.search(r"<img src=x|<script>alert|<b>|href=.javascript|src=.data:image,x|src=.https://example", page)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x1b\x07]", page)


@pytest.mark.parametrize("kind", KINDS)
def test_a_students_folder_and_file_with_such_a_name_go_through_every_command(
    kind, command, classroom, hand_in, tiny_solved, tmp_path, graded_here
):
    name = HOSTILE[kind]
    hand_in(f"student {name}", tiny_solved)
    hand_in(f"spoilt {name}", "{", filename=f"{name}.ipynb")
    late = hand_in(f"time {name}", tiny_solved)
    (late.parent / "timestamp.txt").write_text("yesterday")
    (classroom.submitted / f"strange {name}" / f"{name}").mkdir(parents=True)
    said = {}
    for arguments in (
        ["grade"],
        ["check", str(classroom.submitted), "--no-sandbox"],
        ["check", str(classroom.submitted / name)],
        ["feedback"],
        ["report"],
        ["export"],
        ["export", "--looked"],
        ["grade", "--course", str(tmp_path / name[:100])],
    ):
        _, out, err = command(*arguments)
        said.setdefault(arguments[0], out)
        assert_harmless(out + err, name)
        assert out + err
    assert "student a" in said["grade"] or not name.startswith("a")
    pages = [classroom.root / "report.html", *classroom.feedback.rglob("*.html")]
    assert len(pages) == 4
    for page in pages:
        assert_no_live(page.read_text(encoding="utf-8"))
    notice = nbformat.read(classroom.autograded / f"spoilt {name}" / NAME / f"{NAME}.ipynb", 4).cells[0].source
    assert "could not" in notice or "not graded" in notice
    assert_no_live(notice)
    assert not UNSEEN.search(notice.replace("\n", "")) and "](" not in re.sub(r"<pre>.*</pre>", "", notice, flags=re.S)
    for record in classroom.results.rglob("*.json"):
        json.loads(record.read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", NO_NAMES)
def test_a_folder_that_cannot_be_a_students_name_is_named_and_stops_nobody(
    kind, command, classroom, hand_in, tiny_solved, graded_here
):
    name = NO_NAMES[kind]
    hand_in("student-01", tiny_solved)
    hand_in(f"a {name}", tiny_solved)
    hand_in("student-02", tiny_solved)
    status, out, err = command("grade")
    assert status == 1 and "1 of the submissions could not be graded" in err and "give it a" in out
    assert "2 graded now" in out and sorted(path.stem for path in classroom.results.rglob("*.json")) == [
        "student-01",
        "student-02",
    ]
    assert_harmless(out + err, name)
    for arguments in (["feedback"], ["report"], ["export"], ["check", classroom.submitted, "--no-sandbox"]):
        _, out, err = command(*arguments)
        assert_harmless(out + err, name)
        assert out + err


@pytest.mark.parametrize("kind", KINDS)
def test_an_archive_and_a_list_with_such_names_are_collected(
    kind, command, classroom, tiny_solved, tmp_path, graded_here
):
    name = HOSTILE[kind]
    text = nbformat.writes(tiny_solved)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"student-01/{NAME}.ipynb", text)
        archive.writestr(f"{name}/{NAME}.ipynb", text)
        archive.writestr(f"student-03/{name}.txt", "notes")
        archive.writestr(f"student-04/{name}.ipynb", "{")
    path = tmp_path / "handed_in.zip"
    path.write_bytes(packed.getvalue())
    roster = tmp_path / "people.csv"
    roster.write_text(
        'Student,Email\n"' + name.replace('"', '""') + '",b@example.org\nstudent-05,"' + name + '@example.org"\n',
        encoding="utf-8",
    )
    for arguments in (
        ["collect", path, "--messages", tmp_path / "letters.txt"],
        ["collect", path, "--roster", roster, "--messages", tmp_path / "letters.txt"],
        ["collect", path, "--pattern", f"{name[:50]}{{student}}"],
        ["grade"],
        ["export", "--roster", roster],
        ["feedback"],
        ["report"],
    ):
        _, out, err = command(*arguments)
        assert_harmless(out + err, name)
    for folder in classroom.submitted.iterdir():
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", folder.name)
    if (tmp_path / "letters.txt").exists():
        assert_harmless((tmp_path / "letters.txt").read_text(encoding="utf-8"), name)
    for page in [classroom.root / "report.html", *classroom.feedback.rglob("*.html")]:
        assert_no_live(page.read_text(encoding="utf-8"))


def test_a_terminal_gets_names_without_their_own_markup(
    command, classroom, hand_in, tiny_solved, monkeypatch, graded_here
):
    """On a terminal the table and the bar are drawn by another library, which has a markup of its own."""
    for number, name in enumerate(HOSTILE.values()):
        hand_in(f"{number} {name}", tiny_solved if number % 2 else "{")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    _, out, err = command("grade")
    drawn = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", out + err)
    assert "[bold red]x" in drawn and not UNSEEN.search(drawn.replace("\r", ""))
    assert "\x1b[2J" not in out and "\x1b]0;" not in out


def test_nothing_is_printed_past_the_one_place_that_makes_it_harmless():
    """A print of its own elsewhere would be the next hole."""
    folder = Path(autograder.__file__).parent
    found = [
        f"{path.relative_to(folder)}: {line.strip()}"
        for path in sorted(folder.rglob("*.py"))
        if path.name != "saying.py" and folder / "student" not in path.parents
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"(?<![\w.])print\(|sys\.std(out|err)\.write|console\.print\((?!drawn|one_line)", line)
    ]
    assert found == []


def test_what_a_line_may_hold():
    assert one_line("a\nb\tc\x1b") == "a\\nb\tc\\x1b" and visible("a\nb\x1b") == "a\nb\\x1b"
    assert len(one_line("x" * 10_000)) < 4100 and printable("x" * 300).endswith("...")
    assert len(printable("x" * 300)) == 200 and printable("x" * 50, 20) == "x" * 17 + "..."
