"""Knows how to show what a student wrote on a page that has an instructor's rights: nothing in it runs, loads or poses.

nbgrader's formgrader puts Markdown and HTML into its pages as they were handed in, and a script there could set marks.
Two settings of nbconvert, which formgrader and `nbgrader generate_feedback` build pages with, are for
`nbgrader_config.py` to name:

    c.HTMLExporter.preprocessors = [HarmlessOutputs]
    c.HTMLExporter.filters = {"markdown2html": harmless_markdown}

What looks like anything in a course is kept: text, tables, formulas, links, pictures that are part of the notebook,
the panels of checks.
"""

from __future__ import annotations

import base64
import binascii
import functools
import html
import re

import bleach
from bleach.css_sanitizer import CSSSanitizer
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

_TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
        "var",
    ]
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"alt", "height", "src", "title", "width"},
    "ol": {"start"},
    "details": {"open"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_INLINE = {"abbr", "b", "code", "em", "i", "kbd", "mark", "q", "s", "samp", "small", "span", "strong", "u", "var"}
_LARGEST = 2000  # pixels of a picture's side
_EVERYWHERE = {"align", "role", "style"}
# Nothing that moves a thing out of its place (over the page's own buttons) or has an address.
_CSS = [
    "border",
    "border-bottom",
    "border-collapse",
    "border-left",
    "border-right",
    "border-top",
    "color",
    "column-gap",
    "background-color",
    "display",
    "flex",
    "flex-wrap",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "height",
    "max-height",
    "max-width",
    "opacity",
    "overflow",
    "overflow-wrap",
    "padding",
    "text-align",
    "vertical-align",
    "white-space",
    "width",
]
# Pygments' short names for highlighted code. Other classes and ids mean something to a page's own script and style.
_CLASSES = re.compile(r"highlight|hl-\w+|[a-z][a-z0-9]{0,2}")
_PICTURE = re.compile(r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*")
_PICTURES = ("image/png", "image/jpeg")
_PASTED = (*_PICTURES, "image/gif")  # into a text
_TEXTS = ("text/plain", "text/latex")


def harmless_html(markup: str) -> str:
    """`markup` without scripts, frames, forms, addresses of pictures, ids, and styles that move things."""
    return bleach.clean(
        markup,
        tags=_TAGS,
        attributes=_allowed,
        protocols={"http", "https", "mailto", "data"},
        css_sanitizer=_Modest(allowed_css_properties=_CSS),
        strip=True,
    )


class _Modest(CSSSanitizer):
    """Keeps nothing that is as large as a page: it would push the page's own parts out of sight."""

    def sanitize_css(self, style: str) -> str:
        kept = [part for part in super().sanitize_css(style).split(";") if part.strip() and not _huge(part)]
        return "; ".join(part.strip() for part in kept) + ";" * bool(kept)


def _huge(declaration: str) -> bool:
    declaration = re.sub(r"#[0-9a-fA-F]+|rgba?\([^)]*\)", "", declaration)  # a colour is no size
    if re.search(r"calc|\d\s*(vh|vw|vmin|vmax)\b|\d[eE]\+?\d", declaration):
        return True
    sizes = re.findall(r"(\d+(?:\.\d+)?)\s*(px|pt|pc|em|rem|ex|ch|cm|mm|in|q|%)?", declaration, re.IGNORECASE)
    most = {"px": 1000, "pt": 750, "pc": 60, "%": 100, "mm": 250, "cm": 25, "q": 1000, "in": 10, "": 1000}
    return any(float(size) > most.get(unit.lower(), 60) for size, unit in sizes)


def _allowed(tag: str, name: str, value: str) -> bool:
    if name in ("style", "role") and tag == "a":
        return False  # a link looks like one
    if name == "style" and tag in _INLINE and re.search(r"background|border|padding", value, re.IGNORECASE):
        return False  # nor does what stands in it look like a button
    if name in ("width", "height"):
        return tag == "img" and value.isdecimal() and int(value) <= _LARGEST
    if name == "class":
        return all(_CLASSES.fullmatch(part) for part in value.split())
    if name == "src":
        return tag == "img" and _PICTURE.fullmatch(value) is not None
    if name == "href":
        return tag == "a" and not value.strip().lower().startswith("data:")
    return name in _EVERYWHERE or name in _ATTRIBUTES.get(tag, ())


@pass_context
def harmless_markdown(context: Context, source: str) -> str:
    """nbconvert's `markdown2html`, a cell's attached pictures included, made harmless; the source where it fails."""
    try:
        return harmless_html(_exporter().markdown2html(context, source))
    except Exception:  # a picture that is missing, nesting without end: one cell must not cost the page
        return f"<pre>{html.escape(source)}</pre>"


@functools.cache
def _exporter() -> HTMLExporter:
    # A heading's link to itself would need the id that is not kept.
    return HTMLExporter(exclude_anchor_links=True)


class HarmlessOutputs(Preprocessor):
    """Keeps of outputs (and raw cells, which are HTML) what can do nothing: text, pictures, HTML made harmless."""

    enabled = True

    def preprocess_cell(
        self,
        cell: NotebookNode,
        resources: ResourcesDict,
        index: int,
    ) -> tuple[NotebookNode, ResourcesDict]:
        if cell.cell_type == "raw":
            cell.source = harmless_html(cell.source)
        elif cell.cell_type == "code":
            for output in cell.outputs:
                if "data" in output:
                    output.data = NotebookNode(_harmless_data(output.data))
                    output.metadata = NotebookNode(
                        {
                            kind: _harmless_metadata(output.metadata.get(kind))
                            for kind in _PICTURES
                            if kind in output.data
                        }
                    )
        attached = {
            name: NotebookNode(_pictures(kinds, _PASTED)) for name, kinds in cell.get("attachments", {}).items()
        }
        cell.attachments = NotebookNode({name: kinds for name, kinds in attached.items() if kinds})
        return cell, resources


def _harmless_data(data: NotebookNode) -> dict[str, str]:
    kept = {kind: data[kind] for kind in _TEXTS if isinstance(data.get(kind), str)} | _pictures(data)
    if isinstance(data.get("text/html"), str):
        kept["text/html"] = harmless_html(data["text/html"])
    return kept or {"text/plain": "(an output of a kind that is not shown here)"}


def _pictures(data: NotebookNode, allowed: tuple[str, ...] = _PICTURES) -> dict[str, str]:
    return {kind: data[kind] for kind in allowed if isinstance(data.get(kind), str) and _is_base64(data[kind])}


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _harmless_metadata(found: object) -> NotebookNode:
    """A picture's sizes and its text; the template writes sizes without quotes."""
    if not isinstance(found, dict):
        return NotebookNode()
    named = {name: found.get(name) for name in ("width", "height")}
    sizes = {
        name: size
        for name, size in named.items()
        if isinstance(size, int | float) and not isinstance(size, bool) and 0 < size <= _LARGEST
    }
    return NotebookNode(sizes | ({"alt": found["alt"]} if isinstance(found.get("alt"), str) else {}))
