"""Knows the variants of a notebook: other answers to its exercises, right ones and planted mistakes.

Never runs one, and does not know how an answer is judged. The form, one block per answer:

    # %% wrong forward | the ½ is missing
    # named: constant factor
    def forward(w, b, x, t): ...

Lines `# key: value` right below a header are attributes; the rest replaces the solution cell's source.
Where the exercise is a class, some of its methods are enough. The others are the solution's:

    # %% wrong Node.exp | the slope is left out
    def exp(self): ...

A small edit of the solution needs no more than that; each text stands in it once:

    # %% wrong forward | the error the other way round
    # named: sign
    # replace: y - t => t - y

Several methods are listed, `Node.exp, tanh`. Helpers and imports may stand with them (see `splicing`).
What somebody may write where a person marks is of the kind `written`, text behind comment signs:

    # %% written why | says only that they are equal
    # Because they are equal.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.utils import is_solution

from autograder.errors import CourseError, file_error
from autograder.source import grade_id, without_marks
from autograder.splicing import with_methods

_HEADER = re.compile(
    r"# %% (?P<kind>right|wrong|written) (?P<exercise>[\w-]+)(?:\.(?P<methods>\w+(?:, *\w+)*))? \| (?P<name>\S.*)"
)
_ATTRIBUTE = re.compile(r"# (?P<key>[a-z][a-z_]*): (?P<value>\S.*)")


@dataclass(frozen=True)
class Variant:
    """One answer to one exercise."""

    kind: str  # "right", "wrong", or "written": an answer that a person marks
    exercise: str  # the solution cell's grade_id
    name: str
    body: str  # all of the solution cell, also where only some methods are written down
    attributes: dict[str, str] = field(default_factory=dict, hash=False)


def read_variants(path: Path, nb: NotebookNode) -> list[Variant]:
    """Every variant in `path`, in the file's order.

    Args:
        nb: the source of its notebook, whose classes the variants complete that write down some methods only.

    Raises:
        CourseError: the file cannot be read, or some of it is no variant; tells all of it.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise CourseError(f"{path} is not UTF-8 (byte {error.start})", "save it as UTF-8") from None
    except OSError as error:
        raise file_error(path, error, "read") from None

    starts = [i for i, line in enumerate(lines) if line.startswith("# %%")]
    for i, line in enumerate(lines[: starts[0] if starts else None]):
        if line.strip() and not line.startswith("#"):
            raise CourseError(
                f"{path}, line {i + 1}: code before the first variant",
                "put a header `# %% right EXERCISE | NAME` above it",
            )
    solutions = {grade_id(cell): without_marks(cell.source) for cell in nb.cells if is_solution(cell)}
    variants: dict[tuple[str, str], Variant] = {}
    wrong: list[str] = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        try:
            variant = _read_one(path, start + 1, lines[start:end], solutions)
            if (variant.exercise, variant.name) in variants:
                raise CourseError(
                    f"{path}, line {start + 1}: {variant.exercise} has two variants named {variant.name!r}",
                    "give one another name",
                )
        except CourseError as error:
            wrong.append(error.message)
        else:
            variants[variant.exercise, variant.name] = variant
    if wrong:
        raise CourseError(wrong[0], details=wrong[1:])
    return list(variants.values())


def _read_one(path: Path, number: int, lines: list[str], solutions: Mapping[str, str]) -> Variant:
    header = _HEADER.fullmatch(lines[0].rstrip())
    if header is None or (header["methods"] and header["kind"] == "written"):
        raise CourseError(
            f"{path}, line {number}: not a variant's header: {lines[0]!r}",
            "write `# %% right EXERCISE | NAME` or `# %% wrong EXERCISE | NAME`, "
            "or EXERCISE.METHOD for one method of a class",
        )
    attributes: dict[str, str] = {}
    edits: list[str] = []
    rest = lines[1:]
    while header["kind"] != "written" and rest and (match := _ATTRIBUTE.fullmatch(rest[0].rstrip())):
        if match["key"] == "replace":
            edits.append(match["value"])
        else:
            attributes[match["key"]] = match["value"]
        rest = rest[1:]
    if header["kind"] == "written":
        rest = [line.removeprefix("#").removeprefix(" ") for line in rest]
    body = "\n".join(rest).strip("\n").rstrip()
    if edits:
        if body or header["methods"]:
            raise CourseError(f"{path}, line {number}: code beside `# replace:`; write one of the two")
        body = _edited(f"{path}, line {number}", header["exercise"], edits, solutions)
    if not body:
        raise CourseError(
            f"{path}, line {number}: the variant {header['name']!r} is empty", "write the answer below its header"
        )
    if header["methods"]:
        try:
            body = _completed(body, header["exercise"], re.findall(r"\w+", header["methods"]), solutions)
        except CourseError as error:
            raise CourseError(f"{path}, line {number}: {error.message}") from None
        except SyntaxError as error:
            above = number + len(lines) - len(rest) + next(i for i, line in enumerate(rest) if line) - 1
            raise CourseError(
                f"{path}, line {above + (error.lineno or 1)}: {error.msg}",
                "mend it, or write the whole answer below a header without methods",
            ) from None
    return Variant(header["kind"], header["exercise"], header["name"], body, attributes)


def _edited(place: str, exercise: str, edits: list[str], solutions: Mapping[str, str]) -> str:
    """The solution with the texts replaced, one after the other."""
    if exercise not in solutions:
        raise CourseError(f"{place}: {exercise} is no exercise of this notebook; use the solution cell's grade_id")
    body = solutions[exercise]
    for edit in edits:
        old, arrow, new = (part.strip() for part in edit.partition("=>"))
        if not (old and arrow):
            raise CourseError(f"{place}: write `# replace: OLD => NEW`")
        if (count := body.count(old)) != 1:
            raise CourseError(
                f"{place}: {old!r} stands {count} times in the solution of {exercise}; write what stands in it once"
            )
        body = body.replace(old, new)
    return body


def _completed(body: str, exercise: str, methods: list[str], solutions: Mapping[str, str]) -> str:
    if exercise not in solutions:
        raise CourseError(f"{exercise} is no exercise of this notebook", "use the solution cell's grade_id")
    return with_methods(solutions[exercise], exercise, methods, body)


def apply_variant(solved: NotebookNode, variant: Variant) -> NotebookNode:
    """A copy of `solved` that answers `variant.exercise` in the variant's way."""
    nb = copy.deepcopy(solved)
    for cell in nb.cells:
        mark = cell.metadata.get("nbgrader", {})
        if mark.get("solution") and mark.get("grade_id") == variant.exercise:
            cell.source = variant.body
            return nb
    raise CourseError(
        f"variant {variant.name!r} answers {variant.exercise}, no exercise of its notebook",
        "use the solution cell's grade_id",
    )


def submission(solved: NotebookNode, variants: Iterable[Variant] = ()) -> NotebookNode:
    """What a student would hand in who answered like `solved`, save where `variants` differ; not run."""
    nb = copy.deepcopy(solved)
    nb.metadata.pop("course", None)  # the record of an execution, which this is not
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    for variant in variants:
        nb = apply_variant(nb, variant)
    return nb
