"""Messages that no honest process sends, to the reader of messages and to the grader's side of a student's process.

FUZZ_CASES=10000 makes as many of each; FUZZ_SEED others.
"""

from __future__ import annotations

import collections
import contextlib
import copy
import io
import json
import random
import socket
import struct
import time
import types
from typing import Any

import nbformat
import numpy as np
import pytest
from fuzzing import bytes_in, fuzz
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from numpy.lib import format as npy

from autograder import remote
from autograder.limits import Limits
from autograder.remote import Gone, RemoteFunction, Student
from autograder.results import VERDICTS, Result, TestResult, to_plain
from autograder.student.packing import pack
from autograder.student.unpacking import Garbled, parse
from autograder.transcript import outputs_of
from autograder.trial import try_cell
from utils.checks.glance import Glance
from utils.checks.witness import Seen, Trouble

CASES = 800
FRAME = struct.Struct(">II")
TICKET = "0123456789abcdef" * 2
MOST_ADDED = 100_000  # bytes of arrays that were not in the message
Frame = tuple[bytes, bytes]

DESCRS = [
    "'<f8'",
    "'>f8'",
    "'|O'",
    "'|V8'",
    "'|b1'",
    "'<U3'",
    "'<U0'",
    "'<U500000000'",
    "'|S4'",
    "'<M8[s]'",
    "'(2,'",
    "'f8,('",
    "[('a', '<f8')]",
    "('<f8', (2,))",
    "5",
    "None",
    "'<f16'",
    "'<c32'",
    "'\\ud800'",
    "'a8'",
    "{'names': [1]}",
    "'<f4'",
]
SHAPES = [
    "()",
    "(1,)",
    "(2, 3)",
    "(-1,)",
    "(0, 10)",
    "(1000000,)",
    "(1000000000000,)",
    "(0, 1" + "0" * 30 + ")",
    "(True,)",
    "(1L,)",
    "(1,",
    "[1]",
    "1",
    "None",
    "(" + "1," * 40 + ")",
    "(1,)*9**9",
]
NODES = [
    None,
    True,
    0,
    -1,
    2**64,
    10**1000,
    1.5,
    "",
    "x",
    "\ud800",
    "é" * 50,
    [],
    {},
    {"f": "nan"},
    {"f": "0x1p9999"},
    {"f64": "inf"},
    {"c": ["1", "2"]},
    {"list": []},
    {"tuple": [{"list": []}]},
    {"dict": []},
    {"dict": [["id", 1]]},
    {"no": "a thing"},
    {"no": None},
    {"ellipsis": True},
    {"own": []},
    {"own": ["double"]},
    {"import": ["os", "system"]},
    {"import": []},
    {"array": [0, 128]},
    {"scalar": [0, 136]},
    {"array": [0, 2**40]},
    {"array": [5, 3]},
    {"unheard of": 1},
    {"a": 1, "b": 2},
    {"generator": {"dict": []}},
    {"list": [{"array": [0, 1000]}] * 300},
]
TEXTS = [
    "",
    "a",
    "stdout",
    "stream",
    "error",
    "display_data",
    "text/plain",
    "Error",
    "NotImplementedError",
    "AssertionError",
    "KeyboardInterrupt",
    "ExceptionGroup",
    "UnicodeDecodeError",
    "Gone",
    "x" * 3000,
    "\x00",
    "\x1b[31m",
    "é\n",
]


# ---- honest messages ---------------------------------------------------------------------------------------------


def plain(rng: random.Random, depth: int = 0) -> Any:
    """Some value of plain data."""
    choice = rng.randrange(14 if depth < 4 else 9)
    if choice >= 9:
        items = [plain(rng, depth + 1) for _ in range(rng.randrange(4))]
        return (items, tuple(items), {rng.choice([*TEXTS, 1, None, 2.5, (1, "a")]): item for item in items})[choice % 3]
    if choice >= 6:
        return _array(rng)
    return (
        rng.choice([None, True, False, ...]),
        rng.randrange(-3, 10 ** rng.randrange(1, 40)),
        rng.uniform(-9, 9),
        rng.choice(TEXTS),
        np.float64(rng.random()),
        _generator(rng),
    )[choice]


def _array(rng: random.Random) -> Any:
    dtype = rng.choice(["?", "i1", "i8", "u2", "f2", "f4", "f8", "c16", "U3"])
    array = np.arange(120).astype(dtype)[: rng.choice([0, 1, 6, 120])]
    if array.size == 6 and rng.random() < 0.5:
        array = array.reshape((2, 3), order=rng.choice("CF"))
    return array[0] if array.size and rng.random() < 0.2 else array


def _generator(rng: random.Random) -> np.random.Generator:
    kind = rng.choice(["PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"])
    return np.random.Generator(getattr(np.random, kind)(rng.randrange(99)))


def _outputs(rng: random.Random) -> list[Any]:
    kinds = [
        {"output_type": "stream", "name": rng.choice(["stdout", "stderr"]), "text": rng.choice(TEXTS)},
        {
            "output_type": rng.choice(["display_data", "execute_result"]),
            "metadata": {},
            "data": {"text/plain": rng.choice(TEXTS), "application/json": {"a": [1, None]}},
        },
        {
            "output_type": "error",
            "ename": rng.choice(TEXTS),
            "evalue": rng.choice(TEXTS),
            "traceback": [rng.choice(TEXTS)],
        },
    ]
    return rng.choices(kinds, k=rng.randrange(4))


def _answer(rng: random.Random) -> dict[str, Any]:
    """What a student's process answers to one request or another."""
    trouble = {
        "name": rng.choice(TEXTS),
        "text": rng.choice(TEXTS),
        "classes": tuple(rng.choices(TEXTS, k=3)),
        "line": "x = 1",
        "number": 1,
        "inside": "double",
        "unwritten": "",
    }
    answers = [
        {"done": rng.random() < 0.7, "outputs": _outputs(rng)},
        {"found": True, "callable": rng.random() < 0.2, "value": plain(rng)},
        {"found": False},
        {"too_large": "9 MB"},
        {"glance": {part: rng.choice([["x"], True, 3, plain(rng)]) for part in vars(Glance())}},
        {"trouble": "Error: x", "done": False, "outputs": []},
        {
            "result": plain(rng),
            "trouble": rng.choice([None, trouble]),
            "changed": [0],
            "warnings": ["overflow"],
            "outputs": _outputs(rng),
        },
    ]
    return {"id": TICKET, **rng.choice(answers)}


def exchanged(rng: random.Random, value: Any) -> Any:
    """The value with a part of it, at any depth, exchanged for any other plain data."""
    if not isinstance(value, dict | list) or not value or rng.random() < 0.2:
        return plain(rng)
    key = rng.choice(list(value) if isinstance(value, dict) else range(len(value)))
    changed = value.copy()
    changed[key] = exchanged(rng, value[key])
    return changed


def _frame(message: dict[str, Any]) -> Frame:
    arrays = bytearray()
    return json.dumps(pack(message, arrays)).encode(), bytes(arrays)


# ---- what becomes of them ----------------------------------------------------------------------------------------


def mutated(rng: random.Random, frame: Frame) -> Frame:
    """The frame with one to four things changed."""
    text, arrays = frame
    for _ in range(rng.choice([1, 1, 2, 4])):
        if rng.random() < 0.6:
            text = rng.choice([_other_nodes, _other_nodes, _other_nodes, _bytes, _deep])(rng, text)
        else:
            arrays = rng.choice([_other_header, _bytes])(rng, arrays)
            text, arrays = _sent(rng, text, arrays) if rng.random() < 0.7 else (text, arrays)
    return text, arrays


def _bytes(rng: random.Random, data: bytes) -> bytes:
    """Bits flipped, parts cut out or doubled."""
    changed = bytearray(data)
    at, to = sorted(rng.choices(range(len(data) + 1), k=2))
    if rng.random() < 0.5:
        for _ in range(rng.choice([1, 1, 5, 50]) if data else 0):
            changed[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    else:
        changed[at:to] = rng.choice(
            [b"", data[at:to] * 2, rng.randbytes(min(8, to - at)), b"9" * 5000, b"NaN", b"\\ud800"]
        )
    return bytes(changed)


def _deep(rng: random.Random, text: bytes) -> bytes:
    levels, name = rng.choice([39, 90, 500, 100_000]), rng.choice([b"list", b"tuple"])
    return text.replace(b"true", b'{"%s":[' % name * levels + b"1" + b"]}" * levels, 1)


def _other_nodes(rng: random.Random, text: bytes) -> bytes:
    """Parts of the JSON replaced, swapped, doubled, renamed or removed."""
    try:
        tree = [json.loads(text)]
    except (ValueError, RecursionError):
        return text
    places = list(_places(tree))
    (one, key), (other, another) = rng.choice(places), rng.choice(places)
    kind = rng.randrange(6)
    if kind == 0:
        one[key] = copy.deepcopy(rng.choice(NODES))
    elif kind == 1:
        try:
            one[key] = copy.deepcopy(other[another])
        except RecursionError:  # some versions of Python read JSON that is nested deeper than they can copy
            return text
    elif kind == 2 and isinstance(one, list):
        one[key : key + rng.randrange(2)] = [one[key]] * rng.randrange(3)
    elif kind == 3 and isinstance(one, dict):
        one[
            rng.choice(
                ["f", "f64", "c", "list", "tuple", "dict", "no", "array", "scalar", "generator", "own", "import"]
            )
        ] = one.pop(key)
    elif kind == 4 and type(one[key]) is int:
        one[key] += rng.choice([-(10**9), -128, -1, 1, 8, 10**9])
    try:
        return json.dumps(tree[0] if tree else None).encode()
    except (ValueError, RecursionError):
        return text


def _places(tree: Any) -> Any:
    waiting = [tree]
    for part in waiting:
        for key in part if isinstance(part, dict) else range(len(part)):
            yield part, key
            if isinstance(part[key], dict | list):
                waiting.append(part[key])


def _other_header(rng: random.Random, arrays: bytes) -> bytes:
    header = f"{{'descr': {rng.choice(DESCRS)}, 'fortran_order': {rng.choice(['True', 'False', '1', 'None'])}, 'shape': {rng.choice(SHAPES)}, }}"
    header = rng.choice(
        [header, header, header, header[: rng.randrange(len(header))], "(", "'''", "[" * 900, header + " " * 2000]
    )
    body = arrays[128:] if rng.random() < 0.5 else bytes(rng.choice([0, 8, 48]))
    return (
        b"\x93NUMPY"
        + rng.choice([b"\x01\x00"] * 6 + [b"\x02\x00"])
        + struct.pack("<H", len(header))
        + header.encode("latin1")
        + body
    )


def _sent(rng: random.Random, text: bytes, arrays: bytes) -> Frame:
    """The message with these arrays for its value, where it has one."""
    whole = {rng.choice(["array", "scalar"]): [0, len(arrays)]}
    try:
        pairs = json.loads(text)["dict"]
        rng.choice(pairs)[1] = whole if rng.random() < 0.7 else {"list": [whole] * rng.choice([2, 300])}
        return json.dumps({"dict": pairs}).encode(), arrays
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        return text, arrays


# ---- the tests ---------------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("error")  # one that a student's bytes can cause is shown to an instructor
def test_a_message_is_garbled_or_made_of_plain_data_that_holds_no_more_than_it_brought():
    seen = collections.Counter()

    def attempt(rng: random.Random) -> None:
        text, arrays = mutated(rng, _frame({"id": TICKET, "done": True, "value": plain(rng), "result": plain(rng)}))
        try:
            message = parse(text, arrays)
        except Garbled as error:
            seen["garbled"] += 1
            str(error).encode()
            return
        seen["read"] += 1
        assert type(message) is dict and all(type(key) is str for key in message)
        assert bytes_in(message) <= len(arrays) + MOST_ADDED, "more arrays than were sent"

    fuzz(CASES, attempt)
    assert min(seen["garbled"], seen["read"]) > sum(seen.values()) / 10  # else these cases are no good


class Hostile:
    """Stands in for the warm process: what a student's process answers lies there before it is asked."""

    confined = True

    def __init__(self, rng: random.Random, answers: list[bytes], hangs: bool) -> None:
        self._rng, self._answers, self._hangs, self._theirs = rng, answers, hangs, None

    def begin(self, limits: Limits) -> socket.socket:
        ours, self._theirs = socket.socketpair()
        self._theirs.setblocking(False)
        with contextlib.suppress(BlockingIOError):  # so much that a part of it never comes
            for answer in self._answers:
                self._theirs.send(answer)
        if not self._hangs:
            self._theirs.shutdown(socket.SHUT_WR)
        return ours

    def end(self, *_: object) -> tuple[int | None, str]:
        self._theirs.close()
        return self._rng.choice(
            [(None, ""), (0, ""), (137, ""), (-11, ""), (255, ""), (-9, "memory"), (-9, "processes")]
        )


def _in_a_frame(rng: random.Random, frame: Frame) -> bytes:
    """As it is sent; its lengths are not always right."""
    lengths = list(map(len, frame))
    if rng.random() < 0.1:
        lengths[rng.randrange(2)] = rng.choice([0, 1, 2**20, 2**32 - 1, max(0, lengths[0] - 1), lengths[0] + 1])
    data = FRAME.pack(*lengths) + frame[0] + frame[1]
    return data if rng.random() < 0.9 else data[: rng.randrange(len(data))]


@pytest.fixture
def known_ticket(monkeypatch):
    monkeypatch.setattr(remote, "secrets", types.SimpleNamespace(token_hex=lambda _: TICKET))


def _ask(rng: random.Random, student: Student, cell: NotebookNode) -> None:
    """One of the things that a grader wants of a student's process, up to what is recorded of it."""
    kind = rng.randrange(6)
    if kind == 0:
        done, outputs = student.run_cell("x = 1", "double")
        assert type(done) is bool
        cell.outputs = outputs_of(outputs, 2_000_000)
    elif kind == 1:
        try:
            value = student.look_up("double")
        except KeyError as error:
            assert error.args == ("double",)
        else:
            assert isinstance(value, RemoteFunction) or bytes_in(value) >= 0
    elif kind == 2:
        function, shown = RemoteFunction(student, "double"), []
        function.printed = shown.extend
        _assert_seen(function.witness((1.0, np.tanh)))
        cell.outputs = outputs_of(shown, 2_000_000)
    elif kind == 3:
        trial = try_cell("value = double(3)\nprint(value)\nassert value == 6, f'not {value!r}'", {}, student, "1")
        assert trial.verdict in VERDICTS
        cell.outputs = trial.transcript()
        result = Result(
            "student-01", "01_tiny", "graded", tests=(TestResult("double", "test", 0, 1, trial.verdict, trial.message),)
        )
        json.dumps(to_plain(result), ensure_ascii=False).encode()
    elif kind == 4:
        seen = student.glance(RemoteFunction(student, "double").reference, (np.ones(3),))
        assert type(seen) is Glance and type(seen.prints) is type(seen.returns) is bool
        assert bytes_in([list(value) if isinstance(value, tuple) else value for value in vars(seen).values()]) == 0
    else:
        student.remember("double", "right")


def _assert_seen(seen: Seen) -> None:
    assert type(seen) is Seen and bytes_in(seen.result) >= 0
    assert all(type(position) is int for position in seen.changed) and bytes_in(list(seen.warnings)) == 0
    assert seen.trouble is None or type(seen.trouble) is Trouble and bytes_in(list(vars(seen.trouble).values())) == 0


@pytest.mark.filterwarnings("error")
def test_of_a_hostile_process_comes_an_answer_that_can_be_recorded_or_its_end(known_ticket):
    seen = collections.Counter()

    def attempt(rng: random.Random) -> None:
        hello = _in_a_frame(random.Random(0), _frame({"id": "", "ready": True}))
        messages = [_answer(rng) for _ in range(3)]
        messages = [exchanged(rng, message) if rng.random() < 0.4 else message for message in messages]
        frames = [mutated(rng, _frame(message)) if rng.random() < 0.6 else _frame(message) for message in messages]
        hangs = rng.random() < 0.02
        limits = Limits(timeout_cell=0.01, timeout_call=0.01) if hangs else Limits()
        warm = Hostile(rng, [hello, *(_in_a_frame(rng, frame) for frame in frames)], hangs)
        student = Student(warm, limits, time.monotonic() + 600)
        cell = new_code_cell("x = 1", id="double")
        try:
            for _ in frames:
                _ask(rng, student, cell)
                nb = new_notebook(cells=[cell])
                nbformat.writes(nb).encode()
                if any("data" in output for output in cell.outputs):
                    nbformat.validate(nb)  # else nbgrader can show it to nobody
                seen["answered"] += 1
        except Gone as gone:
            assert gone.verdict in VERDICTS and "\n" not in gone.reason
            gone.reason.encode()
            assert not student.alive
            seen["gone"] += 1
        finally:
            student.end()

    fuzz(CASES, attempt)
    assert min(seen["gone"], seen["answered"]) > sum(seen.values()) / 10


def test_whole_values_and_headers_of_arrays_are_what_is_mutated():
    """What the mutations rely on: a header of 128 bytes, and an honest message that is read."""
    buffer = io.BytesIO()
    npy.write_array(buffer, np.zeros((2, 3)))
    assert len(buffer.getvalue()) == 128 + 48

    def attempt(rng: random.Random) -> None:
        message = _answer(rng)
        assert list(parse(*_frame(message))) == list(message)

    fuzz(50, attempt)
