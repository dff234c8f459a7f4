"""The exercises of ``checkers``, the right answers to them, and the mistakes planted in them.

A mistake is a whole function, as a student would have written it. Nothing here knows a checker.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from utils import Returns, models
from utils.elementwise import logistic
from utils.models import signed
from utils.reference import Program

# ---- what a student wrote, as the libraries want it ------------------------------------------------------------------


@dataclass(frozen=True)
class Exercise:
    """What is asked, the trusted computation, and a right answer.

    Attributes:
        program: the trusted computation; its inputs are the function's arguments.
        returns: what the function returns: the loss or the layer's output, then a derivative for each parameter.
        parameters: the inputs with respect to which it differentiates.
        right: a right answer.
        upstream: for a layer, the input that is the error signal of its output.
    """

    program: Program
    returns: Returns
    parameters: tuple[str, ...]
    right: Callable
    upstream: str | None = None


@dataclass(frozen=True)
class Own:
    """A student's function at one point, as a function of one flat vector of parameters."""

    exercise: Exercise
    function: Callable
    point: dict[str, np.ndarray]

    @cached_property
    def x(self) -> np.ndarray:
        return np.concatenate([np.ravel(self.point[name]) for name in self.exercise.parameters]).astype(np.float64)

    @cached_property
    def parts(self) -> list[np.ndarray]:
        """The indices in ``x`` of each parameter."""
        sizes = [np.size(self.point[name]) for name in self.exercise.parameters]
        return np.split(np.arange(sum(sizes)), np.cumsum(sizes)[:-1])

    def value(self, x: np.ndarray) -> np.ndarray:
        """The loss, 0-d, or the layer's output, flat."""
        out = np.asarray(self._call(x)[0], dtype=np.float64)
        return out.ravel() if self.exercise.upstream else out

    def pullback(self, x: np.ndarray, g: np.ndarray) -> np.ndarray:
        """The student's gradient, for the upstream signal ``g``; flat."""
        _, *bars = self._call(x, g)
        gradient = np.concatenate([np.ravel(bar) for bar in bars]).astype(np.float64)
        return gradient if self.exercise.upstream else g * gradient

    def summed(self, x: np.ndarray) -> float:
        """The one number that checkers see which take no vector functions: the sum of the outputs."""
        return float(self.value(x).sum())

    def summed_gradient(self, x: np.ndarray) -> np.ndarray:
        return self.pullback(x, np.ones_like(self.value(x)))

    def jacobian(self, x: np.ndarray) -> np.ndarray:
        """(outputs, parameters), a row for each output from the student's backward pass; (parameters,) for a loss."""
        if not self.exercise.upstream:
            return self.pullback(x, np.ones(()))
        return np.array([self.pullback(x, g) for g in np.eye(self.value(x).size)])

    def _call(self, x: np.ndarray, g: np.ndarray | None = None) -> tuple:
        point = dict(self.point)
        for name, part in zip(self.exercise.parameters, self.parts, strict=True):
            point[name] = x[part].reshape(np.shape(self.point[name]))[()]
        if self.exercise.upstream and g is not None:
            point[self.exercise.upstream] = g.reshape(np.shape(self.point[self.exercise.upstream]))
        return self.function(*(point[name] for name in self.exercise.program.inputs))


# ---- the exercises ---------------------------------------------------------------------------------------------------


def cost_right(w, b, x, t):
    y = logistic(w * x + b)
    z_bar = (y - t) * y * (1 - y) / len(x)
    return np.mean((y - t) ** 2 / 2), np.sum(z_bar * x), np.sum(z_bar)


COST = Exercise(models.mean_logistic_least_squares, Returns.as_tuple("J", "dJ_dw", "dJ_db"), ("w", "b"), cost_right)


def penalty_right(w, b, x, t, lam):
    y = logistic(w * x + b)
    z_bar = (y - t) * y * (1 - y)
    return (y - t) ** 2 / 2 + lam * w**2 / 2, z_bar * x + lam * w, z_bar


PENALTY = Exercise(
    models.regularised_logistic_least_squares, Returns.as_tuple("L_reg", "w_bar", "b_bar"), ("w", "b"), penalty_right
)


def rows_right(X, T, w, b):
    y = logistic(X @ w + b)
    z_bar = (y - T[:, 0]) * y * (1 - y) / len(y)
    return np.mean((y - T[:, 0]) ** 2) / 2, X.T @ z_bar, z_bar.sum()


ROWS = Exercise(
    Program(
        inputs=("X", "T", "w", "b"),
        steps={"y": lambda X, w, b: logistic(X @ w + b), "J": lambda y, T: np.mean((y - T[:, 0]) ** 2) / 2},
        draw=lambda rng: {"X": signed(rng, 5, 3), "T": models.labels(rng, 5, 1), "w": signed(rng, 3), "b": 0.3},
    ),
    Returns.as_tuple("J", "w_bar", "b_bar"),
    ("w", "b"),
    rows_right,
)


def two_layer_right(X, T, W1, b1, W2, b2):
    N = len(X)
    H = logistic(X @ W1.T + b1)
    Y = H @ W2.T + b2
    Y_bar = (Y - T) / N
    Z_bar = Y_bar @ W2 * H * (1 - H)
    return np.sum((Y - T) ** 2) / (2 * N), Z_bar.T @ X, Z_bar.sum(axis=0), Y_bar.T @ H, Y_bar.sum(axis=0)


def _draw_two_layer(rng: np.random.Generator) -> dict[str, np.ndarray]:
    return {
        "X": signed(rng, 5, 3),
        "T": signed(rng, 5, 2),
        "W1": signed(rng, 4, 3),
        "b1": signed(rng, 4),
        "W2": signed(rng, 2, 4),
        "b2": signed(rng, 2),
    }


TWO_LAYER = Exercise(
    Program(
        inputs=("X", "T", "W1", "b1", "W2", "b2"),
        steps={
            "Z": lambda X, W1, b1: X @ W1.T + b1,
            "H": lambda Z: logistic(Z),
            "Y": lambda H, W2, b2: H @ W2.T + b2,
            "J": lambda Y, T: np.sum((Y - T) ** 2) / (2 * len(T)),
        },
        draw=_draw_two_layer,
    ),
    Returns.as_tuple("J", "W1_bar", "b1_bar", "W2_bar", "b2_bar"),
    ("W1", "b1", "W2", "b2"),
    two_layer_right,
)


def relu_right(X, T, W, b):
    Z = X @ W.T + b
    Z_bar = (np.maximum(Z, 0) - T) * (Z > 0) / len(X)
    return np.sum((np.maximum(Z, 0) - T) ** 2) / (2 * len(X)), Z_bar.T @ X, Z_bar.sum(axis=0)


def _relu(X, W, b):
    Z = X @ W.T + b
    return np.where(Z.real > 0, Z, 0.0)


def _draw_relu(rng: np.random.Generator) -> dict[str, np.ndarray]:
    while True:
        point = {"X": signed(rng, 5, 3), "T": signed(rng, 5, 2), "W": signed(rng, 2, 3), "b": signed(rng, 2)}
        Z = point["X"] @ point["W"].T + point["b"]
        if np.abs(Z).min() > 0.05 and 0 < (Z > 0).sum() < Z.size:  # away from the kink, on both sides of it
            return point


RELU = Exercise(
    # One step from X to the output: a named pre-activation would have zeros in its error signal.
    Program(
        inputs=("X", "T", "W", "b"),
        steps={"Y": _relu, "J": lambda Y, T: np.sum((Y - T) ** 2) / (2 * len(T))},
        draw=_draw_relu,
    ),
    Returns.as_tuple("J", "W_bar", "b_bar"),
    ("W", "b"),
    relu_right,
)


def power_right(x, n):
    return np.sum(x**n), n * x ** (n - 1)


POWER = Exercise(
    Program(
        inputs=("x", "n"),
        steps={"L": lambda x, n: np.sum(x**n)},
        draw=lambda rng: {"x": rng.uniform(0.4, 1.6, 4), "n": rng.uniform(1.5, 3.5)},
    ),
    Returns.as_tuple("L", "x_bar"),
    ("x",),
    power_right,
)


def logistic_layer_right(Z, G):
    Y = logistic(Z)
    return Y, G * Y * (1 - Y)


LOGISTIC_LAYER = Exercise(
    Program(
        inputs=("Z", "G"),
        steps={"Y": lambda Z: logistic(Z), "L": lambda Y, G: np.sum(Y * G)},
        draw=lambda rng: {"Z": signed(rng, 4, 3), "G": signed(rng, 4, 3)},
    ),
    Returns.as_tuple("Y", "Z_bar"),
    ("Z",),
    logistic_layer_right,
    upstream="G",
)


def matrix_layer_right(X, W, G):
    return X @ W, X.T @ G


MATRIX_LAYER = Exercise(
    Program(
        inputs=("X", "W", "G"),
        steps={"Y": lambda X, W: X @ W, "L": lambda Y, G: np.sum(Y * G)},
        draw=lambda rng: {"X": signed(rng, 5, 3), "W": signed(rng, 3, 2), "G": signed(rng, 5, 2)},
    ),
    Returns.as_tuple("Y", "W_bar"),
    ("W",),
    matrix_layer_right,
    upstream="G",
)


def softmax(Z):
    E = np.exp(Z - Z.real.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def softmax_layer_right(Z, G):
    S = softmax(Z)
    return S, S * (G - np.sum(G * S, axis=1, keepdims=True))


SOFTMAX_LAYER = Exercise(
    Program(
        inputs=("Z", "G"),
        steps={"S": lambda Z: softmax(Z), "L": lambda S, G: np.sum(S * G)},
        draw=lambda rng: {"Z": signed(rng, 4, 3), "G": signed(rng, 4, 3)},
    ),
    Returns.as_tuple("S", "Z_bar"),
    ("Z",),
    softmax_layer_right,
    upstream="G",
)


def classifier_right(X, T, W):
    S = softmax(X @ W)
    return -np.mean(np.sum(T * np.log(S), axis=1)), X.T @ (S - T) / len(X)


def _draw_classifier(rng: np.random.Generator, n: int = 5, d: int = 4, k: int = 3) -> dict[str, np.ndarray]:
    X = np.hstack([signed(rng, n, d), np.ones((n, 1))])  # the last row of W is the bias
    return {"X": X, "T": np.eye(k)[rng.integers(k, size=n)], "W": signed(rng, d + 1, k)}


CLASSIFIER = Exercise(
    Program(
        inputs=("X", "T", "W"),
        steps={"J": lambda X, T, W: -np.mean(np.sum(T * np.log(softmax(X @ W)), axis=1))},
        draw=_draw_classifier,
    ),
    Returns.as_tuple("J", "W_bar"),
    ("W",),
    classifier_right,
)


# ---- the mistakes ----------------------------------------------------------------------------------------------------


def without_n(w, b, x, t):
    y = logistic(w * x + b)
    z_bar = (y - t) * y * (1 - y)
    return np.sum((y - t) ** 2) / 2, np.sum(z_bar * x), np.sum(z_bar)


def without_half(w, b, x, t):
    y = logistic(w * x + b)
    z_bar = 2 * (y - t) * y * (1 - y) / len(x)
    return np.mean((y - t) ** 2), np.sum(z_bar * x), np.sum(z_bar)


def sign_wrong(w, b, x, t):
    y = logistic(w * x + b)
    z_bar = (t - y) * y * (1 - y) / len(x)
    return np.mean((y - t) ** 2) / 2, np.sum(z_bar * x), np.sum(z_bar)


def sum_for_mean(w, b, x, t):
    y = logistic(w * x + b)
    z_bar = (y - t) * y * (1 - y)
    return np.mean((y - t) ** 2) / 2, np.sum(z_bar * x), np.sum(z_bar)


def bias_penalised(w, b, x, t, lam):
    y = logistic(w * x + b)
    z_bar = (y - t) * y * (1 - y)
    return (y - t) ** 2 / 2 + lam * (w**2 + b**2) / 2, z_bar * x + lam * w, z_bar + lam * b


def broadcast(X, T, w, b):
    y = logistic(X @ w + b)
    residual = y - T  # (N,) − (N, 1): an (N, N) matrix
    y_bar = np.mean(residual, axis=0) / len(y)  # made to fit
    z_bar = y_bar * y * (1 - y)
    return np.mean(residual**2) / 2, X.T @ z_bar, z_bar.sum()


def x_for_its_transpose(X, T, w, b):
    y = logistic(X @ w + b)
    z_bar = (y - T[:, 0]) * y * (1 - y) / len(y)
    return np.mean((y - T[:, 0]) ** 2) / 2, X @ z_bar, z_bar.sum()


def first_layer_left_at_zero(X, T, W1, b1, W2, b2):
    N = len(X)
    H = logistic(X @ W1.T + b1)
    Y = H @ W2.T + b2
    Y_bar = (Y - T) / N
    return np.sum((Y - T) ** 2) / (2 * N), np.zeros_like(W1), np.zeros_like(b1), Y_bar.T @ H, Y_bar.sum(axis=0)


def slope_of_h(X, T, W1, b1, W2, b2):
    N = len(X)
    H = logistic(X @ W1.T + b1)
    Y = H @ W2.T + b2
    Y_bar = (Y - T) / N
    Z_bar = Y_bar @ W2 * logistic(H) * (1 - logistic(H))
    return np.sum((Y - T) ** 2) / (2 * N), Z_bar.T @ X, Z_bar.sum(axis=0), Y_bar.T @ H, Y_bar.sum(axis=0)


def w1_not_transposed(X, T, W1, b1, W2, b2):
    N = len(X)
    H = logistic(X @ W1 + b1)
    Y = H @ W2.T + b2
    Y_bar = (Y - T) / N
    Z_bar = Y_bar @ W2 * H * (1 - H)
    return np.sum((Y - T) ** 2) / (2 * N), X.T @ Z_bar, Z_bar.sum(axis=0), Y_bar.T @ H, Y_bar.sum(axis=0)


def first_example_for_the_biases(X, T, W1, b1, W2, b2):
    N = len(X)
    H = logistic(X @ W1.T + b1)
    Y = H @ W2.T + b2
    Y_bar = (Y - T) / N
    Z_bar = Y_bar @ W2 * H * (1 - H)
    return np.sum((Y - T) ** 2) / (2 * N), Z_bar.T @ X, Z_bar[0], Y_bar.T @ H, Y_bar[0]


def slope_left_out(X, T, W1, b1, W2, b2):
    N = len(X)
    H = logistic(X @ W1.T + b1)
    Y = H @ W2.T + b2
    Y_bar = (Y - T) / N
    Z_bar = Y_bar @ W2
    return np.sum((Y - T) ** 2) / (2 * N), Z_bar.T @ X, Z_bar.sum(axis=0), Y_bar.T @ H, Y_bar.sum(axis=0)


def mask_forgotten(X, T, W, b):
    Y = np.maximum(X @ W.T + b, 0)
    Z_bar = (Y - T) / len(X)
    return np.sum((Y - T) ** 2) / (2 * len(X)), Z_bar.T @ X, Z_bar.sum(axis=0)


def exponent_not_lowered(x, n):
    return np.sum(x**n), n * x**n


def upstream_ignored(Z, G):
    Y = logistic(Z)
    return Y, Y * (1 - Y)


def upstream_transposed(X, W, G):
    return X @ W, X.T @ G.T


def mean_for_weighted_mean(Z, G):
    S = softmax(Z)
    return S, S * (G - np.mean(G, axis=1, keepdims=True))


def bias_row_left_at_zero(X, T, W):
    S = softmax(X @ W)
    W_bar = X.T @ (S - T) / len(X)
    W_bar[-1] = 0
    return -np.mean(np.sum(T * np.log(S), axis=1)), W_bar


# ---- the rows --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mistake:
    """One row: a function with a planted mistake, and the point at which the libraries are shown it."""

    name: str
    where: str
    exercise: Exercise
    function: Callable
    point: dict[str, np.ndarray]


def mistakes() -> tuple[list[Mistake], list[Mistake]]:
    """The mistakes that hide from a check of the student's own loss at the point said, and those that do not."""
    rng = np.random.default_rng(0)
    batch = {"w": 0.8, "b": -0.5, "x": np.array([0.7, -1.2, 1.5, -0.4]), "t": np.array([1.0, 0.0, 0.0, 1.0])}
    saturated = {"w": 40.0, "b": 0.5, "x": np.array([1.0, 2.0, 1.5]), "t": np.array([0.0, 1.0, 0.0])}
    rows, net, large = ROWS.program.draw(rng), TWO_LAYER.program.draw(rng), _draw_classifier(rng, 5, 196, 10)
    large["W"] *= 0.01
    half = signed(rng, 4, 4)
    symmetric = {**rows, "X": half + half.T, "T": models.labels(rng, 4, 1), "w": signed(rng, 4)}
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    xor = {"X": corners, "T": np.array([[0.0], [1.0], [1.0], [0.0]])}
    lecture = {"W1": np.ones((2, 2)), "b1": np.array([-0.5, -1.5]), "W2": np.array([[1.0, -1.0]])}
    zeros = {name: np.zeros_like(value) for name, value in lecture.items()}
    positive = {name: np.abs(value) for name, value in RELU.program.draw(rng).items()}
    penalised = {"w": 0.8, "b": -0.5, "x": 0.7, "t": 1.0, "lam": 2.0}
    layer = {"Z": signed(rng, 4, 3), "G": signed(rng, 4, 3)}
    square = {"X": signed(rng, 4, 3), "W": signed(rng, 3, 4), "G": signed(rng, 4, 4)}
    one = {**net, "X": net["X"][:1], "T": net["T"][:1]}
    hiding = [
        Mistake("1/N missing in loss and gradient", "random batch", COST, without_n, batch),
        Mistake("(N,) − (N, 1) in the loss, gradient made to fit", "random batch", ROWS, broadcast, rows),
        Mistake(
            "gradient of the first layer left at zero",
            "W2 = 0",
            TWO_LAYER,
            first_layer_left_at_zero,
            {**net, "W2": np.zeros_like(net["W2"])},
        ),
        Mistake("ReLU's mask forgotten", "all-positive data", RELU, mask_forgotten, positive),
        Mistake("sign of the error signal", "saturated σ", COST, sign_wrong, saturated),
        Mistake("X for Xᵀ in the gradient", "symmetric X", ROWS, x_for_its_transpose, symmetric),
        Mistake("n·xⁿ for n·xⁿ⁻¹", "exponent 0", POWER, exponent_not_lowered, {"x": layer["Z"][0] ** 2, "n": 0.0}),
        Mistake("½ missing in loss and gradient", "random batch", COST, without_half, batch),
        Mistake("bias penalised in loss and gradient", "random point, λ = 2", PENALTY, bias_penalised, penalised),
        Mistake(
            "W1 for W1ᵀ, forward and backward",
            "XOR, the lecture's weights",
            TWO_LAYER,
            w1_not_transposed,
            {**xor, **lecture, "b2": np.array([-0.5])},
        ),
        Mistake(
            "σ′ of h instead of z", "XOR, all weights zero", TWO_LAYER, slope_of_h, {**xor, **zeros, "b2": np.zeros(1)}
        ),
        Mistake(
            "bias gradients of the first example only", "one example", TWO_LAYER, first_example_for_the_biases, one
        ),
        Mistake("upstream signal ignored", "a layer", LOGISTIC_LAYER, upstream_ignored, layer),
        Mistake("upstream signal transposed", "a layer, N = K", MATRIX_LAYER, upstream_transposed, square),
        Mistake("softmax: mean for weighted mean", "a layer", SOFTMAX_LAYER, mean_for_weighted_mean, layer),
        Mistake("bias row left at zero", "W of 197 × 10", CLASSIFIER, bias_row_left_at_zero, large),
    ]
    plain = [
        Mistake("sign of the error signal", "random batch", COST, sign_wrong, batch),
        Mistake("sum for mean in the gradient", "random batch", COST, sum_for_mean, batch),
        Mistake("σ′ left out", "random batch", TWO_LAYER, slope_left_out, net),
    ]
    return hiding, plain
