"""What the one writer takes of a processor for each submission: the gradebook, the notebook as it ran, the record.

    python -m benchmarks.writer                              100 students of 04
    python -m benchmarks.writer --beside ../another          and the same with the course of another checkout, in turns

One submission is graded, and its result is recorded under many names in a class of its own outside the checkout, then
all of them once more, as after `--regrade`. Milliseconds of processor time are the least of the rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

_HERE = Path(__file__).resolve().parents[1]
_ONE_ROUND = "--one-round"  # what this program tells itself, in a process that imports the course from elsewhere


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.writer", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--notebook", metavar="NAME", default="04", help="whose results are recorded (default: 04)")
    parser.add_argument("--students", metavar="N", type=int, default=100, help="of how many students (default: 100)")
    parser.add_argument("--rounds", metavar="N", type=int, default=3, help="of which the least counts (default: 3)")
    parser.add_argument("--beside", metavar="FOLDER", type=Path, help="another checkout of the course")
    parser.add_argument(_ONE_ROUND, metavar="FOLDER", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one_round is not None:
        print(json.dumps(_round(arguments.one_round, arguments.notebook, arguments.students)))
        return 0
    checkouts = [_HERE, *([arguments.beside.resolve()] if arguments.beside else [])]
    spent = [[float("inf")] * 2 for _ in checkouts]
    for _ in range(arguments.rounds):
        for least, checkout in zip(spent, checkouts, strict=True):
            for place, one in enumerate(_asked(checkout, arguments.notebook, arguments.students)):
                least[place] = min(least[place], one)
    for least, checkout in zip(spent, checkouts, strict=True):
        ratio = f", {least[0] / spent[0][0]:.2f} and {least[1] / spent[0][1]:.2f} times as long" * (
            least is not spent[0]
        )
        print(f"{checkout.name}: {least[0]:.1f} ms for a new submission, {least[1]:.1f} ms again{ratio}")
    return 0


def _asked(checkout: Path, notebook: str, students: int) -> list[float]:
    """One round with the course of a checkout."""
    command = [sys.executable, __file__, "--notebook", notebook, "--students", str(students)]
    said = subprocess.run(
        [*command, _ONE_ROUND, str(checkout)],
        env={**os.environ, "PYTHONPATH": str(checkout)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(said.stdout.splitlines()[-1])


def _round(checkout: Path, notebook: str, students: int) -> list[float]:
    """Milliseconds for each submission: new, and once more."""
    from nbgrader.plugins import LateSubmissionPlugin

    from autograder.classroom import prepare_classroom
    from autograder.conditions import Conditions
    from autograder.course import Classroom, Course
    from autograder.files import read_notebook
    from autograder.gradebook import open_gradebook, record
    from autograder.results import write_result
    from autograder.worker import grade_surely

    course = Course(checkout)
    (name,) = course.resolve([notebook])
    with tempfile.TemporaryDirectory(prefix="writer-") as folder:
        classroom = Classroom(Path(folder, "classroom"))
        prepare_classroom(course, [name], classroom)
        release = read_notebook(classroom.source(name))
        result, warm = grade_surely(course.solved(name), release, Conditions(confined=False), None)
        if warm is not None:
            warm.close()
        spent = []
        with open_gradebook(classroom) as gradebook:
            for _ in range(2):
                began = time.process_time()
                for number in range(students):
                    one = replace(result, student=f"student-{number:05}", notebook=name)
                    record(gradebook, classroom, one, release, LateSubmissionPlugin())
                    write_result(classroom.record(name, one.student), one)
                spent.append(1000 * (time.process_time() - began) / students)
    return spent


if __name__ == "__main__":
    sys.exit(main())
