"""The program `autograder`, which `python -m autograder` is as well."""

from __future__ import annotations

import sys

from autograder.safe_path import import_the_course_alone


def start() -> int:
    """Runs a command, once it is settled from where modules come."""
    import_the_course_alone()
    from autograder.cli import main

    return main()


if __name__ == "__main__":
    sys.exit(start())
