"""Knows by which names a check can call a mistake, with an example of each from the course's own variants."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.course import Course
from autograder.errors import CourseError
from autograder.source import read_source
from autograder.variants import Variant, read_variants
from utils.checks import kinds


def general() -> list[str]:
    """The names that any exercise's mistake can get, in the order in which the checks list them."""
    return [value for key, value in vars(kinds).items() if key.isupper() and isinstance(value, str)]


def lines(course: Course) -> Iterator[str]:
    """The names, those of any exercise first, then those of single ones; of each a mistake of the course's."""
    examples: dict[str, str] = {}
    for name, one in _planted(course):
        if (named := one.attributes.get("named", "")) and named not in examples:
            examples[named] = f"{name[:2]} {one.exercise} | {one.name}"
    common = general()
    own = sorted(set(examples) - set(common))
    width = max(map(len, [*common, *own]))
    yield "in any exercise"
    for named in common:
        yield f"  {named.ljust(width)}  {examples.get(named, '')}".rstrip()
    yield ""
    yield "where an exercise has a Mistake, a Hypothesis or a judge that says so"
    for named in own:
        yield f"  {named.ljust(width)}  {examples[named]}"


def _planted(course: Course) -> Iterator[tuple[str, Variant]]:
    for name in course.resolve([]):
        if course.variants(name).exists():
            try:
                nb = read_source(course.source(name))
                yield from ((name, one) for one in read_variants(course.variants(name), nb) if one.kind == "wrong")
            except CourseError:  # one that is being written is no reason to show nothing of the others
                continue
