"""What students could try against the grader: it earns nothing, reads nothing, leaves nothing, harms nobody.

Each attack is a file in `tests/attacks`; those that are no cell's content stand here.
"""

from __future__ import annotations

import copy
import json
import os
import shutil
import socket
import sys
import tempfile
from pathlib import Path

import nbformat
import pytest
from attacking import BREACH, CENSUS, LEFT, peak_of_memory, read_attacks, surroundings

from autograder.batch import grade_class
from autograder.classroom import prepare_classroom
from autograder.conditions import Conditions
from autograder.course import Course
from autograder.editions import nbgrader_source, solved_edition
from autograder.engine import grade_notebook
from autograder.limits import Limits
from autograder.results import read_result, to_plain
from autograder.sandbox import SandboxError, Warm
from autograder.source import read_source
from autograder.variants import submission

NAME = "01_tiny"
TESTS = ("test_double", "test_square", "test_square_negative")
SECRET = "secret-0123456789abcdef"
ATTACKS = read_attacks()
# A handful of each kind, for the first stage: pretending to be right, forging messages, looking around, reaching out,
# staying behind, using everything up, refusing to end, and ending what is not theirs. All others: the second stage.
HANDFUL = (
    *("equal_to_everything", "generator_answer", "hostile_object", "patched_runtime", "replaced_check", "tracing"),
    *("forged_drip", "forged_lengths", "forged_pickle", "forged_replay", "forged_verdict", "hostile_message"),
    *(
        "guess_the_seed",
        "look_at_processes",
        "look_everywhere",
        "names_of_the_tests",
        "namespaces",
        "reference_as_answer",
    ),
    *("forbidden_calls", "network", "privileges", "ptrace", "system_files"),
    *("fork_and_answer", "leave_things", "thread_bomb"),
    *("full_disk", "gigabyte_printed", "huge_answer", "memory_of_many", "memory_of_the_first"),
    *("deaf_loop", "segfault", "sleep_for_ever", "exit_politely"),
    *("close_everything", "signals_to_everyone"),
)
# Earn nothing without a wall too, and are harmless there: nothing here signals, fills or looks for anything.
OPEN = (
    "input_transformer",
    "replaced_testing",
    "replaced_check",
    "equal_to_everything",
    "hostile_object",
    "relatives_of_float",
    "spoofed_module",
    "forged_verdict",
    "forged_replay",
    "patched_runtime",
    "patched_json",
    "generator_answer",
    "exit_politely",
    "base_exceptions",
    "end_of_iteration",
    "tracing",
    "magics_and_events",
    "names_of_the_tests",
    "change_arguments",
    "forged_pickle",
)

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("bwrap") is None, reason="the wall needs bubblewrap"
)


class _Shared:
    """One warm process for all attacks; another one only where a test has found it changed."""

    def __init__(self, hidden: Path, confined: bool = True) -> None:
        self.hidden, self.confined, self.warm, self.census = hidden, confined, None, ""

    def get(self) -> Warm:
        if self.warm is None:
            self.warm = Warm(self.confined, [self.hidden])
        return self.warm

    def drop(self) -> None:
        if self.warm is not None:
            self.warm.close()
        self.warm = None


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """The warm process, and a secret in each place where one is kept; temporary files in a folder of their own."""
    home = tmp_path_factory.mktemp("home")
    for path in (
        "course/solutions/01_tiny.py",
        "course/classroom/gradebook.db",
        ".ssh/id",
        "course/classroom/source/01_tiny.ipynb",
        "course/classroom/submitted/student-02/01_tiny/01_tiny.ipynb",
    ):
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text(SECRET)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("A_SECRET", SECRET)
        patch.setenv("HOME", str(home))
        patch.setenv("TMPDIR", str(tmp_path_factory.mktemp("temporary")))
        patch.setattr(tempfile, "tempdir", None)
        found = _Shared(home / "course")
        yield found
        found.drop()
        # The fork server's own folder stays until pytest ends.
        assert [name for name in os.listdir(tempfile.gettempdir()) if not name.startswith("pymp-")] == []


@pytest.fixture(scope="module")
def open_one(tmp_path_factory):
    """The same without a wall."""
    found = _Shared(tmp_path_factory.mktemp("hidden"), confined=False)
    yield found
    found.drop()


@pytest.fixture
def grade(tmp_path, tiny_release):
    """Grades a notebook: the result, and its verdicts by test."""

    def run(nb, warm, limits=Limits(timeout_cell=20, timeout_call=20)):
        path = tmp_path / f"{NAME}.ipynb"
        path.write_text(nb if isinstance(nb, str) else nbformat.writes(nb), encoding="utf-8")
        result = grade_notebook(path, tiny_release, limits, warm=warm)
        return result, {test.grade_id: test for test in result.tests}

    return run


@pytest.fixture
def neighbours(shared, grade, tiny_solved):
    """Grades the perfect notebook and a wrong one: both get what they always get, and find the place as it always is."""

    def run():
        perfect = copy.deepcopy(tiny_solved)
        perfect.cells.insert(0, nbformat.v4.new_code_cell(CENSUS))
        wrong = copy.deepcopy(tiny_solved)
        next(cell for cell in wrong.cells if cell.id == "square").source = "def square(x):\n    return x * abs(x)"
        result, tests = grade(perfect, shared.get())
        assert [test.points for test in tests.values()] == [12, 5, 3], result
        assert [test.points for test in grade(wrong, shared.get())[1].values()] == [12, 5, 0]
        return _printed(result)

    return run


def _printed(result) -> str:
    """Every output, as text."""
    return "\n".join(
        json.dumps(output) if output.output_type != "stream" else output.text
        for cell in result.executed.cells
        for output in cell.get("outputs", ())
    )


def _streams(result) -> str:
    """What it printed; a traceback, which repeats its source, is not meant."""
    return "".join(
        output.text
        for cell in result.executed.cells
        for output in cell.get("outputs", ())
        if output.output_type == "stream"
    )


def _recorded(result) -> str:
    """All that is written down of a result; that it can be is part of the promise."""
    nbformat.validate(result.executed)
    text = json.dumps(to_plain(result), ensure_ascii=False) + nbformat.writes(result.executed)
    text.encode()
    return text


def _in_stages():
    for attack in ATTACKS:
        yield pytest.param(attack, id=attack.name, marks=() if attack.name in HANDFUL else pytest.mark.second_stage)


@pytest.mark.parametrize("attack", list(_in_stages()))
def test_an_attack_earns_reads_leaves_and_harms_nothing(attack, shared, grade, neighbours, tiny_student):
    try:
        shared.census = shared.census or neighbours()
        warm = shared.get()
        before, memory = surroundings(), peak_of_memory(forget=True)
        result, tests = grade(attack.submission(tiny_student), warm, attack.allowed)
        grown = peak_of_memory() - memory
        assert result.status == "graded", result.reason
        assert {name for name, test in tests.items() if test.points} == attack.earns, tests
        assert all(test.message for test in tests.values() if not test.points)
        printed = _printed(result)
        assert [line for line in _streams(result).splitlines() if BREACH in line] == []
        assert attack.says in "\n".join([printed, *(test.message for test in tests.values())])
        record = _recorded(result)
        assert SECRET not in record
        assert (
            max(len(json.dumps(cell.get("outputs", []))) for cell in result.executed.cells) < 3 * attack.allowed.output
        )
        assert grown < 500_000_000
        assert surroundings() == before
        assert neighbours() == shared.census
        assert LEFT not in shared.census
    except BaseException:
        shared.drop()  # so that the next attack does not answer for this one
        raise


def test_there_are_attacks_and_each_says_what_it_tries():
    assert set(HANDFUL) <= {attack.name for attack in ATTACKS}
    assert len(ATTACKS) >= 40
    assert all(attack.tries and attack.cells for attack in ATTACKS)


@pytest.mark.parametrize("name", OPEN)
def test_without_a_wall_an_attack_earns_nothing_either(name, open_one, grade, tiny_student, tiny_solved):
    attack = next(attack for attack in ATTACKS if attack.name == name)
    try:
        result, tests = grade(attack.submission(tiny_student), open_one.get(), attack.allowed)
        assert result.status == "graded" and result.points == 0, tests
        assert grade(tiny_solved, open_one.get())[0].points == 20  # nothing of it meets the next one
    except BaseException:
        open_one.drop()
        raise


# ---- attacks on the notebook itself ----------------------------------------------------------------------------


def _of(nb, name):
    return next(cell for cell in nb.cells if cell.id == name)


def _skip_execution(nb):
    for cell in nb.cells:
        cell.metadata["tags"] = ["skip-execution", "raises-exception", "remove-cell"]


def _solution_flags(nb):
    for name in TESTS:
        _of(nb, name).metadata["nbgrader"].update(solution=True, locked=False, grade=True)
    _of(nb, "double").metadata["nbgrader"].update(solution=False, grade=True, points=100)


def _no_grade_flags(nb):
    for cell in nb.cells:
        cell.metadata.pop("nbgrader", None)


def _points(nb):
    for name in TESTS:
        _of(nb, name).metadata["nbgrader"]["points"] = 10**6


def _easier_tests(nb):
    for name in TESTS:
        _of(nb, name).source = "assert True"


def _tests_deleted(nb):
    nb.cells = [cell for cell in nb.cells if cell.id not in TESTS]


def _tests_twice(nb):
    for name in TESTS:
        twin = copy.deepcopy(_of(nb, name))
        twin.source = "assert True"
        nb.cells.insert(0, twin)


def _tests_as_text(nb):
    for name in TESTS:
        cell = _of(nb, name)
        cell.cell_type = "markdown"
        del cell["outputs"], cell["execution_count"]


def _tests_first(nb):
    nb.cells.sort(key=lambda cell: cell.id not in TESTS)


def _tests_renamed(nb):
    for name in TESTS:
        _of(nb, name).metadata["nbgrader"]["grade_id"] = "double"


def _tests_on_answers(nb):
    for name in ("double", "square"):
        _of(nb, name).metadata["nbgrader"]["grade_id"] = f"test_{name}"


def _outputs_of_a_passed_test(nb):
    for name in TESTS:
        _of(nb, name).outputs = [
            nbformat.v4.new_output("execute_result", data={"text/plain": "100"}, execution_count=1)
        ]
        _of(nb, name).execution_count = 1


def _another_kernel(nb):
    nb.metadata["kernelspec"] = {"name": "bash", "display_name": "x", "language": "python"}
    nb.metadata["nbgrader"] = {"points": 20, "autograde": False}


@pytest.mark.parametrize(
    "change",
    [
        _skip_execution,
        _solution_flags,
        _no_grade_flags,
        _points,
        _easier_tests,
        _tests_deleted,
        _tests_twice,
        _tests_as_text,
        _tests_first,
        _tests_renamed,
        _tests_on_answers,
        _outputs_of_a_passed_test,
        _another_kernel,
    ],
)
@pytest.mark.filterwarnings("ignore:Non-unique cell id")  # said as the notebook with two of a kind is written
def test_a_changed_notebook_earns_nothing_and_costs_nothing(change, shared, grade, tiny_student, tiny_solved):
    blank, solved = copy.deepcopy(tiny_student), copy.deepcopy(tiny_solved)
    change(blank)
    result, _ = grade(blank, shared.get())
    assert (result.status, result.points, result.max_points) == ("graded", 0, 20)
    change(solved)
    solved_result, _ = grade(solved, shared.get())
    # Whoever calls an answer by another name may lose it; nobody gains.
    assert solved_result.max_points == 20 and (
        solved_result.points == 20 or change in (_tests_on_answers, _tests_renamed)
    )


# ---- what lies outside the wall --------------------------------------------------------------------------------


def test_a_server_on_the_machine_is_out_of_reach(shared, grade, tiny_student):
    name = f"\0attack-{os.getpid()}"
    with socket.create_server(("127.0.0.1", 0)) as inet, socket.socket(socket.AF_UNIX) as local:
        local.bind(name)
        local.listen()
        tiny_student.cells.insert(
            0,
            nbformat.v4.new_code_cell(
                f"import socket\nfor family, address in ((socket.AF_INET, ('127.0.0.1', {inet.getsockname()[1]})), (socket.AF_UNIX, {name!r})):\n"
                "    try:\n        socket.socket(family).connect(address)\n        print('reached', family)\n"
                "    except OSError as error:\n        print(error)"
            ),
        )
        assert "reached" not in _printed(grade(tiny_student, shared.get())[0])


def test_hidden_arguments_can_be_printed_and_nothing_more_of_a_hidden_test(shared, grade, tiny_student):
    """A function has to see what it is called with. The test's source, its answers and its other tests stay unknown."""
    _of(tiny_student, "double").source = (
        "import sys\ndef double(x):\n    frame, names = sys._getframe(), []\n    while frame:\n"
        "        names.append(str(frame.f_locals)[:5000])\n        frame = frame.f_back\n"
        "    print('given', x, names)\n    return 6 if x == 3 else 0"
    )
    result, tests = grade(tiny_student, shared.get())
    printed = "\n".join(str(cell.outputs) for cell in result.executed.cells if cell.get("outputs"))
    assert "given 3" in printed and "given -0.5" in printed
    assert "assert double" not in printed and "HIDDEN" not in printed and "-1.0" not in printed
    assert tests["test_double"].message == "a hidden case"


def test_more_than_one_hidden_case_at_a_time_is_not_told(shared, grade, tiny_student):
    """What a failing hidden test says is its author's choice; a result repeats that and not the line it stands in."""
    _of(tiny_student, "double").source = "def double(x):\n    return 6 if x == 3 else 0"
    result, tests = grade(tiny_student, shared.get())
    outputs = [output for cell in result.executed.cells for output in cell.get("outputs", ())]
    assert "-0.5" not in tests["test_double"].message + str(outputs)


# ---- tests that are written in a tempting way -------------------------------------------------------------------


@pytest.mark.parametrize(
    "test",
    [
        "for mine, right in zip(map(double, [1, 2]), [2, 4]):\n    assert mine == right",
        "assert all(map(lambda x: double(x) == 2 * x, [1, 2]))",
    ],
)
def test_an_exception_does_not_end_the_loop_of_a_test(test, tiny_release, shared, grade, tiny_student):
    _of(tiny_release, "test_double").source = test
    _of(tiny_student, "double").source = "def double(x):\n    raise StopIteration"
    assert grade(tiny_student, shared.get())[0].points == 0


def test_a_number_that_no_comparison_understands_does_not_pass(tiny_release, shared, grade, tiny_student):
    _of(tiny_release, "test_double").source = "assert not abs(double(3) - 6) > 1e-6"
    _of(tiny_student, "double").source = (
        "import numpy as np\ndef double(x):\n"
        "    return np.frombuffer(bytes(8) + b'\\xff\\x3f' + bytes(6), np.longdouble)[0]"
    )
    assert grade(tiny_student, shared.get())[0].points == 0


def test_a_generator_out_of_its_bounds_does_not_end_the_grader(tiny_release, shared, grade, tiny_student):
    """Its numbers would be drawn from the grader's memory. Here it is only looked up: drawing could end this process."""
    _of(tiny_release, "test_double").source = "assert type(rng).__name__ == 'Generator'"
    _of(tiny_student, "double").source = (
        "import numpy as np\nrng = np.random.Generator(np.random.MT19937(1))\nstate = rng.bit_generator.state\n"
        "state['state']['pos'] = 10**8\nrng.bit_generator.state = state"
    )
    assert grade(tiny_student, shared.get())[0].points == 0


def test_a_descent_that_stands_still_is_not_excused_by_gradients_that_are_next_to_nothing(tmp_path, shared):
    """Errors made earlier are not charged twice; they are not a reward either."""
    course = Course(Path(__file__).resolve().parents[2])
    name = "04_logistic_least_squares"
    source = read_source(course.source(name))
    nb = submission(solved_edition(source))
    _of(nb, "cost_and_gradients").source = "def cost_and_gradients(w, b, x, t):\n    return 0.0, 1e-200 * w, 1e-200 * b"
    _of(nb, "gradient_descent").source = (
        "import numpy as np\ndef gradient_descent(x, t, w0, b0, lr, steps):\n"
        "    return np.array([[w0, b0, 0.0]] * (steps + 1))"
    )
    (tmp_path / f"{name}.ipynb").write_text(nbformat.writes(nb))
    result = grade_notebook(
        tmp_path / f"{name}.ipynb", nbgrader_source(source), Limits(timeout_call=20), warm=shared.get()
    )
    wrong = {test.exercise for test in result.tests if test.verdict != "passed"}  # an extra has no points to lose
    assert wrong == {"cost_and_gradients", "gradient_descent"}


# ---- the whole class -------------------------------------------------------------------------------------------


def test_a_class_with_an_attacker_in_it_is_graded_to_its_end(
    tiny_course, classroom, new_gradebook, hand_in, tiny_solved, tiny_student
):
    classroom.root.mkdir(parents=True)
    shutil.copy(new_gradebook, classroom.gradebook)
    nasty = (
        "forged_half_a_character",
        "strange_display",
        "forged_outputs",
        "signals_to_the_group",
        "forged_on_every_descriptor",
    )
    names = [f"student-{number:02}" for number in range(1, 2 * len(nasty) + 1)]
    for student, nb in zip(
        names,
        [
            nb
            for name in nasty
            for nb in (next(attack for attack in ATTACKS if attack.name == name).submission(tiny_student), tiny_solved)
        ],
        strict=True,
    ):
        hand_in(student, nb)
    prepare_classroom(tiny_course, [NAME], classroom)
    grade_class(
        classroom, {NAME: names}, Conditions(Limits(timeout_cell=3, timeout_call=3), hidden=(classroom.root,)), 1
    )
    recorded = [read_result(classroom.results / NAME / f"{student}.json") for student in names]
    assert [result.status for result in recorded] == ["graded"] * len(names)
    assert [result.points for result in recorded][1::2] == [20] * len(nasty)
    assert max(result.points for result in recorded[::2]) <= 8


@pytest.mark.parametrize("many", [16, pytest.param(200, marks=pytest.mark.second_stage)])
def test_many_submissions_leave_no_descriptor_no_process_and_no_file(many, shared, grade, tiny_student, tiny_solved):
    dying, forking = copy.deepcopy(tiny_student), copy.deepcopy(tiny_student)
    _of(dying, "double").source = "import os\nos._exit(1)"
    _of(
        forking, "double"
    ).source = "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(60)\nraise SystemExit"
    grade(tiny_solved, shared.get())
    before = surroundings()
    for number in range(many):
        result, _ = grade((tiny_solved, dying, forking, tiny_student)[number % 4], shared.get())
        assert result.points == (20 if number % 4 == 0 else 0)
    assert surroundings() == before


def test_a_warm_process_that_is_closed_leaves_nothing(shared, grade, tiny_student):
    shared.get()
    before = surroundings()
    _of(
        tiny_student, "double"
    ).source = (
        "import os, time\nfor i in range(5):\n    if os.fork() == 0:\n        os.setsid()\n        time.sleep(60)"
    )
    with Warm() as warm:
        grade(tiny_student, warm)
        student = warm.begin(Limits())  # one that nobody ends
    student.close()
    assert surroundings() == before


def test_an_ended_warm_process_is_an_error_of_the_grader_and_no_result(grade, tiny_solved):
    warm = Warm()
    warm.close()
    result, _ = grade(tiny_solved, warm)
    assert (result.status, result.points) == ("failed", 0)
    with pytest.raises((SandboxError, OSError)):
        warm.begin(Limits())
