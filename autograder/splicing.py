"""Knows how methods of a class are replaced in a source: by their places in it, so that the rest stays as written.

Never runs the source. Does not know where the new methods come from, nor whether they are right.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Sequence

from autograder.errors import CourseError

Method = ast.FunctionDef | ast.AsyncFunctionDef


def with_methods(source: str, name: str, replaced: Sequence[str], answer: str) -> str:
    """`source` with some methods of its class `name` replaced.

    Args:
        replaced: the methods of the class that `answer` defines anew.
        answer: their definitions, as at the top of a file. A helper that the class does not have goes where its
            neighbour goes, the method below it (or above it, where none is below). What is no definition, such as
            an import, stands above them all, and goes above everything.

    Raises:
        CourseError: the source has no such class, or the answer does not fit it.
        SyntaxError: the answer is no program.
    """
    tree = ast.parse(answer)
    classes = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef) and node.name == name]
    if not classes:
        raise CourseError(f"{name} is no class and has no methods", "put the whole answer below a header without them")
    methods = {node.name: node for node in classes[-1].body if isinstance(node, Method)}
    new = [node for node in tree.body if isinstance(node, Method)]
    _refuse_what_does_not_fit(name, list(methods), replaced, [node.name for node in new])

    lines, written = source.split("\n"), answer.split("\n")
    others = [node for node in tree.body if node not in new]
    for node in others:
        if node.lineno > new[0].lineno:
            raise CourseError(
                f"`{written[node.lineno - 1]}` stands below a def", "move it above: it goes above the class"
            )
    start = max((node.end_lineno or 0 for node in others), default=0)
    above = written[:start]
    neighbours = [node for node in new if node.name in replaced]
    parts: dict[str, list[str]] = {}
    for node in neighbours:
        end = len(written) if node is neighbours[-1] else node.end_lineno or 0
        parts[node.name], start = written[start:end], end

    indent = " " * classes[-1].body[0].col_offset
    for old in sorted((methods[method] for method in replaced), key=_first, reverse=True):  # from below: places stay
        lines[_first(old) : old.end_lineno] = _indented(parts[old.name], indent)
    return "\n".join([*above, "", "", *lines] if above else lines)


def _refuse_what_does_not_fit(name: str, has: Sequence[str], replaced: Sequence[str], defined: Sequence[str]) -> None:
    for method in replaced:
        if method not in has:
            raise CourseError(f"{name} has no method {method}", f"choose from {', '.join(has) or 'those you write'}")
        if method not in defined:
            raise CourseError(f"no `def {method}` stands below its header", "write it, or take it out of the header")
    for method, count in Counter(defined).items():
        if count > 1:
            raise CourseError(f"{method} is defined {count} times", "leave one")
        if method in has and method not in replaced:
            raise CourseError(
                f"{method} is a method of {name} and not in the header",
                f"write {name}.{', '.join([*replaced, method])} there, or give the helper another name",
            )


def _first(node: Method) -> int:
    """The place of its first line, counted from 0; decorators are part of it."""
    return min(part.lineno for part in [node, *node.decorator_list]) - 1


def _indented(lines: list[str], indent: str) -> list[str]:
    """Without blank lines around it, and moved to the right, save what is inside a string over several lines."""
    text = "\n".join(lines).strip("\n")
    inside = {
        number
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant | ast.JoinedStr)
        for number in range(node.lineno, node.end_lineno or 0)
    }
    return [line if number in inside or not line else indent + line for number, line in enumerate(text.split("\n"))]
