"""Knows a student's process: it runs cells, looks up names and calls functions for the grader, until nobody asks.

Nothing it says is believed beyond what it is: values that a student's code made. It never hears of a test.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import linecache
import os
import signal
import socket
import sys
from dataclasses import asdict
from typing import Any

import numpy as np

from autograder.student import shell as running
from autograder.student.packing import describe
from autograder.student.unpacking import Garbled, Reference
from autograder.student.wire import Channel, TooLarge
from utils import trusted
from utils.checks.glance import glance
from utils.checks.witness import Seen, Trouble, witness

_compile, _exec = compile, exec  # as they are before a notebook replaces them
_LACKING = object()
_given: dict[str, Any] = {}  # what the course's own cells define of what a test uses


def serve(sock: socket.socket, shell: running.Shell, scratch: str, largest: int, figures: bool) -> None:
    """Answers the grader's requests. Never returns.

    Args:
        sock: the connection to the grader.
        shell: the shell that the cells run in.
        scratch: an empty folder to be in.
        largest: bytes of a message.
        figures: whether figures are drawn.
    """
    os.chdir(scratch)
    sys.path.insert(0, "")  # as in a kernel: a module that a cell writes can be imported
    signal.signal(signal.SIGINT, signal.default_int_handler)  # as in a kernel
    paper = _take_streams()
    running.open_streams(shell, figures)
    np.random.seed(None)  # else every submission would draw the numbers of the process it was forked from
    channel = Channel(sock, largest, functions=True)
    _answer(channel, {"id": "", "ready": True})
    while True:
        try:
            request = channel.receive()
        except (EOFError, Garbled, TooLarge):
            os._exit(0)
        for exercise, word in request.get("remember", ()):
            _remember(exercise, word)
        if request["do"] == "calls":
            _calls(channel, shell, request, paper)
        else:
            _answer(channel, {"id": request["id"], **_do(shell, request, paper)})


def _answer(channel: Channel, answer: dict[str, Any]) -> None:
    try:
        channel.send(answer)
    except TooLarge as error:
        channel.send({**{key: answer[key] for key in ("id", "number") if key in answer}, "too_large": str(error)})
    except OSError:
        os._exit(0)


def _calls(channel: Channel, shell: running.Shell, request: dict[str, Any], paper: int) -> None:
    """One call after the other, each answered at once with its number, until the grader says something else."""
    calls = [(function, arguments) for function, arguments, times in request["calls"] for _ in range(times)]
    for number, (function, arguments) in enumerate(calls):
        if number and channel.waiting():
            return
        one = {**request, "do": "call", "function": function, "arguments": arguments, "keywords": {}}
        _answer(channel, {"id": request["id"], "number": number, **_do(shell, one, paper)})


def _do(shell: running.Shell, request: dict[str, Any], paper: int) -> dict[str, Any]:
    try:
        if request["do"] == "cell":
            most = request["output"]
            done = running.run_cell(shell, request["source"], most, lambda: _printed(paper, most))
            return {"done": done, "outputs": shell.outputs.kept}
        if request["do"] == "give":
            return _give(shell, request["sources"], request["names"])
        if request["do"] == "name":
            return _look_up(shell, request["name"])
        if request["do"] == "call":
            return _call(shell, request, paper)
        if request["do"] == "glance":
            return _look_at(shell, request)
        if request["do"] == "stop":
            return {"done": True}
        raise ValueError(f"nothing is known of {request['do']}")
    except BaseException as error:  # also what a student raises to get past an ordinary handler
        return {"trouble": f"{type(error).__name__}: {error}"[:500], "done": False, "outputs": []}


def _give(shell: running.Shell, sources: list[str], names: list[str]) -> dict[str, Any]:
    """Runs the course's own cells once more, on what the notebook holds now but apart from it.

    No shell takes part, so that nothing the notebook has hung into it does; and what the notebook gives these names to
    afterwards, or while a test runs, is out of their sight.
    """
    place = dict(shell.user_ns)
    _given.clear()
    _given.update(dict.fromkeys(names, _LACKING))  # a cell that stops leaves no name to the notebook's own
    for number, source in enumerate(sources):
        name = f"<given cell {number + 1}>"
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)  # for messages that quote a line
        _exec(_compile(source, name, "exec"), place)
    _given.update({name: place[name] for name in names if name in place})
    return {"done": True}


def _look_up(shell: running.Shell, name: str) -> dict[str, Any]:
    value = _given[name] if name in _given else shell.user_ns.get(name, _LACKING)
    if value is _LACKING:
        return {"found": False}
    if callable(value):
        return {"found": True, "callable": True, "value": describe(value)}
    return {"found": True, "callable": False, "value": value}


def _call(shell: running.Shell, request: dict[str, Any], paper: int) -> dict[str, Any]:
    shell.outputs.restart(request["output"])
    try:
        function = _resolve(shell, request["function"])
        arguments = tuple(_arriving(shell, argument) for argument in request["arguments"])
        if request["keywords"]:
            function = functools.partial(function, **_arriving(shell, request["keywords"]))
        with trusted.opened(*request["opens"]):
            seen = witness(function, arguments)
    except BaseException as error:
        # A KeyboardInterrupt or worse that the student's own code raised.
        seen = Seen(trouble=Trouble(type(error).__name__, str(error), ("BaseException",)))
    shell.outputs.stream("stdout", _printed(paper, request["output"]))
    # What is empty is what nothing is said of: most calls have nothing but a result, and there are hundreds of them.
    said = {
        "changed": list(seen.changed),
        "warnings": list(seen.warnings)[:5],
        "trouble": None if seen.trouble is None else _cut(asdict(seen.trouble)),
        "outputs": shell.outputs.kept,
    }
    return {"result": seen.result, **{key: value for key, value in said.items() if value}}


def _look_at(shell: running.Shell, request: dict[str, Any]) -> dict[str, Any]:
    """What can be seen of a function without calling it."""
    seen = vars(glance(_resolve(shell, request["function"]), request["arguments"]))
    cut = {key: [name[:100] for name in value[:20]] for key, value in seen.items() if isinstance(value, tuple)}
    return {"glance": {**seen, **cut}}


def _cut(trouble: dict[str, Any]) -> dict[str, Any]:
    return {key: value[:2000] if isinstance(value, str) else value for key, value in trouble.items()}


def _resolve(shell: running.Shell, reference: Any) -> Any:
    if not isinstance(reference, Reference):
        return reference
    if reference.place == "own":
        (name,) = reference.names
        return _given[name] if name in _given else shell.user_ns[name]
    value: Any = importlib.import_module(reference.names[0])
    for part in reference.names[1].split("."):
        value = getattr(value, part)
    return value


def _arriving(shell: running.Shell, value: Any) -> Any:
    """An argument with the functions in it put in place of what they were referred to by."""
    if isinstance(value, Reference):
        return _resolve(shell, value)
    if isinstance(value, list | tuple):
        return type(value)(_arriving(shell, item) for item in value)
    if isinstance(value, dict):
        return {key: _arriving(shell, item) for key, item in value.items()}
    return value


def _remember(exercise: str, word: str) -> None:
    """What a check of the grader's found, for the table at the end of the notebook."""
    from utils import outcomes, progress

    kinds = {
        kind.word: kind
        for kind in (
            outcomes.Right,
            outcomes.RightSoFar,
            outcomes.Wrong,
            outcomes.Raised,
            outcomes.NotAttempted,
            outcomes.NotJudged,
            outcomes.BrokenTest,
        )
    }
    with contextlib.suppress(BaseException):  # a student's own code may have changed what it is remembered in
        progress.record(kinds[word](exercise, ""))


def _take_streams() -> int:
    """Standard input is empty; what programs write to the other two goes to a file. Its descriptor."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    paper = os.open(".output", os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    os.unlink(".output")
    sys.stdout.flush()
    os.dup2(paper, 1)
    os.dup2(paper, 2)
    return paper


def _printed(paper: int, most: int) -> str:
    try:
        data = os.pread(paper, most, 0)
        os.ftruncate(paper, 0)
    except OSError:  # the student closed it
        return ""
    return data.decode("utf-8", "replace")
