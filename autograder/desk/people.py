"""Knows how the students of a class are called on a page, and whether a text gives one of them away."""

from __future__ import annotations

import builtins
import hashlib
import hmac
import keyword
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autograder.desk.marks import Marked

_SHORTEST = 2  # characters of a word that could be a name


@dataclass(frozen=True)
class People:
    """A class's students.

    Attributes:
        labels: how each is called on the page, by the name of the folder; in the order in which they are listed.
        ids: folder names, in lower case.
        words: words of folder names and of names, in lower case, that are nothing else in this course.
    """

    labels: Mapping[str, str]
    ids: frozenset[str]
    words: frozenset[str]

    def gives_away(self, text: str) -> bool:
        """Whether a text holds a student's folder name, or a word of it or of a student's name."""
        text = text.lower()
        return not self.words.isdisjoint(_words(text)) or any(
            re.search(rf"(?<![^\W_]){re.escape(one)}(?![^\W_])", text) for one in self.ids if one in text
        )


def people_of(marks: Mapping[str, Iterable[Marked]], anonymous: bool, course_text: str) -> People:
    """Everybody who handed something in.

    Args:
        marks: of `marks.read_marks`.
        anonymous: number them instead of calling them by name. The order of the numbers follows from the marks and
            the names together: the same class has the same numbers, and who knows only the names cannot find it.
        course_text: what the course itself wrote; its words are nobody's.
    """
    names: dict[str, str] = {}
    for submissions in marks.values():
        for marked in submissions:
            names[marked.student] = names.get(marked.student) or marked.name
    if anonymous:
        key = hashlib.sha256(
            repr(
                [
                    (
                        notebook,
                        marked.student,
                        marked.points,
                        marked.record.key if marked.record else "",
                        marked.record.seed if marked.record else None,
                    )
                    for notebook, submissions in sorted(marks.items())
                    for marked in submissions
                ]
            ).encode("utf-8", "surrogatepass")
        ).digest()
        order = sorted(names, key=lambda one: hmac.digest(key, one.encode("utf-8", "surrogatepass"), "sha256"))
        labels = {student: f"No. {number}" for number, student in enumerate(order, 1)}
    else:
        labels = {student: f"{name} ({student})" if name else student for student, name in sorted(names.items())}
    return People(labels, frozenset(student.lower() for student in names), _telling_words(names, course_text))


def _telling_words(names: Mapping[str, str], course_text: str) -> frozenset[str]:
    """A word that the course, Python or most of the class has, such as `student`, tells of nobody."""
    frequency = Counter(word for student, name in names.items() for word in set(_words(f"{student} {name}".lower())))
    common = {word.lower() for word in (*dir(builtins), *keyword.kwlist)} | set(_words(course_text.lower()))
    return frozenset(
        word
        for word, count in frequency.items()
        if word not in common
        and len(word) >= _SHORTEST
        and not word.isdecimal()
        and (count == 1 or 2 * count <= len(names))
    )


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)
