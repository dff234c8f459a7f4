"""Knows how a class's results are shown to a person: a row for each student, a column for each exercise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.results import NOT_ATTEMPTED, NOT_JUDGED, Result

_BLANK, _UNREAD, _UNJUDGED = "–", "·", "?"
_GAP = 2


@dataclass(frozen=True)
class Table:
    """What is shown, laid out but not yet drawn."""

    title: str
    header: tuple[str, ...]  # a heading may have several lines
    rows: tuple[tuple[str, ...], ...]
    mean: tuple[str, ...]  # the closing row; empty where nothing was graded
    notes: tuple[str, ...]  # below the table


def lay_out(name: str, results: Sequence[Result], width: int) -> Table:
    """The results of one notebook, no wider than `width` where that can be had.

    Args:
        name: the notebook.
        results: one for each student, all with the same tests.
        width: in characters. Exercises that do not fit by name are numbered, and named below.
    """
    worth = _worth(results)
    total = sum(worth.values())
    rows = tuple(
        (result.student, *(_cell(result, exercise) for exercise in worth), f"{result.points:g}") for result in results
    )
    graded = [result for result in results if result.status == "graded"]
    mean: tuple[str, ...] = ()
    if graded:
        columns = [[_points(result, exercise) for result in graded] for exercise in worth]
        columns.append([result.points for result in graded])
        mean = ("mean", *(f"{sum(column) / len(column):.1f}" for column in columns))
    notes = []
    for longest in (11, 8):
        header = _header([_broken(exercise, longest) for exercise in worth], worth, total)
        if sum(_widths(header, rows, mean)) + _GAP * (len(header) - 1) <= width:
            break
    else:
        notes.append("; ".join(f"{number} {exercise}" for number, exercise in enumerate(worth, 1)))
        header = _header([str(number) for number, _ in enumerate(worth, 1)], worth, total)
    if any(cell == _BLANK for row in rows for cell in row):
        notes.append(f"{_BLANK} not attempted")
    notes += _unjudged(results)
    notes += _to_look_at(results)
    if len(graded) < len(results):
        notes.append(f"mean of {len(graded)} of {len(results)} submissions" if graded else "none could be graded")
    notes += [f"{result.student}: {_what_happened(result)}" for result in results if result.status != "graded"]
    return Table(name, header, rows, mean, tuple(notes))


def _worth(results: Sequence[Result]) -> dict[str, float]:
    worth: dict[str, float] = {}
    for test in results[0].tests if results else ():
        worth[test.exercise] = worth.get(test.exercise, 0) + test.max_points
    return worth


def _points(result: Result, exercise: str) -> float:
    return sum(test.points for test in result.tests if test.exercise == exercise)


def _cell(result: Result, exercise: str) -> str:
    if result.status != "graded":
        return _UNREAD
    verdicts = {test.verdict for test in result.tests if test.exercise == exercise}
    for verdict, sign in ((NOT_ATTEMPTED, _BLANK), (NOT_JUDGED, _UNJUDGED)):
        if verdicts == {verdict}:
            return sign
    return f"{_points(result, exercise):g}"


def _to_look_at(results: Sequence[Result]) -> list[str]:
    """Who has no points for what may be answered elsewhere in the file; a person decides."""
    found = [f"  {result.student} {look.name}: {look.found}" for result in results for look in result.looks]
    return ["answered elsewhere, look (a mark in the formgrader settles it, 0 as well):", *found] if found else []


def _unjudged(results: Sequence[Result]) -> list[str]:
    """Which exercises could not be judged, and why; no points were given for them."""
    reasons: dict[str, list[str]] = {}
    for result in results:
        for test in result.tests:
            if test.verdict == NOT_JUDGED:
                named = reasons.setdefault(test.message, [])
                named += [test.exercise] if test.exercise not in named else []
    return [
        f"{_UNJUDGED} not judged, and no points given: {' and '.join(named)} ({reason})"
        for reason, named in reasons.items()
    ]


def _what_happened(result: Result) -> str:
    return f"could not be {'read' if result.status == 'unreadable' else 'graded'}: {result.reason}"


def _broken(exercise: str, longest: int) -> str:
    """`forward_regularised` over two lines: broken behind underscores, as many parts to a line as fit."""
    lines = [""]
    for part in exercise.replace("_", "_ ").split():
        if lines[-1] and len(lines[-1] + part) > longest:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)


def _header(names: Sequence[str], worth: dict[str, float], total: float) -> tuple[str, ...]:
    columns = [f"{name}\n/{points:g}" for name, points in zip(names, worth.values(), strict=True)]
    return ("student", *columns, f"total\n/{total:g}")


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
    for number, heading in enumerate(table.header):
        drawn.add_column(
            heading,
            table.mean[number] if table.mean else "",
            no_wrap=True,
            vertical="bottom",
            justify="left" if number == 0 else "right",
        )
    full = [heading.rpartition("/")[2] for heading in table.header]
    for row in table.rows:
        drawn.add_row(
            *(
                _coloured(cell, most) if number else cell
                for number, (cell, most) in enumerate(zip(row, full, strict=True))
            )
        )
    console.print(drawn)
    for note in table.notes:
        console.print(note, markup=False, soft_wrap=True)


def _coloured(cell: str, most: str) -> str:
    """Full points green, none red; the figures say the same without it."""
    style = {most: "green", "0": "red", _BLANK: "dim", _UNREAD: "dim", _UNJUDGED: "yellow"}.get(cell)
    return f"[{style}]{cell}[/{style}]" if style else cell
