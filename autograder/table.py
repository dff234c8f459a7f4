"""Knows how a class's results are shown to a person: a row for each student, a column for each exercise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.desk.counts import ExerciseCounts, NotebookCounts, was_graded
from autograder.desk.marks import Marked
from autograder.results import NOT_ATTEMPTED, NOT_JUDGED, PASSED, Result
from autograder.saying import one_line, printable
from autograder.words import duration, number

_BLANK, _UNREAD, _UNJUDGED = "–", "·", "?"
_SIGNS = {NOT_ATTEMPTED: _BLANK, NOT_JUDGED: _UNJUDGED}
_GAP = 2
_LONGEST_NAME = 60  # of a student, in the table


@dataclass(frozen=True)
class Table:
    """What is shown, laid out but not yet drawn."""

    title: str
    header: tuple[str, ...]  # a heading may have several lines
    rows: tuple[tuple[str, ...], ...]
    mean: tuple[str, ...]  # the closing row; empty where nothing was graded
    notes: tuple[str, ...]  # below the table


@dataclass(frozen=True)
class _Column:
    """A heading, what stands below it by student, and what closes it."""

    heading: str
    most: str  # a second line of the heading
    cells: dict[str, str]
    mean: str = ""


def lay_out(notebook: NotebookCounts, width: int, rule: str = "") -> Table:
    """The marks of one notebook, no wider than `width` where that can be had.

    Extras are one column, which says how many were right; nothing else is made of them.

    Args:
        notebook: counted over the class, as for the report: every mean and total is the same there.
        width: in characters. Exercises that do not fit by name are numbered, and named below.
        rule: what late work costs, to go on from "late work".
    """
    marked = notebook.submissions
    graded = {one.student for one in marked if was_graded(one)}
    columns = [_of_exercise(exercise) for exercise in notebook.core] + [
        _Column(
            question.name,
            f"/{number(question.max_points)}",
            {one.student: _given(one, question.name) for one in marked if one.student in graded},
            number(question.mean),
        )
        for question in notebook.questions
    ]
    after = []
    if notebook.extras:
        after.append(_Column("extras", f"/{len(notebook.extras)}", _right(notebook.extras, graded)))
    if any(one.penalty for one in marked):
        taken = {
            one.student: f"-{number(one.penalty)}" if one.penalty else "" for one in marked if one.student in graded
        }
        after.append(_Column("late", "", taken))
    if notebook.max_points:
        total = {one.student: number(one.points) for one in marked if one.student in graded}
        after.append(_Column("total", f"/{number(notebook.max_points)}", total, number(notebook.mean)))
    rows = tuple(
        (
            printable(one.student, _LONGEST_NAME),
            *(column.cells.get(one.student, _UNREAD) for column in (*columns, *after)),
        )
        for one in marked
    )
    mean = ("mean", *(column.mean for column in (*columns, *after))) if graded and notebook.max_points else ()
    notes = []
    for longest in (11, 8):
        header = _header([_broken(column.heading, longest) for column in columns], columns, after)
        if sum(_widths(header, rows, mean)) + _GAP * (len(header) - 1) <= width:
            break
    else:
        notes.append("; ".join(f"{place} {column.heading}" for place, column in enumerate(columns, 1)))
        header = _header([str(place) for place, _ in enumerate(columns, 1)], columns, after)
    if any(cell == _BLANK for row in rows for cell in row):
        notes.append(f"{_BLANK} not attempted")
    notes += _unjudged(notebook)
    notes += _to_look_at(marked)
    if len(graded) < len(marked):
        notes.append(f"mean of {len(graded)} of {len(marked)} submissions" if graded else "none could be graded")
    notes += _late(marked, rule)
    notes += [
        f"{printable(one.student)}: {_what_happened(one.record)}"
        for one in marked
        if one.record and not was_graded(one)
    ]
    return Table(notebook.name, header, rows, mean, tuple(notes))


def _of_exercise(exercise: ExerciseCounts) -> _Column:
    cells = {
        answer.student: number(answer.points) if answer.points else _SIGNS.get(answer.verdict, "0")
        for answer in exercise.answers
        if answer.graded
    }
    return _Column(exercise.name, f"/{number(exercise.max_points)}", cells, number(exercise.mean))


def _given(marked: Marked, question: str) -> str:
    (mark,) = (mark for mark in marked.marks if mark.grade_id == question)
    return _UNJUDGED if mark.waits else number(mark.points)


def _late(marked: Sequence[Marked], rule: str) -> list[str]:
    """Who lost points for it, by how much they were late, and the rule; of others who were late, how many they are."""
    late = [one for one in marked if one.seconds_late > 0]
    lost = [f"  {printable(one.student)}: {duration(one.seconds_late)}" for one in late if one.penalty]
    said = f" (late work {rule})" if rule else ""
    if not lost:
        return [f"{len(late)} handed in late, and no points taken off{said}"] if late else []
    rest = len(late) - len(lost)
    return [f"handed in late{said}, by", *lost] + [f"  and {rest} more, with no points taken off"] * bool(rest)


def _right(extras: Sequence[ExerciseCounts], graded: set[str]) -> dict[str, str]:
    count = Counter(answer.student for extra in extras for answer in extra.answers if answer.verdict == PASSED)
    return {student: str(count[student]) for student in graded}


def _to_look_at(marked: Sequence[Marked]) -> list[str]:
    """Who has no points for what may be answered elsewhere in the file; a person decides."""
    found = [
        f"  {printable(one.student)} {look.name}: {look.found}"
        for one in marked
        if one.record is not None
        for look in one.record.looks
        if any(mark.waits and mark.grade_id == look.cell for mark in one.marks)
    ]
    return ["answered elsewhere, look (a mark settles it, 0 as well; see `autograder mark`):", *found] if found else []


def _unjudged(notebook: NotebookCounts) -> list[str]:
    """Which exercises could not be judged, and why, and which questions wait. Until then these count 0."""
    reasons: dict[str, list[str]] = {}
    for exercise in notebook.exercises:
        for answer in exercise.answers:
            if answer.verdict == NOT_JUDGED and exercise.name not in reasons.setdefault(answer.message, []):
                reasons[answer.message].append(exercise.name)
    waiting = [question.name for question in notebook.questions if question.waiting]
    return [f"{_UNJUDGED} not judged: {' and '.join(named)} ({reason})" for reason, named in reasons.items()] + [
        f"{_UNJUDGED} waits for a person: {' and '.join(waiting)}"
    ] * bool(waiting)


def _what_happened(record: Result) -> str:
    return f"could not be {'read' if record.status == 'unreadable' else 'graded'}: {record.reason}"


def _broken(exercise: str, longest: int) -> str:
    """`forward_regularised` over two lines: broken behind underscores, as many parts to a line as fit."""
    lines = [""]
    for part in exercise.replace("_", "_ ").split():
        if lines[-1] and len(lines[-1] + part) > longest:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)


def _header(names: Sequence[str], columns: Sequence[_Column], after: Sequence[_Column]) -> tuple[str, ...]:
    headings = zip((*names, *(column.heading for column in after)), (*columns, *after), strict=True)
    return ("student", *(f"{name}\n{column.most}" for name, column in headings))


def _widths(header: Sequence[str], rows: Sequence[Sequence[str]], mean: Sequence[str]) -> list[int]:
    cells = [
        [part for heading in column[:1] for part in heading.split("\n")] + list(column[1:])
        for column in zip(header, *rows, *([mean] if mean else []), strict=True)
    ]
    return [max(map(len, column)) for column in cells]


def plain(table: Table) -> str:
    """The table as text."""
    widths = _widths(table.header, table.rows, table.mean)
    height = max(heading.count("\n") for heading in table.header) + 1
    stacked = [("\n" * (height - 1 - heading.count("\n")) + heading).split("\n") for heading in table.header]
    rule = "-" * (sum(widths) + _GAP * (len(widths) - 1))
    lines = [
        table.title,
        "",
        *(_line(cells, widths) for cells in zip(*stacked, strict=True)),
        rule,
        *(_line(row, widths) for row in table.rows),
    ]
    if table.mean:
        lines += [rule, _line(table.mean, widths)]
    return "\n".join([*lines, "", *table.notes] if table.notes else lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = cells
    parts = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))]
    return (" " * _GAP).join(parts).rstrip()


def draw(table: Table) -> None:
    """The table on a terminal."""
    from rich import box
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table as RichTable

    console = Console(highlight=False)
    drawn = RichTable(
        title=table.title,
        title_justify="left",
        box=box.SIMPLE,
        padding=(0, 1, 0, 0),
        show_edge=False,
        pad_edge=False,
        show_footer=bool(table.mean),
    )
    for place, heading in enumerate(table.header):
        drawn.add_column(
            heading,
            table.mean[place] if table.mean else "",
            no_wrap=True,
            vertical="bottom",
            justify="left" if place == 0 else "right",
        )
    full = [heading.rpartition("/")[2] for heading in table.header]
    for row in table.rows:
        drawn.add_row(
            *(
                _coloured(cell, most) if place else escape(cell)
                for place, (cell, most) in enumerate(zip(row, full, strict=True))
            )
        )
    console.print(drawn)
    for note in table.notes:
        console.print(one_line(note), markup=False, soft_wrap=True)


def _coloured(cell: str, most: str) -> str:
    """Full points green, none red; the figures say the same without it."""
    style = {most: "green", "0": "red", _BLANK: "dim", _UNREAD: "dim", _UNJUDGED: "yellow"}.get(cell)
    return f"[{style}]{cell}[/{style}]" if style else cell
