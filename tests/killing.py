"""A command that is killed, as `kill -9` does, the moment it calls a certain function for the n-th time."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

_KILLED = """\
import importlib, os, signal, sys
from autograder import cli

module, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
owner = importlib.import_module(module)
called = getattr(owner, name)

def or_be_killed(*arguments, **keywords):
    global count
    count -= 1
    if count == 0:
        os.killpg(0, signal.SIGKILL)
    return called(*arguments, **keywords)

setattr(owner, name, or_be_killed)
sys.exit(cli.main(sys.argv[4:]))
"""


def killed_at(
    moment: tuple[str, str, str], arguments: Sequence[str], where: Path, env: Mapping[str, str] | None = None
) -> None:
    """Runs the command and kills its process group; fails where it ended otherwise.

    Args:
        moment: the module, the function in it, and at which call of it.
        arguments: of the command.
        where: the working directory.
        env: the environment, where it is another.
    """
    died = subprocess.run(
        [sys.executable, "-c", _KILLED, *moment, *arguments],
        cwd=where,
        env=env,
        start_new_session=True,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
