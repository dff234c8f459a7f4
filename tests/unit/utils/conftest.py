"""What the tests of `utils` share: they take the course's own computations for readers' answers."""

from __future__ import annotations

import pytest

from utils.trusted import opened


@pytest.fixture(autouse=True)
def opened_for_tests(request):
    """Nothing is refused, but in the tests of the refusal itself."""
    if request.module.__name__.endswith("test_trusted"):
        yield
    else:
        with opened("utils"):
            yield
