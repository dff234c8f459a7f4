"""What all pages of the desk have in common."""

from __future__ import annotations

from autograder.desk.page import message, plain_text, render


def test_a_table_has_a_frame_in_which_it_scrolls_and_which_the_keyboard_reaches():
    page = render("feedback.html", **_empty())
    assert page.count("<table>\n") == page.count('<div class="scrolls" tabindex="0" role="group" aria-label=') == 1
    assert ".scrolls { overflow-x: auto; }" in page


def test_what_somebody_wrote_makes_no_frame():
    assert "&lt;table&gt;" in message("<table>\n</table>\n") and "scrolls" not in message("said", (("yours", "1"),))


def test_a_text_is_not_escaped_and_ends_with_one_line():
    words = plain_text(
        "start.md",
        count="2 notebooks",
        single=False,
        first="00_a",
        last="04_b",
        browser="",
        environment="e",
        pythons="3.11",
        newest="3.13",
        torch=False,
    )
    assert words.startswith("# How to begin\n") and "&&" in words and words.endswith(".\n")


def _empty():
    from autograder.desk.marks import Marked

    return {
        "title": "t", "marked": Marked("s", "", "n", (), {}), "parts": [], "extras": [], "waiting": 0, "unjudged": 0,
        "late": "", "more": "", "rule": "", "status": "graded", "reason": "", "repairs": (), "pictures": {}, "lost": False,
    }  # fmt: skip
