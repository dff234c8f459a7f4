"""The trusted computations of notebook 06: the network of the lecture's appendix, for one example, a batch, any depth.

Hidden layers have σ, the output is linear, the loss is half the squared error, summed over the outputs. Points hide
nothing: all sizes differ, so that a transpose or a sum over the wrong axis shows, and no unit is saturated. Equal
sizes, where only the numbers tell, are edges.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from utils.checks.answers import Returns
from utils.checks.general import divided_again
from utils.checks.kinds import (
    ADDED_UP,
    EXTRA_FACTOR,
    EXTRA_STEP,
    FACTOR,
    MANY_TIMES,
    STEP_LEFT_OUT,
    TRANSPOSE,
    WRONG_ARGUMENT,
    WRONG_FACTOR,
    WRONG_INPUT,
)
from utils.checks.observations import Hypothesis, Observation
from utils.checks.slips import value_with
from utils.elementwise import logistic
from utils.models import MANY, signed
from utils.reference import LocalSlip, Point, Program

SQUARE_OF_SUM = "square of the sum"

BACKWARD = ("y_bar", "W2_bar", "b2_bar", "h_bar", "z_bar", "W1_bar", "b1_bar")  # in backward order


# The network 2-2-2, one number at a time. Its last step is there for its derivatives: a network has two outputs, and a
# derivative needs one number.

by_hand = Program(
    inputs=("x", "W1", "b1", "W2", "b2"),
    steps={
        "z1": lambda x, W1, b1: W1[0, 0] * x[0] + W1[0, 1] * x[1] + b1[0],
        "h1": lambda z1: logistic(z1),
        "z2": lambda x, W1, b1: W1[1, 0] * x[0] + W1[1, 1] * x[1] + b1[1],
        "h2": lambda z2: logistic(z2),
        "y1": lambda h1, h2, W2, b2: W2[0, 0] * h1 + W2[0, 1] * h2 + b2[0],
        "y2": lambda h1, h2, W2, b2: W2[1, 0] * h1 + W2[1, 1] * h2 + b2[1],
        "L": lambda y1, y2: (y1 * y1 + y2 * y2) / 2,
    },
    draw=lambda rng: {
        "x": signed(rng, 2),
        "W1": signed(rng, 2, 2),
        "b1": signed(rng, 2),
        "W2": signed(rng, 2, 2),
        "b2": signed(rng, 2),
    },
    edges=tuple(
        dict(zip(("x", "W1", "b1", "W2", "b2"), map(np.array, numbers), strict=True))
        for numbers in (
            ([1.0, 2.0], [[0.5, -1.0], [2.0, 0.0]], [0.1, -0.2], [[1.0, 3.0], [-2.0, 0.5]], [0.3, -0.4]),
            ([2.0, -2.0], [[500.0, 0.0], [0.0, 500.0]], [0.0, 0.0], [[1.0, -2.0], [3.0, 0.5]], [0.2, 0.1]),
            ([0.0, 0.0], [[0.5, -1.0], [2.0, 0.7]], [0.0, 1.0], [[0.0, 0.0], [0.0, 0.0]], [-1.0, 2.0]),
        )
    ),
)


def _biases_exchanged(seen: Observation) -> np.ndarray | None:
    bias = {"z1": "b1", "z2": "b1", "y1": "b2", "y2": "b2"}.get(seen.of)
    if bias is None:
        return None
    return value_with(seen.program, seen.values, seen.of, seen.of, bias, seen.values[bias][::-1])


def _bias_twice(seen: Observation) -> np.ndarray | None:
    bias = {"z1": "b1", "z2": "b1", "y1": "b2", "y2": "b2"}.get(seen.of)
    if bias is None:
        return None
    return value_with(seen.program, seen.values, seen.of, seen.of, bias, 2 * seen.values[bias])


def _rows_exchanged(seen: Observation) -> np.ndarray | None:
    weights = {"z1": "W1", "z2": "W1", "y1": "W2", "y2": "W2"}.get(seen.of)
    if weights is None:
        return None
    return value_with(seen.program, seen.values, seen.of, seen.of, weights, seen.values[weights][::-1])


def _outputs_from(names: tuple[str, str]) -> Callable[[Observation], np.ndarray | None]:
    def predict(seen: Observation) -> np.ndarray | None:
        if seen.of not in ("y1", "y2"):
            return None
        first, second = (seen.values["x"][i] if name == "x" else seen.values[name] for i, name in enumerate(names))
        return np.asarray(seen.program.steps[seen.of](first, second, seen.values["W2"], seen.values["b2"]))

    return predict


by_hand_hypotheses: tuple[Hypothesis[Observation], ...] = (
    Hypothesis(
        MANY_TIMES,
        "This is what you get when the bias is added to each of the two products, as inside a sum over them: once is "
        "enough.",
        _bias_twice,
    ),
    Hypothesis(WRONG_INPUT, "This is what you get when the other unit's bias is used.", _biases_exchanged),
    Hypothesis(WRONG_INPUT, "This is what you get when the other unit's row of weights is used.", _rows_exchanged),
    Hypothesis(
        EXTRA_STEP,
        "This is what you get when the output has a σ as well.",
        lambda seen: logistic(seen.expected) if seen.of in ("y1", "y2") else None,
    ),
    Hypothesis(
        WRONG_INPUT,
        "This is what you get when the output is computed from the pre-activations.",
        _outputs_from(("z1", "z2")),
    ),
    Hypothesis(
        WRONG_INPUT, "This is what you get when the output is computed from the input x.", _outputs_from(("x", "x"))
    ),
    Hypothesis(
        WRONG_INPUT,
        "This is what you get when h1 and h2 are exchanged.",
        _outputs_from(("h2", "h1")),
    ),
)


# One example, and a batch.


def _network(rng: np.random.Generator, D: int, H: int, K: int) -> Point:
    """Weights with which no σ saturates."""
    return {
        "W1": signed(rng, H, D, low=0.3, high=1.2),
        "b1": signed(rng, H, low=0.3, high=1.2),
        "W2": signed(rng, K, H),
        "b2": signed(rng, K),
    }


def _one_example(rng: np.random.Generator, D: int, H: int, K: int) -> Point:
    return {"x": signed(rng, D), "t": signed(rng, K), **_network(rng, D, H, K)}


def _batch(rng: np.random.Generator, N: int, D: int, H: int, K: int) -> Point:
    return {"X": signed(rng, N, D), "T": signed(rng, N, K), **_network(rng, D, H, K)}


def _sizes(rng: np.random.Generator) -> tuple[int, int, int]:
    D, H, K = (int(size) for size in rng.permutation([2, 3, 4]))
    return D, H, K


def _fixed(draw: Callable, *sizes: int) -> Point:
    """An edge: the same numbers every time."""
    return draw(np.random.default_rng(sizes), *sizes)


def _to_read(draw: Callable, *sizes: int) -> Point:
    """A first case: the same few numbers every time, with one digit after the point; a message prints them all."""
    return {name: np.round(value, 1) for name, value in _fixed(draw, *sizes).items()}


def _saturated(point: Point) -> Point:
    """The same point with |z| of 1000 in the hidden layer, on either side."""
    W1 = np.zeros_like(point["W1"])
    W1[:, 0] = 500.0 * np.where(np.arange(len(W1)) % 2, -1.0, 1.0)
    name = "x" if "x" in point else "X"
    x = point[name].copy()
    x[..., 0] = 2.0 * np.sign(x[..., 0])
    return {**point, name: x, "W1": W1, "b1": 0 * point["b1"]}


def _at_zero(point: Point) -> Point:
    """The same data, every parameter 0."""
    return {name: value if name in ("x", "X", "t", "T") else 0 * value for name, value in point.items()}


def _nearly_fitted(point: Point) -> Point:
    """The same network with targets so close to its outputs that training seems to have come to its end."""
    return {**point, "T": batch.values(point)["Y"] - 1e-5 * np.where(point["T"] > 0, 1.0, -1.0)}


def _slips(z: str, h: str, y: str, output: str) -> tuple[LocalSlip, ...]:
    """What is made of the slope of σ, and where there is none."""
    return (
        LocalSlip(h, z, WRONG_ARGUMENT,
                  f"This is what you get when {h}(1 − {h}) is computed with {z} in the place of {h}.",
                  lambda values: values[z] * (1 - values[z])),
        LocalSlip(h, z, "another slope", "This is what you get when the slope of tanh takes the place of that of σ.",
                  lambda values: 1 - values[h] ** 2),
        LocalSlip(h, z, "another slope", "This is what you get when one of two factors of the slope of σ is missing.",
                  lambda values: 1 - values[h]),
        LocalSlip(output, y, EXTRA_FACTOR, f"This is what you get when {y} is taken to have a σ, which it has not.",
                  lambda values: _residual(values, y) * values[y] * (1 - values[y])),
        LocalSlip(output, y, EXTRA_FACTOR, f"This is what you get when {y} is taken to have a σ, which it has not.",
                  lambda values: _residual(values, y) * logistic(values[y]) * logistic(-values[y])),
    )  # fmt: skip


def _residual(values: Point, y: str) -> np.ndarray:
    examples = len(values["T"]) if "T" in values else 1
    return (values[y] - values["T" if "T" in values else "t"]) / examples


one_example = Program(
    inputs=("x", "t", "W1", "b1", "W2", "b2"),
    steps={
        "z": lambda W1, x, b1: W1 @ x + b1,
        "h": lambda z: logistic(z),
        "y": lambda W2, h, b2: W2 @ h + b2,
        "L": lambda y, t: np.sum((y - t) ** 2) / 2,
    },
    draw=lambda rng: _one_example(rng, *_sizes(rng)),
    first=(_to_read(_one_example, 4, 2, 3),),
    edges=(
        _fixed(_one_example, 2, 2, 2),
        _fixed(_one_example, 3, 3, 2),
        _fixed(_one_example, 2, 3, 3),
        _fixed(_one_example, 3, 2, 3),
        _fixed(_one_example, 3, 4, 1),
        _fixed(_one_example, 1, 3, 2),
        _fixed(_one_example, 3, 1, 2),
        _fixed(_one_example, 1, 1, 1),
        _fixed(_one_example, 9, 7, 6),
        _saturated(_fixed(_one_example, 3, 4, 2)),
        _at_zero(_fixed(_one_example, 3, 4, 2)),
    ),
    slips=_slips("z", "h", "y", "L"),
)

batch = Program(
    inputs=("X", "T", "W1", "b1", "W2", "b2"),
    steps={
        "Z": lambda X, W1, b1: X @ W1.T + b1,
        "A": lambda Z: logistic(Z),  # the activations; H is how many hidden units there are
        "Y": lambda A, W2, b2: A @ W2.T + b2,
        "J": lambda Y, T: np.sum((Y - T) ** 2) / 2 / len(T),
    },
    draw=lambda rng: _batch(rng, int(rng.integers(5, 8)), *_sizes(rng)),
    first=(_to_read(_batch, 4, 2, 3, 2),),
    edges=(
        _fixed(_batch, 1, 3, 4, 2),
        _fixed(_batch, 3, 3, 3, 3),
        _fixed(_batch, 4, 3, 3, 2),
        _fixed(_batch, 3, 2, 4, 3),
        _fixed(_batch, 4, 2, 4, 1),
        _fixed(_batch, 4, 2, 3, 1),
        _fixed(_batch, 3, 1, 1, 1),
        _fixed(_batch, 1, 1, 1, 1),
        _saturated(_fixed(_batch, 5, 3, 4, 2)),
        _at_zero(_fixed(_batch, 5, 3, 4, 2)),
        _fixed(_batch, MANY, 2, 3, 2),
        _fixed(_batch, 8, 9, 7, 6),
    ),
    batch=("X", "T"),
    slips=_slips("Z", "A", "Y", "J"),
)

# Whoever stops early, because the cost is small, is found out at the last edge.
training = replace(batch, edges=(*batch.edges, _nearly_fitted(_fixed(_batch, 5, 3, 4, 2))))

# The repair: every matrix is square, so that a transpose is no error of shapes.
square_batch = replace(
    batch,
    draw=lambda rng: _batch(rng, 5, 2, 2, 2),
    first=(),
    edges=(_fixed(_batch, 3, 2, 2, 2), _fixed(_batch, 5, 3, 4, 2), _fixed(_batch, 1, 2, 2, 2)),
)

gradients = Returns.as_pair("J", Returns.as_dict("W2_bar", "b2_bar", "W1_bar", "b1_bar"), "grads")


def _outputs(seen: Observation) -> float:
    return len(seen.values["t"]) if "t" in seen.values else seen.values["T"].shape[1]


def _added_up(factors: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Callable[[Observation], np.ndarray | None]:
    """z_bar of one example with an @ for a *: ``factors(h_bar, h)``, of which two were multiplied by it."""

    def predict(seen: Observation) -> np.ndarray | None:
        if seen.of != "z" or not seen.derivative or seen.values["z"].ndim != 1:
            return None
        return np.asarray(factors(seen.signal("h"), seen.values["h"]))

    return predict


_BY_AT = "This is what you get when two of the factors are multiplied by @, which adds up the products: one number."

# The general hypotheses know of N, not of K, and nothing of loops.
mean_over_outputs: tuple[Hypothesis[Observation], ...] = (
    Hypothesis(
        FACTOR,
        "It is exactly 1/K times what is expected, where K is the number of outputs: a mean over the outputs.",
        lambda seen: np.asarray(seen.expected / _outputs(seen)),
    ),
    Hypothesis(
        FACTOR,
        "It is exactly K times what is expected, where K is the number of outputs.",
        lambda seen: seen.expected * _outputs(seen),
    ),
    Hypothesis(ADDED_UP, _BY_AT, _added_up(lambda h_bar, h: h_bar @ h * (1 - h))),
    Hypothesis(ADDED_UP, _BY_AT, _added_up(lambda h_bar, h: h_bar @ (1 - h) * h)),
    Hypothesis(ADDED_UP, _BY_AT, _added_up(lambda h_bar, h: h @ (1 - h) * h_bar)),
)


def _other_indices(seen: Observation) -> np.ndarray | None:
    """h_bar[j] as the sum of y_bar[k] · W2[j, k] over k < H, which is there where no index is too large."""
    if seen.of != "h" or not seen.derivative:
        return None
    W2, y_bar = seen.values["W2"], seen.signal("y")
    (K, H) = W2.shape
    return W2[:H, :H] @ y_bar[:H] if K >= H else None


def _own_signal(seen: Observation) -> np.ndarray | None:
    """h_bar[j] as the sum of y_bar[j] · W2[k, j] over k."""
    if seen.of != "h" or not seen.derivative:
        return None
    W2, y_bar = seen.values["W2"], seen.signal("y")
    (K, H) = W2.shape
    return y_bar[:H] * W2.sum(axis=0) if K >= H else None


def _weights_for_inputs(seen: Observation) -> np.ndarray | None:
    """W1_bar[j, d] with W1[j, d] for x[d]."""
    if seen.of != "W1" or not seen.derivative:
        return None
    return seen.signal("z")[:, np.newaxis] * seen.values["W1"]


def _activation_for_weight(seen: Observation) -> np.ndarray | None:
    """h_bar[j] as the sum of y_bar[k] · h[j] over k, as in the line of W2_bar."""
    if seen.of != "h" or not seen.derivative:
        return None
    return seen.values["h"] * seen.signal("y").sum()


index_by_index: tuple[Hypothesis[Observation], ...] = (
    *mean_over_outputs,
    Hypothesis(
        TRANSPOSE,
        "This is what you get when W2[j, k] is used for W2[k, j], in a loop over the hidden units for one over the "
        "outputs.",
        _other_indices,
    ),
    Hypothesis(
        WRONG_INPUT,
        "This is what you get when every term of the sum has the same entry of y_bar: which index does it run over?",
        _own_signal,
    ),
    Hypothesis(
        WRONG_FACTOR,
        "This is what you get when the weight itself is used: what is it multiplied by in the forward pass?",
        _weights_for_inputs,
    ),
    Hypothesis(
        WRONG_FACTOR,
        "This is what you get when h[j] is the local derivative. What is the derivative of y_k with respect to h_j?",
        _activation_for_weight,
    ),
)


def _output_with_sigma(seen: Observation) -> np.ndarray | None:
    """The cost where the output is no longer linear."""
    return _cost(seen, logistic(seen.values["Y"])) if seen.of == "J" and not seen.derivative else None


def _cost(seen: Observation, Y: np.ndarray) -> np.ndarray:
    return np.asarray(seen.program.steps["J"](Y, seen.values["T"]))


def _squared_after_the_sum(seen: Observation) -> np.ndarray | None:
    if seen.of != "J" or seen.derivative:
        return None
    errors = seen.values["Y"] - seen.values["T"]
    return np.asarray(np.mean(errors.sum(axis=1) ** 2) / 2)


_GIVEN_WITH_IT = divided_again("Y_bar")


# The cost of a batch, and its derivatives.
batch_hypotheses: tuple[Hypothesis[Observation], ...] = (
    *mean_over_outputs,
    Hypothesis(
        FACTOR,
        "It is exactly N/K times what is expected, where K is the number of outputs: the sum is over the N examples "
        "and the mean over the K outputs.",
        lambda seen: seen.expected * seen.examples / _outputs(seen),
    ),
    _GIVEN_WITH_IT,
    Hypothesis(
        SQUARE_OF_SUM,
        "This is what you get when the errors of the outputs are first summed and then squared.",
        _squared_after_the_sum,
    ),
    Hypothesis(EXTRA_STEP, "This is what you get when the output has a σ as well.", _output_with_sigma),
)


# Any number of layers.


def _linear_cost(seen: Observation) -> np.ndarray | None:
    if seen.derivative:
        return None
    reads = seen.program.parents
    linear = {  # only a σ reads one value
        name: _reading(reads[name], lambda z: z) if len(reads[name]) == 1 else step
        for name, step in seen.program.steps.items()
    }
    return replace(seen.program, steps=linear).values(seen.values)[seen.of]


deep_hypotheses: tuple[Hypothesis[Observation], ...] = (
    *(one for one in batch_hypotheses if one is not _GIVEN_WITH_IT),  # there it is the reader's own line
    Hypothesis(STEP_LEFT_OUT, "This is what you get when no layer has its σ.", _linear_cost),
)


def _reading(names: Sequence[str], function: Callable) -> Callable:
    """A step that reads these names; ``Program`` takes them from the signature."""

    class Step:
        __signature__ = inspect.Signature(
            [inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in names]
        )

        def __call__(self, *values: np.ndarray) -> np.ndarray:
            return function(*values)

    return Step()


def deep(depth: int, *shapes: tuple[int, ...], first: Sequence[tuple[int, ...]] = ()) -> Program:
    """The network with ``depth`` layers of weights: σ between them, the output linear, the cost as before.

    Args:
        depth: at least 1.
        shapes: the sizes ``(N, D, …, K)`` of its edges.
        first: those of its first cases.
    """
    steps: dict[str, Callable] = {}
    slips: list[LocalSlip] = []
    read = "X"
    for i in range(1, depth + 1):
        z = "Y" if i == depth else f"Z{i}"
        steps[z] = _reading((read, f"W{i}", f"b{i}"), lambda X, W, b: X @ W.T + b)
        if i < depth:
            read = f"A{i}"
            steps[read] = _reading((z,), logistic)
            slips += _slips(z, read, "Y", "J")
    steps["J"] = _reading(("Y", "T"), lambda Y, T: np.sum((Y - T) ** 2) / 2 / len(T))
    parameters = [f"{letter}{i}" for i in range(1, depth + 1) for letter in "Wb"]

    def draw(rng: np.random.Generator) -> Point:
        sizes = [int(size) for size in rng.permutation([2, 3, 4, 5, 6])[: depth + 1]]
        return _deep_point(rng, int(rng.integers(7, 9)), *sizes)

    return Program(
        inputs=("X", "T", *parameters),
        steps=steps,
        draw=draw,
        first=tuple(_to_read(_deep_point, *sizes) for sizes in first),
        edges=tuple(_fixed(_deep_point, *sizes) for sizes in shapes),
        batch=("X", "T"),
        slips=tuple(slips),
        pack=_as_layers,
    )


def _deep_point(rng: np.random.Generator, N: int, *sizes: int) -> Point:
    point = {"X": signed(rng, N, sizes[0]), "T": signed(rng, N, sizes[-1])}
    for i, (inputs, units) in enumerate(zip(sizes, sizes[1:], strict=False), start=1):
        point[f"W{i}"] = signed(rng, units, inputs)
        point[f"b{i}"] = signed(rng, units)
    return point


def _as_layers(point: Point) -> dict[str, object]:
    depth = (len(point) - 2) // 2
    layers = [(np.asarray(point[f"W{i}"]), np.asarray(point[f"b{i}"])) for i in range(1, depth + 1)]
    return {"X": point["X"], "T": point["T"], "layers": layers}


def deep_gradients(depth: int) -> Returns:
    """``(J, [(W1_bar, b1_bar), …])``, judged from the last layer to the first."""
    pairs = [Returns.as_tuple(f"W{i}_bar", f"b{i}_bar") for i in range(1, depth + 1)]
    order = [f"{letter}{i}_bar" for i in range(depth, 0, -1) for letter in "Wb"]
    return Returns.as_pair("J", Returns.as_list(*pairs), "the gradients", order)


three_layers = deep(3, (5, 3, 3, 3, 3), (1, 2, 4, 3, 1), (MANY, 2, 3, 2, 1), (3, 7, 9, 8, 6), first=((3, 1, 4, 2, 1),))
other_depths = tuple(
    (deep(depth, *shapes), deep_gradients(depth))
    for depth, shapes in (
        (1, ((5, 3, 2), (3, 3, 3), (1, 1, 1))),
        (2, ((5, 3, 4, 2), (4, 4, 4, 4), (4, 2, 3, 1))),
        (4, ((6, 2, 4, 3, 5, 3), (3, 1, 1, 1, 1, 1))),
        (6, ((4, 2, 3, 2, 3, 2, 3, 2),)),
        (12, ((3, *(2, 1) * 6, 2),)),
    )
)
