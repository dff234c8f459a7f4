"""Threshold networks with one hidden layer: runs the weights that were returned, and says where they go wrong.

A network is W1 (H, n), b1 (H,), w2 (H,) and b2; the threshold is strict, so a tie gives 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from utils.bounded import least_squares
from utils.checks.kinds import SIGN
from utils.checks.refusals import CannotJudge, cannot_judge
from utils.checks.task import unpacked
from utils.outcomes import Wrong

TIE, TRANSPOSED, OPPOSITE, BIT_ORDER = "tie", "transposed", "opposite", "bit order"
MORE_ROWS, ONE_SIGN, NUMBER_OF_UNITS = "more rows", "one sign", "number of units"
HIDDEN_LAYER, OUTPUT_LAYER = "hidden layer", "output layer"  # where no more can be said
LARGEST_TABLE = 8  # rows of a truth table that a message still prints
LARGEST_LAYER = 8  # hidden units whose values a message still prints
MOST_FINDINGS = 2
_ADDS_UP = 1e-9  # far above rounding, far below what whole numbers that do not add up come to


def all_inputs(n: int) -> np.ndarray:
    """The 2**n inputs of n bits in counting order, one in each row: x1 is the most significant bit."""
    return np.array(list(product((0.0, 1.0), repeat=n)))


@dataclass(frozen=True)
class Network:
    """The weights of a threshold network with one hidden layer."""

    W1: np.ndarray
    b1: np.ndarray
    w2: np.ndarray
    b2: np.ndarray

    def sums(self, X: np.ndarray) -> np.ndarray:
        """The hidden layer's pre-activations, (N, H)."""
        return X @ self.W1.T + self.b1

    def hidden(self, X: np.ndarray) -> np.ndarray:
        """The hidden layer, (N, H)."""
        return np.heaviside(self.sums(X), 0.0)

    def output_sums(self, X: np.ndarray) -> np.ndarray:
        """The output's pre-activations, (N,)."""
        return self.hidden(X) @ self.w2 + self.b2

    def output(self, X: np.ndarray) -> np.ndarray:
        """The output, (N,)."""
        return np.heaviside(self.output_sums(X), 0.0)


def read_network(exercise: str, answer: object, n: int, where: str, hidden: int | str = "H") -> Network:
    """The network that a function returned, with at least one hidden unit.

    Args:
        exercise: the exercise's name.
        answer: what it returned.
        n: the number of inputs.
        where: the case in words.
        hidden: the number of hidden units; a letter where it is free.

    Raises:
        CannotJudge: these are no such weights.
    """
    if isinstance(answer, tuple | list) and answer and isinstance(answer[0], np.ndarray) and not answer[0].size:
        step = "Return at least one hidden unit. One that is never 1, or that the output does not count, does no harm."
        raise cannot_judge(exercise, "there is no hidden unit", where, step, NUMBER_OF_UNITS)
    if isinstance(hidden, str):
        hidden = _units_by_biases(answer, n) or hidden
    shapes = {"W1": (hidden, n), "b1": (hidden,), "w2": (hidden,), "b2": ()}
    return Network(**unpacked(exercise, answer, shapes, where))


def _units_by_biases(answer: object, n: int) -> int | None:
    """H as b1 and w2 say it, where W1 has not n columns and so cannot say it."""
    if not isinstance(answer, tuple | list) or len(answer) != 4:
        return None
    W1, b1, w2 = (np.shape(one) if isinstance(one, np.ndarray) else () for one in answer[:3])
    return b1[0] if len(W1) == 2 and W1[1] != n and b1 == w2 and len(b1) == 1 else None


def judge_table(
    exercise: str,
    network: Network,
    wanted: np.ndarray,
    where: str,
    behaviours: Mapping[str, tuple[str, np.ndarray]] | None = None,
    seen: Mapping[str, str] | None = None,
    hidden_refused: str = "",
) -> None:
    """Refuse a network that does not compute the table ``wanted`` on all inputs.

    Args:
        exercise: the exercise's name.
        network: what was returned.
        wanted: (2**n,) of 0 and 1, in counting order.
        where: the case in words.
        behaviours: kind -> (a sentence for the reader, the table that is computed with this mistake).
        seen: kind -> a sentence about these very weights, said where neither one change nor a behaviour explains it.
        hidden_refused: why its hidden layer would not be accepted even if it would do; empty where it would.

    Raises:
        CannotJudge: with the first input on which it fails, the layer to look at, and what the mistake may be.
    """
    X = all_inputs(network.W1.shape[1])
    y = network.output(X)
    bad = np.flatnonzero(y != wanted)
    if not len(bad):
        return
    i = int(bad[0])
    rows = [("where", where)]
    if len(X) > 1:
        rows.append(("wrong at", f"{len(bad)} of {len(X)} inputs, the first is x = {_vector(X[i])}"))
    rows.append(("hidden layer", _layer(network, X[i : i + 1])))
    rows.append(("output", f"z = {network.output_sums(X)[i]:.6g}, so y = {y[i]:g}"))
    if len(X) <= LARGEST_TABLE and network.W1.shape[0] <= LARGEST_LAYER:
        rows.append(("all inputs", _table(network, X, wanted)))
    rows += [("yours", f"y = {y[i]:g}"), ("expected", f"y = {wanted[i]:g}")]
    found = _findings(network, X, y, wanted, behaviours or {}) or dict(seen or {})
    if found:
        rows.append(("consistent with", " Or: ".join(found.values())))
    layer, step = (HIDDEN_LAYER, hidden_refused) if hidden_refused else _layer_to_look_at(network, X, wanted)
    if found:
        step = "Look for that in your weights, then work through this input again on paper."
    rows.append(("next", step))
    kinds = tuple(found) or (layer,)
    raise CannotJudge(Wrong(exercise, f"the network gives {y[i]:g} for {_vector(X[i])}", tuple(rows), kinds))


def _findings(
    network: Network, X: np.ndarray, y: np.ndarray, wanted: np.ndarray, behaviours: Mapping[str, tuple[str, np.ndarray]]
) -> dict[str, str]:
    """Kind -> sentence: which one change would make it right, else what it computes instead."""
    found: dict[str, str] = {}
    for kind, says, change in _CHANGES:
        changed = change(network)
        if changed is not None and np.array_equal(changed.output(X), wanted):
            found.setdefault(kind, says)
    if not found and np.array_equal(_output_with_ties(network, X), wanted):
        found[TIE] = "It would be right if a tie, z = 0, gave 1. The threshold is strict: a tie gives 0."
    if not found and len(X) > 2:
        found = {kind: says for kind, (says, table) in behaviours.items() if np.array_equal(y, table)}
    return dict(list(found.items())[:MOST_FINDINGS])


def _output_with_ties(network: Network, X: np.ndarray) -> np.ndarray:
    h = np.heaviside(network.sums(X), 1.0)
    return np.heaviside(h @ network.w2 + network.b2, 1.0)


def _transposed(network: Network) -> Network | None:
    return replace(network, W1=network.W1.T) if network.W1.shape[0] == network.W1.shape[1] else None


_CHANGES: tuple[tuple[str, str, Callable[[Network], Network | None]], ...] = (
    (TRANSPOSED, "It would be right with W1 transposed. Row j of W1 holds the weights of hidden unit j.", _transposed),
    (SIGN, "It would be right with the opposite sign of b1.", lambda net: replace(net, b1=-net.b1)),
    (SIGN, "It would be right with the opposite sign of b2.", lambda net: replace(net, b2=-net.b2)),
    (
        SIGN,
        "It would be right with the opposite signs of b1 and b2.",
        lambda net: replace(net, b1=-net.b1, b2=-net.b2),
    ),
    (SIGN, "It would be right with the opposite sign of w2.", lambda net: replace(net, w2=-net.w2)),
)


def _layer_to_look_at(network: Network, X: np.ndarray, wanted: np.ndarray) -> tuple[str, str]:
    """The layer to blame, and why: the output's if some other output unit would do with this hidden layer."""
    H = network.hidden(X)
    if separable(H, wanted):
        return OUTPUT_LAYER, (
            "The hidden layer will do: an output unit that gives the expected values exists. Look at w2 and b2. "
            "Which sum should come out for this input's h?"
        )
    for i in range(len(X)):
        for j in range(i):
            if wanted[i] != wanted[j] and np.array_equal(H[i], H[j]):
                return HIDDEN_LAYER, (
                    f"Look at W1 and b1. The inputs {_vector(X[j])} and {_vector(X[i])} have the same hidden values, "
                    "but should have different outputs: no w2 and b2 can fix that."
                )
    return HIDDEN_LAYER, (
        "Look at W1 and b1: in the space of these hidden units no single threshold unit separates what should be 1 "
        "from what should be 0."
    )


def separable(H: np.ndarray, t: np.ndarray) -> bool:
    """Whether one threshold unit can tell the rows of H with t = 1 from those with t = 0."""
    sign = np.where(t > 0, 1.0, -1.0)[:, np.newaxis]
    rows = sign * np.hstack([H, np.ones((len(H), 1))])
    # Either a v has rows @ v > 0, or shares of these rows, which together are 1, add up to 0: never both (Gordan 1873).
    sums, goal = np.vstack([rows.T, np.ones(len(rows))]), np.append(np.zeros(rows.shape[1]), 1.0)
    shares = least_squares(sums, goal, np.full(len(rows), True))
    return bool(np.linalg.norm(sums @ shares - goal) > _ADDS_UP)


def _vector(x: np.ndarray) -> str:
    return "(" + ", ".join(f"{value:.6g}" for value in x) + ")"


def _layer(network: Network, x: np.ndarray) -> str:
    z, h = network.sums(x)[0], network.hidden(x)[0]
    if len(h) <= LARGEST_LAYER:
        return f"z = {_vector(z)}, so h = {_vector(h)}"
    on = ", ".join(str(j) for j in np.flatnonzero(h)[:LARGEST_LAYER])
    return f"of {len(h)} units, those that give 1: {'row ' + on + ' of W1' if on else 'none'}"


def _table(network: Network, X: np.ndarray, wanted: np.ndarray) -> str:
    H, y = network.hidden(X), network.output(X)
    lines = []
    for x, h, mine, right in zip(X, H, y, wanted, strict=True):
        mark = "" if mine == right else f"  ✗ expected {right:g}"
        lines.append(f"x = {_vector(x)}  h = {_vector(h)}  y = {mine:g}{mark}")
    return "\n".join(lines)
