"""Knows which exercises an answer relies on, by the names in its code. Runs nothing."""

from __future__ import annotations

import contextlib
import io
import tokenize
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode
from nbgrader.utils import is_solution

from autograder.once import for_each_text
from autograder.source import exercises, grade_id, is_test

BUILDS_ON = "builds-on:"  # how a tag begins that names an earlier exercise

_BEFORE_A_STATEMENT = (tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.COMMENT)


@dataclass(frozen=True)
class _Code:
    """One cell: the exercise that it answers, or none; the names that it defines and those that it uses."""

    exercise: str
    defined: frozenset[str]
    used: frozenset[str]


def reliance(cells: Sequence[NotebookNode]) -> dict[str, set[str]]:
    """For each exercise the earlier ones that its answer uses, directly or through what other cells define.

    Args:
        cells: of a notebook with answers in it, a student's or the course's own.
    """
    code = [_read(cell) for cell in cells if cell.cell_type == "code" and not is_test(cell)]
    makers: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(code):
        for name in one.defined:
            makers[name].append(place)
    found: dict[str, set[str]] = {}
    for place, one in enumerate(code):
        if one.exercise:
            reached = _reached(place, code, makers)
            found[one.exercise] = {code[other].exercise for other in reached if other < place} - {"", one.exercise}
    return found | _of_repairs(NotebookNode(cells=list(cells)), code, makers)


def _of_repairs(nb: NotebookNode, code: list[_Code], makers: dict[str, list[int]]) -> dict[str, set[str]]:
    """The same for repairs, which have no cell of their own: what the programs use that their tests call."""
    tests = {grade_id(cell): _read(cell).used for cell in nb.cells if is_test(cell)}
    found: dict[str, set[str]] = {}
    for repair in (one for one in exercises(nb) if one.is_repair):
        called = {name for test in repair.tests for name in tests[test.grade_id]}
        programs = [place for name in called for place in makers.get(name, ()) if not code[place].exercise]
        reached = {place for program in programs for place in _reached(program, code, makers)}
        found[repair.name] = {code[place].exercise for place in reached} - {""}
    return found


def _reached(start: int, code: list[_Code], makers: dict[str, list[int]]) -> set[int]:
    """The cells that define something that the cell at `start` comes to use."""
    reached, waiting = {start}, [start]
    while waiting:
        for name in code[waiting.pop()].used:
            for maker in makers.get(name, ()):
                if maker not in reached:
                    reached.add(maker)
                    waiting.append(maker)
    return reached


def _read(cell: NotebookNode) -> _Code:
    defined, used = _names(cell.source)
    return _Code(grade_id(cell) if is_solution(cell) else "", defined, used)


@for_each_text
def _names(source: str) -> tuple[frozenset[str], frozenset[str]]:
    """The names that a cell defines, and those that it uses."""
    tokens = list(_tokens(source))
    defined: set[str] = set()
    local: set[str] = set()
    used: set[str] = set()
    for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
        if token.type != tokenize.NAME or (before and before.string == "."):
            continue
        if before and before.string in ("def", "class"):
            defined.add(token.string)
        elif after and after.string == "=" and (before is None or before.type in _BEFORE_A_STATEMENT):
            (local if token.start[1] else defined).add(token.string)
        else:
            used.add(token.string)
    return frozenset(defined), frozenset(used - defined - local)


def _tokens(source: str) -> Iterator[tokenize.TokenInfo]:
    """Of what is no Python, those before the place where that is seen."""
    with contextlib.suppress(tokenize.TokenError, SyntaxError):
        yield from tokenize.generate_tokens(io.StringIO(source).readline)


def may_rely(release: NotebookNode) -> dict[str, set[str]]:
    """For each exercise the earlier ones that an answer to it may well use, directly or through others.

    Those that the course's own answer uses, and those that the solution cell names in a tag, ``builds-on:NAME``. No
    others: where one exercise asks for the same values as an earlier one, in another way, calling that is no answer.
    """
    found = reliance(release.cells)
    for cell in release.cells:
        if grade_id(cell) in found:
            found[grade_id(cell)] |= builds_on(cell)
    for exercise, others in found.items():  # the earlier ones are complete already
        found[exercise] = others.union(*(found.get(other, ()) for other in others))
    return found


def builds_on(cell: NotebookNode) -> set[str]:
    """The exercises that a solution cell's tags name."""
    return {tag.removeprefix(BUILDS_ON) for tag in cell.metadata.get("tags", []) if tag.startswith(BUILDS_ON)}
