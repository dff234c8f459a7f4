"""Digits: dealt out three ways without overlap, and a plain word where they cannot be had. Points on two moons."""

from __future__ import annotations

import sys
import urllib.error

import numpy as np
import pytest
from scipy.ndimage import zoom
from scipy.optimize import linprog

from utils import data


def test_digits_are_dealt_out_once_each_with_numbers_from_0_to_1():
    split = data.digits()
    assert [len(part) for part in split] == [1000, 1000, 250, 250, 547, 547]
    X = np.concatenate(split[::2])
    assert X.shape == (1797, 64) and X.min() == 0 and X.max() == 1 and X.dtype == np.float64
    assert {int(label) for label in np.concatenate(split[1::2])} == set(range(10))
    everything = data.all_digits()[0]
    assert sorted(row.tobytes() for row in X) == sorted(row.tobytes() for row in everything)
    assert not everything.flags.writeable and split.X_train.flags.writeable  # nobody can change what others get


def test_a_seed_deals_out_the_same_and_another_seed_another():
    one, again, other = data.digits(seed=4), data.digits(seed=4), data.digits(seed=5)
    assert np.array_equal(one.X_val, again.X_val) and not np.array_equal(one.t_train, other.t_train)


def test_an_enlarged_digit_looks_like_the_small_one_and_lies_the_same_way():
    X = data.digits().X_train[:20]
    small, large = X.reshape(20, 8, 8), data.enlarged(X).reshape(20, 28, 28)
    assert large.min() >= 0 and large.max() <= 1
    # Two pixels of the small one are seven of the large one, whose numbers are somewhat smeared.
    of_pairs, of_sevens = (images.reshape(20, 4, n, 4, n).mean(axis=(2, 4)) for images, n in ((small, 2), (large, 7)))
    assert np.abs(of_pairs - of_sevens).max() < 0.15
    assert min(np.abs(of_pairs - other).max() for other in (of_sevens.swapaxes(1, 2), of_sevens[:, ::-1])) > 0.5


@pytest.mark.parametrize("side", [28, 8, 11])
def test_numbers_between_pixels_are_scipys(side):
    X = data.digits().X_train[:3]
    by = (1, side / 8, side / 8)
    theirs = zoom(X.reshape(3, 8, 8), by, order=1, mode="nearest", grid_mode=True).reshape(3, -1)
    np.testing.assert_allclose(data.enlarged(X, side), theirs, atol=1e-12)


@pytest.mark.parametrize("sizes", [(0, 10), (1797, 1), (1000, -1)])
def test_sizes_that_cannot_be_are_refused(sizes):
    with pytest.raises(ValueError, match="train|validation"):
        data.digits(*sizes)


@pytest.fixture
def openml(monkeypatch):
    """Puts a function in the place of scikit-learn's loader."""
    import sklearn.datasets

    data._all_of_mnist.cache_clear()
    yield lambda function: monkeypatch.setattr(sklearn.datasets, "fetch_openml", function)
    data._all_of_mnist.cache_clear()


def test_mnist_comes_scaled_in_the_same_form(openml):
    rng = np.random.default_rng(0)
    pixels, labels = rng.integers(0, 256, size=(100, 784)), rng.integers(0, 10, size=100).astype(str)
    openml(lambda *_, **__: (pixels.astype(float), labels.astype(object)))
    split = data.mnist(60, 20, 15, seed=1)
    assert split.X_train.shape == (60, 784) and split.X_test.shape == (15, 784)
    assert split.X_train.min() >= 0 and 0.99 < split.X_train.max() <= 1 and split.t_val.dtype.kind == "i"
    with pytest.raises(ValueError, match="more are asked for"):
        data.mnist(60, 20, 21)


@pytest.mark.parametrize("error", [urllib.error.URLError("Name or service not known"), TimeoutError("timed out")])
def test_without_a_network_mnist_says_so_and_what_to_do_instead(openml, error):
    def offline(*_, **__):
        raise error

    openml(offline)
    with pytest.raises(data.NotThere, match=r"cannot be reached from here \((Name or|timed out)") as caught:
        data.mnist()
    assert "data.digits(), which needs no network" in str(caught.value)


def test_the_courses_digits_are_scikit_learns():
    from sklearn.datasets import load_digits

    X, t = load_digits(return_X_y=True)
    np.testing.assert_array_equal(data.all_digits()[0], X / 16)
    np.testing.assert_array_equal(data.all_digits()[1], t)


def test_without_scikit_learn_the_digits_are_there_and_mnist_says_what_to_install(monkeypatch):
    for kept in (data.all_digits, data._all_of_mnist):
        kept.cache_clear()
    monkeypatch.setitem(sys.modules, "sklearn", None)
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    assert len(data.digits().X_train) == 1000
    with pytest.raises(data.NotThere, match="pip install scikit-learn"):
        data.mnist()


def test_two_moons_are_as_many_points_as_asked_for_and_no_line_separates_them():
    for count in (60, 61):
        points, labels = data.two_moons(count)
        assert points.shape == (count, 2) and labels.sum() == count // 2
        side = (2 * labels - 1)[:, np.newaxis] * np.column_stack([points, np.ones(count)])
        assert not linprog(np.zeros(3), A_ub=-side, b_ub=-np.ones(count), bounds=(None, None)).success
    np.testing.assert_array_equal(data.two_moons()[0], data.two_moons()[0])
    assert not np.array_equal(data.two_moons()[0], data.two_moons(seed=1)[0])
