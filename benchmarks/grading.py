"""How many submissions a minute: stock nbgrader and `autograder grade`, the same class, side by side in one run.

    python -m benchmarks.grading                      a class of 40, three rounds, and a trivial notebook
    python -m benchmarks.grading --students 6 --rounds 1 --no-trivial     a first impression
    python -m benchmarks.grading --notebook 04 --figures                  also with figures drawn, as stock has them
    python -m benchmarks.grading --brief --students 100 --rounds 1 --no-trivial --notebook 04 07
                                                                          what is claimed: some 20 minutes

The class is drawn from the variants, without the damaged file, which stock nbgrader stops at. It lies in a temporary
folder outside the checkout, and every run gets a fresh copy. Stock is `nbgrader autograde` with a configuration that
says where the class is and nothing else. It grades one submission after the other; on two cores it is run twice at a
time, each with half of the class and a gradebook of its own. Contestants take turns, each is held to its number of
cores, what counts is the whole command from start to end. With --brief there are three: stock in one process and in
two, ours with two workers, all of them free to use two cores. Rates are medians over the rounds, a ratio is the median
of each round's ratio. A command takes a while to start; when the first executed notebook is there, in a class that has
no gradebook yet, and how long each takes once the first is done have columns of their own. Memory is the peak of all
processes together, what they share counted once. Stock draws figures; ours draws none unless told.

Below each table: where the time of one worker goes, and the floor, which is the cells' own time.

One kind of difference in the marks is expected, is counted, and is held to its conditions: stock judges an answer with
the student's own earlier answers, so that a mistake in one of those costs again, while ours judges it once more with
the course's. Then the record names the exercises that were replaced, the test has all of its points, and each of these
exercises has lost points with stock as well. Exits 1 if any other marks of two contestants differ, or a run fails.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course import Classroom, Course
from autograder.results import read_result
from benchmarks.checkers import table
from benchmarks.classes import CHECKOUT, TRIVIAL, Made, Marks, compiled, make, marks, surroundings, with_variants
from benchmarks.watching import Meter

LONGEST = 3600  # seconds of one run


@dataclass(frozen=True)
class Contestant:
    """A way to have the class graded."""

    name: str
    cores: int
    options: tuple[str, ...] | None = None  # of `autograder grade`; None: it is stock
    processes: int = 1  # of stock, each with its part of the class

    def commands(self) -> list[list[str]]:
        """What is run at the same time, each on its part of the class; NAME stands for the notebook."""
        if self.options is None:
            return [[sys.executable, "-m", "nbgrader", "autograde", "NAME"]] * self.processes
        return [[sys.executable, "-m", "autograder", "grade", "--jobs", str(self.cores), *self.options]]


@dataclass(frozen=True)
class Helped:
    """A test that was passed with the course's own answers to earlier exercises."""

    points: float  # that the test can give
    instead: tuple[tuple[tuple[str, float], ...], ...]  # of each such exercise the tests, with what they can give


@dataclass(frozen=True)
class Run:
    """What one run came to."""

    seconds: float
    first: float  # seconds until the first executed notebook is there
    each: float  # and from one to the next, on average
    peak: int
    marks: Marks
    helped: dict[tuple[str, str], Helped] = field(default_factory=dict)  # by student and test; never of stock


def contestants(figures: bool, brief: bool = False) -> list[Contestant]:
    """All that take turns."""
    if brief:
        return [
            Contestant("stock, one process", 2),
            Contestant("stock, two processes", 2, processes=2),
            Contestant("ours, two workers", 2, ("--figures",) if figures else ()),
        ]
    found = []
    for cores in (1, 2):
        workers = "one worker" if cores == 1 else "two workers"
        found += [
            Contestant("stock, " + ("one process" if cores == 1 else "two processes"), cores, processes=cores),
            Contestant(f"ours, {workers}", cores, ()),
            Contestant(f"ours, {workers}, no sandbox", cores, ("--no-sandbox",)),
        ]
        if figures:
            found.append(Contestant(f"ours, {workers}, figures", cores, ("--figures",)))
    return found


def hold_to(pid: int, cores: int) -> None:
    """Lets a process, and what it starts, have so many cores and no more."""
    os.sched_setaffinity(pid, sorted(os.sched_getaffinity(0))[:cores])


def run(contestant: Contestant, made: Made, folder: Path) -> Run:
    """Grades a fresh copy of the class.

    Raises:
        RuntimeError: a command did not end well.
    """
    commands, students = contestant.commands(), made.students
    parts = [made.copy(folder / f"part-{number}", students[number :: len(commands)]) for number in range(len(commands))]
    started, began = time.monotonic(), time.time()
    running = []
    for number, (command, part) in enumerate(zip(commands, parts, strict=True)):
        log = (folder / f"log-{number}").open("w+b")
        running.append(
            (
                subprocess.Popen(
                    [made.name if word == "NAME" else word for word in command],
                    cwd=part.root.parent,
                    env=surroundings(folder),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                ),
                log,
            )
        )
        hold_to(running[-1][0].pid, contestant.cores)
    # Seldom: to look at all of a worker's processes takes a fiftieth of a second, of the same two cores.
    with Meter(*(process.pid for process, _ in running), seconds=1) as meter:
        for process, log in running:
            if process.wait(LONGEST) != 0:
                log.seek(0)
                raise RuntimeError(
                    f"{contestant.name} ended with {process.returncode}:\n"
                    f"{log.read()[-3000:].decode('utf-8', 'replace')}"
                )
    seconds = time.monotonic() - started
    entered: Marks = {}
    helped: dict[tuple[str, str], Helped] = {}
    for part in parts:
        entered.update(marks(part.gradebook))
        helped |= {} if contestant.options is None else helped_by_the_course(part, made)
    written = sorted(path.stat().st_mtime for part in parts for path in part.autograded.glob("*/*/*.ipynb"))
    shutil.rmtree(folder)
    each = (written[-1] - written[0]) / (len(written) - 1) if len(written) > 1 else float("nan")
    return Run(seconds, written[0] - began if written else float("nan"), each, meter.peak, entered, helped)


def helped_by_the_course(classroom: Classroom, made: Made) -> dict[tuple[str, str], Helped]:
    """What the records say of tests that were passed with the course's answers to earlier exercises."""
    found: dict[tuple[str, str], Helped] = {}
    for student in made.students:
        result = read_result(classroom.record(made.name, student))
        for test in result.tests if result is not None else ():
            if test.given:
                instead = tuple(
                    tuple((other.grade_id, other.max_points) for other in result.tests if other.exercise == name)
                    for name in test.given
                )
                found[student, test.grade_id] = Helped(test.max_points, instead)
    return found


def costs_once(student: str, test: str, stock: Marks, ours: Run) -> bool:
    """Whether a mark is another one only because a mistake in an earlier answer costs no second time with ours."""
    helped, theirs = ours.helped.get((student, test)), stock.get((student, test))
    if helped is None or theirs is None or ours.marks.get((student, test)) != helped.points or theirs >= helped.points:
        return False
    lost = [any((stock.get((student, name)) or 0) < most for name, most in tests) for tests in helped.instead]
    return bool(lost) and all(lost)


def side_by_side(
    made: Made, folder: Path, rounds: int, figures: bool, brief: bool = False
) -> dict[Contestant, list[Run]]:
    """Every contestant's runs, one in each round; nobody is always first."""
    everyone = contestants(figures, brief)
    runs: dict[Contestant, list[Run]] = {contestant: [] for contestant in everyone}
    for number in range(rounds):
        turn = number * len(everyone) // max(rounds, 1)
        for contestant in everyone[turn:] + everyone[:turn]:
            done = run(contestant, made, folder / "run")
            runs[contestant].append(done)
            print(f"{made.name}, round {number + 1} of {rounds}: {contestant.name}: {done.seconds:.1f} s", flush=True)
    return runs


def print_rates(made: Made, runs: dict[Contestant, list[Run]], own: list[float]) -> None:
    """The table of contestants, and the floor."""
    count = len(made.students)
    stock = {contestant.processes: done for contestant, done in runs.items() if contestant.options is None}
    rows = []
    for contestant, done in sorted(runs.items(), key=lambda item: item[0].cores):
        seconds = [one.seconds for one in done]
        ratios = [
            statistics.median(theirs.seconds / one.seconds for one, theirs in zip(done, stock[processes], strict=True))
            for processes in (1, 2)
        ]
        rows.append(
            [
                contestant.name,
                str(contestant.cores),
                f"{60 * count / statistics.median(seconds):.1f}",
                f"{60 * count / max(seconds):.1f}–{60 * count / min(seconds):.1f}",
                *(f"{ratio:.1f}" for ratio in ratios),
                f"{statistics.median(one.first for one in done):.1f}",
                f"{1000 * statistics.median(one.each for one in done):.0f}",
                f"{statistics.median(one.peak for one in done) / 1e6:.0f}",
            ]
        )
    rows.append(
        [
            "the floor: cells and tests alone",
            "1",
            f"{60 * count / sum(own):.1f}",
            "",
            *(f"{statistics.median(one.seconds for one in stock[many]) / sum(own):.1f}" for many in (1, 2)),
            "",
            f"{1000 * sum(own) / count:.0f}",
            "",
        ]
    )
    header = [
        "",
        "cores",
        "submissions a minute",
        "lowest–highest",
        "times stock in one process",
        "in two",
        "first after, s",
        "ms each, after the first",
        "peak memory, MB",
    ]
    print(f"\n{made.name}, {count} submissions\n\n{table(header, rows)}\n", flush=True)


def differences(runs: dict[Contestant, list[Run]]) -> tuple[list[str], list[str]]:
    """A line for every mark that is not the one of stock's first run: those that are expected, and all others."""
    stock = next(done for contestant, done in runs.items() if contestant.options is None)[0].marks
    once: list[str] = []
    wrong: list[str] = []
    for contestant, done in runs.items():
        for number, one in enumerate(done, 1):
            for student, test in sorted(stock.keys() | one.marks.keys()):
                theirs, ours = stock.get((student, test), "none"), one.marks.get((student, test), "none")
                if theirs != ours:
                    line = f"{student}, {test}: stock {theirs}, {contestant.name} (round {number}) {ours}"
                    (once if costs_once(student, test, stock, one) else wrong).append(line)
    return once, wrong


def helper(module: str, arguments: list[str], cwd: Path, folder: Path) -> str:
    """What a part of this benchmark printed that wants a process of its own, on one core."""
    with subprocess.Popen(
        [sys.executable, "-m", module, *arguments], cwd=cwd, env=surroundings(folder), stdout=subprocess.PIPE, text=True
    ) as process:
        hold_to(process.pid, 1)
        out, _ = process.communicate(timeout=LONGEST)
    if process.returncode != 0:
        raise RuntimeError(f"{module} ended with {process.returncode}")
    return out


def own_times(made: Made, folder: Path) -> list[float]:
    """Seconds of each submission's cells by themselves."""
    classroom = made.copy(folder / "floor")
    paths = [str(classroom.submitted / student / made.name / f"{made.name}.ipynb") for student in made.students]
    out = helper("benchmarks.floor", [*paths, "--release", str(classroom.source(made.name))], folder, folder)
    return list(map(float, out.split()))


def print_profile(made: Made, folder: Path, own: list[float]) -> None:
    """Where the time of one worker goes, in milliseconds for each submission."""
    made.copy(folder / "profile")
    told = json.loads(helper("benchmarks.where_time_goes", [], folder / "profile", folder))
    count = len(made.students)
    for who, title in (("worker", "Where the worker's time goes"), ("parent", "The command itself, meanwhile")):
        whole = sum(told[who].values())
        rows = [
            [
                name,
                f"{1000 * seconds / count:.1f}",
                f"{100 * seconds / whole:.0f} %",
                f"{told['calls'][name] / count:.1f}" if who == "worker" and name in told["calls"] else "",
            ]
            for name, seconds in sorted(told[who].items(), key=lambda item: -item[1])
        ]
        rows.append(["**together**", f"{1000 * whole / count:.1f}", "100 %", ""])
        if who == "worker":
            rows.append(
                [
                    "the floor: cells and tests alone",
                    f"{1000 * sum(own) / count:.1f}",
                    f"{100 * sum(own) / whole:.0f} %",
                    "",
                ]
            )
        print(f"{title}\n\n{table([made.name, 'ms for each submission', 'share', 'calls'], rows)}\n", flush=True)


def main() -> int:
    """Measure, print, and exit 1 where marks differ."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.grading", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--students", metavar="N", type=int, default=40, help="who hand in (default: 40)")
    parser.add_argument(
        "--notebook", metavar="NAME", nargs="+", help="these notebooks, 04 for short (default: all with variants)"
    )
    parser.add_argument("--rounds", metavar="N", type=int, default=3, help="runs of each contestant (default: 3)")
    parser.add_argument("--brief", action="store_true", help="stock in one process and in two, ours with two workers")
    parser.add_argument("--figures", action="store_true", help="ours also with figures drawn")
    parser.add_argument("--no-trivial", action="store_true", help="leave out the trivial notebook")
    arguments = parser.parse_args()
    if sys.platform != "linux":
        parser.exit(1, "this benchmark reads /proc: run it on Linux\n")
    names = Course(CHECKOUT).resolve(arguments.notebook) if arguments.notebook else with_variants()
    print(
        f"Python {sys.version.split()[0]}, {len(os.sched_getaffinity(0))} cores, "
        f"load {os.getloadavg()[0]:.1f} (the quieter the machine, the better)",
        flush=True,
    )
    wrong: list[str] = []
    compiled()
    with tempfile.TemporaryDirectory(prefix="grading-") as temporary:
        for name in [*names, *([] if arguments.no_trivial else [TRIVIAL])]:
            folder = Path(temporary) / name
            made = make(folder / "made", name, arguments.students, damaged=False)
            runs = side_by_side(made, folder, arguments.rounds, arguments.figures, arguments.brief)
            own = own_times(made, folder)
            print_rates(made, runs, own)
            print_profile(made, folder, own)
            expected, others = differences(runs)
            wrong += others
            if expected:
                print("A mistake costs once with ours, and again in what builds on it with stock:")
                print(*expected, "", sep="\n", flush=True)
    print(*wrong or ["All other marks are the same with all contestants."], sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
