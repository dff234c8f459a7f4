"""The course's sources and variants, read once: right answers written differently, and planted mistakes."""

from __future__ import annotations

from pathlib import Path

from judged import not_judged_here

from autograder.course import Course
from autograder.source import read_source
from autograder.variants import read_variants

COURSE = Course(Path(__file__).resolve().parents[1])
NAMES = COURSE.names()
SOURCES = {name: read_source(COURSE.source(name)) for name in NAMES}
# Exercise -> its points, of those that cannot be judged where the tests run.
NOT_JUDGED_HERE = {name: not_judged_here(source) for name, source in SOURCES.items()}
VARIANTS = {
    name: read_variants(COURSE.variants(name), SOURCES[name]) if COURSE.variants(name).exists() else []
    for name in NAMES
}
