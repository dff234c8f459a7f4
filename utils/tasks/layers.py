"""Tasks of layers: one layer, a composition of them, the output by task, and the collapse of linear ones.

The activations that are passed can be imported by module and name. Weights are drawn with all sizes different;
equal sizes, single examples and single units are edges.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from utils.checks.kinds import EXTRA_STEP, INPUT_LEFT_OUT, SIGN, STEP_LEFT_OUT, TRANSPOSE, WRONG_ARGUMENT
from utils.checks.task import Mistake, Task, equal_to
from utils.elementwise import identity, leaky, logistic
from utils.models import signed

ORDER_OF_STEPS = "order of steps"
WRONG_ACTIVATION = "wrong activation"
LAYER_LEFT_OUT = "layer left out"
THRESHOLD = "threshold"


def _layer(X: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.einsum("nd,hd->nh", X, W) + b


def _composed(X: np.ndarray, layers: Sequence[tuple]) -> np.ndarray:
    for W, b, phi in layers:
        X = phi(_layer(X, W, b))
    return X


def _turned(W: np.ndarray) -> np.ndarray:
    return W.T if W.shape[0] == W.shape[1] else W


def _instead(kind: str, words: str, function: Callable, step: str = "", in_line: str = "") -> Mistake:
    says = f"This is what you get {words}"
    return Mistake(kind, says if says.endswith("?") else f"{says}.", function, step, in_line)


def _relu(z: np.ndarray) -> np.ndarray:
    return np.maximum(z, 0)


# What takes the place of the function that is handed over, by name.
_ALWAYS = (("np.tanh", np.tanh), ("σ", logistic), ("ReLU", _relu))


def _weights(rng: np.random.Generator, inputs: int, units: int) -> tuple[np.ndarray, np.ndarray]:
    return signed(rng, units, inputs).round(2), signed(rng, units).round(2)


def _sizes(rng: np.random.Generator, count: int) -> list[int]:
    """Different sizes from 2 to 5; the first, of a batch, at least 3."""
    sizes = [int(size) for size in rng.permutation(np.arange(2, 6))[:count]]
    return sizes if sizes[0] > 2 else sizes[::-1]


def _batch(N: int, D: int) -> np.ndarray:
    return np.linspace(-1.3, 1.7, N * D).reshape(N, D).round(3)


def _fixed(rows: int, columns: int, turn: float) -> np.ndarray:
    return np.sin(turn + 1.7 * np.arange(rows * columns)).reshape(rows, columns).round(2)


def _draw_dense(rng: np.random.Generator) -> tuple:
    N, D, H = _sizes(rng, 3)
    W, b = _weights(rng, D, H)
    phi = (np.tanh, np.arctan, leaky, logistic, np.sin)[int(rng.integers(5))]
    return signed(rng, N, D).round(2), W, b, phi


dense = Task(
    ("X", "W", "b", "phi"),
    _draw_dense,
    equal_to(lambda X, W, b, phi: phi(_layer(X, W, b)), "the layer's output"),
    edges=tuple(
        (_batch(N, D), _fixed(H, D, 0.4), _fixed(1, H, 2.0)[0], phi)
        for N, D, H, phi in ((3, 3, 3, np.tanh), (1, 3, 2, np.tanh), (4, 2, 1, np.sin), (3, 1, 2, identity),
                             (1, 1, 1, np.tanh), (2, 3, 2, np.arctan), (3, 2, 2, leaky), (40, 12, 15, np.tanh))
    ),
    mistakes=(
        _instead(STEP_LEFT_OUT, "when phi is not applied", lambda X, W, b, phi: _layer(X, W, b)),
        _instead(INPUT_LEFT_OUT, "when the bias is left out", lambda X, W, b, phi: phi(_layer(X, W, 0 * b))),
        _instead(SIGN, "when the bias is subtracted", lambda X, W, b, phi: phi(_layer(X, W, -b))),
        _instead(ORDER_OF_STEPS, "when the bias is added after phi", lambda X, W, b, phi: phi(_layer(X, W, 0 * b)) + b),
        _instead(ORDER_OF_STEPS, "when phi is applied to X", lambda X, W, b, phi: _layer(phi(X), W, b)),
        _instead(EXTRA_STEP, "when phi is applied twice", lambda X, W, b, phi: phi(phi(_layer(X, W, b)))),
        _instead(TRANSPOSE, "when a square W is read as W[from, to]",
                 lambda X, W, b, phi: phi(_layer(X, _turned(W), b))),
        *(_instead(WRONG_ACTIVATION, f"when {name} is applied, whatever phi is",
                   lambda X, W, b, phi, always=always: always(_layer(X, W, b))) for name, always in _ALWAYS),
        _instead(TRANSPOSE, "when W is read as W[from, to]", lambda X, W, b, phi: phi(X @ W + b)),
        _instead(TRANSPOSE, "for W @ X, where an example is a row of X", lambda X, W, b, phi: phi(W @ X + b)),
    ),
)  # fmt: skip


def _draw_layers(rng: np.random.Generator) -> list[tuple]:
    depth = int(rng.integers(2, 4))
    sizes = [int(size) for size in rng.permutation(np.arange(1, 6))[: depth + 1]]
    phis = rng.permutation(4)
    choice = (np.tanh, np.arctan, leaky, logistic)
    return [(*_weights(rng, sizes[i], sizes[i + 1]), choice[phis[i]]) for i in range(depth)]


def _draw_mlp(rng: np.random.Generator) -> tuple:
    layers = _draw_layers(rng)
    return signed(rng, 6, layers[0][0].shape[1]).round(2), layers


def _of_sizes(*sizes: int, phis: Sequence[Callable]) -> list[tuple]:
    return [
        (_fixed(sizes[i + 1], sizes[i], 0.4 + i), _fixed(1, sizes[i + 1], 2.0 + i)[0], phis[i])
        for i in range(len(sizes) - 1)
    ]


def _without(layers: Sequence[tuple], part: str) -> list[tuple]:
    if part == "bias":
        return [(W, 0 * b, phi) for W, b, phi in layers]
    return [(W, b, identity if part == "phi" or i == len(layers) - 1 else phi) for i, (W, b, phi) in enumerate(layers)]


def _one_phi(layers: Sequence[tuple], which: int) -> list[tuple]:
    return [(W, b, layers[which][2]) for W, b, _ in layers]


def _all_read_X(X: np.ndarray, layers: Sequence[tuple]) -> np.ndarray:
    return [phi(X @ W.T + b) for W, b, phi in layers][-1]


def _read_from_to(X: np.ndarray, layers: Sequence[tuple]) -> np.ndarray:
    for W, b, phi in layers:
        X = phi(X @ W + b)
    return X


mlp = Task(
    ("X", "layers"),
    _draw_mlp,
    equal_to(_composed, "the network's output"),
    first=((_batch(4, 3), _of_sizes(3, 2, phis=(np.tanh,))),),
    edges=(
        (_batch(4, 2), _of_sizes(2, 3, 1, phis=(np.tanh, identity))),
        (_batch(3, 3), _of_sizes(3, 3, 3, 3, phis=(np.sin, np.tanh, leaky))),
        (_batch(1, 2), _of_sizes(2, 4, 3, 2, phis=(np.tanh, np.arctan, logistic))),
        (_batch(2, 1), _of_sizes(1, 1, phis=(identity,))),
        (_batch(5, 2), _of_sizes(2, 3, 2, 4, 1, 2, phis=(np.tanh, leaky, np.sin, np.arctan, identity))),
        (_batch(40, 2), _of_sizes(2, *(3, 2) * 7, phis=(np.tanh, np.sin) * 7)),  # many examples, and many layers
    ),
    mistakes=(
        Mistake(LAYER_LEFT_OUT, "It returned X itself: no round of the loop changed what is returned.",
                lambda X, layers: X, "Store what dense returns: h = …"),
        _instead(STEP_LEFT_OUT, "when the last layer has no phi",
                 lambda X, layers: _composed(X, _without(layers, "last"))),
        _instead(STEP_LEFT_OUT, "when no layer has its phi", lambda X, layers: _composed(X, _without(layers, "phi"))),
        _instead(INPUT_LEFT_OUT, "without the biases", lambda X, layers: _composed(X, _without(layers, "bias"))),
        _instead(WRONG_ACTIVATION, "when every layer has the first one's phi",
                 lambda X, layers: _composed(X, _one_phi(layers, 0))),
        _instead(WRONG_ACTIVATION, "when every layer has the last one's phi",
                 lambda X, layers: _composed(X, _one_phi(layers, -1))),
        _instead(EXTRA_STEP, "when the last layer's phi is applied once more, behind it",
                 lambda X, layers: layers[-1][2](_composed(X, layers))),
        _instead(EXTRA_STEP, "when every layer's phi is applied twice",
                 lambda X, layers: _composed(X, [(W, b, lambda Z, phi=phi: phi(phi(Z))) for W, b, phi in layers])),
        *(_instead(WRONG_ACTIVATION, f"when {name} is applied in every layer, whatever its phi is",
                   lambda X, layers, always=always: _composed(X, [(W, b, always) for W, b, _ in layers]))
          for name, always in _ALWAYS),
        _instead(LAYER_LEFT_OUT, "of the first layer alone", lambda X, layers: _composed(X, layers[:1])),
        _instead(LAYER_LEFT_OUT, "when the last layer is left out", lambda X, layers: _composed(X, layers[:-1])),
        _instead(TRANSPOSE, "when a square W is read as W[from, to]",
                 lambda X, layers: _composed(X, [(_turned(W), b, phi) for W, b, phi in layers])),
        _instead(LAYER_LEFT_OUT, "when every layer reads X, and not what the one before it returned", _all_read_X),
        _instead(TRANSPOSE, "when W is read as W[from, to]", _read_from_to),
    ),
)  # fmt: skip


def _draw_output(rng: np.random.Generator) -> tuple:
    N, H = _sizes(rng, 2)
    task = ("regression", "binary")[int(rng.integers(2))]
    return signed(rng, N, H).round(2), signed(rng, H).round(2), signed(rng)[()].round(2), task


def _output(h: np.ndarray, w: np.ndarray, b: float, task: str) -> np.ndarray:
    z = np.einsum("nh,h->n", h, w) + b
    return logistic(z) if task == "binary" else z


_LARGE = np.array([[-500.0, 0.0], [500.0, 0.0], [0.1, 0.2]])

output_layer = Task(
    ("h", "w", "b", "task"),
    _draw_output,
    equal_to(_output, "the output"),
    first=tuple((_batch(3, 2), np.array([0.5, -1.1]), np.float64(0.3), task) for task in ("regression", "binary")),
    edges=tuple(
        (h, w, np.float64(b), task)
        for task in ("regression", "binary")
        for h, w, b in ((_batch(1, 3), _fixed(1, 3, 0.4)[0], 0.7), (_batch(3, 1), np.array([-1.2]), 0.3),
                        (_batch(3, 3), _fixed(1, 3, 0.4)[0], -0.4), (_batch(1, 1), np.array([0.8]), 0.0),
                        (_LARGE, np.array([2.0, -0.5]), 0.0), (_batch(60, 12), _fixed(1, 12, 0.9)[0], 0.2))
    ),
    mistakes=(
        _instead(STEP_LEFT_OUT, "when σ is not applied for a binary target",
                 lambda h, w, b, task: _output(h, w, b, "")),
        _instead(EXTRA_STEP, "when σ is applied for regression too", lambda h, w, b, task: _output(h, w, b, "binary")),
        _instead("exchanged", "when the two tasks are exchanged",
                 lambda h, w, b, task: _output(h, w, b, "" if task == "binary" else "binary")),
        _instead(INPUT_LEFT_OUT, "when the bias is left out", lambda h, w, b, task: _output(h, w, 0.0, task)),
        _instead(SIGN, "when the bias is subtracted", lambda h, w, b, task: _output(h, w, -b, task)),
        _instead(SIGN, "for σ(−z)", lambda h, w, b, task: (
            1 - _output(h, w, b, task) if task == "binary" else _output(h, w, b, task))),
        _instead(THRESHOLD, "when a threshold takes the place of σ", lambda h, w, b, task: (
            np.heaviside(_output(h, w, b, ""), 0.0) if task == "binary" else _output(h, w, b, task)),
            "The output for a binary target is a number between 0 and 1. Return σ(z) itself, compared with nothing."),
        _instead(ORDER_OF_STEPS, "when the bias is added after σ", lambda h, w, b, task: (
            _output(h, w, 0.0, task) + b)),
        _instead(WRONG_ARGUMENT, "for σ(h), with h in the place of z", lambda h, w, b, task: (
            logistic(h) if task == "binary" else _output(h, w, b, task)),
            "σ takes the pre-activation, of shape (N,)."),
        _instead(WRONG_ACTIVATION, "when tanh takes the place of σ", lambda h, w, b, task: (
            np.tanh(_output(h, w, b, "")) if task == "binary" else _output(h, w, b, task))),
    ),
    refuses=tuple((_batch(3, 2), np.array([0.5, -1.1]), np.float64(0.3), task)
                  for task in ("multiclass", "classification", "")),
    refused=lambda h, w, b, task: (
        "Any other task should come to a raise ValueError(…) below both ifs. Does an else catch it, or is the raise "
        "missing?"),
)  # fmt: skip


def _map_of(layers: Sequence[tuple]) -> tuple[np.ndarray, np.ndarray]:
    """What the layers do as a whole, found by trying: on the zero input, and on one unit vector after the other."""
    inputs = layers[0][0].shape[1]
    tried = _composed(np.vstack([np.zeros(inputs), np.eye(inputs)]), [(W, b, identity) for W, b in layers])
    return (tried[1:] - tried[0]).T, tried[0]


def _linear(*sizes: int) -> list[tuple]:
    return [(W, b) for W, b, _ in _of_sizes(*sizes, phis=[identity] * (len(sizes) - 1))]


def _bias_of(layers: Sequence[tuple], biases: Callable[[int, np.ndarray], np.ndarray]) -> tuple:
    W, b = _map_of([(W, biases(i, b)) for i, (W, b) in enumerate(layers)])
    return _map_of(layers)[0], b


def _added_up(layers: Sequence[tuple]) -> tuple:
    b = layers[0][1]
    for _, other in layers[1:]:
        b = b + other
    return _map_of(layers)[0], b


def _by_the_new_matrix(layers: Sequence[tuple]) -> tuple:
    b = layers[0][1]
    for i, (_, other) in enumerate(layers[1:], start=2):
        b = _map_of(layers[:i])[0] @ b + other
    return _map_of(layers)[0], b


# One layer more, in the wrong way: ``step(W, b, W_next, b_next)``. Where sizes do not fit, these raise what a reader's
# own line raises.
_Step = Callable[[np.ndarray, np.ndarray, np.ndarray, np.ndarray], tuple]


def _by_steps(step: _Step, first: int = 1) -> Callable:
    def pair(layers: Sequence[tuple]) -> tuple:
        W, b = layers[0]
        for other in layers[first:]:
            W, b = step(W, b, *other)
        return W, b

    return pair


_BACKWARDS = "when the product is formed the other way round: the layer that acts first stands on the right"
_WHICH_BIAS = "Which of the two biases goes through the next layer?"
_WHICH_FIRST = "Look at the product that gives the new W. Which of its two matrices acts first?"


def _draw_linear(rng: np.random.Generator) -> tuple:
    """Half of them are two square layers, where a mistake shows in the numbers too, not only in sizes."""
    if rng.integers(2):
        return ([(W, b) for W, b, _ in _draw_layers(rng)],)
    return ([_weights(rng, 2, 2), _weights(rng, 2, 2)],)


def _squares_exchanged(layers: Sequence[tuple]) -> tuple:
    W = layers[0][0]
    for other, _ in layers[1:]:
        W = W @ other if W.shape == other.shape == other.T.shape else other @ W
    return W, _map_of(layers)[1]


collapse = Task(
    ("layers",),
    _draw_linear,
    equal_to(_map_of, "W", "b"),
    first=((_linear(2, 3, 1),),),  # of three sizes, so that a product in the wrong order does not exist
    edges=(
        (_linear(3, 2),),
        (_linear(2, 2, 2),),
        (_linear(3, 3, 3, 3),),
        (_linear(1, 1, 1),),
        (_linear(3, 1, 3),),
        (_linear(1, 4),),
        (_linear(2, 3, 1, 4, 2, 3),),
        (_linear(2, *(3, 2) * 7),),
    ),
    mistakes=(
        _instead(LAYER_LEFT_OUT, "when no round of the loop changes W and b: the first layer alone is returned",
                 lambda layers: layers[0], "Store the results: W = …, b = …"),
        _instead(LAYER_LEFT_OUT, "when W is still the first layer's: the loop changes only b",
                 lambda layers: (layers[0][0], _map_of(layers)[1]), "Store the product of the matrices as well: W = …"),
        _instead(ORDER_OF_STEPS, "for b when b_next is added before the product",
                 _by_steps(lambda W, b, A, c: (A @ W, A @ (b + c))), in_line=r"\+"),
        _instead("exchanged", "for b when b and b_next are exchanged",
                 _by_steps(lambda W, b, A, c: (A @ W, A @ c + b)), _WHICH_BIAS, in_line=r"@ *b_next|\(\w+, *b_next"),
        _instead("order", f"{_BACKWARDS}; a transpose only makes it fit",
                 _by_steps(lambda W, b, A, c: (W @ A.T, A @ b + c)), _WHICH_FIRST, in_line=r"\.T\b"),
        _instead(INPUT_LEFT_OUT, "for b when only the last layer's bias is kept",
                 lambda layers: _bias_of(layers, lambda i, b: b if i == len(layers) - 1 else 0 * b)),
        _instead(INPUT_LEFT_OUT, "for b when only the first layer's bias is carried on",
                 lambda layers: _bias_of(layers, lambda i, b: 0 * b if i else b)),
        _instead(INPUT_LEFT_OUT, "for b when the first layer's bias is left out",
                 lambda layers: _bias_of(layers, lambda i, b: b if i else 0 * b)),
        _instead(INPUT_LEFT_OUT, "for b when the last layer's bias is left out",
                 lambda layers: _bias_of(layers, lambda i, b: 0 * b if i == len(layers) - 1 else b)),
        _instead(STEP_LEFT_OUT, "for b when the biases are only added: each goes through the layers after it, too",
                 _added_up),
        _instead(ORDER_OF_STEPS, "for b when W is replaced first, and the new W is then used for b",
                 _by_the_new_matrix, in_line=r"@ *b\b|\(\w+, *b\b"),
        _instead(INPUT_LEFT_OUT, "for b when no bias is carried on",
                 lambda layers: _bias_of(layers, lambda i, b: 0 * b)),
        _instead(SIGN, "for b with the opposite sign", lambda layers: _bias_of(layers, lambda i, b: -b)),
        *(_instead("order", _BACKWARDS, _by_steps(step), _WHICH_FIRST) for step in (
            lambda W, b, A, c: (W @ A, A @ b + c),
            lambda W, b, A, c: (W @ A, b @ A + c),
            lambda W, b, A, c: (W @ A, (W @ A) @ b + c),
            lambda W, b, A, c: (W @ A, W @ b + c),
        )),
        _instead("order", f"{_BACKWARDS}, also where both are square", _squares_exchanged),
        _instead("order", "for b when b stands on the left: b @ W is the same as W.T @ b",
                 _by_steps(lambda W, b, A, c: (A @ W, b @ A + c)), in_line=r"\bb *@|\(b *,"),
        _instead("layer twice", "when the first layer is applied twice: the loop begins with it once more",
                 _by_steps(lambda W, b, A, c: (A @ W, A @ b + c), first=0), in_line=r"^(?!.*\.T\b)"),
        _instead(TRANSPOSE, "for W transposed", lambda layers: (_map_of(layers)[0].T, _map_of(layers)[1])),
        _instead(LAYER_LEFT_OUT, "when the last layer is left out", lambda layers: _map_of(layers[:-1])),
        _instead(LAYER_LEFT_OUT, "when the first layer is left out", lambda layers: _map_of(layers[1:])),
    ),
)  # fmt: skip


def _two_layers(
    X: np.ndarray, W1: np.ndarray, b1: np.ndarray, W2: np.ndarray, b2: np.ndarray, phi: Callable
) -> np.ndarray:
    return _composed(X, [(W1, b1, phi), (W2, b2, phi)])


def _draw_two_layers(rng: np.random.Generator) -> tuple:
    """All sizes differ, and phi(1) is not 1: a column of ones that went through phi shows in every case."""
    N, D, H, K = _sizes(rng, 4)
    phi = (np.tanh, np.arctan, logistic, np.sin)[int(rng.integers(4))]
    return signed(rng, N, D).round(2), *_weights(rng, D, H), *_weights(rng, H, K), phi


# The repair: biases as one more weight each, from an input that is always 1.
two_layers = Task(
    ("X", "W1", "b1", "W2", "b2", "phi"),
    _draw_two_layers,
    equal_to(_two_layers, "the network's output"),
    edges=tuple(
        (_batch(N, D), _fixed(H, D, 0.4), _fixed(1, H, 2.0)[0], _fixed(K, H, 1.0), _fixed(1, K, 0.7)[0], phi)
        for N, D, H, K, phi in ((4, 2, 2, 1, np.tanh), (1, 3, 2, 2, leaky), (3, 3, 3, 3, identity))
    ),
)
