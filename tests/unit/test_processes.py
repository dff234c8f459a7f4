"""How the grader's own processes are started."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

ASKED = """
import os
from autograder.processes import starting

with starting().Pool(1) as pool:
    print(pool.apply(os.getenv, ("OPENBLAS_NUM_THREADS",)))
"""


@pytest.mark.second_stage
@pytest.mark.parametrize(("before", "there"), [(None, "1"), ("3", "3")])
def test_each_computes_with_one_thread_unless_somebody_has_set_another_number(before, there):
    more = {} if before is None else {"OPENBLAS_NUM_THREADS": before}
    env = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")} | more
    ran = subprocess.run([sys.executable, "-c", ASKED], env=env, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == [there]
