"""Mistakes are named by general mechanisms: on a two-layer network that no notebook has prepared them for."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from utils import CheckFailed, Returns, check, models
from utils.checks.observations import Hypothesis
from utils.elementwise import logistic
from utils.outcomes import Right
from utils.reference import Program


def draw(rng):
    n, d, h, k = rng.permutation([5, 3, 4, 2])  # all different, so that no two axes can be confused
    return {
        "X": models.signed(rng, n, d),
        "T": models.signed(rng, n, k),
        "W1": models.signed(rng, h, d),
        "b1": models.signed(rng, h),
        "W2": models.signed(rng, k, h),
        "b2": models.signed(rng, k),
    }


NETWORK = Program(
    inputs=("X", "T", "W1", "b1", "W2", "b2"),
    steps={
        "Z": lambda X, W1, b1: X @ W1.T + b1,
        "H": lambda Z: logistic(Z),
        "Y": lambda H, W2, b2: H @ W2.T + b2,
        "J": lambda Y, T: np.sum((Y - T) ** 2) / 2 / len(Y),
    },
    draw=draw,
    batch=("X", "T"),
)
RETURNS = Returns.as_dict("W2_bar", "b2_bar", "W1_bar", "b1_bar")


def network(**slips):
    """The gradients of the network, each part of the backward pass replaceable."""

    def part(name, right):
        return slips.get(name, right)

    def gradients(X, T, W1, b1, W2, b2):
        n = len(X)
        Z = X @ W1.T + b1
        H = expit(Z)
        Y = H @ W2.T + b2
        Y_bar = part("Y_bar", lambda Y, T, n: (Y - T) / n)(Y, T, n)
        H_bar = part("H_bar", lambda Y_bar, W2: Y_bar @ W2)(Y_bar, W2)
        Z_bar = part("Z_bar", lambda H_bar, Z, H: H_bar * H * (1 - H))(H_bar, Z, H)
        return {
            "W2_bar": part("W2_bar", lambda Y_bar, H, Z, Y: Y_bar.T @ H)(Y_bar, H, Z, Y),
            "b2_bar": part("b2_bar", lambda Y_bar: Y_bar.sum(axis=0))(Y_bar),
            "W1_bar": part("W1_bar", lambda Z_bar, X, H: Z_bar.T @ X)(Z_bar, X, H),
            "b1_bar": part("b1_bar", lambda Z_bar: Z_bar.sum(axis=0))(Z_bar),
        }

    return gradients


def said(function, program=NETWORK, returns=RETURNS, **options):
    with pytest.raises(CheckFailed) as failed:
        check("network", function, program, returns, **options)
    return failed.value.outcome


def replace_entry(array, index, by):
    array = array.copy()
    array[index] = by
    return array


def test_the_right_network_is_right(capsys):
    check("network", network(), NETWORK, RETURNS)
    assert Right.word in capsys.readouterr().out


@pytest.mark.parametrize(
    ("slips", "name", "kind"),
    [
        ({"Y_bar": lambda Y, T, n: (T - Y) / n}, "W2_bar", "sign"),
        ({"Y_bar": lambda Y, T, n: Y - T}, "W2_bar", "factor"),
        ({"Y_bar": lambda Y, T, n: (Y - T) / n**2}, "W2_bar", "factor"),
        ({"Y_bar": lambda Y, T, n: 2 * (Y - T) / n}, "W2_bar", "factor"),
        ({"W2_bar": lambda Y_bar, H, Z, Y: H.T @ Y_bar}, "W2_bar", "transpose"),
        ({"W2_bar": lambda Y_bar, H, Z, Y: Y_bar.T @ Z}, "W2_bar", "wrong factor"),
        ({"W2_bar": lambda Y_bar, H, Z, Y: np.zeros((Y_bar.shape[1], H.shape[1]))}, "W2_bar", "zeros"),
        ({"W2_bar": lambda Y_bar, H, Z, Y: np.outer(Y_bar[0], H[0])}, "W2_bar", "some examples"),
        ({"W2_bar": lambda Y_bar, H, Z, Y: np.ones_like(Y_bar).T @ H}, "W2_bar", "upstream ignored"),
        ({"b2_bar": lambda Y_bar: Y_bar}, "b2_bar", "batch sum missing"),
        ({"b2_bar": lambda Y_bar: Y_bar.sum(axis=1)}, "b2_bar", "shape"),
        ({"b2_bar": lambda Y_bar: Y_bar.mean(axis=0)}, "b2_bar", "factor"),
        ({"b2_bar": lambda Y_bar: replace_entry(Y_bar.sum(axis=0), 0, 7.0)}, "b2_bar", "some entries"),
        ({"b2_bar": lambda Y_bar: Y_bar.sum(axis=0, keepdims=True)}, "b2_bar", "shape"),
        ({"Z_bar": lambda H_bar, Z, H: H_bar}, "W1_bar", "local derivative left out"),
        ({"Z_bar": lambda H_bar, Z, H: H * (1 - H)}, "W1_bar", "upstream ignored"),
        ({"Z_bar": lambda H_bar, Z, H: H_bar * expit(H) * (1 - expit(H))}, "W1_bar", "wrong argument"),
        ({"W1_bar": lambda Z_bar, X, H: np.full((Z_bar.shape[1], X.shape[1]), np.nan)}, "W1_bar", "not finite"),
    ],
)
def test_a_mistake_in_a_network_is_named(slips, name, kind):
    outcome = said(network(**slips))
    assert outcome.headline.startswith(name)
    assert kind in outcome.kinds


def test_a_mistake_that_fits_nothing_is_not_given_a_name():
    outcome = said(network(W2_bar=lambda Y_bar, H, Z, Y: np.tanh(Y_bar).T @ H**1.5))
    assert outcome.kinds == () and "consistent with" not in dict(outcome.rows)


def test_wrong_entries_of_a_matrix_are_shown_on_a_map():
    def spoilt(Y_bar, H, Z, Y):
        return replace_entry(Y_bar.T @ H, (0, 1), 9.0)

    rows = dict(said(network(W2_bar=spoilt)).rows)
    marks = rows["map"].splitlines()
    assert marks[0].split()[1] == "✗" and rows["map"].count("✗") == 1 and rows["map"].count("·") >= 3
    assert rows["wrong at"].endswith("the first is W2_bar[0, 1]")
    assert "except at [0, 1]" in rows["consistent with"]


def test_a_wrong_row_is_named_as_one():
    outcome = said(network(W1_bar=lambda Z_bar, X, H: replace_entry(Z_bar.T @ X, 1, 3.0)))
    assert outcome.kinds == ("some entries",) and "except row 1" in dict(outcome.rows)["consistent with"]


def test_a_targets_column_that_broadcasts_against_a_row_is_named():
    def cost(w, b, x, t):
        y = expit(w * x + b)
        return np.mean((y - t[:, np.newaxis]) ** 2) / 2

    outcome = said(cost, models.mean_logistic_least_squares, Returns.as_value("J"))
    assert "broadcasting" in outcome.kinds


def test_a_residual_for_every_pair_of_examples_is_named():
    def residual(w, b, x, t):
        y = expit(w * x + b)
        return (y - t[:, np.newaxis]) / len(x)

    outcome = said(residual, models.mean_logistic_least_squares, Returns.as_value("y_bar"))
    assert outcome.kinds[0] == "broadcasting" and "every pair" in dict(outcome.rows)["consistent with"]


def test_two_mistakes_that_fit_alike_are_both_named():
    def backward(w, b, x, t):  # the error signal of y is 1 where it is ignored, and where it was never computed
        y = expit(w * x + b)
        return y * (1 - y) * x

    outcome = said(backward, models.logistic_least_squares, Returns.as_value("w_bar"))
    assert set(outcome.kinds) == {"upstream ignored", "local derivative left out"}
    assert " Or: " in dict(outcome.rows)["consistent with"]


def test_an_author_may_add_a_hypothesis_and_it_comes_first():
    cubed = Hypothesis("cubed", "It is the cube.", lambda seen: seen.expected**3)

    def answer(z):
        return (expit(z) * (1 - expit(z))) ** 3

    outcome = said(answer, models.logistic_function, Returns.as_value("dy_dz"), hypotheses=[cubed])
    assert outcome.kinds == ("cubed",)


def test_an_answer_wrong_at_the_edges_only_is_not_explained_from_one_point():
    def saturating(z):
        return 0.1 if abs(z) > 500 else expit(z)

    outcome = said(saturating, models.logistic_function, Returns.as_value("y"))
    assert outcome.kinds == () and "edge case" in dict(outcome.rows)["where"]


def _linear(rng):
    sizes = [int(size) for size in rng.permutation([2, 3, 4])]
    N, D, K = int(rng.integers(5, 8)), *sizes[:2]
    return {"X": models.signed(rng, N, D), "T": models.signed(rng, N, K), "W": models.signed(rng, K, D)}


LINEAR = Program(
    ("X", "T", "W"),
    {"Z": lambda X, W: X @ W.T, "Y": lambda Z: np.tanh(Z), "J": lambda Y, T: np.sum((Y - T) ** 2) / 2 / len(T)},
    _linear,
    batch=("X", "T"),
)


@pytest.mark.parametrize(
    ("J", "kind"),
    [
        (lambda e, T, X: np.sum(e**2) / T.shape[1], "factor"),
        (lambda e, T, X: np.mean(e**2), "factor"),
        (lambda e, T, X: np.sum(e**2) / 2 / X.shape[1], "factor"),
        (lambda e, T, X: np.sqrt(np.mean(e**2)), "another loss"),
        (lambda e, T, X: np.mean(np.abs(e)), "another loss"),
        (lambda e, T, X: np.sum(e**2) / 2 / (len(e) - 1), "another loss"),
    ],
)
def test_another_loss_and_several_factors_at_once_are_named_from_the_forward_pass(J, kind):
    with pytest.raises(CheckFailed) as failed:
        check("J", lambda X, T, W: J(np.tanh(X @ W.T) - T, T, X), LINEAR, Returns.as_value("J"))
    assert failed.value.outcome.kinds == (kind,)


@pytest.mark.parametrize(
    ("slope", "kind"),
    [
        (lambda e, y: np.sign(e) * (1 - y**2), "another loss"),
        (lambda e, y: e**2 / 2 * (1 - y**2), "another loss"),
        (lambda e, y: e * (1 - y), "another slope"),
    ],
)
def test_another_loss_and_another_slope_are_named_from_the_backward_pass(slope, kind):
    def W_bar(X, T, W):
        Y = np.tanh(X @ W.T)
        return (slope(Y - T, Y) / len(T)).T @ X

    with pytest.raises(CheckFailed) as failed:
        check("W", W_bar, LINEAR, Returns.as_value("W_bar"))
    assert failed.value.outcome.kinds == (kind,)
