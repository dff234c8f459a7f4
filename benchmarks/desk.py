"""An instructor's afternoon in one go: a class in Canvas's form, from its archive to the marks that Canvas imports.

    python -m benchmarks.desk                            300 students, notebook 04
    python -m benchmarks.desk --students 30 --notebook 02
    python -m benchmarks.desk --keep afternoon           leaves everything in that folder

The class is made up, `demo --archive canvas`. Then come collect, grade, feedback, report and export, each a command of
its own, and all of them again. For each: seconds, and the peak memory of all its processes together, what they share
counted once.

Afterwards three things are compared. The second round must have changed no file of the class. The checkout and a home
folder made for this must be as they were: nothing but the class's folder may be touched. What Matplotlib and Jupyter
keep for themselves goes to a folder of its own and is named, and Python writes no compiled modules. Exits 1 if anything
differs, or a command fails. Leave the checkout alone while it runs.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from autograder.arguments import cores
from autograder.course import Course
from benchmarks.classes import CHECKOUT, surroundings
from benchmarks.watching import Meter

LONGEST = 4 * 3600  # seconds of one command
_NOT_OURS = (".git", "__pycache__")  # changed by others; not written, see `environment`


@dataclass(frozen=True)
class Ran:
    """One command, as it was seen from outside."""

    name: str
    seconds: float
    peak: int  # bytes
    said: str  # its last line


def environment(folder: Path) -> dict[str, str]:
    """Variables of a command: an empty home folder, and one each for temporary files and for other programs' own."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    ours = {**surroundings(folder), "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    return {name: value for name, value in ours.items() if not name.startswith("XDG_")}


def run(name: str, arguments: Iterable[object], folder: Path, ends: tuple[int, ...] = (0,)) -> Ran:
    """Runs one command in the checkout.

    Raises:
        RuntimeError: it did not end well.
    """
    log = folder / "log"
    command = [sys.executable, "-m", "autograder", name, *map(str, arguments)]
    started = time.monotonic()
    with log.open("wb") as file:
        process = subprocess.Popen(
            command,
            cwd=CHECKOUT,
            env=environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
        with Meter(process.pid, seconds=0.1) as meter:
            status = process.wait(LONGEST)
    text = log.read_text(encoding="utf-8", errors="replace")
    if status not in ends:
        raise RuntimeError(f"autograder {name} ended with {status}:\n{text[-2000:]}")
    return Ran(name, time.monotonic() - started, meter.peak, (text.splitlines() or [""])[-1])


def listing(root: Path) -> dict[str, tuple[int, int]]:
    """Every file below a folder: when it was changed, to the nanosecond, and its size."""
    found = {}
    for folder, inside, files in os.walk(root):
        inside[:] = [name for name in inside if name not in _NOT_OURS]
        for name in [*files, *inside]:
            path = Path(folder, name)
            state = path.lstat()
            found[path.relative_to(root).as_posix()] = (state.st_mtime_ns, state.st_size) if name in files else (0, 0)
    return found


def contents(root: Path) -> dict[str, str]:
    """A digest of every file below a folder."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def differences(before: dict[str, object], after: dict[str, object]) -> list[str]:
    """What came, went or changed between two listings."""
    return [
        f"{path}: {'new' if path not in before else 'gone' if path not in after else 'changed'}"
        for path in sorted(before.keys() | after.keys())
        if before.get(path) != after.get(path)
    ]


def afternoon(name: str, classroom: Path, jobs: int, folder: Path) -> list[Ran]:
    """From the archive to the export, once."""
    (archive,), (roster,) = (classroom / "canvas").glob("*.zip"), (classroom / "canvas").glob("*.csv")
    course = ["--course", classroom]
    return [
        run("collect", [archive, "--roster", roster, *course], folder, ends=(0, 1)),  # one of them is damaged
        run("grade", [name, "--jobs", jobs, "--seed", 1, *course], folder),
        run("feedback", [name, "--archive", "canvas", *course], folder),
        run("report", [name, *course], folder),
        run("export", [name, "--roster", roster, *course], folder),
    ]


def table(first: list[Ran], again: list[Ran]) -> str:
    """The commands as a Markdown table."""
    lines = ["| | seconds | peak memory, MB | again: seconds | its last line |", "|---|---|---|---|---|"]
    lines += [
        f"| {one.name} | {one.seconds:.1f} | {one.peak / 1e6:.0f} | {two.seconds:.1f} | {one.said} |"
        for one, two in zip(first, again, strict=True)
    ]
    lines.append(
        f"| **together** | **{sum(one.seconds for one in first):.0f}** | "
        f"**{max(one.peak for one in first) / 1e6:.0f}** | **{sum(two.seconds for two in again):.0f}** | |"
    )
    return "\n".join(lines)


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True)
        yield kept.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="desk-") as temporary:
        yield Path(temporary)


def main() -> int:
    """Runs everything twice, compares, prints, and exits 1 where something is not as it should be."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.desk", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--students", metavar="N", type=int, default=300, help="who hand in (default: 300)")
    parser.add_argument("--notebook", metavar="NAME", default="04", help="04 for short (default: 04)")
    parser.add_argument("--jobs", metavar="N", type=int, default=cores(), help="workers (default: %(default)s)")
    parser.add_argument(
        "--keep", metavar="FOLDER", type=Path, help="a new folder, outside the checkout, to leave it in"
    )
    arguments = parser.parse_args()
    if sys.platform != "linux":
        parser.exit(1, "this benchmark reads /proc: run it on Linux\n")
    if arguments.keep is not None and (arguments.keep.exists() or arguments.keep.resolve().is_relative_to(CHECKOUT)):
        parser.exit(1, f"{arguments.keep} is there already, or inside the checkout: choose another folder\n")
    name = Course(CHECKOUT).resolve([arguments.notebook])[0]
    with _folder(arguments.keep) as folder:
        classroom = folder / "class"
        environment(folder)
        (folder / "home" / "letter.txt").write_text("Nobody's business.\n", encoding="utf-8")
        before = {place: listing(place) for place in (CHECKOUT, folder / "home")}
        run("demo", [name, "--students", arguments.students, "--archive", "canvas", "--course", classroom], folder)
        print(f"{name}: {arguments.students} students, {arguments.jobs} workers", flush=True)
        first = afternoon(name, classroom, arguments.jobs, folder)
        done = contents(classroom)
        again = afternoon(name, classroom, arguments.jobs, folder)
        wrong = {
            "files of the class that the second round changed": differences(done, contents(classroom)),
            "files outside the class's folder that were touched": [
                line for place, was in before.items() for line in differences(was, listing(place))
            ],
            "temporary files left": [path.name for path in (folder / "temporary").iterdir()],
        }
        print(f"\n{table(first, again)}\n")
        print(
            f"the class's folder: {len(done)} files; other programs' own: "
            f"{', '.join(sorted(contents(folder / 'settings'))) or 'none'}"
        )
    for what, lines in wrong.items():
        print(f"{what}: {len(lines)}", *(f"  {line}" for line in lines[:10]), sep="\n")
    return 1 if any(wrong.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
