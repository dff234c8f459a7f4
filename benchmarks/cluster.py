"""What it costs to have submissions graded elsewhere: many of them, with graders that only wait.

    python -m benchmarks.cluster                          10 000 tasks; 1, 2 and 4 workers
    python -m benchmarks.cluster --tasks 2000 --workers 2
    python -m benchmarks.cluster --milliseconds 100       a grader that takes longer
    python -m benchmarks.cluster --students 200           no tasks but a class, graded here and there: the same marks?

A scheduler and workers of one place each are started on this machine, as programs of their own. Each task carries a
solved notebook there and a result with the executed notebook back. Nothing is graded: a grader sleeps, so that many of
them have room on a few cores. What is left is the way: the processor time, for each task, of the command (which reads,
packs, unpacks and checks), of the scheduler, and of the workers without their graders; and how much the scheduler's
memory grew while it lasted. The rate at which results come is bounded by the cores that these share.

With `--students` a class drawn from the variants is graded by two processes here, and by each number of workers, which
see nothing of its folder. Compared are every record (but for the seconds in it), every mark in the gradebook, and every
executed notebook. Exits 1 if anything differs.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from autograder.cluster.address import address_of
from autograder.cluster.mapping import grade_all_on
from autograder.conditions import Conditions
from autograder.course import Classroom, Course
from autograder.files import read_notebook
from autograder.pool import Task
from benchmarks.checkers import table
from benchmarks.classes import CHECKOUT, TRIVIAL, make, surroundings, with_variants
from benchmarks.machines import machines
from benchmarks.resume import differences, outcome

_TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(frozen=True)
class Cost:
    """What a number of tasks came to; times in milliseconds of a processor for each task."""

    workers: int
    seconds: float
    command: float
    scheduler: float
    worker: float
    grown: float  # megabytes

    def row(self, tasks: int) -> list[str]:
        """As the table has it."""
        together = self.command + self.scheduler + self.worker
        return [
            str(self.workers),
            f"{self.seconds:.0f}",
            f"{tasks / self.seconds:.0f}",
            *(f"{value:.1f}" for value in (self.command, self.scheduler, self.worker, together)),
            f"{self.grown:+.0f}",
        ]


def processor_time(pid: int) -> float:
    """Seconds that a process itself has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def resident(pid: int) -> float:
    """Megabytes of memory that a process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def measure(tasks: list[Task], workers: int, folder: Path) -> Cost:
    """Has the tasks done by so many workers."""
    with machines(folder) as far:
        scheduler = far.processes[0]
        started = [far.start_worker() for _ in range(workers)]
        address = address_of(far.address)
        while far.said().count("works for") < workers:
            time.sleep(0.1)

        def spent() -> list[float]:
            return [
                time.process_time(),
                processor_time(scheduler.pid),
                sum(processor_time(worker.pid) for worker in started),
            ]

        # Some beforehand: what is imported, connected and started once is not part of a task.
        conditions = Conditions()
        for _ in grade_all_on(address, tasks[:50], conditions, module="benchmarks.simulated"):
            pass
        before, held, begun = spent(), resident(scheduler.pid), time.monotonic()
        count = sum(1 for _ in grade_all_on(address, tasks, conditions, module="benchmarks.simulated"))
        seconds = time.monotonic() - begun
        if count != len(tasks):
            raise RuntimeError(f"{len(tasks)} tasks had {count} results")
        each = [1000 * (after - earlier) / count for earlier, after in zip(before, spent(), strict=True)]
        return Cost(workers, seconds, *each, resident(scheduler.pid) - held)


def compare(name: str, students: int, counts: list[int], folder: Path) -> int:
    """Has a class graded here and elsewhere, and prints what differs: how much it is."""
    made = make(folder / "made", name, students, damaged=True)

    def graded(where: str, *options: str) -> dict[str, object]:
        classroom, begun = made.copy(folder / where), time.monotonic()
        command = [sys.executable, "-m", "autograder", "grade", "--seed", "1", *options]
        with (folder / "log").open("a+b") as log:
            done = subprocess.run(
                command, cwd=classroom.root.parent, env=surroundings(folder), stdout=log, stderr=log, check=False
            )
        if done.returncode != 0:
            raise RuntimeError(f"autograder grade ended with {done.returncode}: {(folder / 'log').read_text()[-2000:]}")
        found = outcome(classroom, made.name)
        print(f"{where}: {time.monotonic() - begun:.0f} s", flush=True)
        return found

    expected, wrong = graded("two processes here", "--jobs", "2"), 0
    for count in counts:
        with machines(folder / f"far-{count}") as far:
            for _ in range(count):
                far.start_worker(unseen=folder / f"{count} workers")
            differ = differences(expected, graded(f"{count} workers", "--scheduler", far.address))
        print(
            f"  of {len(expected)} records, students' marks and notebooks {len(differ)} differ",
            *differ[:20],
            sep="\n  ",
        )
        wrong += len(differ)
    return wrong


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.cluster", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tasks", metavar="N", type=int, default=10_000, help="how many (default: %(default)s)")
    parser.add_argument("--workers", metavar="N", type=int, nargs="+", default=[1, 2, 4], help="(default: 1 2 4)")
    parser.add_argument(
        "--notebook", metavar="NAME", help=f"04 for short, or {TRIVIAL} (default: the first with variants)"
    )
    parser.add_argument("--milliseconds", metavar="MS", type=float, default=10, help="of a grader (default: 10)")
    parser.add_argument("--students", metavar="N", type=int, help="grade a class of so many, and compare the marks")
    arguments = parser.parse_args()
    if sys.platform != "linux":
        parser.exit(1, "this benchmark reads /proc: run it on Linux\n")
    os.environ["MILLISECONDS"] = str(arguments.milliseconds)
    asked = arguments.notebook or with_variants()[0]
    name = TRIVIAL if asked == TRIVIAL else Course(CHECKOUT).resolve([asked])[0]
    with tempfile.TemporaryDirectory(prefix="machines-") as temporary:
        folder = Path(temporary)
        if arguments.students:
            return 1 if compare(name, arguments.students, arguments.workers, folder) else 0
        made = make(folder / "made", name, 1, damaged=False)
        classroom = Classroom(made.root / "classroom")
        release, path = read_notebook(classroom.source(name)), classroom.submission(name, made.students[0])
        tasks = [Task(f"student-{number}", name, path, release, "") for number in range(arguments.tasks)]
        size = len(path.read_bytes()) / 1000
        print(f"{len(tasks)} tasks of {name} ({size:.0f} kB each), {arguments.milliseconds:.0f} ms in a grader\n")
        rows = []
        for count in arguments.workers:
            rows.append(measure(tasks, count, folder / f"far-{count}").row(len(tasks)))
            print(f"{count} workers: done", file=sys.stderr, flush=True)
    headings = ["workers", "seconds", "tasks a second", "command, ms", "scheduler, ms", "workers, ms"]
    print(table([*headings, "together, ms", "scheduler's memory, MB"], rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
