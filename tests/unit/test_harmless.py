"""What a student wrote, on a page with an instructor's rights."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from traitlets.config import Config

from autograder.harmless import HarmlessOutputs, harmless_html, harmless_markdown
from utils.outcomes import Wrong

DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PAYLOAD = "document.title=1"
MARKUP = [
    f"<script>{PAYLOAD}</script>",
    f"<img src=x onerror={PAYLOAD}>",
    f'<img src="data:image/png;base64,{DOT}" onload="{PAYLOAD}">',
    f"<svg onload={PAYLOAD}><script>{PAYLOAD}</script></svg>",
    f'<iframe srcdoc="<script>{PAYLOAD}</script>"></iframe>',
    f'<a href="javascript:{PAYLOAD}">here</a>',
    f'<a href=" java\tscript:{PAYLOAD}">here</a>',
    f'<a href="data:text/html,<script>{PAYLOAD}</script>">here</a>',
    f'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror={PAYLOAD}&gt;">',
    f'<form action="/formgrader/api/grade/1"><button formaction="javascript:{PAYLOAD}">Next</button></form>',
    f"<style>@import 'javascript:{PAYLOAD}';</style>",
    f"<details open ontoggle={PAYLOAD}><summary>more</summary></details>",
    '<div class="nbgrader_cell"><input class="score" id="why"></div>',
    '<div style="position:fixed;top:0;left:0;width:100%;height:100%;background:url(https://example.org/seen)">over</div>',
    '<img src="https://example.org/seen.png">',
    '<meta http-equiv="refresh" content="0;url=https://example.org/seen">',
    '<base href="https://example.org/seen">',
    '<link rel="stylesheet" href="https://example.org/seen.css">',
]
# How nbconvert makes a page of a notebook whose cells say nothing.
OURS = Config(
    {
        "HTMLExporter": {
            "preprocessors": [HarmlessOutputs],
            "filters": {"markdown2html": harmless_markdown},
            "template_name": "classic",
        }
    }
)
TAGS = ("script", "style", "svg", "iframe", "form", "button", "input", "meta", "base", "link", "math")


@pytest.fixture(scope="module")
def page():
    """The body of the page that cells become."""
    exporter = HTMLExporter(config=OURS)
    return lambda *cells: exporter.from_notebook_node(new_notebook(cells=list(cells)))[0].split("<body", 1)[1]


def harmful(html: str) -> list[str]:
    """What in `html` is markup that does something. Text that only speaks of it is escaped, and stays."""
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            if tag in TAGS:
                found.append(tag)
            for name, value in attrs:
                value = "".join((value or "").lower().split())
                if (
                    name.startswith("on")
                    or name in ("formaction", "srcdoc")
                    or name == "href"
                    and value.startswith(("javascript:", "data:"))
                    or name == "src"
                    and "example.org" in value
                    or name == "style"
                    and ("position" in value or "url(" in value)
                    or (name, value) in (("class", "nbgrader_cell"), ("id", "why"))
                ):
                    found.append(f"{name}={value}")

    Reader().feed(html)
    return found


@pytest.mark.parametrize("markup", MARKUP)
def test_the_markup_does_something_where_it_is_left_as_it_is(markup):
    assert harmful(markup)


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_does_nothing_wherever_it_is_written(markup, page):
    outputs = [
        new_output("display_data", {"text/html": markup}),
        new_output("stream", text=markup),
        new_output("display_data", {"text/markdown": markup, "text/plain": markup}),
        new_output("display_data", {"image/svg+xml": markup, "application/javascript": PAYLOAD}),
        new_output("display_data", {"text/latex": markup}),
        new_output("display_data", {"image/png": f'{DOT}"{markup}'}),
        new_output(
            "display_data",
            {"image/png": DOT},
            metadata={"image/png": {"width": f"1 onload={PAYLOAD}", "alt": f'">{markup}'}},
        ),
        new_output("error", ename=markup, evalue=markup, traceback=[markup]),
    ]
    code = new_code_cell(markup, outputs=outputs)
    raw = new_raw_cell(markup)
    raw.metadata.raw_mimetype = "text/html"
    attached = new_markdown_cell(
        f"![picture](attachment:a.png)\n\n{markup}", attachments={"a.png": {"image/png": f'{DOT}" onload="{PAYLOAD}'}}
    )
    nothing = harmful(page(new_markdown_cell("")))
    assert harmful(page(new_markdown_cell(markup), code, raw, attached)) == nothing


def test_what_a_course_is_made_of_is_kept(page):
    text = (
        "# A heading\n\nSome *text* with `a < b & c`, $x < y$ and $$\\bar z = 1$$\n\n> quoted\n\n| a | b |\n|---|--:|\n"
        "| 1 | 2 |\n\n```python\ndef f(x): return 1\n```\n\n[link](https://example.org/)\n\n![dot](attachment:dot.png)\n\n"
        "<details><summary>Hint</summary>more</details>"
    )
    shown = page(new_markdown_cell(text, attachments={"dot.png": {"image/png": DOT}}))
    for part in (
        "<h1>A heading</h1>",
        "<em>text</em>",
        "<code>a &lt; b &amp; c</code>",
        "$x &lt; y$",
        "$$\\bar z = 1$$",
        "<blockquote>",
        "<td>1</td>",
        '<span class="k">def</span>',
        'href="https://example.org/"',
        f"data:image/png;base64,{DOT}",
        "<details><summary>Hint</summary>more</details>",
    ):
        assert part in shown, part


def test_a_checks_panel_and_a_picture_are_kept(page):
    panel = Wrong("backward", "z_bar is wrong", rows=(("next", "look at z < 0"),)).html()
    outputs = [
        new_output("display_data", {"text/html": panel, "text/plain": "a panel"}),
        new_output(
            "display_data",
            {"image/png": DOT, "text/plain": "a figure"},
            metadata={"image/png": {"width": 7, "alt": "What is seen."}},
        ),
    ]
    shown = page(new_code_cell("", outputs=outputs))
    assert "6px solid #D55E00" in shown and "look at z &lt; 0" in shown and "flex-wrap:wrap" in shown and "<dd" in shown
    assert f"data:image/png;base64,{DOT}" in shown and 'width="7"' in shown and "What is seen." in shown


def test_harmless_html_is_left_as_it_is_the_second_time():
    for markup in MARKUP:
        once = harmless_html(markup)
        assert harmless_html(once) == once


def test_markdown_that_cannot_be_shown_is_shown_as_it_was_written(page):
    assert "![lost](attachment:lost.png) &lt;b&gt;" in page(new_markdown_cell("![lost](attachment:lost.png) <b>"))


def test_nothing_is_as_large_as_a_page_and_no_link_is_dressed_as_a_button():
    for style in (
        "height:100000px",
        "padding: 0 0 90vh 0",
        "max-height: calc(9 * 900px)",
        "font-size:200em",
        "height:1e9px",
    ):
        assert "px" not in harmless_html(f'<div style="{style}; color: red">x</div>').replace("color", "")
        assert "color: red" in harmless_html(f'<div style="{style}; color: red">x</div>')
    link = '<a href="https://example.org" role="button" style="background-color:#0b6;padding:8px">{}Release marks</a>'
    inside = harmless_html(link.format('<span style="background-color:#0b6;border:2px solid;padding:8px">x</span>'))
    assert "style" not in inside and "role" not in inside and "https://example.org" in inside
    assert harmless_html('<img src="data:image/png;base64,AAAA" height="99999" alt="a">').count("height") == 0
    panel = '<td style="padding:2px 16px 2px 0;text-align:left;width:50%">x</td>'
    assert "padding" in harmless_html(f"<table><tr>{panel}</tr></table>")
