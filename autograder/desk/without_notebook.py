"""Knows what is said of students who handed in something, but no notebook that can be graded; and to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from autograder.desk.archive import Refused, Source
from autograder.desk.upload import RECEIPT, TYPED, Person, Upload
from autograder.file_kind import file_kind
from autograder.saying import printable

_MOST = 5  # files that are named
_ADVICE = {
    "a web page": "This is a picture of your notebook, made by `Save page as` or by an export to HTML.",
    "a PDF": "This is a picture of your notebook, made by printing or by an export to PDF.",
    "a Python file, without the notebook's cells": "This is an export to a script, without the notebook's cells.",
    "a link": "A link cannot be graded, because what it leads to may change.",
}


class Given(NamedTuple):
    """One thing that was handed in, and what it is."""

    name: str
    what: str
    shown: str  # with its path, as a message may show it
    refused: bool = False  # and said so elsewhere


@dataclass
class Without:
    """Somebody, and what they handed in beside notebooks.

    Attributes:
        person: who.
        has_notebook: whether a notebook is among it.
        files: what is none.
        spoilt: those that are notebooks, and cannot be graded.
    """

    person: Person
    has_notebook: bool = False
    files: list[Given] = field(default_factory=list)
    spoilt: list[Given] = field(default_factory=list)

    def add(self, source: Source, one: Upload, why: str = "") -> None:
        """A file that is no notebook, or was refused because of `why`."""
        if one.kind == RECEIPT:
            return
        if one.kind == TYPED:
            what = "text that was typed, no file"
        else:
            try:
                what = why or file_kind(one.original, source.begins(one.member))
            except Refused as reason:
                what = str(reason)
        self.files.append(Given(one.original, what, one.member.shown, bool(why)))

    def add_spoilt(self, one: Upload, why: str) -> None:
        """A notebook that cannot be graded."""
        what = why.removeprefix(f"{one.original} ").removeprefix("is ")
        self.spoilt.append(Given(one.original, what, one.member.shown, refused=True))

    @property
    def lacks(self) -> bool:
        """Whether no notebook of theirs can be graded, or one of several cannot."""
        return not self.has_notebook or bool(self.spoilt)

    @property
    def line(self) -> str:
        """For the instructor."""
        return printable(f"{self.person.shown}: {self.given}")

    @property
    def given(self) -> str:
        """What they handed in, in a row."""
        things = self.spoilt or self.files
        shown = [f"{one.name} ({one.what})" for one in things[:_MOST]]
        more = [f"{len(things) - _MOST} more"] if len(things) > _MOST else []
        return ", ".join(shown + more) or "no file"


def letters(without: Iterable[Without], nothing: Iterable[Person], notebook: str | None) -> str:
    """A text for each of them, to be sent.

    Args:
        without: those who handed in something else.
        nothing: those who handed in nothing.
        notebook: which is missing; None where that is not known.
    """
    name = f"{notebook}.ipynb" if notebook else "the notebook, a file that ends in .ipynb"
    how = (
        f"Please hand in {name}. In JupyterLab, right-click it in the list of files on the left and choose Download. "
        "Hand in this file as it is, not opened and saved by another program."
    )
    texts = []
    for one in without:
        advice = [text for what, text in _ADVICE.items() if any(given.what == what for given in one.files)]
        texts.append(
            _letter(one.person, [f"What you handed in cannot be graded: {printable(one.given)}.", *advice, how])
        )
    texts += [_letter(person, ["Nothing of yours has arrived.", how]) for person in nothing]
    return ("\n" + "-" * 70 + "\n\n").join(texts)


def _letter(person: Person, lines: list[str]) -> str:
    who = printable(person.shown) + (f" <{printable(person.email)}>" if person.email else "")
    return f"To: {who}\n\n" + "\n".join(lines) + "\n"
