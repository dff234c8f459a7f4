"""Knows how much a submission may use while it is graded; nothing of how that is enforced."""

from __future__ import annotations

from dataclasses import dataclass

_MB = 1_000_000


@dataclass(frozen=True)
class Limits:
    """What one submission may use. Beyond a limit there is a recorded reason, never a stopped class."""

    timeout_cell: float = 60  # seconds that one cell may run
    timeout_call: float = 60  # seconds that one call of a student's function may run
    timeout_notebook: float = 900  # seconds for all of it, also for what has to be run again
    memory: int = 2_000 * _MB  # bytes of address space of a process, and resident of all together
    processes: int = 40  # at one time
    file_size: int = 100 * _MB  # bytes of a file
    scratch: int = 200 * _MB  # bytes of all files in a folder that can be written to
    files: int = 20_000  # in such a folder
    output: int = 1 * _MB  # characters of one cell's output; what exceeds it is dropped
    outputs: int = 20 * _MB  # characters of all outputs together
    message: int = 64 * _MB  # bytes of a value that a function returns
    restarts: int = 20  # of a process that died or had to be ended
    cells: int = 2_000  # of the submitted notebook
    file_bytes: int = 50 * _MB  # of the submitted file
    pictures: int = 10 * _MB  # of the pictures pasted into its texts
    judging: float = 20  # seconds of the grader's own processor time for what one test was answered
    judging_notebook: float = 90  # for all of them together
    judging_memory: int = 1_500 * _MB  # bytes that the grader takes for one, beyond what it has
    figures: bool = False  # whether figures are drawn


MEGABYTES = Limits.memory // _MB  # unless told


def limits_of(timeout: float, megabytes: int = MEGABYTES, figures: bool = False) -> Limits:
    """The limits that a person's options ask for.

    Args:
        timeout: seconds that one cell, or one call, may run. A notebook may take five times as long, where that is
            more than it may take anyway: a longer time for a cell is of no use to one that is then cut short.
        megabytes: what one submission may take.
        figures: whether figures are drawn.
    """
    return Limits(
        timeout_cell=timeout,
        timeout_call=timeout,
        timeout_notebook=max(Limits.timeout_notebook, 5 * timeout),
        memory=megabytes * _MB,
        figures=figures,
    )
