"""An answer is found wherever a site may show it, and what students are given is none."""

from __future__ import annotations

import json

import pytest
from our_notebooks import COURSE

from website.searching import Secrets, bare, shown
from website.wheel import packed

LINE = 'z_bar = y_bar * y * (1 - y)  if x < "b" else 0'


@pytest.fixture
def secrets():
    return Secrets({bare(LINE.encode()): "04_example"})


@pytest.mark.parametrize(
    "name, content",
    [
        ("notebook.ipynb", json.dumps({"source": ["    " + LINE + "\n"]})),
        ("page.html", "<pre><span>z_bar</span> = y_bar * y <b>*</b> (1 - y) if x &lt; &quot;b&quot; else 0</pre>"),
        ("search.js", 'Index({"text":"before z_bar = y_bar * y * (1 - y) if x < \\"b\\" else 0 after"})'),
        ("plain.txt", f"1234567{LINE}"),
    ],
)
def test_an_answer_is_found_however_a_file_writes_it(secrets, tmp_path, name, content):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / name).write_text(content, encoding="utf-8")
    assert shown(tmp_path, secrets) == [f"deep/{name} shows an answer of 04_example: {bare(LINE.encode()).decode()}"]


def test_an_answer_is_found_in_an_archive_in_an_archive(secrets, tmp_path):
    inner = packed({"solution.py": f"def f():\n    {LINE}\n".encode()})
    (tmp_path / "outer.whl").write_bytes(packed({"inner.zip": inner, "fine.txt": b"nothing"}))
    assert [line.split(" ")[0] for line in shown(tmp_path, secrets)] == ["outer.whl!inner.zip!solution.py"]


def test_a_file_without_an_answer_is_fine(secrets, tmp_path):
    (tmp_path / "one.txt").write_text("z_bar = y_bar * y\n" * 3)
    (tmp_path / "empty.bin").write_bytes(b"")
    assert shown(tmp_path, secrets) == []


def test_the_courses_own_answers_are_secrets_and_what_students_have_is_none():
    secrets = Secrets.of(COURSE)
    assert len(secrets.lines) > 200 and {name[:2] for name in secrets.lines.values()} >= {f"0{n}" for n in range(1, 9)}
    for name in COURSE.names():
        assert secrets.found_in(bare(COURSE.student(name).read_bytes())) == []
        if not name.startswith("00"):
            assert secrets.found_in(bare(COURSE.solved(name).read_bytes())) != [], name
