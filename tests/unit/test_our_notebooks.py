"""What each of the course's own nine notebooks has: twenty points, an opening, hints, predictions, pictures with words.

These are this course's habits. A notebook that somebody adds need not have them; what it needs, `release` says.
"""

from __future__ import annotations

import ast
import re

import nbformat
import pytest
from our_notebooks import COURSE, NAMES

from autograder.editions import nbgrader_source
from autograder.source import exercises, grade_id, read_source
from autograder.submission import Unreadable, read_submission
from utils.words import counted

GRADED = [name for name in NAMES if not name.startswith("00")]
each = pytest.mark.parametrize("name", NAMES)
each_graded = pytest.mark.parametrize("name", GRADED)


def cells(name, kind):
    return [cell for cell in read_source(COURSE.source(name)).cells if cell.cell_type == kind]


def prose(name):
    return "\n\n".join(cell.source for cell in cells(name, "markdown"))


def test_every_notebook_finds_utils_in_the_same_way():
    setups = {cell.source.partition("import numpy")[0] for name in NAMES for cell in cells(name, "code")[:1]}
    assert len(setups) == 1 and "Another package called utils is in the way" in setups.pop()


@each
def test_the_first_notebook_tells_what_a_check_says_where_the_first_cell_was_not_run(name):
    nb = read_source(COURSE.source(name))
    first = exercises(nb)[0].tests[0].grade_id
    (cell,) = [cell for cell in nb.cells if grade_id(cell) == first]
    with pytest.raises(NameError) as error:
        exec(cell.source, {})
    (told,) = re.findall(r"If you forget it, .*", prose(NAMES[0]))
    told = told.replace("`NameError: name 'check' is not defined`", "`check`")
    assert f"`{error.value.name}`" in told


@each
def test_the_core_has_twenty_points_and_the_summary_counts_them(name):
    assert sum(exercise.points for exercise in exercises(read_source(COURSE.source(name)))) == 20 * (name in GRADED)
    (last,) = [cell for cell in cells(name, "code") if grade_id(cell) == "summary"]
    assert last.source.startswith("summary(")  # release sees to what is in it


@each
def test_a_notebook_says_what_it_teaches_what_it_takes_and_how_long_and_ends_with_a_recap(name):
    opening = prose(name).partition("\n## ")[0]
    assert all(word in opening for word in ("you can", "**What you need:**", "**Time:**", "estimate"))
    assert "## Recap" in prose(name) and "**What comes next.**" in prose(name)


@each
def test_at_least_two_predictions_are_recorded_before_they_are_settled(name):
    code = "\n".join(cell.source for cell in cells(name, "code"))
    recorded = re.findall(r'^(prediction_\d+) = ""', code, re.MULTILINE)
    settled = re.findall(r"settle\(\s*(prediction_\d+)", code)
    assert recorded == settled and len(recorded) >= 2


@each_graded
def test_every_exercise_names_its_points_and_has_two_or_three_folded_hints(name):
    nb = read_source(COURSE.source(name))
    for exercise in exercises(nb):
        if exercise.is_repair:
            continue
        index = next(i for i, cell in enumerate(nb.cells) if grade_id(cell) == exercise.name)
        before = nb.cells[index - 1].source
        worth = f"`{exercise.name}` ({'extra' if exercise.is_extra else counted(exercise.points, 'point')})"
        assert worth in before, exercise.name
        task = before[before.index(worth) :]
        assert task.count("<details>") == task.count("</details>") in (2, 3), exercise.name


def _names(source):
    """Those that a cell defines at its top level, and those that it reads anywhere."""
    tree = ast.parse(re.sub(r"^\s*[%!].*$", "", source, flags=re.MULTILINE))
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    defined |= {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    return defined, {node.id for node in nodes if isinstance(node.ctx, ast.Load)}


@each
def test_no_section_of_going_further_needs_what_only_another_one_demonstrates(name):
    shown, section = {}, ""
    for cell in read_source(COURSE.source(name)).cells:
        if cell.cell_type == "markdown":
            section = "further" if "## Going further" in cell.source else section
            section = (re.findall(r"^## (\d+\.\d+)", cell.source, re.MULTILINE) or [section])[-1] if section else ""
        elif section:
            defined, read = _names(cell.source)
            assert not {one for one in read if shown.get(one, section) != section}
            if not grade_id(cell):
                shown |= dict.fromkeys(defined - shown.keys(), section)


@each
def test_every_picture_of_the_solved_edition_has_words_for_who_cannot_see_it(name):
    nb = nbformat.read(COURSE.solved(name), 4)
    shown = [output.data["text/html"] for cell in nb.cells for output in cell.get("outputs", ()) if "data" in output
             and "<img" in output.data.get("text/html", "")]  # fmt: skip
    for picture in shown:
        assert re.search(r'<img[^>]* alt="[^"]{40,}"', picture) and re.search(r"<figcaption[^>]*>[^<]{20,}", picture)
    assert shown or name.startswith("00")
    assert not any("image/png" in output.get("data", {}) for cell in nb.cells for output in cell.get("outputs", ()))


@each
def test_the_solved_edition_ran_to_the_end_without_an_error_and_every_check_is_right(name):
    nb = nbformat.read(COURSE.solved(name), 4)
    code = [cell for cell in nb.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not [output for cell in code for output in cell.outputs if output.output_type == "error"]
    for cell in code:
        if grade_id(cell).startswith("test_"):
            assert any("· right" in output.get("data", {}).get("text/html", "") for output in cell.outputs)


@each
def test_formulas_are_closed_and_hints_are_blocks_that_markdown_renders(name):
    for cell in cells(name, "markdown"):
        assert cell.source.count("$$") % 2 == 0
        assert re.sub(r"\$\$.*?\$\$|`[^`]*`", "", cell.source, flags=re.DOTALL).count("$") % 2 == 0
        assert len(re.findall(r"</summary>\n\n", cell.source)) == cell.source.count("<details>")


@pytest.mark.parametrize(("handed_in", "instead_of"), [(a, b) for a in NAMES for b in NAMES if a != b])
def test_one_notebook_handed_in_for_another_is_told_though_they_begin_and_end_alike(handed_in, instead_of):
    release = nbgrader_source(read_source(COURSE.source(instead_of)))
    with pytest.raises(Unreadable, match="another assignment"):
        read_submission(COURSE.student(handed_in), release)
    read_submission(COURSE.student(instead_of), release)
