"""What one call of a reader's function was seen to do, as plain data. Knows nothing of right and wrong.

A function that lives in another process is called the same way: it has a method ``witness`` of its own, which does
there what is done here; ``processor_time``, a clock of the time that a processor has spent there; and ``foresee``.
"""

from __future__ import annotations

import builtins
import contextlib
import difflib
import io
import re
import sysconfig
import time
import traceback
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import CodeType, TracebackType
from typing import Any

import numpy as np

from utils.checks.absent import missing_name
from utils.checks.arithmetic import watching_arithmetic
from utils.checks.glance import Glance, glance
from utils.checks.left_over import answer_beside, places_handed_out, places_left, which_blank
from utils.checks.operands import dict_beside, keys_beside, operands
from utils.checks.recorded import watching_losses
from utils.plain import copy_of, identical, same
from utils.trusted import CoursesOwn, watching

COURSES_OWN = CoursesOwn.__name__  # the name of the trouble with a function that called what it is compared with

# What "no overflow, division or invalid-value warning" means; NumPy begins its messages with these words.
_ARITHMETIC_WARNINGS = ("overflow", "divide by zero", "invalid value")

_NOT_THEIRS = tuple(
    str(Path(folder).resolve())
    for folder in {str(Path(__file__).parents[1]), *map(sysconfig.get_path, ("stdlib", "purelib", "platlib"))}
)


@dataclass(frozen=True)
class Trouble:
    """An exception that the function raised, in words.

    Attributes:
        name: of its class.
        text: its message.
        classes: the names of the built-in classes it belongs to, the nearest first (``("KeyError", "LookupError",
            "Exception")``).
        line: the innermost line of the reader's own code on the way to it; empty where there is none.
        number: that line's number in its cell.
        inside: the function that line is in.
        unwritten: for a NotImplementedError, the other function whose stub was reached, a method with its class
            (``"Node.exp"``); empty for the called one's own.
        shapes: the arrays of the operation that failed, with their shapes; empty where none are known.
        close: for a NameError, the name in reach that is spelt most like the missing one, or whose attribute it is
            (``node.parents``), or whose key it may be (``weights["NOT"]``), or for N the number of rows of an argument
            (``len(X)``); for a RecursionError, the function whose name is a part of that of the one which calls
            itself; for a method that calls itself by ``self``, the function of its name; for a KeyError, the keys that
            the dict has; for a TypeError, a dict that stands for a number, with its keys; empty where there is none.
        promised: for a NameError, whether the function also has the missing name as a text, as the key of what it
            returns: then it is no misspelling, and its line is missing.
        caller: where that line is in another function of the reader's: the line that called it, with its place.
        answered: for a NotImplementedError, whether an answer stands beside the raise.
        blank: for a NotImplementedError, which blank of several it stands in (``"second"``), where a comment says so.
        left: for a NotImplementedError, how many places of its function still hold the line of the stub.
        places: and how many it was handed out with.
    """

    name: str
    text: str
    classes: tuple[str, ...]
    line: str = ""
    number: int = 0
    inside: str = ""
    unwritten: str = ""
    shapes: str = ""
    close: str = ""
    caller: str = ""
    promised: bool = False
    answered: bool = False
    blank: str = ""
    left: int = 0
    places: int = 1


@dataclass(frozen=True)
class Seen:
    """What a call did.

    Attributes:
        result: what the function returned; None where it raised.
        trouble: what it raised, if it did.
        changed: the positions of the arguments that were changed in place.
        warnings: what NumPy warned of arithmetic that overflowed, divided by zero or was invalid.
        look: says what can be seen of the function itself. It takes longer than most calls, and nobody asks where the
            answer is right.
    """

    result: Any = None
    trouble: Trouble | None = None
    changed: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    look: Callable[[], Glance] = Glance


def is_a_library(file: str) -> bool:
    """Whether a file is Python's, a package's or this one's: no cell, and nothing that a reader wrote."""
    return str(Path(file).resolve()).startswith(_NOT_THEIRS)


def witness(function: Callable, arguments: tuple, quiet: bool = False) -> Seen:
    """Call ``function(*arguments)`` on copies of the arguments, arrays read-only, and say what it did.

    Args:
        function: a reader's function, in this process or in another.
        arguments: numbers, strings, arrays, lists, tuples, dicts, functions.
        quiet: drop what it prints: the same call was made before, and what is printed twice only confuses.

    Returns:
        What was seen. It raises nothing that the function raises, but for KeyboardInterrupt.
    """
    if hasattr(function, "witness"):
        return function.witness(arguments, quiet)
    given = tuple(copy_of(argument, read_only=True) for argument in arguments)
    with contextlib.redirect_stdout(io.StringIO()) if quiet else contextlib.nullcontext():
        seen = _call(function, given)
    if seen.trouble is not None and "read-only" in seen.trouble.text:
        # Which argument it was shows where writing is allowed.
        given = tuple(copy_of(argument) for argument in arguments)
        with contextlib.redirect_stdout(io.StringIO()):
            again = _call(function, given)
        seen = Seen(again.result, seen.trouble, warnings=again.warnings)
    changed = [
        i
        for i, (before, after) in enumerate(zip(arguments, given, strict=True))
        if not (identical(before, after) or same(before, after))  # the first is sooner found out
    ]
    return Seen(seen.result, seen.trouble, tuple(changed), seen.warnings, partial(glance, function, arguments))


def foresee(calls: Sequence[tuple[Callable, tuple]]) -> None:
    """Say which calls ``witness`` is going to be asked for, in order, if nothing goes wrong. It changes no answer.

    Functions in another process can be asked for all of them at once. Each call is known by what its arguments hold. A
    function that is made of several others, called one after the other, has them in ``parts``.

    Args:
        calls: functions, each with its arguments.
    """
    single: list[tuple[Any, tuple]] = [
        (part, arguments) for one, arguments in calls for part in getattr(one, "parts", (one,))
    ]
    if single and all(hasattr(one, "witness") and hasattr(one, "foresee") for one, _ in single):
        single[0][0].foresee(single)


def clock_of(function: Callable) -> Callable[[], float]:
    """The clock of the processor's time, in seconds, in the process that the function lives in."""
    return getattr(function, "processor_time", time.process_time)


def _call(function: Callable, given: tuple) -> Seen:
    with (
        watching(given) as refused,
        watching_losses() as misused,
        watching_arithmetic(),
        warnings.catch_warnings(record=True) as caught,
        np.errstate(over="warn", divide="warn", invalid="warn", under="ignore"),
    ):
        warnings.simplefilter("always")
        result, raised = None, None
        try:
            result = function(*given)
        except (Exception, SystemExit) as error:
            raised = error
    # Only now: what looks at an error lies in this package, and would be refused above like all the rest of it.
    trouble = None if raised is None else trouble_of(raised, function)
    if refused and (trouble is None or trouble.name != COURSES_OWN):  # it went on as if nothing had been
        text = f"this calls the course's own {refused[0]}; write it yourself"
        result, trouble = None, Trouble(COURSES_OWN, text, ("RuntimeError", "Exception"))
    elif misused and trouble is None:
        result, trouble = None, Trouble(misused[0], "", ("Exception",))
    return Seen(result, trouble, (), tuple(filter(None, map(_arithmetic, caught))))


def _arithmetic(warning: warnings.WarningMessage) -> str:
    message = str(warning.message)
    ours = issubclass(warning.category, RuntimeWarning) and message.startswith(_ARITHMETIC_WARNINGS)
    return message if ours else ""


def trouble_of(error: BaseException, function: Callable) -> Trouble:
    """An exception that ``function`` raised, in words."""
    classes = tuple(kind.__name__ for kind in type(error).__mro__[:-1] if kind.__module__ == "builtins")
    frames = _their_frames(error)
    where, shapes, close, caller, promised, answered, blank = ("", 0, ""), "", "", "", False, False, ""
    left, places = 0, 1
    if frames:
        summary, tb = frames[-1]
        where = (summary.line or "", summary.lineno or 0, summary.name)
        if isinstance(error, NotImplementedError):
            answered = answer_beside(tb.tb_frame, summary.lineno or 0)
            blank = which_blank(summary.filename, summary.lineno or 0)
            left, places = places_left(tb.tb_frame), places_handed_out(tb.tb_frame)
        elif isinstance(error, RecursionError):
            close = _of_its_name(summary, tb) or _inside_the_name(summary.name, tb)
        elif isinstance(error, KeyError):
            close = keys_beside(error, tb, summary)
        elif isinstance(error, ValueError | TypeError | RuntimeError | IndexError):
            shapes = operands(tb, summary)
            if isinstance(error, TypeError):
                close = _of_its_name(summary, tb) or dict_beside(error, tb, summary)
        elif isinstance(error, UnboundLocalError):  # Python gives it no name of its own, unlike other NameErrors
            close = _kept_in_a_dict(missing_name(str(error)), tb)
        elif isinstance(error, NameError) and error.name:
            close = _as_a_key(error.name, tb, summary.line or "") or _attributes(error.name, tb, summary.line or "")
            close = close or _close(error.name, tb, function)
            promised = error.name in _texts(tb.tb_frame.f_code)
        if not isinstance(error, RecursionError):
            caller = _caller(frames)
    unwritten = _called(error, function) if isinstance(error, NotImplementedError) else ""
    try:
        text = str(error)
    except Exception:
        text = "(its message cannot be shown)"
    return Trouble(
        type(error).__name__, text, classes, *where, unwritten, shapes, close, caller, promised, answered, blank,
        left, places,
    )  # fmt: skip


def _called(error: BaseException, function: Callable) -> str:
    """The name of the other function whose stub was reached; empty where it is the function's own."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    code = getattr(function, "__code__", None)
    if last is None or code is None or last.tb_frame.f_code in (code, _call.__code__):
        return ""
    return last.tb_frame.f_code.co_qualname.rpartition("<locals>.")[2]  # of a method with the class it belongs to


def _close(name: str, tb: TracebackType, function: Callable) -> str:
    """The name in reach that may be meant.

    Not that of the function itself, which would call itself without end; and not one that is whole in the missing one,
    or the missing one in it, as logistic is in d_logistic: these are two names, and no slip of the pen.
    """
    frame = tb.tb_frame
    if name == "N":
        batch = [one for one in ("X", "x") if _is_batch(frame.f_locals.get(one))]
        return f"len({batch[0]})" if batch else ""
    if callable(frame.f_globals.get(f"given_{name}")) and frame.f_code.co_name != name:
        return f"given_{name}"
    if name.startswith("given_") and callable(frame.f_globals.get(given := name.removeprefix("given_"))):
        return "" if given == frame.f_code.co_name else given
    reach = {*frame.f_globals, *frame.f_locals, *frame.f_code.co_varnames}
    reach -= {getattr(function, "__name__", ""), frame.f_code.co_name}
    reach -= {one for one in reach if one.endswith(f"_{name}") or name.endswith(f"_{one}")}
    for i in range(1, len(name)):  # two names side by side, as on paper
        if name[:i] != name[i:] and {name[:i], name[i:]} <= {*frame.f_locals}:
            return f"{name[:i]} * {name[i:]}"
    if numbered := [one for one in frame.f_code.co_varnames if re.fullmatch(rf"{re.escape(name)}_?\d", one)]:
        return " or ".join(numbered)
    return next(iter(difflib.get_close_matches(name, sorted(reach), 1, 0.7)), "")


def _is_batch(value: Any) -> bool:
    return type(value) is np.ndarray and value.ndim > 0


def _kept_in_a_dict(name: str, tb: TracebackType) -> str:
    """The one local dict that has a value of this name, with the name as its key; empty where none or several have."""
    holding = [one for one, value in tb.tb_frame.f_locals.items() if type(value) is dict and name in value]
    return f'{holding[0]}["{name}"]' if name and len(holding) == 1 else ""


def _as_a_key(name: str, tb: TracebackType, line: str) -> str:
    """The missing name as the text that it may be, between the brackets of a dict whose keys are texts."""
    found = re.search(rf"\b(\w+)\[\s*{re.escape(name)}\s*\]", line)
    owner = tb.tb_frame.f_locals.get(found[1]) if found else None
    known = type(owner) is dict and all(isinstance(key, str) for key in owner)
    return f'{found[1]}["{name}"]' if found and known else ""


def _attributes(name: str, tb: TracebackType, line: str) -> str:
    """The missing name as an attribute of an object in reach, and all of the line that are missing as it is.

    Of an object that is no argument, if there is one: in a loop over nodes it is the node whose turn it is.
    """
    frame = tb.tb_frame
    attributes = {one: _kept_in(value) for one, value in frame.f_locals.items()}
    having = [one for one, known in attributes.items() if name in known]
    arguments = frame.f_code.co_varnames[: frame.f_code.co_argcount]
    having = [one for one in having if one not in arguments] or having
    if not having:
        return ""
    bare = dict.fromkeys(re.findall(r"(?<![\w.\"'])[A-Za-z_]\w*", line))
    reach = {*frame.f_globals, *frame.f_locals, *frame.f_code.co_varnames, *dir(builtins)}
    missing = [one for one in bare if one not in reach and one in attributes[having[0]]]
    return " or ".join(", ".join(f"{owner}.{one}" for one in missing or [name]) for owner in having)


def _kept_in(value: Any) -> set[str]:
    """The names of an object's attributes, if a cell defines its class; asks nothing that the class may answer."""
    if type(value).__module__ != "__main__":
        return set()
    try:
        return set(object.__getattribute__(value, "__dict__"))
    except AttributeError:
        return set()


def _of_its_name(summary: traceback.FrameSummary, tb: TracebackType) -> str:
    """The function of a method's name, given by a cell or by NumPy, where its line calls the method itself by self."""
    name, names = summary.name, tb.tb_frame.f_globals
    if not re.search(rf"\bself\.{name}\(", summary.line or ""):
        return ""
    return name if callable(names.get(name)) else f"np.{name}" if hasattr(np, name) else ""


def _inside_the_name(name: str, tb: TracebackType) -> str:
    """Of a function that calls itself: another one in reach, of whose name its own is made: logistic of d_logistic."""
    rest = name.partition("_")[2]
    names = tb.tb_frame.f_globals
    return next((one for one in (f"given_{rest}", rest) if rest and callable(names.get(one))), "")


def _texts(code: CodeType) -> set[str]:
    """The texts in a function, and those that are side by side in it, as a dict's keys are kept."""
    side_by_side = [one for one in code.co_consts if isinstance(one, tuple)]
    return {one for many in (code.co_consts, *side_by_side) for one in many if isinstance(one, str)}


def _caller(frames: list[tuple[traceback.FrameSummary, TracebackType]]) -> str:
    """Of an error in a function that another one called by its name: the call, and where it stands."""
    if len(frames) < 2:
        return ""
    (outer, _), (_, inner) = frames[-2:]
    code = inner.tb_frame.f_code
    called = inner.tb_frame.f_globals.get(code.co_name)
    if getattr(called, "__code__", None) is not code or outer.name == code.co_name or not outer.line:
        return ""
    return f"{outer.line}    (line {outer.lineno} of the cell, in {outer.name})"


def _their_frames(error: BaseException) -> list[tuple[traceback.FrameSummary, TracebackType]]:
    """The frames that are neither this package's nor a library's, the innermost last."""
    found, tb = [], error.__traceback__
    for summary in traceback.extract_tb(error.__traceback__):
        if tb is None:
            break
        library = is_a_library(summary.filename)
        if not library and not summary.filename.startswith("<frozen"):
            found.append((summary, tb))
        tb = tb.tb_next
    return found
