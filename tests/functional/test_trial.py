"""Test cells run in the grader's process, on values and functions of a student's."""

from __future__ import annotations

import time

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.limits import Limits
from autograder.remote import Student
from autograder.results import ERROR, FAILED, NOT_ATTEMPTED, NOT_JUDGED, PASSED, TIMEOUT
from autograder.trial import trusted_names, try_cell


@pytest.fixture
def tried(warm):
    """Runs a student's cell, then a test cell: what came of it."""
    students = []

    def run(answer, test, trusted="import numpy as np", limits=Limits()):
        cell = new_code_cell(
            trusted,
            metadata={
                "nbgrader": {
                    "locked": True,
                    "solution": False,
                    "grade": False,
                    "grade_id": "setup",
                    "schema_version": 3,
                }
            },
        )
        students.append(Student(warm, limits, time.monotonic() + 600))
        assert students[-1].run_cell(answer, "answer")[0]
        trial = try_cell(test, trusted_names(new_notebook(cells=[cell])), students[-1], "0 test")
        students[-1].end()
        return trial

    yield run
    for student in students:
        student.end()


def test_values_arrive_with_their_exact_types(tried):
    values = (
        "{'a': [1, 2.5, True, None, 'é', 1j, ...], 'b': (np.float32(1.5), np.int64(3), np.bool_(True)), "
        "3: np.arange(6).reshape(2, 3), 'c': np.array(-0.0), 'd': float('nan')}"
    )
    trial = tried(
        f"import numpy as np\nvalue = {values}",
        f"""
expected = {values}
def like(one, other):
    assert type(one) is type(other), (one, other)
    if isinstance(one, dict):
        assert list(one) == list(other)
        return [like(one[key], other[key]) for key in one]
    if isinstance(one, list | tuple):
        return [like(*pair) for pair in zip(one, other, strict=True)]
    assert getattr(one, "dtype", None) == getattr(other, "dtype", None)
    assert np.array_equal(one, other) or one != one
like(value, expected)
""",
    )
    assert (trial.verdict, trial.message) == (PASSED, "")


def test_a_name_of_the_course_is_the_graders_whatever_the_student_calls_so(tried):
    answer = "import numpy as np\nnp.allclose = lambda *_: True\ncheck = models = sum = lambda *_: True\nx = 1.0"
    test = "assert np.allclose(x, 2.0) or check is not fresh_seed and sum([x, x]) != 2"
    assert tried(answer, test, "import numpy as np\nfrom utils import check, fresh_seed").verdict == FAILED


def test_what_a_test_cell_defines_is_not_seen_by_the_student_or_by_another_test(tried):
    assert tried("def f():\n    return 'secret' in globals()", "secret = 1\nassert f() is False").verdict == PASSED
    assert tried("x = 1", "assert secret").message == "NameError: name 'secret' is not defined"


def test_what_a_check_says_stays_apart_from_its_evidence(tried):
    """As a headline and labelled rows; as one text again only where a cell's output is shown."""
    said = """
from utils.outcomes import Wrong, report
report(Wrong("f", "f(1) is off", (("yours", "3 :  4"), ("next", "look\\nagain")), ("sign",)))
"""
    trial = tried("def f(x):\n    return 3", said)
    assert (trial.verdict, trial.message) == (FAILED, "f(1) is off")
    assert trial.rows == (("yours", "3 :  4"), ("next", "look\nagain"))
    assert trial.transcript()[-1].evalue == "✗ f · not right yet: f(1) is off"


def test_functions_defined_in_a_test_cell_see_the_students_names(tried):
    assert (
        tried("def f(x):\n    return 2 * x", "def twice(x):\n    return f(f(x))\nassert twice(3) == 12").verdict
        == PASSED
    )


@pytest.mark.parametrize("function", ["np.tanh", "expit", "math.sin", "g", "Point.norm"])
def test_functions_are_arguments_where_they_have_a_name_over_there(tried, function):
    trial = tried(
        "def f(phi, x):\n    return float(phi(x))\ndef g(x):\n    return x + 1",
        f"import math\nfrom scipy.special import expit\nassert f({function}, 0.5) == float({function}(0.5))"
        if function != "Point.norm"
        else "import fractions\nassert f(fractions.Fraction.conjugate, 0.5) == 0.5",
    )
    assert (trial.verdict, trial.message) == (PASSED, "")


def test_a_function_without_a_name_over_there_is_the_authors_mistake_and_said(tried):
    trial = tried("def f(phi):\n    return phi(1)", "f(lambda x: x)")
    assert trial.verdict == ERROR and "cannot be imported by name" in trial.message


def test_functions_within_lists_and_keyword_arguments_cross_too(tried):
    trial = tried(
        "def f(layers, scale=1):\n    return [scale * phi(x) for x, phi in layers]",
        "assert f([(0.0, np.cos), (0.0, np.sin)], scale=2) == [2.0, 0.0]",
    )
    assert (trial.verdict, trial.message) == (PASSED, "")


def test_a_generator_crosses_as_its_state(tried):
    trial = tried(
        "def f(rng):\n    return rng.permutation(10), rng",
        "order, rng = f(np.random.default_rng(5))\nours = np.random.default_rng(5)\n"
        "assert np.array_equal(order, ours.permutation(10)) and rng.random() == ours.random()",
    )
    assert (trial.verdict, trial.message) == (PASSED, "")


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ("(i for i in range(3))", "a generator"),
        ("Thing()", "an object of class Thing"),
        ("Float(2.0)", "class Float"),
        ("np.array([None])", "an array of object"),
        ("lambda: 1", "a function"),
        ("Thing", "a class"),
        ("np", "a module"),
        ("np.zeros(20_000_000)", "too large"),
        ("np.zeros(3).view(Array)", "class Array"),
        ("10 ** 5000", "too long"),
    ],
)
def test_what_is_no_plain_data_is_named(tried, value, named):
    trial = tried(
        "import numpy as np\nclass Thing:\n    def __eq__(self, other):\n        return True\n"
        "class Float(float):\n    pass\nclass Array(np.ndarray):\n    pass\n"
        f"def f():\n    return {value}",
        "assert f() == 2.0",
    )
    assert trial.verdict == ERROR and f"f returned {'' if named.startswith('a') else 'a'}" in trial.message
    assert named in trial.message


def test_named_tuples_and_the_librarys_dicts_are_as_good_as_plain_ones(tried):
    trial = tried(
        "import collections\nPair = collections.namedtuple('Pair', 'w b')\n"
        "def f():\n    return Pair(1, 2), collections.OrderedDict(a=1), collections.defaultdict(list, b=2)",
        "assert f() == ((1, 2), {'a': 1}, {'b': 2}) and type(f()[0]) is tuple and type(f()[2]) is dict",
    )
    assert (trial.verdict, trial.message) == (PASSED, "")


@pytest.mark.parametrize("change", ["x += 1", "x[0] = 5", "y['a'].append(1)", "y['b'] = 1", "y['a'] = [1]"])
def test_changing_an_argument_in_place_is_an_error(tried, change):
    trial = tried(f"def f(x, y):\n    {change}\n    return 0", "f(np.zeros(3), {'a': []})")
    assert trial.verdict == ERROR and ("in place" in trial.message or "read-only" in trial.message)


def test_an_error_of_the_students_is_one_here_of_the_same_kind(tried):
    answer = (
        "class Mine(KeyError):\n    pass\ndef f(kind):\n    raise {'v': ValueError('too small'), 'k': Mine('x'), "
        "'n': NotImplementedError(), 'u': UnicodeDecodeError('utf-8', b'', 0, 1, 'odd')}[kind]"
    )
    trial = tried(
        answer,
        """
for kind, error in (("v", ValueError), ("k", KeyError), ("u", ValueError)):
    try:
        f(kind)
    except error as caught:
        assert kind != "v" or str(caught) == "too small"
    else:
        assert False
f("n")
""",
    )
    assert trial.verdict == NOT_ATTEMPTED


def test_a_call_has_its_own_limit(tried):
    trial = tried(
        "def f():\n    while True:\n        try:\n            while True:\n                pass\n"
        "        except BaseException:\n            pass",
        "f()",
        limits=Limits(timeout_call=0.5),
    )
    assert trial.verdict == TIMEOUT and "a call of f" in trial.message


def test_arrays_survive_a_return_trip_however_they_lie_in_memory(tried):
    trial = tried(
        "def f(x):\n    return x",
        """
for array in (np.arange(12.0).reshape(3, 4).T, np.arange(12)[::-2], np.zeros((0, 3)), np.arange(3, dtype=">f8"),
              np.asfortranarray(np.ones((2, 3))), np.array(["a", "é"]), np.array([True, False])):
    back = f(array)
    assert back.shape == array.shape and np.array_equal(back, array)
    assert back.dtype == array.dtype.newbyteorder("=")
    assert back.flags.writeable
""",
    )
    assert (trial.verdict, trial.message) == (PASSED, "")


def test_what_functions_print_while_they_are_tested_is_kept_within_bounds(tried):
    trial = tried(
        "def f(i):\n    print('x' * 1000, i)",
        "for i in range(50):\n    f(i)\nprint('done')",
        limits=Limits(output=5000),
    )
    assert trial.verdict == PASSED and trial.printed == "done\n"
    assert 4_000 < sum(len(output["text"]) for output in trial.outputs) < 7_000


def test_an_error_in_the_judge_itself_is_not_the_students_and_waits_for_a_person(tried):
    test = """
from utils.checks.task import Task

def judge(exercise, arguments, answer, where):
    if answer < 0:
        raise cannot_juge(exercise)

task = Task(("x",), lambda rng: (float(rng.uniform(1, 2)),), judge)
check_task("f", f, task)
"""
    trusted = "from utils import check_task"
    assert tried("def f(x):\n    return x", test, trusted).verdict == PASSED
    trial = tried("def f(x):\n    return -x", test, trusted)
    assert trial.verdict == NOT_JUDGED
    assert trial.message == (
        "the test itself stopped with NameError: name 'cannot_juge' is not defined (judge, line 6 of the test)"
    )
    assert tried("def f(x):\n    return x / 0", test, trusted).verdict == ERROR
