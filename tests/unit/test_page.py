"""The look of the desk's pages: what is untrusted is text in them, and nothing is fetched or run."""

from __future__ import annotations

import re

import pytest

from autograder.desk import page
from autograder.results import VERDICTS

HOSTILE = "<script>alert(1)</script>\" onload='x' & {{ title }} \x00\u202e\ud800"


def test_whatever_is_put_in_is_text_and_everything_in_it_can_be_seen():
    made = page.render("page.html", title=HOSTILE)
    made.encode()
    assert "<script" not in made and "&lt;script&gt;alert(1)" in made and "{{ title }}" in made
    for shown in (str(page.message(HOSTILE)), str(page.message("", [("at", HOSTILE)])), str(page.code(HOSTILE))):
        assert "<script" not in shown and "<span onload" not in shown
        assert shown.count("\ufffd") == 3 and not re.search("[\x00\u202e\ud800]", shown)


def test_a_page_needs_nothing_but_itself():
    made = page.render("page.html", title="x")
    assert "default-src 'none'" in made
    assert not re.search(r"https?:|//|@import|url\(|<link|<script|\bsrc=", made)
    assert "prefers-color-scheme: dark" in made and "@media print" in made


def test_a_checks_evidence_stands_in_rows_below_what_it_says():
    rows = (("at", "w = 1\nb = <2>"), ("consistent with", "a sign"), ("next", "look"))
    made = str(page.message("y is wrong & z is right", rows))
    assert "<p>y is wrong &amp; z is right</p>" in made
    assert '<th scope="row">at</th><td class="figures">w = 1\nb = &lt;2&gt;</td>' in made
    assert '<th scope="row">consistent with</th><td>a sign</td>' in made and made.count("<tr>") == 3


@pytest.mark.parametrize("text", ["", "double(3) is 6", "two\nlines", "✗ a · b: c\n    at  x\n    next  y"])
def test_any_other_message_keeps_its_lines(text):
    tag = "pre" if "\n" in text else "p"
    assert str(page.message(text)) == f'<{tag} class="said">{text}</{tag}>'


def test_a_very_long_answer_is_cut_and_says_so():
    made = str(page.code("x = 1\n" * 10_000))
    assert len(made) < 500_000 and re.search(r"… and \d{4} more lines\.", made)
    assert "more line" not in page.code("x = 1\n")


def test_every_verdict_has_a_sign_and_words():
    assert set(page.VERDICT_WORDS) == set(VERDICTS)
    assert {kind for kind, _ in page.VERDICT_WORDS.values()} <= set(page.SIGNS)
