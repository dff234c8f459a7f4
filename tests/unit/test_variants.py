from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from mini_course import HEADER, NAME, VARIANTS, make_course, nbgrader

from autograder.course import Course
from autograder.editions import solved_edition
from autograder.errors import CourseError
from autograder.source import exercises, read_source
from autograder.variants import Variant, apply_variant, read_variants, submission

CLASS = f"""{HEADER}
{nbgrader("Pair")}
class Pair:
    def __init__(self, a, b):
        self.a, self.b = a, b

    ### BEGIN SOLUTION
    def larger(self):
        return max(self.a, self.b)
    ### END SOLUTION

    def total(self):
        ### BEGIN SOLUTION
        return self.a+self.b
        ### END SOLUTION

{nbgrader("test_Pair", points=20)}
assert Pair(1, 3).total() == 4 and Pair(1, 3).larger() == 3
"""


@pytest.fixture
def read(tmp_path):
    """The variants that a text holds, of a notebook whose one exercise is a class."""
    nb = read_source(make_course(tmp_path / "pairs", CLASS).source(NAME))

    def read(text):
        path = tmp_path / "01_tiny.py"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_variants(path, nb)

    return read


@pytest.fixture
def solved(tmp_path):
    return solved_edition(read_source(make_course(tmp_path / "course").source(NAME)))


def sources(nb):
    return {cell.id: cell.source for cell in nb.cells}


def test_a_variant_has_a_kind_an_exercise_a_name_and_a_body(read):
    first, second, *rest = read(VARIANTS)
    assert first == Variant("right", "double", "by multiplication", "def double(x):\n    return 2 * x")
    assert (second.kind, second.name) == ("wrong", "squared")
    assert len(rest) == 6


def test_comments_below_the_header_are_attributes_and_later_ones_belong_to_the_body(read):
    (variant,) = read(
        "# The variants.\n\n# %% wrong f | the ½ is missing\n# named: constant factor\n"
        "# where: z_bar\n# so it looks right\n# named: not this\ndef f(): ...\n\n"
    )
    assert variant.attributes == {"named": "constant factor", "where": "z_bar"}
    assert variant.body == "# so it looks right\n# named: not this\ndef f(): ..."
    assert variant.name == "the ½ is missing"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# %% good f | x\n1\n", "line 1: not a variant's header: '# %% good f | x'"),
        ("# x\n# %% right f\n1\n", "line 2: not a variant's header"),
        ("# %% right f | x\n\n# %% wrong f | y\n1\n", "line 1: the variant 'x' is empty"),
        ("import os\n# %% right f | x\n1\n", "line 1: code before the first variant"),
        ("# %% right f | x\n1\n# %% wrong f | x\n2\n", "line 3: f has two variants named 'x'"),
        (b"# %% right f | \xff\n", "not UTF-8"),
    ],
)
def test_a_malformed_file_is_refused_with_its_line_and_the_next_step(read, text, message):
    with pytest.raises(CourseError, match=message.replace("|", r"\|")) as refused:
        read(text)
    assert "01_tiny.py" in str(refused.value)


def test_a_small_edit_is_the_solution_with_texts_replaced(read):
    (one,) = read(
        "# %% wrong Pair | the other two\n# named: sign\n# replace: max => min\n# replace: a+self.b => a-self.b\n"
    )
    assert "min(self.a, self.b)" in one.body and "self.a-self.b" in one.body and "BEGIN" not in one.body
    assert one.attributes == {"named": "sign"}


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ("# replace: self.a, => x", "'self.a,' stands 2 times in the solution of Pair"),
        ("# replace: maximum => x", "'maximum' stands 0 times"),
        ("# replace: max -> min", "write `# replace: OLD => NEW`"),
        ("# replace: max => min\nclass Pair: ...", "code beside `# replace:`"),
    ],
)
def test_an_edit_that_does_not_say_what_it_means_is_refused_with_its_line(read, edit, said):
    with pytest.raises(CourseError) as refused:
        read(f"# %% wrong Pair | x\n{edit}\n")
    assert said in str(refused.value) and "line 1" in str(refused.value)


def test_all_that_is_wrong_with_a_file_is_said_at_once(read):
    with pytest.raises(CourseError) as refused:
        read("# %% good f | x\n1\n# %% right f | fine\n1\n# %% wrong f | y\n# %% wrong Pair.sum | z\ndef sum(): ...")
    assert [re.search(r"line (\d+)", line)[1] for line in str(refused.value).splitlines()] == ["1", "5", "6"]


def test_a_missing_file_is_named(tmp_path, solved):
    with pytest.raises(CourseError, match="none.py is not there"):
        read_variants(tmp_path / "none.py", solved)


SOLVED = """\
class Pair:
    def __init__(self, a, b):
        self.a, self.b = a, b

    def larger(self):
        return max(self.a, self.b)

    def total(self):
        return self.a+self.b"""


def test_a_variant_of_one_method_is_the_solution_with_that_method_replaced(read):
    (variant,) = read(
        "# %% wrong Pair.total | the difference\n# named: sign\ndef total(self):\n    return self.a - self.b"
    )
    assert (variant.exercise, variant.name, variant.attributes) == ("Pair", "the difference", {"named": "sign"})
    assert variant.body == SOLVED.replace("self.a+self.b", "self.a - self.b")


def test_a_variant_of_several_methods_names_each_of_them(read):
    (variant,) = read(
        "# %% right Pair.total, larger | by sorting\n"
        "def larger(self):\n    return self.sorted()[1]\n\n\n"
        "def sorted(self):\n    return sorted([self.a, self.b])\n\n\n"
        "def total(self):\n    return sum(self.sorted())\n"
    )
    names = {}
    exec(variant.body, names)
    assert (names["Pair"](3, 1).larger(), names["Pair"](3, 1).total()) == (3, 4)


def test_a_submission_with_a_method_of_its_own_differs_in_its_class_alone(tmp_path):
    course = make_course(tmp_path, CLASS, "# %% wrong Pair.total | one\ndef total(self):\n    return self.a")
    nb = read_source(course.source(NAME))
    made = sources(submission(solved_edition(nb), read_variants(course.variants(NAME), nb)))
    assert made == sources(solved_edition(nb)) | {"Pair": SOLVED.replace("self.a+self.b", "self.a")}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "# %% wrong Pair.sum | x\n# named: sign\ndef sum(self): ...",
            "line 1: Pair has no method sum: choose from __init__, larger, total",
        ),
        (
            "\n\n# %% wrong Pair.total | x\ndef totals(self): ...",
            "line 3: no `def total` stands below its header: write",
        ),
        ("# %% wrong Pear.total | x\ndef total(self): ...", "line 1: Pear is no exercise of this notebook: use the"),
        (
            "# %% wrong Pair.total | x\n# named: sign\n\ndef total(self):\n    return (1\n",
            "line 5: '(' was never closed: mend it, or write the whole answer below a header without methods",
        ),
        ("# %% written why.not | x\n# Because.", "line 1: not a variant's header"),
        ("# %% wrong Pair. | x\n1", "line 1: not a variant's header"),
        ("# %% wrong Pair.total larger | x\n1", "line 1: not a variant's header"),
    ],
)
def test_a_method_that_does_not_fit_is_refused_with_its_line_and_the_next_step(read, text, message):
    with pytest.raises(CourseError) as refused:
        read(text)
    assert f"01_tiny.py, {message}" in str(refused.value)


def test_a_variant_replaces_its_solution_cell_and_nothing_else(read, solved):
    changed = apply_variant(solved, read(VARIANTS)[1])
    before, after = sources(solved), sources(changed)
    assert after.pop("double") == "def double(x):\n    return x ** 2"
    assert before.pop("double") == "def double(x):\n    twofold = x + x\n    return twofold"
    assert after == before


@pytest.mark.parametrize("exercise", ["halve", "test_double"])
def test_a_variant_of_what_is_no_exercise_is_refused(solved, exercise):
    with pytest.raises(CourseError, match=f"answers {exercise}, no exercise"):
        apply_variant(solved, Variant("wrong", exercise, "x", "1"))


def test_a_submission_answers_every_exercise_in_its_own_way_and_shows_no_outputs(read, solved):
    solved.cells[1].outputs, solved.metadata["course"] = [{"output_type": "stream"}], {"digest": ""}
    variants = read(VARIANTS)
    made = submission(solved, [variants[1], variants[3]])
    assert "x ** 2" in sources(made)["double"]
    assert "3 * x" in sources(made)["triple"]
    assert all(not cell.outputs for cell in made.cells if cell.cell_type == "code")
    assert "course" not in made.metadata
    assert solved.cells[1].outputs


def test_what_somebody_may_write_is_text_behind_comment_signs(read):
    (variant,) = read("# %% written why | short\n# because: they are equal.\n#\n# So there.\n")
    assert (variant.kind, variant.exercise, variant.attributes) == ("written", "why", {})
    assert variant.body == "because: they are equal.\n\nSo there."


def test_no_variant_of_a_class_repeats_a_method_of_the_solution():
    """The course's own: with a whole class below each header they were 5 000 lines, nearly all of them the same."""
    course, classes = Course(Path(__file__).resolve().parents[2]), 0
    for name in filter(lambda name: course.variants(name).exists(), course.names()):
        nb = read_source(course.source(name))
        cells = {cell.id: cell.source for cell in nb.cells}
        trees = {one.name: ast.parse(cells[one.cell_id]).body for one in exercises(nb) if not one.is_repair}
        solutions = {
            node.name: _functions(node.body)
            for body in trees.values()
            for node in body
            if isinstance(node, ast.ClassDef) and node.name in trees
        }
        classes += len(solutions)
        for block in re.split(r"(?m)^# %% ", course.variants(name).read_text(encoding="utf-8"))[1:]:
            header, _, answer = block.partition("\n")
            exercise = re.split(r"[ .]", header)[1]
            if exercise in solutions:
                again = _functions(ast.parse(answer).body) & solutions[exercise]
                assert not again, f"{name}: {header}: write `{exercise}.METHOD`, and leave out what the solution has"
    assert classes


def _functions(body):
    """The functions in it, and the methods of its classes."""
    methods = [method for node in body if isinstance(node, ast.ClassDef) for method in node.body]
    return {ast.dump(node) for node in [*body, *methods] if isinstance(node, ast.FunctionDef)}
