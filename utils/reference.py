"""Trusted computations: a loss written as named steps, from which values and error signals follow.

A reader's answer is compared with a ``Program``. Nobody writes a backward pass here: error signals are found
numerically, by moving one value and running the steps after it again. So no answer of an exercise on gradients
stands in this package, and a mistake in one cannot hide a mistake in the other.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from utils.numerical import complex_step_gradient
from utils.trusted import own, unguarded

DRAWN_KEPT = 8  # times that points were drawn: an exercise has one seed that stays, and a new one in each grading
COMPARED = 4  # points at which a program's derivatives are compared with differences, and so many more that are flat
MOST_KEPT = 4096  # error signals of a program; a check asks for some hundreds, many of them again and again

Values = dict[str, np.ndarray]
Point = Mapping[str, Any]  # a number or an array for each input
Ready = list[tuple[str, Callable[..., np.ndarray], tuple[str, ...]]]  # steps: name, function, what it reads
Fingerprint = tuple[tuple[str, ...], tuple[tuple[tuple[int, ...], bytes], ...]]


@dataclass(frozen=True)
class LocalSlip:
    """A well-known mistake in one local derivative, which the general ones do not cover.

    Attributes:
        step: the step that is differentiated.
        parent: with respect to which of its parents.
        kind: the mistake's name.
        says: a sentence for the reader, of what was done, not of what would be right.
        local: from the pass's values to the wrong local derivative, entry by entry.
        following: a next step of its own; empty where there is none.
    """

    step: str
    parent: str
    kind: str
    says: str
    local: Callable[[Values], np.ndarray]
    following: str = ""


@dataclass(frozen=True)
class Program:
    """A computation as named steps; the last one is the loss (or cost) that is differentiated.

    Attributes:
        inputs: names of the arguments, in the order in which a reader's function takes them.
        steps: name -> function, in order of computation. A step's parameters are named after what it reads:
            inputs or earlier steps. Written with analytic operations only (see ``complex_step_gradient``).
        draw: ``draw(rng)`` gives one random point, a value for each input. See ``random_point``.
        first: points tried before the random ones, because they read well: small ones where random ones are large.
        edges: points of the kind at which mistakes hide, such as one example, or |z| of 1000.
        batch: the inputs that have one example for each entry of their first axis; none for a single example.
        slips: well-known mistakes in local derivatives.
        pack: from a point to a reader's arguments, by name, where these are not the inputs one by one.
        in_words: what each step is called on paper, where a reader differentiates the whole as one formula.
    """

    inputs: tuple[str, ...]
    steps: Mapping[str, Callable[..., np.ndarray]]
    draw: Callable[[np.random.Generator], Point]
    edges: tuple[Point, ...] = ()
    batch: tuple[str, ...] = ()
    slips: tuple[LocalSlip, ...] = ()
    first: tuple[Point, ...] = ()
    pack: Callable[[Point], dict[str, object]] | None = None
    in_words: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "steps", {name: own(step) for name, step in self.steps.items()})

    @property
    def output(self) -> str:
        """The name of the last step."""
        return list(self.steps)[-1]

    @cached_property
    def parents(self) -> dict[str, tuple[str, ...]]:
        """Each name with the names it is computed from; inputs have none. Parents before children.

        Raises:
            ValueError: a step reads what is no input and no step before it.
        """
        graph: dict[str, tuple[str, ...]] = dict.fromkeys(self.inputs, ())
        for name, step in self.steps.items():
            graph[name] = tuple(inspect.signature(step).parameters)
            if unknown := [parent for parent in graph[name] if parent not in graph or parent == name]:
                raise ValueError(f"step {name} reads {unknown[0]}, which is no input and no step before it")
        return graph

    def descendants(self, name: str) -> tuple[str, ...]:
        """``name`` and every step that depends on it, in order of computation."""
        return self._descendants[name]

    @cached_property
    def _descendants(self) -> dict[str, tuple[str, ...]]:
        found = {name: [name] for name in self.parents}
        for step, parents in self.parents.items():
            for reached in found.values():
                if step not in reached and not set(reached).isdisjoint(parents):
                    reached.append(step)
        return {name: tuple(reached) for name, reached in found.items()}

    def arguments(self, point: Point) -> dict[str, object]:
        """What a reader's function is called with at ``point``, by name."""
        return {name: point[name] for name in self.inputs} if self.pack is None else self.pack(point)

    def children(self, name: str) -> set[str]:
        """The steps that read ``name``: from their error signals its own is computed."""
        return {step for step, parents in self.parents.items() if name in parents}

    def random_points(self, count: int, seed: int) -> tuple[Point, ...]:
        """So many points of ``random_point``, drawn by a generator with this seed.

        What was drawn last is kept: the visible checks have the same seed for everybody, and are run many times.
        """
        points = self._points.pop((count, seed), None)
        if points is None:
            rng = np.random.default_rng(seed)
            points = tuple(self.random_point(rng) for _ in range(count))
        self._points[count, seed] = points  # the latest at the end
        if len(self._points) > DRAWN_KEPT:
            del self._points[next(iter(self._points))]
        return points

    @cached_property
    def _points(self) -> dict[tuple[int, int], tuple[Point, ...]]:
        return {}

    def random_point(self, rng: np.random.Generator, least: float = 1e-4, tries: int = 1000) -> Point:
        """A point drawn by ``draw`` at which nothing is hidden: every entry of every derivative exceeds ``least``.

        Where a derivative is zero, an answer that forgets it is right. The default is far above the 1e-6 at which
        answers are compared, and far below what a derivative usually is.

        Raises:
            ValueError: none was found in so many ``tries``; the message names what stayed near zero. Or a step loses
                its derivative: see ``_refuse_lost_derivatives``.
        """
        for _ in range(tries):
            point = self.draw(rng)
            values = self.values(point)
            known = _fingerprint(values)
            if len(self._compared) < COMPARED:
                self._refuse_lost_derivatives(values, known)
            # From the last step on: the fewer steps depend on a name, the sooner it is measured.
            hidden = next((name for name in reversed(values) if self._hides(values, known, name, least)), None)
            if hidden is None:
                return point
            if len(self._compared) < 2 * COMPARED and known not in self._compared:  # is it really flat there?
                self._refuse_lost_derivatives(values, known)
        near_zero = [name for name in values if self._hides(values, known, name, least)]
        raise ValueError(
            f"no point in {tries} has derivatives away from zero; near zero at the last: {', '.join(near_zero)}"
        )

    def _refuse_lost_derivatives(self, values: Values, known: Fingerprint) -> None:
        """Compare derivatives by complex steps with differences of real numbers, of each name in two of its entries.

        ``np.abs``, in one branch of a ``where``, drops the imaginary part: the derivative comes out as 0, or otherwise
        wrong, and an answer that is wrong there would pass. Tried at the first points alone, for each program once.

        Raises:
            ValueError: they differ. By more than a part in 1 000: differences are exact to about 1e-6 here, and what
                is lost is a whole factor or term.
        """
        self._compared.append(known)
        for name, value in values.items():
            signal, steps = self._signal(values, known, name), self._ready(self.descendants(name)[1:])
            for at in {0, int(np.abs(signal).argmin())} if value.size else ():
                step = 1e-5 * max(1.0, abs(float(value.flat[at])))
                ends = []
                for moved in (step, -step):
                    there = value.copy()
                    there.flat[at] += moved
                    ends.append(float(_run(steps, {**values, name: there})[self.output]))
                measured, found = (ends[0] - ends[1]) / (2 * step), float(signal.flat[at])
                if not np.isfinite(measured):
                    continue
                here = float(values[self.output])
                sides = (measured, (ends[0] - here) / step, (here - ends[1]) / step)
                size = max(abs(found), abs(measured), 1e-3 * max(1.0, *map(abs, ends)))
                # Beside a kink, as ReLU's, one side alone is right; what is lost is missing on both.
                if min(abs(side - found) for side in sides) > 1e-3 * size:
                    raise ValueError(
                        f"the derivative with respect to {name} is {found:.3g} by a complex step and {measured:.3g} by "
                        "a difference: a step after it may use abs, max or a comparison. Write "
                        "np.where(z.real > 0, z, -z) for abs, and the like"
                    )

    @cached_property
    def _compared(self) -> list[Fingerprint]:
        """The points at which complex steps were compared with differences."""
        return []

    def _hides(self, values: Values, known: Fingerprint, name: str, least: float) -> bool:
        return not np.all(np.abs(self._signal(values, known, name)) > least)

    def values(self, point: Point) -> Values:
        """The forward pass at ``point``: every input and every step, float64 arrays (0-d for scalars)."""
        values = {name: np.asarray(point[name], dtype=np.float64) for name in self.inputs}
        return _run(self._ready(self.steps), values)

    def compute(self, step: str, values: Values) -> np.ndarray:
        """What a step makes of the values that it reads."""
        return _made(step, self.steps[step], self.parents[step], values)

    def run_after(self, values: Values, name: str, value: np.ndarray) -> Values:
        """The pass in which ``name`` has come out as ``value``: the steps that depend on it are run again."""
        return _run(self._ready(self.descendants(name)[1:]), {**values, name: np.asarray(value)})

    def _ready(self, steps: Iterable[str]) -> Ready:
        """These steps, ready to be run many times; a guard of theirs is asked once."""
        return [(step, unguarded(self.steps[step]), self.parents[step]) for step in steps]

    def error_signal(self, values: Values, name: str) -> np.ndarray:
        """The derivative of the output with respect to ``values[name]``, of the same shape, read-only.

        ``name`` is moved, and the steps that depend on it are run again; everything else stays.
        """
        return self._signal(values, _fingerprint(values), name)

    def _signal(self, values: Values, known: Fingerprint, name: str) -> np.ndarray:
        """The same, of values whose fingerprint is known."""
        key = (name, known)
        if key not in self._signals:
            if len(self._signals) >= MOST_KEPT:
                self._signals.clear()
            self._signals[key] = self._measured(values, name)
            self._signals[key].flags.writeable = False
        return self._signals[key]

    @cached_property
    def _signals(self) -> dict[tuple[str, Fingerprint], np.ndarray]:
        """The error signals found before, by name and the bytes of all values: a point is often asked about again."""
        return {}

    def _measured(self, values: Values, name: str) -> np.ndarray:
        steps, last = self._ready(self.descendants(name)[1:]), self.output
        moving = dict(values)  # the steps that depend on what is moved are run again each time, so their values change

        def output(moved: np.ndarray) -> np.ndarray:
            moving[name] = moved
            return _moved(steps, moving)[last]

        return complex_step_gradient(output, values[name])

    def error_signals(self, values: Values, names: tuple[str, ...] | None = None) -> Values:
        """The error signals of ``names`` (every name unless told), by name."""
        known = _fingerprint(values)
        return {name: self._signal(values, known, name) for name in names or tuple(values)}


def _run(steps: Ready, values: Values) -> Values:
    """Adds what the steps make of the values, one after the other."""
    for step, function, parents in steps:
        values[step] = _made(step, function, parents, values)
    return values


def _made(step: str, function: Callable[..., np.ndarray], parents: tuple[str, ...], values: Values) -> np.ndarray:
    """What a step makes of the values that it reads.

    Raises:
        ValueError: nothing, or a real number, of a complex one.
    """
    try:
        result = np.asarray(function(*[values[name] for name in parents]))
    except TypeError as error:
        if moved := _complex(parents, values):  # with real numbers it worked
            raise ValueError(_not_analytic(step, moved)) from error
        raise
    if result.dtype.kind != "c" and (moved := _complex(parents, values)):
        raise ValueError(_not_analytic(step, moved))
    return result


def _moved(steps: Ready, values: Values) -> Values:
    """The same as `_run` where each step reads something complex: this is what takes the time in a derivative.

    Raises:
        ValueError: a step makes nothing, or a real number, of it.
    """
    for step, function, parents in steps:
        try:
            result = np.asarray(function(*[values[name] for name in parents]))
        except TypeError as error:
            raise ValueError(_not_analytic(step, _complex(parents, values))) from error
        if result.dtype.kind != "c":
            raise ValueError(_not_analytic(step, _complex(parents, values)))
        values[step] = result
    return values


def _complex(names: tuple[str, ...], values: Values) -> str:
    """The first of these that is complex; empty where none is."""
    for name in names:
        value = values[name]
        if value.dtype.kind == "c" if isinstance(value, np.ndarray) else np.iscomplexobj(value):
            return name
    return ""


def _fingerprint(values: Values) -> Fingerprint:
    """What tells these values from all others: names, shapes, bytes."""
    return tuple(values), tuple([(value.shape, value.tobytes()) for value in values.values()])


def _not_analytic(step: str, parent: str) -> str:
    return (
        f"step {step} takes no complex {parent}, by which its derivative is found: it may use abs, a norm, logaddexp, "
        "max, a comparison or float. Write np.sqrt(np.sum(v**2)) for a norm, np.log(1 + np.exp(z)) for "
        "logaddexp(0, z), np.where(z.real > 0, z, -z) for abs, and the like for max"
    )
