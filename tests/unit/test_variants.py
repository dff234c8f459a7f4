from __future__ import annotations

import pytest
from mini_course import NAME, VARIANTS, make_course

from autograder.editions import solved_edition
from autograder.errors import CourseError
from autograder.source import read_source
from autograder.variants import Variant, apply_variant, read_variants, submission


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "01_tiny.py"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_variants(path)

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


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CourseError, match="none.py is not there"):
        read_variants(tmp_path / "none.py")


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
