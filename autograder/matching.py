"""Knows which cell of a submission is which of the released notebook: by marks, texts, what it defines, and its place.

Editors and people take marks away, copy them along, join and split cells, and put them elsewhere. A mark is believed
unless the cell's own text says otherwise. Changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from nbformat import NotebookNode

from autograder.defining import names_in, program
from autograder.given import Given, prose_of, squeezed
from autograder.source import grade_id

_LEAST = 20  # characters of a program that may be found again though it was formatted anew


@dataclass
class Match:
    """What was found out. Cells are named by their numbers, in the submission and in the release.

    Attributes:
        theirs: released -> submitted.
        places: submitted -> the released one it follows; of cells of the student's own. -1: it follows none.
        moved: released ones that stand elsewhere in the submission.
        instead: released ones whose place a cell of the student's own takes.
        behind: submitted ones of the student's own that need a missing one in front of them: it defines more than they.
        copies: submitted ones with a mark whose place is taken; each is a cell of the student's own, or dropped.
        dropped: submitted ones that are left out, as they say nothing: copies of what was released.
        unmarked: released ones with a name that had lost their marks.
        stripped: whether all had, so that nothing more can be said of one of them.
    """

    theirs: dict[int, int] = field(default_factory=dict)
    places: dict[int, int] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)
    instead: set[int] = field(default_factory=set)
    behind: dict[int, int] = field(default_factory=dict)
    copies: dict[int, int] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)
    unmarked: set[int] = field(default_factory=set)
    stripped: bool = False


def match(submitted: Sequence[NotebookNode], given: Sequence[Given]) -> Match:
    """Finds the released cells in a submission.

    Args:
        submitted: its cells.
        given: of `given.derived`.
    """
    found = Match()
    claims, marked = _claims(submitted, given)
    anchors = dict(_chain([(one, claims[one], _weight(submitted[one], given[claims[one]])) for one in sorted(claims)]))
    _adopt(submitted, given, claims, anchors, found)
    found.theirs = {released: one for one, released in anchors.items()}
    stubs = {program(one.text): number for number, one in enumerate(given) if one.answer and one.kind == "code"}
    for one, cell in enumerate(submitted):
        if one not in claims and one not in anchors and cell.cell_type == "code" and program(cell.source) in stubs:
            _let_go(one, stubs[program(cell.source)], submitted, given, found)
    for one, released in sorted(claims.items()):
        if one in anchors:
            continue
        if released not in found.theirs and _may_move(one, submitted, given[released]):
            found.theirs[released] = one
            found.moved.add(released)
        elif released not in found.theirs:
            pass  # it stays where it stands
        elif released in found.moved and given[released].is_blank(submitted[found.theirs[released]]):
            _let_go(found.theirs[released], released, submitted, given, found)
            found.theirs[released] = one
        else:
            _let_go(one, released, submitted, given, found)
    found.unmarked = {released for released, one in found.theirs.items() if given[released].name and one not in marked}
    found.stripped = bool(found.unmarked) and not marked
    found.unmarked -= found.instead
    _place(submitted, anchors, found)
    return found


def _claims(submitted: Sequence[NotebookNode], given: Sequence[Given]) -> tuple[dict[int, int], set[int]]:
    """Which released cell a submitted one says it is, or reads like; and those that say so by a mark or an id."""
    by_name = {one.name: number for number, one in enumerate(given) if one.name}
    by_id = {one.id: number for number, one in enumerate(given)}
    by_text = {_text(one.kind, one.text): number for number, one in enumerate(given) if one.text.strip()}
    owners = {name: number for number, one in enumerate(given) if one.answer for name in one.asked}
    claims: dict[int, int] = {}
    for number, cell in enumerate(submitted):
        claim = by_name.get(grade_id(cell), by_id.get(cell.id))
        if claim is None or _is_of_another(cell, claim, given, owners):
            continue
        text = _text(cell.cell_type, cell.source)
        claims[number] = claim if _text(given[claim].kind, given[claim].text) == text else by_text.get(text, claim)
    marked = set(claims)
    taken = set(claims.values())
    for key in (_text, _program):
        free: dict[str, list[int]] = {}
        for number, one in enumerate(given):
            if number not in taken and (text := key(one.kind, one.text)):
                free.setdefault(text, []).append(number)
        for number, cell in enumerate(submitted):
            if number not in claims and (same := free.get(key(cell.cell_type, cell.source))):
                claims[number] = same.pop(0)
                taken.add(claims[number])
    return claims, marked


def _is_of_another(cell: NotebookNode, claim: int, given: Sequence[Given], owners: dict[str, int]) -> bool:
    """Whether a cell marked as one exercise holds the answer to another: somebody wrote into a copy."""
    if not given[claim].answer or given[claim].kind != "code" or given[claim].is_blank(cell):
        return False
    defined = names_in(cell.source)
    return not defined & given[claim].asked and any(owners.get(name, claim) != claim for name in defined)


def _text(kind: str, text: str) -> str:
    return f"{kind}\n{text.strip()}" if text.strip() else ""


def _program(kind: str, text: str) -> str:
    same = re.sub(r"[(),]", "", program(text)) if kind == "code" else squeezed(text)
    return f"{kind}\n{same}" if len(same) >= _LEAST else ""


def _weight(cell: NotebookNode, given: Given) -> float:
    """What it is worth to have a cell in its place: of two copies, the one with an answer."""
    return 1.0 if not given.answer or given.is_blank(cell) else 1.5


def _chain(pairs: Sequence[tuple[int, int, float]]) -> list[tuple[int, int]]:
    """The heaviest choice of pairs in which both numbers grow; of equally heavy ones, that with the first cells.

    Args:
        pairs: of numbers, each with its weight, in the order of their first numbers.
    """
    best: dict[int, tuple[float, tuple]] = {}  # by the second number of its last pair: weight, and the pairs linked
    for one, other, weight in pairs:
        before, links = max(
            (found for last, found in best.items() if last < other), key=lambda found: found[0], default=(0.0, ())
        )
        if other not in best or before + weight > best[other][0]:
            best[other] = before + weight, (one, other, links)
    _, links = max(best.values(), key=lambda found: found[0], default=(0.0, ()))
    chosen = []
    while links:
        one, other, links = links
        chosen.append((one, other))
    return chosen[::-1]


def _adopt(
    submitted: Sequence[NotebookNode],
    given: Sequence[Given],
    claims: dict[int, int],
    anchors: dict[int, int],
    found: Match,
) -> None:
    """Lets cells of the student's own take the place of released ones that are not there, or blank, next to them.

    The order in which cells run stays what it is.
    """
    ends = [(-1, -1), *sorted(anchors.items()), (len(submitted), len(given))]
    prose = prose_of(given)
    free = set(range(len(given))) - set(claims.values())
    for (left, above), (right, below) in zip(ends, ends[1:], strict=False):
        own = [
            one
            for one in range(left + 1, right)
            if one not in claims or claims[one] in anchors.values() and not given[claims[one]].is_blank(submitted[one])
        ]
        slots = [number for number in range(above + 1, below) if number in free]
        if left >= 0 and given[above].answer and given[above].is_blank(submitted[left]) and left in anchors:
            slots.insert(0, above)
        if right < len(submitted) and given[below].answer and given[below].is_blank(submitted[right]):
            slots.append(below)
        fits = [
            (one, slot, 1 + place * (1e-6 if given[slot].kind == "code" else -1e-6))  # the last def, the first text
            for place, one in enumerate(own)
            for slot in reversed(slots)
            if _fits(submitted[one], given[slot], prose)
        ]
        for one, slot in _chain(fits):
            for blank in [blank for blank, released in anchors.items() if released == slot]:
                del anchors[blank]
                found.dropped.add(blank)
                claims.pop(blank)
            claims.pop(one, None)
            anchors[one] = slot
            found.instead.add(slot)
            free.discard(slot)
        for slot in slots:
            if slot in free and given[slot].answer and given[slot].kind == "code":
                parts = [one for one in own if one not in anchors and given[slot].asked & _names(submitted[one])]
                found.behind |= dict.fromkeys(parts[:1], slot)


def _fits(cell: NotebookNode, given: Given, prose: str) -> bool:
    """Whether a cell of the student's own may stand for a released one."""
    if given.locked or not cell.source.strip():
        return False
    if given.kind == "code":
        return bool(given.defines) and given.defines <= _names(cell)
    return given.answer and cell.cell_type != "code" and squeezed(cell.source) not in prose


def _may_move(one: int, submitted: Sequence[NotebookNode], given: Given) -> bool:
    """Whether a cell may go to its released place: not if that changes which of several cells has the last word."""
    return given.locked or not any(
        given.defines & _names(cell) and not given.is_blank(cell)
        for other, cell in enumerate(submitted)
        if other != one
    )


def _names(cell: NotebookNode) -> frozenset[str]:
    return names_in(cell.source) if cell.cell_type == "code" else frozenset()


def _let_go(one: int, released: int, submitted: Sequence[NotebookNode], given: Sequence[Given], found: Match) -> None:
    """A copy runs where the student put it, unless it says nothing of its own."""
    found.copies[one] = released
    cell, original = submitted[one], given[released]
    same = cell.source.strip() == original.text.strip()
    if (original.answer and original.is_blank(cell)) or (same and (original.test or original.kind != "code")):
        found.dropped.add(one)


def _place(submitted: Sequence[NotebookNode], anchors: dict[int, int], found: Match) -> None:
    place, taken = -1, set(found.theirs.values())
    for one in range(len(submitted)):
        if one in anchors:
            place = anchors[one]
        elif one not in taken and one not in found.dropped:
            place = max(place, found.behind.get(one, -1))
            found.places[one] = place
