"""The task of a topological order: any valid one is right, and what is no graph without cycles is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from utils.browser import in_a_browser
from utils.checks.kinds import NOTHING, TYPE
from utils.checks.refusals import CannotJudge, cannot_judge
from utils.checks.task import Mistake, Task
from utils.checks.writing import type_name
from utils.outcomes import Wrong

MISSING, TWICE, STRANGER = "names missing", "names twice", "unknown names"
ONE_ROUND, COUNTED_TWICE, ALL_REFUSED = "one round", "counted twice", "all refused"
REVERSED, AS_GIVEN, ALPHABETICAL, BY_COUNT = "reversed", "order as given", "alphabetical", "by number of parents"
LEAST_NAMES = 6  # in fewer, one order looks like another by chance

Parents = Mapping[str, tuple[str, ...]]


def _random_parents(rng: np.random.Generator) -> dict[str, tuple[str, ...]]:
    """A graph without cycles, whose names and whose order in the dict say nothing about a valid order."""
    while True:
        count = int(rng.integers(7, 14))
        names = [str(name) for name in rng.permutation([f"{letter}{i}" for letter in "abcd" for i in (1, 2, 3, 4)])]
        names = names[:count]
        parents = {
            name: tuple(names[int(p)] for p in rng.integers(0, i, size=int(rng.integers(0, 4)))) if i else ()
            for i, name in enumerate(names)
        }
        shuffled = {name: parents[name] for name in (names[int(i)] for i in rng.permutation(count))}
        orders = (list(shuffled), list(shuffled)[::-1], sorted(shuffled), sorted(shuffled)[::-1])
        by_count = sorted(shuffled, key=lambda name: len(shuffled[name]))
        if not any(_valid(order, shuffled) for order in (*orders, by_count)):
            return shuffled


def _valid(order: Sequence[str], parents: Parents) -> bool:
    place = {name: i for i, name in enumerate(order)}
    return all(place[parent] < place[name] for name in parents for parent in parents[name])


def _judge(exercise: str, arguments: tuple, answer: Any, where: str) -> None:
    (parents,) = arguments
    order = _names(exercise, answer, where)

    def wrong(headline: str, step: str, mistake: str, *evidence: tuple[str, str]) -> CannotJudge:
        return cannot_judge(exercise, headline, where, step, mistake, ("yours", _shown(order)), *evidence)

    strangers = [name for name in order if name not in parents]
    if strangers:
        step = "List the keys of parents, and nothing else."
        raise wrong(f"{strangers[0]!r} is no node", step, STRANGER)
    twice = [name for name, count in Counter(order).items() if count > 1]
    if twice:
        step = "Place a name only if it has not been placed before."
        raise wrong(f"{_counted(twice)} in the list more than once", step, TWICE)
    placed = set(order)
    missing = [name for name in parents if name not in placed]
    if missing:
        raise _missing(wrong, parents, order, missing)
    if _valid(order, parents):
        return
    place = {name: i for i, name in enumerate(order)}
    child, parent = next((name, parent) for name in order for parent in parents[name] if place[parent] >= place[name])
    rows = [("where", where), ("yours", _shown(order)), ("evidence", f"{parent} is a parent of {child}")]
    mistake, says = _explained(order, parents)
    if says:
        rows.append(("consistent with", says))
    rows.append(("next", f"What has to be true before your program places {child}? Was it true?"))
    headline = f"{child} stands before its parent {parent}"
    raise CannotJudge(Wrong(exercise, headline, tuple(rows), (mistake,) if says else ()))


def _missing(wrong: Callable[..., CannotJudge], parents: Parents, order: list[str], missing: list[str]) -> CannotJudge:
    """What to say of an order that lacks names: first of one that could have been placed."""
    evidence = ("missing", _shown(missing))
    placed = next((name for name in missing if parents[name] and set(parents[name]) <= set(order)), None)
    if placed is None:
        name = next((name for name in missing if not parents[name]), missing[0])
        why = "It has no parents" if not parents[name] else "One of its parents is missing too"
        step = "Every key of parents has to be placed: also one without parents, and one that is nobody's parent."
        return wrong(f"{name!r} is missing", step, MISSING, evidence, ("evidence", why))
    above = list(dict.fromkeys(parents[placed]))
    are = "its parent {} is" if len(above) == 1 else "its parents {} are"
    headline = f"{placed!r} is missing although {are.format(' and '.join(above))} placed"
    if _after_one_round(order, parents):
        says = ("consistent with", "This is what you get after one round.")
        return wrong(headline, "What has to be done until no name is left?", ONE_ROUND, evidence, says)
    return wrong(headline, "Follow your program to the moment when it should be placed. Who looks at it then?", MISSING,
                 evidence)  # fmt: skip


def _after_one_round(order: list[str], parents: Parents) -> bool:
    """Whether it holds what one walk through the keys places, be it at once or at the walk's end."""
    without = {name for name in parents if not parents[name]}
    at_once: list[str] = []
    for name in parents:
        if all(parent in at_once for parent in parents[name]):
            at_once.append(name)
    return set(order) in (without, set(at_once))


def _kahn_counting_twice(parents: Parents) -> list[str]:
    """Kahn's algorithm where a child waits for each of its uses of a parent, and hears of each parent once."""
    waiting = {name: len(above) for name, above in parents.items()}
    order = [name for name in parents if not waiting[name]]
    for name in order:
        for child in parents:
            if name in parents[child]:
                waiting[child] -= 1
                if not waiting[child]:
                    order.append(child)
    if len(order) < len(parents):
        raise ValueError("parents: a cycle")
    return order


def _refuse(parents: Parents) -> list[str]:
    raise ValueError("parents: a cycle")


def _refused(parents: Parents) -> str:
    """The next step where parents without an order were not refused."""
    if any(parent not in parents for above in parents.values() for parent in above):
        return "The first lines of the exercise's cell, which are given, raise this ValueError. Are they still there?"
    return (
        "There comes a round in which names are left and none of them can be placed. What does your program do then? "
        "That is the moment to raise a ValueError. A good message names parents."
    )


def _names(exercise: str, answer: Any, where: str) -> list[str]:
    if answer is None:
        step = "Is there a return at the end, indented like the other lines of the function?"
        raise cannot_judge(exercise, "it returned None", where, step, NOTHING)
    if isinstance(answer, np.ndarray) and answer.ndim == 1:
        answer = answer.tolist()
    if not isinstance(answer, list | tuple):
        headline = f"it returned {type_name(answer)} instead of a list"
        raise cannot_judge(exercise, headline, where, "Return a list of names.", TYPE)
    for entry in answer:
        if not isinstance(entry, str):
            headline = f"the list holds {type_name(entry)}, and should hold names"
            raise cannot_judge(exercise, headline, where, "Put the names into the list, the keys of parents.", TYPE)
    return [str(name) for name in answer]


def _explained(order: list[str], parents: Parents) -> tuple[str, str]:
    """A mistake that the order is consistent with, and a sentence; nothing where none is or chance could do it."""
    if len(order) < LEAST_NAMES:
        return "", ""
    if _valid(order[::-1], parents):
        return REVERSED, "Read from its end it is right: children come before their parents."
    if order in (list(parents), list(parents)[::-1]):
        return AS_GIVEN, "It is the order in which parents lists its keys, whatever their parents are."
    if order in (sorted(parents), sorted(parents)[::-1]):
        return ALPHABETICAL, "It is alphabetical, whatever the parents are."
    for count in (len, lambda names: len(set(names))):
        if order == sorted(parents, key=lambda name: count(parents[name])):
            return BY_COUNT, "Names with fewer parents come first, whoever these parents are."
    return "", ""


def _counted(names: Sequence[str]) -> str:
    return f"{names[0]!r} is" if len(set(names)) == 1 else f"{len(set(names))} names are"


def _shown(names: Sequence[str]) -> str:
    listed = ", ".join(names[:20])
    return f"[{listed}{', …' if len(names) > 20 else ''}]"


def _say(parents: Parents) -> str:
    if len(parents) > 40:  # the long chain
        return f'parents = {{f"n{{i}}": (f"n{{i - 1}}",) if i else () for i in reversed(range({len(parents)}))}}'
    width = max((len(repr(name)) for name in parents), default=0)
    lines = [f"{repr(name) + ':':<{width + 1}} {tuple(above)!r}," for name, above in parents.items()]
    said = ["parents = {", *(f"    {line}" for line in lines), "}"] if lines else ["parents = {}"]
    return "\n".join(said + _faults(parents))


def _faults(parents: Parents) -> list[str]:
    """What keeps these parents from having an order, in words; nothing where they have one."""
    names = list(parents)
    strangers = {parent for above in parents.values() for parent in above if parent not in parents}
    if strangers:
        return [f"# here {', '.join(sorted(strangers))} is no node"]
    reaches = np.array([[parent in parents[name] for parent in names] for name in names], dtype=bool)
    for _ in names:
        reaches = reaches | (reaches @ reaches)
    circle = [name for i, name in enumerate(names) if reaches[i, i]]
    if circle:
        waits = "waits for itself" if len(circle) == 1 else "wait for one another"
        return [f"# here {', '.join(circle)} {waits}"]
    return []


def _chain(length: int) -> dict[str, tuple[str, ...]]:
    """A long chain, listed from its end."""
    return {f"n{i}": (f"n{i - 1}",) if i else () for i in reversed(range(length))}


topological_order = Task(
    ("parents",),
    lambda rng: (_random_parents(rng),),
    _judge,
    first=(
        ({"f": ("y", "q"), "p": ("x", "y"), "q": ("p",), "y": ("t",), "x": ("t",), "t": ()},),
        ({"s": ("x", "x"), "x": ()},),
    ),
    edges=(
        ({},),
        ({"x": ()},),
        ({"b": (), "a": ()},),
        # A search that follows arrows and places what it meets, at once, falls for the long arm of a diamond.
        ({"x": (), "end": ("x", "c"), "c": ("b", "x"), "b": ("a",), "a": ("x",)},),
        ({"q": ("u",), "p": ("u", "w"), "u": (), "w": ("z", "z"), "z": (), "alone": ()},),
        (_chain(120 if in_a_browser() else 300),),  # an answer may call itself for every node
    ),
    refuses=(
        ({"a": ("a",)},),
        ({"a": ("b",), "b": ("a",)},),
        ({"x": (), "a": ("x", "c"), "b": ("a",), "c": ("b",), "y": ("x",)},),
        ({"x": (), "y": ("x", "y"), "z": ("y",)},),
        ({"y": ("x",)},),
        ({"x": (), "y": ("x", "q"), "z": ("y", "x")},),
    ),
    refused=_refused,
    mistakes=(
        Mistake(
            COUNTED_TWICE,
            "This is what you get when a node that lists a parent twice waits for two, and hears of one.",
            _kahn_counting_twice,
        ),
        Mistake(
            ALL_REFUSED,
            "Every graph tried here was refused, and each has an order. A name that has to wait for a "
            "later round is no cycle. And a name that was placed has to be found in the order again.",
            _refuse,
        ),
    ),
    against="every rule of a topological order",
    say=_say,
)
