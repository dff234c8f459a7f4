"""How outcomes, predictions and the summary look."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from autograder.student.service import _remember
from utils import after, progress, settle, summary
from utils.outcomes import CheckFailed, NotAttempted, NotJudged, Raised, Right, RightSoFar, Wrong, report
from utils.predictions import CameTrue, Surprise

WRONG = Wrong("backward", "z_bar < 0 & wrong", (("where", "w = 1\n(seed 1)"), ("next", "Look.")))


def test_the_text_says_sign_name_word_and_headline_and_aligns_its_rows():
    assert WRONG.text().splitlines() == [
        "✗ backward · not right yet: z_bar < 0 & wrong",
        "    next   Look.",
        "    where  w = 1",
        "           (seed 1)",
    ]


@pytest.mark.parametrize(
    "outcome", [WRONG, Right("f", "all"), RightSoFar("f", "some"), NotAttempted("f", "no"), Raised("f", "an error")]
)
def test_a_panel_asks_nothing_of_the_page_that_shows_it(outcome):
    """VS Code and Colab show it in pages of their own: nothing is run or fetched, no style of Jupyter's is needed."""
    panel = outcome.html()
    assert not re.search(r"<(script|link|style|img|iframe)|class=|on\w+=|https?:|var\(|url\(", panel)
    # The page's own text and background, dark or light: only the sign and the bar have a colour.
    assert "background" not in panel and set(re.findall(r"[;\"]color:([^;\"]+)", panel)) == {outcome.colour}


def test_the_panel_says_the_same_words_escaped():
    panel = WRONG.html()
    assert "z_bar &lt; 0 &amp; wrong" in panel and "Look." in panel and WRONG.word in panel and WRONG.sign in panel


def test_a_failed_check_raises_with_the_whole_message_and_a_right_one_prints_it(capsys):
    with pytest.raises(CheckFailed, match="z_bar < 0 & wrong"):
        report(WRONG)
    report(Right("backward", "matches"))
    assert capsys.readouterr().out == "✓ backward · right: matches\n"


def test_the_traceback_is_one_line_that_says_what_is_wrong():
    assert CheckFailed(WRONG)._render_traceback_() == [
        "✗ backward · not right yet: z_bar < 0 & wrong. (The check's panel says more.)"
    ]


def test_a_prediction_is_settled_only_once_it_is_recorded():
    for blank in ("", " ", "?", "d", "ab"):
        found = settle(blank, "b", "the secret reason")
        assert isinstance(found, NotAttempted) and "secret" not in found.text() + found.html()
    assert settle("", "b", "because").headline == "write it down first, as one letter"
    assert settle("0.02", "b", "because").headline == "this is not one of the letters a, b, c"
    assert isinstance(settle("b", "b", "because"), CameTrue)
    assert isinstance(settle("B ", "b", "because"), CameTrue)
    surprise = settle("a", "b", "because it is so")
    assert isinstance(surprise, Surprise) and "you said (a), it is (b)" in surprise.text()
    assert "because it is so" in surprise.text()


def test_the_summary_counts_only_what_is_right():
    progress.forget()
    progress.record(Right("forward", "matches"))
    progress.record(WRONG)
    table = summary({"forward": 2, "backward": 4, "descent": 1})
    assert [row[2] for row in table.rows] == ["✓ right", "✗ not right yet", "– not checked yet"]
    assert table.total == "1 of 3 checks right, 2 of 7 points by the visible checks. Next: backward."
    progress.record(Right("backward", "matches"))
    assert "6 of 7 points" in summary({"forward": 2, "backward": 4, "descent": 1}).total
    progress.forget()


def test_extras_stand_below_the_core_and_are_counted_apart():
    progress.forget()
    points = {"forward": 2, "deep": 0, "backward": 4, "repair": 0}
    progress.record(Right("deep", "matches"))
    table = summary(points)
    assert [row[:2] for row in table.rows] == [
        ("forward", "2"),
        ("backward", "4"),
        ("deep", "extra"),
        ("repair", "extra"),
    ]
    assert table.total == ("0 of 2 checks right, 0 of 6 points by the visible checks. Extras: 1 of 2. Next: forward.")
    for name in ("forward", "backward"):
        progress.record(Right(name, "matches"))
    assert summary(points).total == (
        "2 of 2 checks right, 6 of 6 points by the visible checks. Extras: 1 of 2. The core of this notebook "
        "is done: you may stop here, or go further with repair."
    )
    progress.record(Right("repair", "matches"))
    assert summary(points).total.endswith("Extras: 2 of 2. You are done with this notebook.")
    progress.forget()


def test_where_nothing_has_points_nothing_is_an_extra():
    progress.forget()
    progress.record(Right("d", "matches"))
    table = summary({"d": 0})
    assert table.rows[0][1] == "–" and table.total == "1 of 1 check right. You are done with this notebook."
    progress.forget()


STEP = RightSoFar("backward", "the values match")


def state():
    return summary({"backward": 2}).rows[0][2]


def test_a_step_that_is_right_does_not_make_the_exercise_right(capsys):
    progress.forget()
    report(STEP)
    assert capsys.readouterr().out == "✓ backward · right so far: the values match\n"
    progress.record(NotAttempted("backward", ""))
    progress.record(STEP, step="values")
    assert state() == "✓ right so far"
    assert repr(after(["backward"], lambda: 1 / 0)).startswith("This is shown once the last check of backward passes.")
    progress.record(Right("backward", "matches"))
    assert state() == "✓ right" and after(["backward"], lambda: "the picture") == "the picture"
    progress.forget()


def test_a_step_that_is_right_takes_back_nothing_that_another_check_has_found():
    progress.forget()
    for found, shown in ((WRONG, "✗ not right yet"), (Right("backward", ""), "✓ right")):
        progress.record(found, (1.0,) if found is WRONG else None)
        progress.record(STEP, step="values")
        assert state() == shown
        assert len(progress._failing) == (found is WRONG)  # and what failed can still be called
    progress.forget()


def test_a_step_that_is_not_right_any_more_takes_back_that_the_exercise_is_right():
    progress.forget()
    progress.record(Right("backward", "matches"))
    progress.record(WRONG, step="values")
    assert state() == "✗ not right yet"
    progress.record(STEP, step="chains")
    assert state() == "✗ not right yet"
    progress.record(STEP, step="values")  # mended: what the last check finds now is not known
    assert state() == "✓ right so far"
    progress.forget()


@pytest.mark.parametrize("kind", [Right, RightSoFar, Wrong, Raised, NotAttempted, NotJudged])
def test_what_the_grader_found_arrives_in_the_table_of_the_notebook_it_judges(kind):
    progress.forget()
    _remember("backward", kind.word)
    assert state() == f"{kind.sign} {kind.word}"
    progress.forget()


def test_utils_starts_without_pyplot_ipython_or_scikit_learn():
    code = "import sys, utils; print([m for m in ('matplotlib.pyplot', 'IPython', 'sklearn') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_what_shows_an_answer_waits_for_the_check_to_pass():
    progress.forget()
    progress.record(Right("forward", "matches"))
    assert after(["forward"], lambda: "the picture") == "the picture"
    waiting = after(["forward", "backward"], lambda: 1 / 0)
    assert repr(waiting) == "This is shown once the check of backward passes. Then run this cell again."
    progress.forget()
    waiting = after(["forward", "backward"], lambda: 1 / 0)
    assert repr(waiting) == "This is shown once the checks of forward and backward pass. Then run this cell again."


def test_what_to_do_is_shown_before_the_evidence_and_a_long_case_is_folded():
    case = "\n".join(f"W{i} = array of shape (3, 2)" for i in range(9))
    rows = (("where", case), ("yours", "1"), ("consistent with", "A sign."), ("next", "Look."), ("expected", "-1"))
    panel = Wrong("backward", "wrong", rows)
    assert [line.split()[0] for line in panel.text().splitlines()[1:4]] == ["consistent", "next", "where"]
    assert panel.html().index("A sign.") < panel.html().index("Look.") < panel.html().index("<details><summary>")
    assert "<details>" not in WRONG.html()


def test_an_earlier_exercise_that_is_to_be_fixed_first_is_named_first():
    rows = (("next", "look"), ("error", "ValueError"), ("where", "z = 1"), ("first", "It calls your logistic"))
    lines = Wrong("d_logistic", "it is off", rows).text().splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["first", "error", "next", "where"]


def test_a_panels_rows_can_stand_below_their_labels_where_the_pane_is_narrow():
    panel = WRONG.html()
    assert panel.count("<dt") == panel.count("<dd") == len(WRONG.rows) and "<table" not in panel
    assert panel.count("flex-wrap:wrap") == len(WRONG.rows) and "white-space:nowrap" not in panel
