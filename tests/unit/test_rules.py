from __future__ import annotations

import pytest
from mini_course import DOUBLE, NAME, SOURCE, TEST_DOUBLE, VARIANTS, header, make_course, nbgrader

from autograder.rules import Problem, problems
from autograder.source import read_source
from autograder.variants import read_variants


@pytest.fixture
def judge(tmp_path):
    def judge(source=SOURCE, variants=VARIANTS, name=NAME):
        course = make_course(tmp_path / "course", source, variants, name)
        nb = read_source(course.source(name))
        found = read_variants(course.variants(name), nb) if variants is not None else None
        return problems(nb, name, found)

    return judge


def test_a_proper_notebook_has_no_problems(judge):
    assert judge() == []


def test_a_problem_reads_as_file_cell_and_reason():
    assert str(Problem("04_x", "forward", "no")) == "solutions/04_x.py, cell forward: no"
    assert str(Problem("04_x", "", "no")) == "solutions/04_x.py: no"


def swap(old, new, source=SOURCE):
    assert old in source
    return source.replace(old, new)


SOLVE, TEST = nbgrader("double"), nbgrader("test_double", points=8)
MISTAKES = {
    "points that do not add up": (
        swap(TEST, nbgrader("test_double", points=7)),
        "",
        "the points add up to 19, and the header says 20; make them agree",
    ),
    "a duplicate grade id": (
        swap('"test_triple"', '"test_double"'),
        "test_double",
        "2 cells have this grade_id",
    ),
    "an invalid grade id": (
        swap('"test_triple"', '"test triple"'),
        "test triple",
        "nbgrader refuses its metadata: grade_id",
    ),
    "a long grade id": (swap('"test_triple"', f'"{"t" * 61}"'), "t" * 61, "longer than 60"),
    "a solution cell without a test": (
        swap(TEST_DOUBLE, ""),
        "double",
        "no graded test cell follows; write one below it, with 0 points for an extra",
    ),
    "an ungraded check": (
        swap(TEST, nbgrader("test_double", locked=True, solution=False)),
        "test_double",
        'a check that is not graded; write "grade": true, "points": 0 for an extra',
    ),
    "a test without points beside one that has some": (
        SOURCE + "\n" + nbgrader("test_triple_again", points=0) + "\nassert triple(1) == 3\n",
        "test_triple_again",
        "0 points beside 12 for triple; give it points, or, if it checks a repair, another name than test_triple…",
    ),
    "two exercises of one name": (
        SOURCE + "\n" + nbgrader("test_half", points=0) + "\n" + nbgrader("half", points=0) + "\n",
        "half",
        "2 exercises have this name",
    ),
    "no total": (
        swap("#   course:\n#     points: 20\n", ""),
        "",
        "the header names no points; write `#   course:` and `#     points: 20` below `# jupyter:`",
    ),
    "a total in words": (swap("points: 20", "points: twenty"), "", "the header names no points"),
    "a summary of other points": (
        SOURCE + "\n" + nbgrader("summary", locked=True, solution=False) + '\nsummary({"double": 9, "triple": 12})\n',
        "summary",
        'the summary does not list the exercises as they are; write {"double": 8, "triple": 12}',
    ),
    "a summary in another order": (
        SOURCE + "\n" + nbgrader("summary", locked=True, solution=False) + '\nsummary({"triple": 12, "double": 8})\n',
        "summary",
        'write {"double": 8, "triple": 12}',
    ),
    "a written question without points": (
        SOURCE
        + "\n"
        + nbgrader("why", grade=True, points=0, locked=False, solution=True).replace("%%", "%% [markdown]")
        + "\n# Why?\n",
        "why",
        "points are 0; write a positive number, since a person is to mark it",
    ),
    "a test that relies on a value students can change": (
        swap("assert double(3) == 6", "assert double(factor) == 6", swap('print("hello", object())', "factor = 3")),
        "test_double",
        "the test relies on factor, which a student can change; give it its value in the test itself",
    ),
    "an answer that students read in a test": (
        swap("assert double(3) == 6", "def trusted(x): return 2 * x\ntask = Task(judge=equal_to(trusted))"),
        "test_double",
        "students read what the answer is compared with (trusted); put it into a module of utils/tasks and import that",
    ),
    "an answer that is read in another cell": (
        swap(
            "assert double(3) == 6",
            "task = Task(judge=integers_equal_to(twofold))",
            swap('print("hello", object())', "twofold = lambda x: x + x"),
        ),
        "test_double",
        "students read what the answer is compared with (twofold)",
    ),
    "a program of a mistake that students read": (
        swap("assert double(3) == 6", 'Mistake("sign", "It is negative.", lambda x: -2 * x)'),
        "test_double",
        "students read what the answer is compared with (a lambda)",
    ),
    "a test before any solution cell": (
        swap(DOUBLE, TEST_DOUBLE.replace("test_double", "test_it") + DOUBLE),
        "test_it",
        "follows no solution cell",
    ),
    "no solution marks": (
        swap(DOUBLE, DOUBLE.replace("    ### BEGIN SOLUTION\n", "").replace("    ### END SOLUTION\n", "")),
        "double",
        "without BEGIN SOLUTION and END SOLUTION",
    ),
    "an empty solution": (swap("    twofold = x + x\n    return twofold\n", ""), "double", "nothing between"),
    "BEGIN without END": (
        swap("return twofold\n    ### END SOLUTION", "return twofold"),
        "double",
        "BEGIN SOLUTION without END SOLUTION",
    ),
    "END without BEGIN": (
        swap("### BEGIN HIDDEN TESTS\n", ""),
        "test_double",
        "line 3: END HIDDEN TESTS without BEGIN HIDDEN TESTS",
    ),
    "BEGIN inside BEGIN": (
        swap("    twofold", "    ### BEGIN SOLUTION\n    twofold"),
        "double",
        "line 3: BEGIN SOLUTION inside BEGIN SOLUTION",
    ),
    "a hidden test outside a test cell": (
        swap("half(3)", "### BEGIN HIDDEN TESTS\nhalf(3)\n### END HIDDEN TESTS"),
        "'### BEGIN HIDDEN TESTS'",
        "HIDDEN TESTS outside a graded test cell",
    ),
    "a solution outside a solution cell": (
        swap("half(3)", "### BEGIN SOLUTION\nhalf(3)\n### END SOLUTION"),
        "'### BEGIN SOLUTION'",
        "SOLUTION outside a solution cell",
    ),
    "a mark scheme outside a task": (
        swap("half(3)", "### BEGIN MARK SCHEME\nhalf(3)\n### END MARK SCHEME"),
        "'### BEGIN MARK SCHEME'",
        "MARK SCHEME outside a task cell",
    ),
    "an unlocked test": (
        swap(TEST, nbgrader("test_double", points=8, locked=False)),
        "test_double",
        "must be locked",
    ),
    "a locked solution": (swap(SOLVE, nbgrader("double", locked=True)), "double", "cannot be locked"),
    "negative points": (
        swap('"points": 8', '"points": -1'),
        "test_double",
        "nbgrader refuses its metadata: points",
    ),
    "points in words": (
        swap('"points": 8', '"points": "8"'),
        "test_double",
        "nbgrader refuses its metadata: points",
    ),
    "an old schema": (
        swap(SOLVE, SOLVE.replace('"schema_version": 3', '"schema_version": 1')),
        "double",
        "schema_version is 1; write 3",
    ),
    "a schema in words": (
        swap(SOLVE, SOLVE.replace('"schema_version": 3', '"schema_version": "3"')),
        "double",
        "nbgrader refuses its metadata",
    ),
    "a missing key": (
        swap(SOLVE, SOLVE.replace('"locked": false, ', "")),
        "double",
        "'locked' is a required property",
    ),
    "an extra key": (swap(SOLVE, SOLVE.replace('"task"', '"tusk"')), "double", "'tusk' was unexpected"),
    "an unlocked task": (
        swap(
            "# %%\nhalf(3)",
            nbgrader("essay", task=True, solution=False, points=1, locked=False, grade=False).replace(
                "%%", "%% [markdown]"
            )
            + "\n# Write.",
        ),
        "essay",
        "a task cell must be locked",
    ),
}


@pytest.mark.parametrize(("source", "cell", "reason"), MISTAKES.values(), ids=MISTAKES)
def test_an_authoring_mistake_is_reported_with_its_cell_and_reason(judge, source, cell, reason):
    found = judge(source)
    assert any(problem.cell == cell and reason in problem.reason for problem in found), [*map(str, found)]


@pytest.mark.parametrize(
    "test",
    [
        "from utils.tasks import my_topic\nequal_to(my_topic.trusted)",
        "from my_topic import trusted\nequal_to(trusted)",
        "### BEGIN HIDDEN TESTS\ndef hidden(x): return 2 * x\nequal_to(hidden)\n### END HIDDEN TESTS",
        "def draw(rng): return (1.0,)\nTask(('x',), draw, equal_to(np.square))",
    ],
)
def test_what_a_test_imports_or_hides_shows_no_answer(judge, test):
    assert judge(swap("assert double(3) == 6", f"{test}\nassert double(3) == 6")) == []


def test_every_mistake_is_reported_at_once(judge):
    source = SOURCE
    for old, new in (
        ("half(3)", "### END SOLUTION"),
        ('"points": 8', '"points": 7'),
        ('"test_triple"', '"double"'),
    ):
        source = swap(old, new, source)
    assert {problem.cell for problem in judge(source)} >= {"", "double", "'### END SOLUTION'"}


@pytest.mark.parametrize(
    ("variants", "exercise", "reason"),
    [
        (None, "double", "0 right and 0 wrong"),
        (VARIANTS.replace("right double", "wrong double"), "double", "0 right and 4 wrong"),
        (VARIANTS.split("# %% wrong triple | by one")[0], "triple", "1 right and 1 wrong"),
        (
            VARIANTS + "# %% wrong halve | x\n1\n",
            "halve",
            "no exercise of this name any more; use one of double, triple",
        ),
    ],
)
def test_missing_and_stray_variants_are_reported(judge, variants, exercise, reason):
    assert any(p.cell == exercise and reason in p.reason for p in judge(variants=variants))


def test_a_notebook_without_points_says_so_and_needs_no_variants(judge):
    source = header(0) + DOUBLE + "\n" + nbgrader("test_double", points=0) + "\ndouble(1)\n"
    assert judge(source, None) == []


def test_an_extra_has_a_test_without_points_and_needs_variants_all_the_same(judge):
    source = swap('"points": 8', '"points": 0', swap("points: 20", "points: 12"))
    short = VARIANTS.replace("right double", "wrong double")
    assert [problem.cell for problem in judge(source, short)] == ["double"]


def test_a_repair_has_a_test_without_points_and_needs_no_variants(judge):
    source = SOURCE + "\n" + nbgrader("test_half", points=0) + "\nassert half(3) == 1.5\n"
    assert judge(source) == []


@pytest.mark.parametrize("name", ["01_a+b", "01_a(1)", "01_a b", "01_ä"])
def test_a_name_that_breaks_nbgrader_is_reported(judge, name):
    assert any("no name nbgrader copes with" in problem.reason for problem in judge(name=name))


def test_a_written_question_counts_in_the_total(judge):
    question = nbgrader("why", grade=True, points=2, locked=False, solution=True).replace("%%", "%% [markdown]")
    assert judge(swap("points: 20", "points: 22") + "\n" + question + "\n# Why?\n") == []


def test_any_total_and_any_number_of_exercises_will_do(judge):
    source = swap(
        '"points": 8', '"points": 2.5', swap('"points": 12', '"points": 2.5', swap("points: 20", "points: 5"))
    )
    assert judge(source) == []


def test_written_answers_need_a_question_that_a_person_marks():
    from nbformat import NotebookNode

    from autograder.rules import variant_problems
    from autograder.variants import Variant

    nb = NotebookNode(cells=[])
    (problem,) = variant_problems(nb, "01_tiny", [Variant("written", "why", "short", "symmetry")])
    assert (problem.cell, "no question of this name" in problem.reason) == ("why", True)
