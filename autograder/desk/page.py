"""Knows how the desk's HTML pages look: one file each, which needs nothing else; nothing of what is in them.

A page is a jinja2 template in `templates/` that extends `page.html`, and is made by one call:

    render("report.html", title="…", …)

    {% extends "page.html" %}
    {% import "parts.html" as parts %}
    {% block lead %}<p>One sentence below the title.</p>{% endblock %}
    {% block content %}
    <section> <h2>…</h2>
      {{ parts.verdict("failed") }}                 sign and word in the verdict's colour; any of `results.VERDICTS`
      {{ parts.mark("waits", "waits for a person") }}  the same with words of your own; kinds: see `SIGNS`
      {{ parts.bar(7, 20, "wrong") }}               a bar of 7/20 of its width; its number stands beside it, in words
      {{ said | message(rows) }}                    what a test said, with the rows of its evidence
      {{ source | code }}                           Python, highlighted, cut where it is very long
      {{ words | text }}                            what a person wrote, lines kept
      {{ points | number }}                         3, 2.5, never 3.0
      <table>, <details>, <dl class="facts">, <p class="note">   as `page.html` styles them; `class="number"` aligns
    </section>
    {% endblock %}

Everything that is put in is escaped, and what cannot be seen in it (control characters, marks that turn the direction
of writing) is made visible. No script, nothing from the network: a content security policy in the page sees to it
should something slip through. Light or dark as the reader's system is; light on paper. Colours are Okabe and Ito's, and
each has a sign and a word beside it. Nothing in it depends on when it is made, so the same content is the same bytes.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from autograder.results import DIED, ERROR, FAILED, NOT_ATTEMPTED, NOT_JUDGED, NOT_RUN, PASSED, TIMEOUT
from autograder.words import number
from utils.outcomes import SENTENCES, in_reading_order
from utils.words import counted

# What stands beside a colour; the checks' own signs (`utils.outcomes`) where they have one.
SIGNS = {"right": "✓", "wrong": "✗", "error": "!", "empty": "○", "waits": "?", "note": "·"}
# What a verdict is called on a page: its kind above, and the words.
VERDICT_WORDS = {
    PASSED: ("right", "right"),
    FAILED: ("wrong", "not right yet"),
    NOT_ATTEMPTED: ("empty", "not attempted"),
    ERROR: ("error", "your code raised an error"),
    TIMEOUT: ("error", "took too long"),
    DIED: ("error", "ended the Python process"),
    NOT_RUN: ("empty", "not run"),
    NOT_JUDGED: ("waits", "cannot be judged here"),
}
_LONGEST = 20_000  # characters of one answer on a page
# Controls but tab and line feed, halves of surrogate pairs, and marks that change the direction of writing.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# Of templates only: what anybody else wrote is escaped. The frame can be reached by keyboard, to be scrolled.
_TABLE = re.compile(r"<table>\n.*?</table>\n", re.DOTALL)
_FRAME = '<div class="scrolls" tabindex="0" role="group" aria-label="a table, which scrolls where it is wide">\n'


def render(template: str, **values: Any) -> str:
    """The page that a template in `templates/` makes of `values`; `title` is one that every page needs.

    Each table that a template begins on a line of its own gets a frame in which it scrolls where the page is narrow.
    """
    made = _environment().get_template(template).render(**values)
    return _TABLE.sub(lambda table: f"{_FRAME}{table[0]}</div>\n", made)


def plain_text(template: str, **values: Any) -> str:
    """The same of a template that is no HTML: nothing is escaped, and it ends with one line feed."""
    return _environment(False).get_template(template).render(**values).strip("\n") + "\n"


def message(said: str, rows: Sequence[tuple[str, str]] = ()) -> Markup:
    """What a test said, as a panel: a text, which keeps its lines, and below it the rows of a check's evidence."""
    tag = "pre" if "\n" in said else "p"
    if not rows:
        return Markup('<{0} class="said">{1}</{0}>').format(tag, seen(said))
    cells = Markup("").join(
        Markup('<tr><th scope="row">{}</th><td{}>{}</td></tr>').format(
            seen(label), Markup("") if label in SENTENCES else Markup(' class="figures"'), seen(row)
        )
        for label, row in in_reading_order(rows)
    )
    return Markup('<div class="said"><{0}>{1}</{0}><table>{2}</table></div>').format(tag, seen(said), cells)


def code(source: str) -> Markup:
    """Python source, highlighted, up to a length; how much is left out is said."""
    shown, left_out = _cut(source)
    return Markup('<pre class="code"><code>{}</code></pre>{}').format(_coloured(shown), left_out)


def text(words: str) -> Markup:
    """What a person wrote: lines kept, up to a length."""
    shown, left_out = _cut(words)
    return Markup('<pre class="text">{}</pre>{}').format(shown, left_out)


@functools.lru_cache(maxsize=1000)  # many students write the same, and often what the notebook gave them
def _coloured(source: str) -> Markup:
    return Markup(highlight(source, PythonLexer(stripnl=False), HtmlFormatter(nowrap=True)))


def _cut(words: str) -> tuple[str, Markup]:
    words = seen(words)
    if len(words) <= _LONGEST:
        return words, Markup("")
    rest = counted(words[_LONGEST:].count("\n") + 1, "more line")
    return words[:_LONGEST], Markup('<p class="note">… and {}.</p>').format(rest)


def seen(words: str) -> str:
    """`words` with everything in it to be seen."""
    return _UNSEEN.sub("\ufffd", words)


@functools.cache
def _environment(escaped: bool = True) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=escaped,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.filters.update(number=number, message=message, code=code, text=text)
    environment.globals.update(SIGNS=SIGNS, VERDICT_WORDS=VERDICT_WORDS)
    return environment


def _finalize(value: Any) -> Any:
    return seen(value) if isinstance(value, str) and not isinstance(value, Markup) else value
