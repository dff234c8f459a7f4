"""A descent is judged with the reader's own gradients where those are wrong, and only as long as it is one."""

from __future__ import annotations

import numpy as np
import pytest

from utils import CheckFailed, check_descent, check_training, models, two_layer
from utils.reference import Program

BATCH, NETWORK = models.mean_logistic_least_squares, two_layer.training
WEIGHTS = ("W1", "b1", "W2", "b2")


def twice(program: Program, inputs, arguments):
    """Costs that are right, and gradients that are twice what they should be: a mistake made earlier."""
    values = program.values(dict(zip(inputs, arguments, strict=True)))
    signals = program.error_signals(values)
    return float(values[program.output]), {name: 2 * signals[name] for name in inputs if name not in program.batch}


def network_gradients(X, T, W1, b1, W2, b2):
    J, slopes = twice(NETWORK, NETWORK.inputs, (X, T, W1, b1, W2, b2))
    return J, {f"{name}_bar": slopes[name] for name in WEIGHTS}


def batch_gradients(w, b, x, t):
    J, slopes = twice(BATCH, BATCH.inputs, (w, b, x, t))
    return J, float(slopes["w"]), float(slopes["b"])


def descent_on(gradients):
    def gradient_descent(x, t, w0, b0, lr, steps):
        w, b, rows = w0, b0, []
        for _ in range(steps + 1):
            J, dw, db = gradients(w, b, x, t)
            rows.append([w, b, J])
            w, b = w - lr * dw, b - lr * db
        return np.array(rows)

    return gradient_descent


def training_on(gradients):
    def train(X, T, W1, b1, W2, b2, lr, steps):
        at, costs = dict(zip(WEIGHTS, (W1, b1, W2, b2), strict=True)), []
        for _ in range(steps):
            J, slopes = gradients(X, T, *at.values())
            costs.append(J)
            at = {name: at[name] - lr * slopes[f"{name}_bar"] for name in at}
        costs.append(gradients(X, T, *at.values())[0])
        return {**at, "costs": np.array(costs)}

    return train


def test_a_descent_on_ones_own_wrong_gradients_is_right():
    check_descent("gradient_descent", descent_on(batch_gradients), BATCH, batch_gradients)
    check_training("train", training_on(network_gradients), NETWORK, network_gradients)


def test_gradients_that_raise_once_they_are_believed_excuse_nothing():
    calls = []

    def own(*arguments):
        calls.append(1)
        if len(calls) > 2:
            raise ValueError("no")
        return network_gradients(*arguments)

    def train(*arguments):
        raise ValueError("no")

    with pytest.raises(CheckFailed):
        check_training("train", train, NETWORK, own)


@pytest.mark.parametrize("when", ["from the first", "after a while"])
def test_raising_everywhere_is_no_descent(when):
    seen = []

    def own(*arguments):
        seen.append(1)
        if when == "from the first" or len(seen) > 12:
            raise ValueError("no")
        return network_gradients(*arguments)

    def train(*arguments):
        raise ValueError("no")

    with pytest.raises(CheckFailed):
        check_training("train", train, NETWORK, own)


def test_a_path_that_gradients_are_made_up_for_afterwards_is_no_descent():
    made: dict[bytes, tuple] = {}

    def gradient_descent(x, t, w0, b0, lr, steps):
        rows = np.array([[w0 + 0.1 * k, b0 - 0.2 * k, 1.0 + k] for k in range(steps + 1)])
        for row, following in zip(rows, rows[1:], strict=False):
            made[row[:2].tobytes()] = (row[2], *((row[:2] - following[:2]) / lr))
        return rows

    def own(w, b, x, t):
        J, dw, db = made.get(np.array([w, b]).tobytes(), (1.0, 1.0 + w, 2.0 + b))
        return float(J), float(dw), float(db)

    with pytest.raises(CheckFailed):
        check_descent("gradient_descent", gradient_descent, BATCH, own)


def test_a_path_that_is_remembered_from_the_questions_is_no_descent():
    asked: list[tuple] = []

    def own(w, b, x, t):
        J, dw, db = batch_gradients(w, b, x, t)
        asked.append((x.tobytes(), float(w), float(b), J))
        return J, dw, db

    def gradient_descent(x, t, w0, b0, lr, steps):
        mine = [row for row in asked if row[0] == x.tobytes()]
        starts = [i for i, row in enumerate(mine) if row[1:3] == (float(w0), float(b0))]
        for start in reversed(starts):
            if len(mine) >= start + steps + 1:
                return np.array([row[1:] for row in mine[start : start + steps + 1]])
        return np.zeros((steps + 1, 3))

    with pytest.raises(CheckFailed):
        check_descent("gradient_descent", gradient_descent, BATCH, own)


def columns(J, slopes):
    """Gradients of the biases as columns, (H, 1): with one hidden unit the same numbers, else an error in the end."""
    return J, {name: slope[:, np.newaxis] if name[0] == "b" else slope for name, slope in slopes.items()}


def test_a_training_on_misshapen_gradients_is_right_and_one_that_gives_up_is_not():
    def own(*arguments):
        return columns(*network_gradients(*arguments))

    def gives_up(*arguments):
        raise ValueError("operands could not be broadcast together")

    check_training("train", training_on(own), NETWORK, own)
    with pytest.raises(CheckFailed):
        check_training("train", gives_up, NETWORK, own)


@pytest.mark.parametrize("replays", ["what was asked last", "anything that was asked"])
def test_a_path_that_is_remembered_from_misshapen_gradients_is_no_descent(replays):
    asked: list[tuple] = []

    def own(X, T, *weights):
        asked.append((X.tobytes(), weights, None))
        J, slopes = network_gradients(X, T, *weights)
        asked[-1] = (X.tobytes(), weights, J)
        return columns(J, slopes)

    def train(X, T, W1, b1, W2, b2, lr, steps):
        mine = [row for row in asked if row[0] == X.tobytes()]
        starts = [i for i, row in enumerate(mine) if np.array_equal(row[1][0], W1)]
        for start in reversed(starts) if replays == "what was asked last" else starts:
            path = mine[start : start + steps + 1]
            if any(J is None for *_, J in path):
                raise ValueError("operands could not be broadcast together")
            if len(path) == steps + 1:
                return {**dict(zip(WEIGHTS, path[-1][1], strict=True)), "costs": np.array([J for *_, J in path])}
        raise ValueError("no")

    with pytest.raises(CheckFailed):
        check_training("train", train, NETWORK, own)
