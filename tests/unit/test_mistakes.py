"""What the visible checks say to variants, on a notebook whose checks say what a test needs."""

from __future__ import annotations

import sys

import pytest
from mini_course import HEADER, NAME, make_course, nbgrader

from autograder import cli
from autograder.editions import student_edition
from autograder.errors import CourseError
from autograder.mistake_names import general
from autograder.mistakes import Finding, ask_all, counted, failed_conditions, stages, table
from autograder.source import read_source
from autograder.variants import Variant
from utils import pictures, progress

CHECK = """
print("setting up")
from utils import pictures, progress
from utils.outcomes import CheckFailed, Right, Wrong

def judge(exercise, answer, expected):
    kinds = ("sign",) if answer == -expected else ("factor", "sign") if answer == 2 * expected else ()
    if answer != expected:
        raise CheckFailed(Wrong(exercise, f"{answer} is wrong", (("next", "look"),), kinds))
    progress.record(Right(exercise, "fine"))
"""

SOURCE = f"""{HEADER}
# %%{CHECK}
{nbgrader("double")}
def double(x):
    ### BEGIN SOLUTION
    return unit * x
    ### END SOLUTION

# %%
unit = 2

{nbgrader("test_double", points=12)}
judge("double", double(3), 6)
### BEGIN HIDDEN TESTS
judge("double", double(10), 20)
### END HIDDEN TESTS

{nbgrader("triple")}
def triple(x):
    ### BEGIN SOLUTION
    return 3 * x
    ### END SOLUTION

# %%
print("my own trial", 1 / (triple(1) - 1))
pictures.draw_graph("nothing that could be drawn")

{nbgrader("test_triple", points=5)}
judge("triple", triple(1), 3)

{nbgrader("test_triple_again", points=3)}
judge("triple", triple(2), 6)

# %%
unit = "changed further down"
"""

VARIANTS = """\
# %% right double | by addition
def double(x):
    return x + x

# %% wrong double | the sign
# named: sign
def double(x):
    return -2 * x

# %% wrong double | twice too large
# named: factor
def double(x):
    return 4 * x

# %% wrong double | squared and then some
def double(x):
    return x * x + 1

# %% right triple | by addition
def triple(x):
    return x + x + x

# %% wrong triple | right at 1 alone
# named: factor
def triple(x):
    return 3 + 4 * (x - 1) - (x - 1)**2 + 9 * (x - 1)

# %% wrong triple | constant one, which breaks the trial
def triple(x):
    return x**0
"""


@pytest.fixture
def ask(tmp_path):
    """What the checks say to the variants of the notebook above, with further ones, by name."""

    def ask(*more: str, source: str = SOURCE) -> dict[str, Finding]:
        course = make_course(tmp_path / "course", source, "\n\n".join([VARIANTS, *more]))
        return {f"{finding.variant.exercise} | {finding.variant.name}": finding for finding in ask_all(course, NAME)}

    return ask


def finding(kind="wrong", expected=None, passed=False, kinds=(), headline="it is wrong"):
    attributes = {"named": expected} if expected else {}
    return Finding(Variant(kind, "f", f"{kind} {expected}", "…", attributes), passed, kinds, headline)


def test_a_mistake_is_judged_by_the_visible_check_of_its_exercise(ask):
    found = ask()
    assert {name: one.verdict for name, one in found.items()} == {
        "double | by addition": "right",
        "double | the sign": "named",
        "double | twice too large": "named",
        "double | squared and then some": "caught",
        "triple | by addition": "right",
        "triple | right at 1 alone": "unnamed",
        "triple | constant one, which breaks the trial": "caught",
    }
    assert found["double | twice too large"].kinds == ("factor", "sign")
    assert found["double | the sign"].headline == "-6 is wrong"
    assert found["double | the sign"].message == "✗ double · not right yet: -6 is wrong\n    next  look"


def test_what_only_a_hidden_test_catches_is_not_caught(ask):
    found = ask("# %% wrong double | right at 3\ndef double(x):\n    return 6")
    assert found["double | right at 3"].verdict == "missed"


def test_the_checks_that_are_run_are_those_of_the_student_edition(tmp_path):
    nb = read_source(make_course(tmp_path, SOURCE).source(NAME))
    shown = {cell.id: cell.source for cell in student_edition(nb).cells}
    run = [cell for stage in stages(nb, NAME).values() for cell in stage.cells]
    assert [cell.id for cell in run if cell.id.startswith("test_")] == [
        "test_double",
        "test_triple",
        "test_triple_again",
    ]
    assert all(shown[cell.id] == cell.source for cell in run)


def test_an_answer_sees_what_stands_above_it_and_not_what_comes_later(ask):
    found = ask("# %% right double | with unit, which comes before the check\ndef double(x):\n    return unit * x")
    assert found["double | with unit, which comes before the check"].verdict == "right"


def test_the_author_s_answer_does_not_stand_in_for_one_that_does_not_run(ask):
    found = ask(
        "# %% wrong double | no program\ndef double(x) return 2 * x",
        "# %% wrong double | another name\ndef twice(x):\n    return 2 * x",
    )
    assert found["double | no program"].verdict == "caught"
    assert found["double | no program"].headline.startswith("its own cell raises SyntaxError")
    assert found["double | another name"].headline == "NameError: name 'double' is not defined"


def test_one_variant_does_not_change_what_the_next_one_meets(ask):
    found = ask(
        "# %% wrong double | spoils its surroundings\njudge = None\ndef double(x):\n    return 0",
        "# %% right double | after it\ndef double(x):\n    return 2 * x",
    )
    assert found["double | after it"].verdict == "right"


def test_nothing_is_shown_and_no_trace_is_left(ask, capsys):
    path, draw = list(sys.path), pictures.draw_graph
    ask(
        "# %% right double | talkative\nimport sys\nsys.path.insert(0, 'here')\ndef double(x):\n    print(x)\n    return 2 * x"
    )
    assert capsys.readouterr() == ("", "")
    assert sys.path == path and pictures.draw_graph is draw
    assert "not checked yet" in progress.summary({"double": 1}).text()


def test_a_message_about_an_error_shows_the_variant_s_own_line(ask):
    checked = SOURCE.replace(
        'judge("double", double(3), 6)',
        """\
from utils import Returns, check, models
check("double", lambda y, t: double(y - t) / 2, models.squared_error, Returns.as_value("dL_dy"))""",
    )
    found = ask(
        "# %% wrong double | a name that is not there\ndef double(x):\n    y = x\n    return y + z", source=checked
    )
    message = found["double | a name that is not there"].message
    assert "return y + z    (line 3 of the cell, in double)" in message


def test_an_exercise_that_is_not_solved_is_said_to_be_so(ask):
    with pytest.raises(CourseError, match="cell test_double: solved, it raises CheckFailed: ✗ double .* mend it first"):
        ask(source=SOURCE.replace("return unit * x", "return unit + x"))


def test_a_variant_of_no_exercise_is_refused_with_the_exercises_there_are(ask):
    with pytest.raises(CourseError, match="'quadruple' is no exercise with a test: choose from double, triple"):
        ask("# %% wrong quadruple | by two\ndef quadruple(x):\n    return 2 * x")


@pytest.mark.parametrize(("one", "verdict"), [
    (finding(passed=True), "missed"),
    (finding(expected="sign", passed=True), "missed"),
    (finding(expected="sign", kinds=("factor", "sign")), "named"),
    (finding(expected="sign", kinds=("factor",)), "misnamed"),
    (finding(kinds=("factor",)), "misnamed"),
    (finding(expected="sign"), "unnamed"),
    (finding(), "caught"),
    (finding("right", passed=True), "right"),
    (finding("right"), "refused"),
])  # fmt: skip
def test_the_verdict_compares_what_was_said_with_what_was_expected(one, verdict):
    assert one.verdict == verdict


NAMED, UNNAMED = finding(expected="sign", kinds=("sign",)), finding(expected="sign")


@pytest.mark.parametrize("bad", [
    finding(passed=True), finding(kinds=("sign",)), finding(expected="sign", kinds=("zeros",)), finding("right"),
])  # fmt: skip
def test_one_mistake_that_is_missed_or_misnamed_or_one_right_answer_refused_is_not_good_enough(bad):
    assert failed_conditions([NAMED] * 99) == []
    assert len(failed_conditions([NAMED] * 99 + [bad])) == 1


@pytest.mark.parametrize("other", [UNNAMED, finding()], ids=["unnamed", "no name expected"])
def test_nine_in_ten_named_are_enough_and_fewer_are_not(other):
    assert failed_conditions([NAMED] * 9 + [other]) == []
    (line,) = failed_conditions([NAMED] * 9 + [other] * 2)
    assert line.startswith(
        "9 of 11 planted mistakes are called by the name in their line `# named: KIND`, and 10 have to"
    )
    assert line.endswith("have no such line") is (other is not UNNAMED)


@pytest.mark.parametrize("planted", [2, 4, 8])
def test_of_a_few_one_may_have_no_name_and_two_may_not(planted):
    assert failed_conditions([NAMED] * (planted - 1) + [UNNAMED]) == []
    assert len(failed_conditions([NAMED] * (planted - 2) + [UNNAMED] * 2)) == 1


@pytest.mark.parametrize("kind", ["right", "wrong"])
def test_a_test_that_stops_by_itself_is_no_answers_fault_and_fails_the_command(kind):
    broken = Finding(Variant(kind, "f", "v", "body"), False, headline="the test itself stopped with E", broken=True)
    assert failed_conditions([NAMED, broken])[0] == "1 answer makes a test stop with an error of its own"
    assert table([NAMED, broken])[-1] == "f | v: the test itself stopped with E"
    assert "1 caught" in counted([NAMED, broken])


def test_each_condition_that_is_not_met_is_said():
    lines = failed_conditions([finding(passed=True), finding(passed=True), finding(kinds=("sign",)), finding("right")])
    assert lines[:3] == [
        "2 planted mistakes are not caught by the visible check",
        "1 planted mistake is called by a wrong name",
        "1 right answer is refused",
    ]
    assert lines[3].startswith("0 of 3 planted mistakes") and len(lines) == 4


def test_the_counts_tell_the_verdicts_apart():
    line = counted(
        [
            NAMED,
            NAMED,
            UNNAMED,
            finding(),
            finding(kinds=("sign",)),
            finding(passed=True),
            finding("right", passed=True),
            finding("right"),
        ]
    )
    assert line == (
        "6 planted mistakes: 5 caught by the visible check, 2 named rightly, 1 unnamed, 1 misnamed, "
        "1 with no name expected or given; 1 of 2 right answers pass"
    )


def test_the_table_has_a_line_for_each_mistake_and_below_it_what_is_to_be_mended():
    lines = table(
        [
            NAMED,
            finding("right", passed=True),
            finding("right"),
            finding(passed=True, headline=""),
            finding(expected="transpose", kinds=("sign",)),
        ]
    )
    assert [line.split("  ")[0] for line in lines[:1] + lines[2:5]] == ["exercise", "f", "f", "f"]
    at = lines[0].index("expected name")
    assert [" ".join(line[at:].split()) for line in lines[2:5]] == [
        "sign sign it is wrong",
        "– passed",
        "transpose sign it is wrong",
    ]
    assert lines[5:] == [
        "right, and refused: f | right None: it is wrong",
        "not caught: f | wrong None",
        "misnamed: f | wrong transpose: sign (expected transpose)",
    ]


@pytest.fixture
def command(tmp_path, monkeypatch, capsys):
    """Runs the command in a course with these variants: its status, what it printed, what it complained of."""

    def command(*arguments: str, variants: str | None = VARIANTS) -> tuple[int, str, str]:
        monkeypatch.chdir(make_course(tmp_path / "course", SOURCE, variants).root)
        return (cli.main(["mistakes", *arguments]), *capsys.readouterr())

    return command


def test_the_command_prints_the_table_and_the_counts_and_fails_below_nine_in_ten(command):
    status, out, err = command("01")
    assert status == 1 and err == ""
    assert out.startswith(f"{NAME}\n\nexercise ")
    assert "unnamed: triple | right at 1 alone (expected factor)" in out
    assert out.splitlines()[-2].startswith("5 planted mistakes: 5 caught by the visible check, 2 named rightly, ")
    assert out.splitlines()[-1].startswith("failed: 2 of 5 planted mistakes are called by the name")
    assert "next  look" not in out


def test_the_command_succeeds_where_all_are_named(command):
    all_named = (
        VARIANTS.replace("def double(x):\n    return x * x + 1", "# named: sign\ndef double(x):\n    return -2 * x")
        .replace("return 3 + 4 * (x - 1) - (x - 1)**2 + 9 * (x - 1)", "return 6 * x")
        .replace("def triple(x):\n    return x**0", "# named: sign\ndef triple(x):\n    return -3 * x")
    )
    status, out, _ = command(variants=all_named)
    assert (status, "named: triple" in out) == (0, False)


def test_the_whole_messages_are_printed_when_asked_for(command):
    _, out, _ = command("--messages")
    assert "double | the sign\n✗ double · not right yet: -6 is wrong\n    next  look\n" in out


def test_every_name_that_a_mistake_can_get_is_listed_with_an_example_where_there_is_one(command):
    status, out, _ = command("--kinds")
    lines = [line.split("  ") for line in out.splitlines()]
    listed = [line[1] for line in lines if len(line) > 1]
    assert status == 0 and set(general()) <= set(listed) and len(general()) > 40
    assert f"{NAME[:2]} double | the sign" in next(line for line in out.splitlines() if line.startswith("  sign "))


def test_without_variants_the_command_says_what_to_write(command):
    status, out, err = command(variants=None)
    assert (status, out) == (1, "")
    assert err == f"autograder: {NAME} has no variants: write solutions/variants/{NAME}.py\n"
