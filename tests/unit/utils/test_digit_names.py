"""Digits whose labels may have been dealt out anew."""

from __future__ import annotations

import numpy as np
import pytest

from utils import data
from utils.tasks.digit_names import dealt, digits_of, names_of, order_of


def test_a_split_is_dealt_by_its_own_names_or_by_others():
    split, names = dealt(np.random.default_rng(0), (3,), 1000, 100, renamed=False)
    assert list(names) == list(range(10)) and len(split.t_test) == 697
    again, others = dealt(np.random.default_rng(0), (3,), 1000, 100, renamed=True)
    np.testing.assert_array_equal(again.X_train, split.X_train)
    assert sorted(others) == list(range(10)) and list(others) != list(range(10))


def test_names_are_found_from_rows_and_their_labels():
    split, names = dealt(np.random.default_rng(1), (3,), 1000, 100, renamed=True)
    np.testing.assert_array_equal(names_of(split.X_train, names[split.t_train]), names)
    np.testing.assert_array_equal(digits_of(split.X_test), split.t_test)
    assert list(digits_of(np.ones((1, 64)))) == [-1]
    assert len(data.all_digits()[1]) == 1797


def test_the_order_of_pixels_is_found_and_pixels_that_are_always_alike_stand_for_one_another():
    first, second = (data.digits(1000, 100, seed).X_train for seed in (3, 4))
    order = np.random.default_rng(0).permutation(64)
    found = order_of(second[:, order], (first, second))
    np.testing.assert_array_equal(second[:, found], second[:, order])
    assert sorted(found) == list(range(64))
    with pytest.raises(ValueError, match="no digits of a split"):
        order_of(second[:, order], (first,))
