"""Knows which refusals of a judge no variant has met: what was never run may hold an error that nobody has seen."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from autograder.source import Exercise

_KIND = 4  # its place among the arguments of cannot_judge


def refusals(source: str) -> list[str]:
    """The names of mistakes that a test cell hands to ``cannot_judge`` as texts, in their order."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return []
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "cannot_judge":
            kinds = [*node.args[_KIND : _KIND + 1], *(word.value for word in node.keywords if word.arg == "kind")]
            found += [kind.value for kind in kinds if isinstance(kind, ast.Constant) and isinstance(kind.value, str)]
    return list(dict.fromkeys(found))


def not_met(exercise: Exercise, sources: Iterable[str], kinds: Iterable[str]) -> str:
    """A line about the refusals in an exercise's test cells that are none of ``kinds``; empty where all are met."""
    met = set(kinds)
    missed = [f"`{kind}`" for source in sources for kind in refusals(source) if kind not in met]
    return f"met by no planted mistake: {exercise.name}: {', '.join(missed)}" if missed else ""
