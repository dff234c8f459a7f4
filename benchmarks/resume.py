"""A large class, graded in one command and then again with `kill -9` at random moments: memory, and the same marks.

    python -m benchmarks.resume                         1 000 students, ten kills
    python -m benchmarks.resume --students 100 --kills 3
    python -m benchmarks.resume --seed 7                killed at other moments

First the class is graded in one go, while the memory of all processes together (what they share counted once) is
sampled: its peak should not grow with the number of submissions. Then the same class is graded anew; at each of the
drawn moments the whole process group is killed, and the same command is given again. Both use one `--seed`, so the
tests draw the same points. Compared are every record (but for the seconds in it), every mark in the gradebook, and
every executed notebook.

After each kill: which processes are still there ten seconds later, and which temporary files and folders were left.
Exits 1 if anything differs, a process is left, or a file is left in the classroom when all is graded.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from autograder.arguments import cores
from autograder.course import Classroom, Course
from autograder.results import read_result, to_plain
from benchmarks.classes import CHECKOUT, Made, make, rows, surroundings, with_variants
from benchmarks.watching import Meter, adopting, left_over

LONGEST = 4 * 3600  # seconds of one command


@dataclass
class Left:
    """What killed commands left behind."""

    processes: list[str] = field(default_factory=list)
    temporary: set[str] = field(default_factory=set)  # in the folder for temporary files
    partial: set[str] = field(default_factory=set)  # files half written, in the classroom


def start(classroom: Classroom, folder: Path, jobs: int, options: list[str]) -> subprocess.Popen:
    """The command that grades the class, in a process group of its own."""
    with (folder / "log").open("a+b") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "autograder", "grade", "--jobs", str(jobs), "--seed", "1", *options],
            cwd=classroom.root.parent,
            env=surroundings(folder),
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def finish(process: subprocess.Popen, folder: Path) -> None:
    """Waits for the command.

    Raises:
        RuntimeError: it did not end well.
    """
    if process.wait(LONGEST) != 0:
        raise RuntimeError(
            f"autograder grade ended with {process.returncode}:\n"
            + (folder / "log").read_text(errors="replace")[-2000:]
        )


def outcome(classroom: Classroom, name: str) -> dict[str, object]:
    """All that grading came to, by what it is: records, marks, executed notebooks."""
    found: dict[str, object] = {}
    for path in sorted((classroom.results / name).glob("*.json")):
        result = read_result(path)
        record = None if result is None else to_plain(result)
        if record is not None:
            del record["seconds"]
            record["tests"] = [{**test, "seconds": 0} for test in record["tests"]]
        found[f"record of {path.stem}"] = record
    marks: dict[str, list[tuple]] = {}
    for student, *mark in rows(classroom.gradebook):
        marks.setdefault(f"marks of {student}", []).append(tuple(mark))
    for path in sorted(classroom.autograded.glob(f"*/{name}/{name}.ipynb")):
        found[f"notebook of {path.parents[1].name}"] = _without_addresses(path)
    return {**found, **marks}


def _without_addresses(path: Path) -> str:
    """An executed notebook; where in memory a printed object lay is chance."""
    text = nbformat.writes(nbformat.read(path, as_version=4))
    return re.sub(r"0x[0-9a-f]{6,}", "…", text)


def count_graded(classroom: Classroom, name: str) -> int:
    """How many records there are."""
    try:
        return sum(re.fullmatch(r"[^.].*\.json", found) is not None for found in os.listdir(classroom.results / name))
    except FileNotFoundError:
        return 0


def kill_at(process: subprocess.Popen, classroom: Classroom, name: str, count: int, delay: float) -> bool:
    """Kills the process group when `count` records are there, and `delay` seconds have passed since.

    Returns:
        False where it had ended before.
    """
    while count_graded(classroom, name) < count and process.poll() is None:
        time.sleep(0.02)
    time.sleep(delay)
    ended = process.poll() is not None
    if not ended:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return not ended


def look(left: Left, classroom: Classroom, folder: Path, before: set[int]) -> None:
    """Adds what is there and should not be."""
    left.processes += left_over(before)
    left.temporary |= {path.name for path in (folder / "temporary").iterdir()}
    left.partial |= partial_files(classroom)


def partial_files(classroom: Classroom) -> set[str]:
    """What a writer that was killed left in the classroom. The hidden files that belong there are none."""
    kept = {".gitignore", classroom.solution_passed("").name}
    hidden = (path for path in classroom.root.rglob(".*") if path.name not in kept)
    return {path.relative_to(classroom.root).as_posix() for path in hidden}


def undisturbed(made: Made, folder: Path, jobs: int, options: list[str]) -> dict[str, object]:
    """Grades the class in one go, prints how much memory that took, and returns what it came to."""
    classroom, total = made.copy(folder / "undisturbed"), len(made.students)
    reached: dict[int, float] = {}
    started = time.monotonic()
    process = start(classroom, folder, jobs, options)
    with Meter(process.pid) as meter:
        while process.poll() is None:
            done = count_graded(classroom, made.name)
            for percent in (10, 50, 100):
                if percent not in reached and done >= total * percent / 100:
                    reached[percent] = time.monotonic()
                    print(
                        f"undisturbed: {done} of {total}, {reached[percent] - started:.0f} s, peak memory so far "
                        f"{meter.peak_until(reached[percent]) / 1e6:.0f} MB",
                        flush=True,
                    )
            time.sleep(0.2)
    finish(process, folder)
    print(
        f"undisturbed: {total} submissions in {time.monotonic() - started:.0f} s, peak memory "
        f"{meter.peak / 1e6:.0f} MB",
        flush=True,
    )
    return outcome(classroom, made.name)


def disturbed(
    made: Made, folder: Path, jobs: int, options: list[str], kills: int, seed: int, before: set[int]
) -> tuple[dict[str, object], Left, int]:
    """Grades the class with kills in between: what it came to, what was left behind, how many kills there were."""
    classroom, total, chance = made.copy(folder / "disturbed"), len(made.students), random.Random(seed)
    left, killed = Left(), 0
    for count in sorted(chance.randrange(total) for _ in range(kills)):
        process = start(classroom, folder, jobs, options)
        killed += kill_at(process, classroom, made.name, count, chance.uniform(0, 2))
        look(left, classroom, folder, before)
        print(
            f"killed with {count_graded(classroom, made.name)} of {total} done; left so far: {len(left.processes)} "
            f"processes, {len(left.temporary)} temporary folders, {len(left.partial)} files in the classroom",
            flush=True,
        )
    finish(start(classroom, folder, jobs, options), folder)
    found = outcome(classroom, made.name)
    left.processes += left_over(before)
    left.partial = partial_files(classroom)
    left.temporary = {path.name for path in (folder / "temporary").iterdir()}
    return found, left, killed


def differences(expected: dict[str, object], found: dict[str, object]) -> list[str]:
    """What is in one and not, or not the same, in the other."""
    return [
        f"{key}: {'is missing' if key not in found else 'is new' if key not in expected else 'differs'}"
        for key in sorted(expected.keys() | found.keys())
        if key not in found or key not in expected or expected[key] != found[key]
    ]


def main() -> int:
    """Grade twice, compare, print, and exit 1 where something is not as it should be."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.resume", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--students", metavar="N", type=int, default=1000, help="who hand in (default: 1000)")
    parser.add_argument("--notebook", metavar="NAME", help="04 for short (default: the first with variants)")
    parser.add_argument("--kills", metavar="N", type=int, default=10, help="how often it is killed (default: 10)")
    parser.add_argument("--seed", metavar="N", type=int, default=1, help="which moments (default: 1)")
    parser.add_argument("--jobs", metavar="N", type=int, default=cores(), help="workers (default: %(default)s)")
    parser.add_argument("--no-sandbox", action="store_true", help="handed on to `autograder grade`")
    arguments = parser.parse_args()
    if sys.platform != "linux":
        parser.exit(1, "this benchmark reads /proc: run it on Linux\n")
    name = Course(CHECKOUT).resolve([arguments.notebook])[0] if arguments.notebook else with_variants()[0]
    options = ["--no-sandbox"] if arguments.no_sandbox else []
    with tempfile.TemporaryDirectory(prefix="resume-") as temporary, adopting() as before:
        folder = Path(temporary)
        made = make(folder / "made", name, arguments.students, damaged=True)
        print(f"{name}: {len(made.students)} students, {arguments.jobs} workers", flush=True)
        expected = undisturbed(made, folder, arguments.jobs, options)
        found, left, killed = disturbed(made, folder, arguments.jobs, options, arguments.kills, arguments.seed, before)
        wrong = differences(expected, found)
    print(
        f"\nkilled {killed} times; compared {len(expected)} records, students' marks and notebooks: "
        f"{len(wrong)} differ",
        *wrong[:20],
        sep="\n",
    )
    for what, entries in (
        ("processes left", left.processes),
        ("files left in the classroom", sorted(left.partial)),
        ("folders left for temporary files", sorted(left.temporary)),
    ):
        print(f"{what}: {len(entries)}", *(f"  {entry}" for entry in entries[:5]), sep="\n")
    return 1 if wrong or left.processes or left.partial else 0


if __name__ == "__main__":
    sys.exit(main())
