"""Knows how much a submission may use while it is graded; nothing of how that is enforced."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What one submission may use. Beyond a limit there is a recorded reason, never a stopped class."""

    timeout_cell: float = 60  # seconds that one cell may run
    timeout_notebook: float = 900  # seconds for all cells together
    output_bytes: int = 2_000_000  # of one cell's output; what exceeds it is dropped
    file_bytes: int = 50_000_000  # of the submitted file
