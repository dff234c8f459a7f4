"""Checks on random computations: right gradients always pass, generic mistakes never do, and are called by their names.

The right gradients come from the reverse mode written out below, operation by operation with analytic derivatives. It
shares nothing with the package, which finds its derivatives numerically. Where a derivative is near zero a mistake in
it does not show; such points are not drawn, as in the course.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest

from utils import Returns, check, progress
from utils.elementwise import logistic as analytic_logistic
from utils.outcomes import CheckFailed, Outcome
from utils.reference import Program

SMALL, LARGE = 1e-3, 1e3  # the sizes that derivatives may have

Arrays = dict[str, np.ndarray]
Shape = tuple  # of numbers, and "N" for the number of examples, which differs from point to point


def _sum_to(shape: tuple[int, ...], array: np.ndarray) -> np.ndarray:
    """The gradient of something that was broadcast: summed over what it was repeated along."""
    array = np.sum(array, axis=tuple(range(np.ndim(array) - len(shape))))
    kept = tuple(axis for axis, length in enumerate(shape) if length == 1 and array.shape[axis] != 1)
    return np.sum(array, axis=kept, keepdims=True) if kept else array


@dataclass(frozen=True)
class Op:
    """An operation, and its derivative: from (error signal, result, arguments) to one gradient for each argument."""

    value: Callable[..., np.ndarray]
    gradients: Callable[..., tuple[np.ndarray, ...]]
    text: str  # the same for the package, in terms of np, logistic and the arguments {0}, {1}


OPS = {
    "add": Op(np.add, lambda g, v, a, b: (_sum_to(np.shape(a), g), _sum_to(np.shape(b), g)), "{0} + {1}"),
    "sub": Op(np.subtract, lambda g, v, a, b: (_sum_to(np.shape(a), g), _sum_to(np.shape(b), -g)), "{0} - {1}"),
    "mul": Op(np.multiply, lambda g, v, a, b: (_sum_to(np.shape(a), g * b), _sum_to(np.shape(b), g * a)), "{0} * {1}"),
    "square": Op(np.square, lambda g, v, a: (2 * a * g,), "{0} ** 2"),
    "exp": Op(np.exp, lambda g, v, a: (g * v,), "np.exp({0})"),
    "sin": Op(np.sin, lambda g, v, a: (g * np.cos(a),), "np.sin({0})"),
    "tanh": Op(np.tanh, lambda g, v, a: (g * (1 - v * v),), "np.tanh({0})"),
    "logistic": Op(lambda a: 1 / (1 + np.exp(-a)), lambda g, v, a: (g * v * (1 - v),), "logistic({0})"),
    "layer": Op(lambda x, w: x @ w.T, lambda g, v, x, w: (g @ w, g.T @ x), "{0} @ {1}.T"),
    "matmul": Op(lambda a, b: a @ b, lambda g, v, a, b: (g @ b.T, a.T @ g), "{0} @ {1}"),
    "matvec": Op(lambda x, w: x @ w, lambda g, v, x, w: (np.outer(g, w), x.T @ g), "{0} @ {1}"),
    "row sums": Op(
        lambda a: a.sum(axis=1), lambda g, v, a: (np.repeat(g[:, None], a.shape[1], axis=1),), "np.sum({0}, axis=1)"
    ),
    "sum": Op(np.sum, lambda g, v, a: (np.full(a.shape, g),), "np.sum({0})"),
    "mean": Op(np.mean, lambda g, v, a: (np.full(a.shape, g / a.size),), "np.mean({0})"),
}
TAME = ("sin", "tanh", "logistic")  # what exp may be taken of, besides inputs
UNARY = ("square", "exp", "sin", "tanh", "logistic")


@dataclass
class Graph:
    """A random computation: inputs with their shapes, then steps, each an operation and what it reads."""

    shapes: dict[str, Shape]  # of inputs and steps, in order of computation
    steps: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def inputs(self) -> tuple[str, ...]:
        return tuple(name for name in self.shapes if name not in self.steps)

    @property
    def batch(self) -> tuple[str, ...]:
        return tuple(name for name in self.inputs if "N" in self.shapes[name])

    @property
    def backwards(self) -> tuple[str, ...]:
        """Every name but the output, children before parents."""
        return tuple(self.shapes)[-2::-1]

    def edges(self) -> Iterator[tuple[str, str]]:
        return ((step, parent) for step, (_, parents) in self.steps.items() for parent in parents)

    def children(self, name: str) -> list[str]:
        return [step for step, parent in self.edges() if parent == name]

    def from_here(self, name: str) -> set[str]:
        """``name`` and every step that depends on it."""
        found = {name}
        for step, (_, parents) in self.steps.items():
            if found & set(parents):
                found.add(step)
        return found

    def values(self, point: Arrays) -> Arrays:
        values = dict(point)
        for name, (op, parents) in self.steps.items():
            values[name] = OPS[op].value(*(values[parent] for parent in parents))
        return values

    def contribution(self, values: Arrays, step: str, parent: str, signal: np.ndarray) -> np.ndarray:
        """What ``parent`` receives from ``step``."""
        op, parents = self.steps[step]
        gradients = OPS[op].gradients(signal, values[step], *(values[name] for name in parents))
        return gradients[parents.index(parent)]

    def signals(self, values: Arrays, slip: tuple[str, str] | None = None, instead: Callable | None = None) -> Arrays:
        """Every error signal. On the edge ``slip``, (step, parent), what is received goes through ``instead``."""
        signals = {name: np.zeros(np.shape(values[name])) for name in self.shapes}
        *_, output = self.steps
        signals[output] = np.ones(())
        for step in reversed(self.steps):
            for parent in self.steps[step][1]:
                received = self.contribution(values, step, parent, signals[step])
                if (step, parent) == slip:
                    received = instead(values, signals[step], received)
                signals[parent] = signals[parent] + received
        return signals

    def draw(self, rng: np.random.Generator, tries: int = 1000) -> Arrays:
        """A point where no derivative is small or large; ValueError where there seems to be none."""
        for _ in range(tries):
            examples = int(rng.integers(3, 7))
            point = {}
            for name in self.inputs:
                shape = tuple(examples if length == "N" else length for length in self.shapes[name])
                point[name] = rng.choice([-1.0, 1.0], size=shape) * rng.uniform(0.4, 1.6, size=shape)
            sizes = [np.abs(signal) for signal in self.signals(self.values(point)).values()]
            if all(np.all((size > SMALL) & (size < LARGE)) for size in sizes):
                return point
        raise ValueError("its derivatives are too small or too large")

    def program(self) -> Program:
        """The same for the package."""
        known = {"np": np, "logistic": analytic_logistic}
        steps = {
            name: eval(f"lambda {', '.join(parents)}: {OPS[op].text.format(*parents)}", known)
            for name, (op, parents) in self.steps.items()
        }
        return Program(self.inputs, steps, self.draw, batch=self.batch)

    def right(self, point: Arrays) -> Arrays:
        return self.signals(self.values(point))

    def examples(self, point: Arrays) -> int:
        return len(point[self.batch[0]])

    def __str__(self) -> str:
        lines = [f"{name} {self.shapes[name]}" for name in self.inputs]
        return "\n".join(lines + [f"{n} = {OPS[op].text.format(*parents)}" for n, (op, parents) in self.steps.items()])


INPUTS: tuple[tuple[Shape, ...], ...] = (
    ((), ()),
    ((), (), ()),
    ((3,), (3,)),
    ((4,), ()),
    (("N",), ("N",), ()),
    (("N",), (), ()),
    (("N", 2), (2,), ()),
    (("N", 2), (3, 2), (3,)),
    (("N", 2), (3, 2), ("N", 3)),
    ((3, 3), (3, 3)),
    ((2, 2), (2, 2), ()),
)


def random_graph(rng: np.random.Generator, shapes: tuple[Shape, ...] | None = None) -> Graph:
    """A graph of 3 to 8 steps on inputs of these shapes (any, unless told), in which every value counts."""
    while True:
        chosen = INPUTS[rng.integers(len(INPUTS))] if shapes is None else shapes
        graph = Graph({f"x{number}": shape for number, shape in enumerate(chosen)})
        for _ in range(rng.integers(1, 6)):
            _add(graph, *_random_step(graph, rng))
        _close(graph, rng)
        if 3 <= len(graph.steps) <= 8:
            try:
                for _ in range(3):
                    graph.draw(rng, tries=20)
            except ValueError:
                continue
            return graph


def _add(graph: Graph, op: str, parents: tuple[str, ...], shape: Shape) -> str:
    name = f"v{len(graph.steps)}"
    graph.steps[name], graph.shapes[name] = (op, parents), shape
    return name


def _random_step(graph: Graph, rng: np.random.Generator) -> tuple[str, tuple[str, ...], Shape]:
    names = list(graph.shapes)
    unused = [name for name in names if not graph.children(name)]
    one = str(rng.choice(unused if rng.random() < 0.7 else names))  # mostly what has no child yet, so that graphs end
    shape = graph.shapes[one]
    possible = [(op, (one,), shape) for op in UNARY if op != "exp" or _tame(graph, one)]
    if len(shape) == 2:
        possible.append(("row sums", (one,), shape[:1]))
    others = [other for other in names if other != one]
    together = [(op, (one, other), result) for other in others for op, result in _together(shape, graph.shapes[other])]
    if together and rng.random() < 0.5:
        possible = together
    return possible[rng.integers(len(possible))]


def _tame(graph: Graph, name: str) -> bool:
    return name in graph.inputs or graph.steps[name][0] in TAME


def _together(one: Shape, other: Shape) -> Iterator[tuple[str, Shape]]:
    """The operations of two values of these shapes, and the shape of what comes out."""
    if one == other or (len(one) > len(other) and other == one[len(one) - len(other) :]):
        yield from (("add", one), ("sub", one), ("mul", one))
    if len(one) == 2 and len(other) == 2 and one[1] == other[1] and "N" in one and "N" not in other:
        yield from [("layer", (one[0], other[0]))] * 3
    if len(one) == 2 and one == other and one[0] == one[1]:
        yield from [("matmul", one)] * 3
    if len(one) == 2 and len(other) == 1 and one[1] == other[0]:
        yield from [("matvec", one[:1])] * 3


def _close(graph: Graph, rng: np.random.Generator) -> None:
    """Bring every value without a child into one number."""
    for name in [name for name in graph.shapes if not graph.children(name)]:
        if graph.shapes[name]:
            _add(graph, str(rng.choice(["mean", "sum"])), (name,), ())
    while len(ends := [name for name in graph.shapes if not graph.children(name)]) > 1:
        _add(graph, str(rng.choice(["add", "sub", "mul"])), (ends[0], ends[1]), ())


def outcome_of(
    graph: Graph, names: tuple[str, ...], answer: Callable[[Arrays], Arrays], count: int, seed: int
) -> Outcome | None:
    """What a check says to ``answer``, from a point to error signals; None if it is right."""

    def backward(*arguments):
        signals = answer(dict(zip(graph.inputs, arguments, strict=True)))
        return {f"{name}_bar": signals[name] for name in names}

    returns = Returns.as_dict(*(f"{name}_bar" for name in names))
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            check("backward", backward, graph.program(), returns, count=count, seed=seed)
    except CheckFailed as failed:
        return failed.outcome
    return None


@pytest.fixture(autouse=True)
def _forget():
    yield
    progress.forget()


@pytest.mark.parametrize("number", [1_000, pytest.param(10_000, marks=pytest.mark.second_stage)])
def test_right_gradients_are_never_rejected(number):
    cases, seed = 0, 0
    while cases < number:  # every name of a graph is a case: the error signals of its inputs and of its steps
        seed += 1
        graph = random_graph(np.random.default_rng(seed))
        outcome = outcome_of(graph, graph.backwards, graph.right, 1, seed)
        assert outcome is None, f"seed {seed}\n{graph}\n{outcome.text()}"
        cases += len(graph.backwards)


# --- generic mistakes in one error signal

Answer = Callable[[Arrays], Arrays]  # from a point to every error signal


@dataclass(frozen=True)
class Mistake:
    """A wrong answer: what was done, what it is to be called, and the answer."""

    what: str
    kind: str
    answer: Answer


WHAT = (
    "the opposite sign",
    "twice",
    "half",
    "N times",
    "divided by N",
    "all zeros",
    "transposed",
    "one entry",
    "the first example by itself",
    "the share of the first example",
    "a local derivative left out",
    "the upstream signal ignored",
    "a branch of a fan-out lost",
    "a branch of a fan-out counted twice",
)
ONLY_FIRST_ROW = "zeros for all examples but the first"


def mistakes(graph: Graph, name: str) -> Iterator[Mistake]:
    """Every generic mistake that may be made in the error signal of ``name``; some may give the right answer."""
    yield from _of_the_whole(graph, name)
    yield from _of_some(graph, name)
    after = graph.from_here(name)  # a slip made there shows here
    for step, parent in graph.edges():
        if parent in after:
            yield from _on_an_edge(graph, name, step, parent)


def _of_the_whole(graph: Graph, name: str) -> Iterator[Mistake]:
    def changed(change: Callable[[np.ndarray, Arrays], np.ndarray]) -> Answer:
        def answer(point: Arrays) -> Arrays:
            signals = graph.right(point)
            return {**signals, name: change(signals[name], point)}

        return answer

    yield Mistake("the opposite sign", "sign", changed(lambda signal, point: -signal))
    yield Mistake("twice", "factor", changed(lambda signal, point: 2 * signal))
    yield Mistake("half", "factor", changed(lambda signal, point: signal / 2))
    yield Mistake("all zeros", "zeros", changed(lambda signal, point: np.zeros_like(signal)))
    if graph.batch:
        yield Mistake("N times", "factor", changed(lambda signal, point: signal * graph.examples(point)))
        yield Mistake("divided by N", "factor", changed(lambda signal, point: signal / graph.examples(point)))
    shape = graph.shapes[name]
    if len(shape) == 2 and shape[0] == shape[1]:
        yield Mistake("transposed", "transpose", changed(lambda signal, point: signal.T))
    if "N" in shape:
        yield Mistake(ONLY_FIRST_ROW, "some examples", changed(lambda signal, point: _first_row(signal)))
    for index in np.ndindex(tuple(3 if length == "N" else length for length in shape)) if shape else ():
        yield Mistake("one entry", "some entries", changed(lambda signal, point, index=index: _but(signal, index)))


def _but(signal: np.ndarray, index: tuple[int, ...]) -> np.ndarray:
    """All of it right but one entry."""
    signal = signal.copy()
    signal[index] = 3 * signal[index] + 0.1
    return signal


def _first_row(signal: np.ndarray) -> np.ndarray:
    return np.concatenate([signal[:1], np.zeros_like(signal[1:])])


def _of_some(graph: Graph, name: str) -> Iterator[Mistake]:
    """Of what all examples share: the derivative for the first example, by itself or with its share in a mean."""
    if not graph.batch or "N" in graph.shapes[name]:
        return

    def alone(point: Arrays, share: bool) -> Arrays:
        first = {one: value[:1] if one in graph.batch else value for one, value in point.items()}
        signal = graph.right(first)[name]
        return {**graph.right(point), name: signal / graph.examples(point) if share else signal}

    yield Mistake("the first example by itself", "some examples", lambda point: alone(point, False))
    yield Mistake("the share of the first example", "some examples", lambda point: alone(point, True))


def _on_an_edge(graph: Graph, name: str, step: str, parent: str) -> Iterator[Mistake]:
    """One slip in what ``parent`` receives from ``step``, and all that follows done right."""

    def slipped(instead: Callable[[Arrays, np.ndarray, np.ndarray], np.ndarray]) -> Answer:
        def answer(point: Arrays) -> Arrays:
            values = graph.values(point)
            return {**graph.signals(values), name: graph.signals(values, (step, parent), instead)[name]}

        return answer

    if graph.shapes[step] == graph.shapes[parent]:
        # The derivative of a sum or difference is 1 or −1: to leave it out is no mistake, or rather one of sign.
        derivative = "a derivative of 1 or −1" if graph.steps[step][0] in ("add", "sub") else "a local derivative"
        yield Mistake(
            f"{derivative} left out", "local derivative left out", slipped(lambda values, signal, received: signal)
        )
    yield Mistake(
        "the upstream signal ignored",
        "upstream ignored",
        slipped(lambda values, signal, received: graph.contribution(values, step, parent, np.ones_like(signal))),
    )
    if len(graph.children(parent)) > 1:
        yield Mistake(
            "a branch of a fan-out lost", "branch lost", slipped(lambda values, signal, received: 0 * received)
        )
        for factor, words in ((2, "counted twice"), (0.5, "counted half"), (-1, "with the opposite sign")):
            yield Mistake(
                f"a branch of a fan-out {words}",
                "branch scaled",
                slipped(lambda values, signal, received, factor=factor: factor * received),
            )


@dataclass(frozen=True)
class Case:
    """A mistake made in the error signal of ``name``, and what else it may be taken for."""

    seed: int
    graph: Graph
    name: str
    mistake: Mistake
    points: list[Arrays]

    def fair(self) -> set[str]:
        """The kinds of all mistakes that give the same answer: nobody can tell which of them was made."""
        wrong = [self.mistake.answer(point)[self.name] for point in self.points]
        fair = set()
        for other in mistakes(self.graph, self.name):
            answers = [other.answer(point)[self.name] for point in self.points]
            if all(np.allclose(one, two, rtol=1e-5, atol=0) for one, two in zip(wrong, answers, strict=True)):
                fair.add(other.kind)
        right = [self.graph.right(point)[self.name] for point in self.points]
        ratios = np.concatenate([np.ravel(one / two) for one, two in zip(wrong, right, strict=True)])
        return fair | ({"factor"} if np.allclose(ratios, ratios[0], rtol=1e-5, atol=0) else set())

    def __str__(self) -> str:
        return f"seed {self.seed}, {self.mistake.what} in {self.name}_bar\n{self.graph}\n"


def cases(what: str, number: int) -> Iterator[Case]:
    """So many mistakes of a sort, each in a graph of its own."""
    seed = 0
    while number:
        seed += 1
        rng = np.random.default_rng(seed)
        graph = random_graph(rng)
        name = str(rng.choice(graph.backwards))
        chosen = [mistake for mistake in mistakes(graph, name) if mistake.what == what]
        if not chosen:
            continue
        mistake = chosen[rng.integers(len(chosen))]
        points = [graph.draw(rng) for _ in range(3)]
        if any(np.allclose(mistake.answer(p)[name], graph.right(p)[name], rtol=1e-4, atol=0) for p in points):
            continue  # it happens to be right
        number -= 1
        yield Case(seed, graph, name, mistake, points)


def test_error_signals_of_the_first_example_alone_are_always_rejected():
    for case in cases(ONLY_FIRST_ROW, 150):
        assert outcome_of(case.graph, (case.name,), case.mistake.answer, 1, case.seed) is not None, case


@pytest.mark.parametrize("number", [20, pytest.param(150, marks=pytest.mark.second_stage)])
@pytest.mark.parametrize("what", WHAT)
def test_a_generic_mistake_is_always_rejected_and_named(what, number):
    called_so = 0
    for case in cases(what, number):
        outcome = outcome_of(case.graph, (case.name,), case.mistake.answer, 2, case.seed)
        assert outcome is not None, f"{case}was accepted"
        assert outcome.kinds, f"{case}has no name\n{outcome.text()}"
        if case.mistake.kind in outcome.kinds:
            called_so += 1
        else:  # at most two are named
            assert set(outcome.kinds) <= case.fair(), f"{case}is called something else\n{outcome.text()}"
    assert called_so >= 0.9 * number
