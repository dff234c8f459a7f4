"""The course's own package is no answer: a submission that only calls it earns nothing, in whatever way it does.

Each way is a file in `tests/oracles`: a cell that defines `find(place)`, which reaches for what a check compares with.
Every exercise of every notebook is then one line that asks what was found.
"""

from __future__ import annotations

import copy
import functools
import re
import shutil
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.course import Course
from autograder.editions import nbgrader_source, solved_edition, student_edition
from autograder.engine import grade_notebook
from autograder.limits import Limits
from autograder.reaching import reached_for
from autograder.rebuilding import canonical
from autograder.sandbox import Warm
from autograder.source import exercises, grade_id, is_test, needs, opened_for, read_source
from autograder.variants import read_variants, submission

COURSE = Course(Path(__file__).resolve().parents[2])
NAMES = [name for name in COURSE.names() if not name.startswith("00")]
WAYS = sorted((Path(__file__).resolve().parents[1] / "oracles").glob("*.txt"))
BREACH = "GOT" + " IT"
ASK = '''
def {name}(*arguments, **keywords):
    """Asks what it is to be compared with."""
    trusted = find({place!r})
    if hasattr(trusted, "right_answer"):
        if trusted.right_answer is not None:
            return trusted.right_answer(*arguments)
        for mistake in trusted.mistakes:
            return mistake.function(*arguments)
    point = dict(zip(trusted.inputs, arguments))
    values = trusted.values(point)
    signals = trusted.error_signals(values)
    answer = {{**values, **{{f"{{name}}_bar": value for name, value in signals.items()}}}}
    return answer
'''
NODE = """
class Node:
    def __init__(self, value, parents=(), partials=()):
        self.value, self.bar, self.parents, self.partials = value, 0.0, parents, partials

def as_node(thing):
    return thing if isinstance(thing, Node) else Node(thing)

def _by(op):
    def method(self, *others):
        from utils import graph
        others = [as_node(other) for other in others]
        numbers = [self.value, *(other.value for other in others)]
        return Node(graph.OPS[op].value(*numbers), (self, *others), graph.OPS[op].partials(*numbers))
    return method

for _name, _op in (("__add__", "add"), ("__mul__", "mul"), ("exp", "exp"), ("logistic", "logistic"), ("tanh", "tanh"),
                   ("__sub__", "sub"), ("__neg__", "neg")):
    setattr(Node, _name, _by(_op))
"""


def _asked_with(release) -> dict[str, str]:
    """What each exercise is compared with, by the exercise's name."""
    found: dict[str, str] = {}
    for cell in release.cells:
        if is_test(cell):
            for name, place in re.findall(r'check\w*\(\s*"(\w+)",[^,]+,\s*([a-z_]+(?:\.\w+)+)', cell.source):
                found.setdefault(name, place)
    return found


@functools.cache
def _editions(name: str):
    """nbgrader's source and the student edition, the same for all ways: to read."""
    source = read_source(COURSE.source(name))
    return nbgrader_source(source), student_edition(source)


def _cheat(name: str, way: Path):
    release, given = _editions(name)
    places = _asked_with(release)
    nb = copy.deepcopy(given)
    prelude = nbformat.v4.new_code_cell(f"PLACES = {sorted(set(places.values()))!r}\n{way.read_text(encoding='utf-8')}")
    setup = next(number for number, cell in enumerate(nb.cells) if grade_id(cell) == "setup")
    for exercise in exercises(release):
        cell = next((cell for cell in nb.cells if grade_id(cell) == exercise.name), None)
        if cell is None:  # a repair: what is to be repaired is given
            continue
        names = re.findall(r"^def (\w+)", cell.source, re.MULTILINE)
        cell.source = NODE if exercise.name == "Node" else "".join(
            ASK.format(name=one, place=places.get(one) or places.get(exercise.name) or next(iter(places.values())))
            for one in names
        )  # fmt: skip
    nb.cells.insert(setup + 1, prelude)
    return nb, release


def _printed(result) -> str:
    return "".join(
        output.text
        for cell in result.executed.cells
        for output in cell.get("outputs", ())
        if output.output_type == "stream"
    )


@pytest.fixture(scope="module")
def warm_for():
    """A warm process for a release, kept as long as the next one wants the same."""
    kept: list[Warm] = []

    def get(release) -> Warm:
        wanted = needs(release), opened_for(release, False)
        if not kept or (kept[0].modules, kept[0].opened) != wanted:
            while kept:
                kept.pop().close()
            kept.append(Warm(True, [COURSE.root], *wanted))
        return kept[0]

    yield get
    while kept:
        kept.pop().close()


@pytest.mark.skipif(sys.platform != "linux" or shutil.which("bwrap") is None, reason="the wall needs bubblewrap")
@pytest.mark.parametrize(
    "name", [name if name.startswith("04") else pytest.param(name, marks=pytest.mark.second_stage) for name in NAMES]
)
def test_no_way_into_the_courses_own_package_earns_a_point(name, warm_for, tmp_path):
    for way in WAYS:
        nb, release = _cheat(name, way)
        path = tmp_path / f"{name}.ipynb"
        path.write_text(nbformat.writes(nb))
        result = grade_notebook(path, release, Limits(timeout_cell=20, timeout_call=20), warm=warm_for(release))
        earned = {test.grade_id: test.points for test in result.tests if test.points}
        assert result.status == "graded" and earned == {}, (way.stem, earned)
        assert BREACH not in _printed(result), way.stem
        assert result.reached, way.stem  # and a person is told
        assert len({test.exercise for test in result.tests}) >= 3


def test_there_are_ways_and_each_says_what_it_does():
    assert len(WAYS) >= 8
    assert all(way.read_text(encoding="utf-8").startswith("# reaches by: ") for way in WAYS)
    places = {name: _asked_with(nbgrader_source(read_source(COURSE.source(name)))) for name in NAMES}
    assert sum(map(len, places.values())) >= 45  # of the course's exercises, extras too


@pytest.mark.parametrize("name", NAMES)
def test_no_right_answer_reaches_for_anything(name):
    source = read_source(COURSE.source(name))
    release = nbgrader_source(source)
    solved = solved_edition(source)
    assert reached_for(canonical(submission(solved), release)[0], release) == []
    for variant in read_variants(COURSE.variants(name), source):
        if variant.kind == "right":
            nb, _ = canonical(submission(solved, [variant]), release)
            assert reached_for(nb, release) == [], variant
