"""What crosses between the grader and a student's process, and what does not."""

from __future__ import annotations

import collections
import json
import math
import re
import socket
import struct
import time
from dataclasses import asdict
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.remote import _glance, _seen
from autograder.student.packing import describe, pack
from autograder.student.unpacking import Garbled, Reference, parse
from autograder.student.wire import Channel, TooLarge
from utils.checks.glance import Glance
from utils.checks.witness import Trouble
from utils.plain import NotPlain

LARGEST = 1_000_000
Pair = collections.namedtuple("Pair", "w b")
GENERATORS = [np.random.PCG64, np.random.PCG64DXSM, np.random.MT19937, np.random.Philox, np.random.SFC64]
DTYPES = [
    np.dtype(name)
    for name in ("?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "F", "D", "U1", "U7")
]


def crossed(value, functions=False):
    """The value as it arrives at the other end, where references to functions are understood or not."""
    here, there = socket.socketpair()
    with here, there:
        Channel(here, LARGEST).send({"value": value}, _late())
        return Channel(there, LARGEST, functions).receive(_late())["value"]


def _late():
    """A deadline for what comes: after it, something is wrong, however busy the machine is."""
    return time.monotonic() + 120


def alike(one, other) -> bool:
    """Whether two values are the same to the last bit and of the same types, through and through."""
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, dict):
        return alike(list(one.items()), list(other.items()))
    if isinstance(one, float) and math.isnan(one):
        return math.isnan(other)
    if isinstance(one, np.ndarray | np.generic):
        one, other = np.asarray(one), np.asarray(other)
        return (one.dtype, one.shape, one.tolist() if one.dtype.char in "gG" else one.tobytes()) == (
            other.dtype,
            other.shape,
            other.tolist() if one.dtype.char in "gG" else other.tobytes(),
        )
    if isinstance(one, np.random.Generator):
        return alike(one.bit_generator.state, other.bit_generator.state)
    if isinstance(one, float):
        return struct.pack("d", one) == struct.pack("d", other)
    if isinstance(one, complex):
        return alike((one.real, one.imag), (other.real, other.imag))
    return one == other


def _in_memory_order(array, fortran):
    return np.asfortranarray(array) if fortran and array.ndim else array


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
# Extended precision cannot be drawn bit by bit: not every pattern of its bits is a number.
arrays = st.one_of(
    st.builds(
        _in_memory_order,
        hnp.arrays(
            st.sampled_from([dtype for dtype in DTYPES if dtype.kind != "U" and dtype.char not in "gG"]),
            hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
        ),
        st.booleans(),
    ),
    st.lists(texts, min_size=1, max_size=4).map(np.array),
)
keys = st.one_of(
    texts, st.integers(), st.booleans(), st.none(), st.floats(allow_nan=False), st.tuples(texts, st.integers())
)
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**4000), 2**4000),
    st.floats(),
    st.complex_numbers(),
    texts,
    arrays,
    st.just(...),
    st.floats().map(np.float64),
    st.sampled_from([np.True_, np.False_, np.str_("é"), np.int8(-1)]),
    hnp.arrays(st.sampled_from(["i4", "f2", "c8"]), ()).map(lambda array: array[()]),
)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.lists(inner, max_size=4).map(tuple), st.dictionaries(keys, inner, max_size=4)
    ),
)


@given(values)
def test_plain_data_arrives_as_it_was_to_the_last_bit_and_type(value):
    assert alike(crossed(value), value)


@pytest.mark.parametrize(
    "value",
    [
        0.0,
        -0.0,
        math.inf,
        -math.inf,
        math.nan,
        5e-324,
        1,
        True,
        1.0,
        1 + 0j,
        complex(-0.0, math.nan),
        np.float64(1),
        np.float32(1),
        np.bool_(True),
        np.int64(1),
        "",
        "a",
        np.str_("a"),
        (),
        [],
        {},
        ((),),
        [1, (2,)],
        {(1, "a"): 0},
        {None: 1, False: 2, "x": 3},
        ...,
        (..., [...]),
        -(2**4095),
    ],
    ids=repr,
)
def test_values_that_are_easily_taken_for_another_keep_their_type(value):
    assert alike(crossed(value), value)


@pytest.mark.parametrize("dtype", DTYPES, ids=lambda dtype: dtype.name)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (0, 2), (2, 3), (1, 2, 3)])
def test_arrays_of_every_plain_dtype_arrive_whatever_their_order_in_memory(dtype, shape):
    array = np.arange(math.prod(shape)).reshape(shape).astype(dtype)
    for given_ in (array, _in_memory_order(array, True), array[..., ::-1] if shape else array):
        arrived = crossed(given_)
        assert type(arrived) is np.ndarray and arrived.dtype == dtype and arrived.shape == shape
        assert np.array_equal(arrived, given_) and arrived.flags.c_contiguous and arrived.flags.writeable
    assert np.array_equal(crossed(array.astype(dtype.newbyteorder(">"))), array)


def test_an_array_of_another_byte_order_arrives_in_this_machines():
    assert crossed(np.array([1.5, 2.0], ">f8")).dtype == np.dtype("=f8")


@pytest.mark.parametrize("kind", GENERATORS, ids=lambda kind: kind.__name__)
def test_a_generator_arrives_in_the_state_it_was_in(kind):
    rng = np.random.Generator(kind(3))
    rng.integers(10, dtype=np.uint32)  # half of a number is now kept for the next draw
    arrived = crossed({"rng": rng})["rng"]
    assert alike(arrived, rng)
    assert alike(arrived.normal(size=1000), rng.normal(size=1000))
    assert arrived.integers(10, size=5, dtype=np.uint32).tolist() == rng.integers(10, size=5, dtype=np.uint32).tolist()


def test_tuples_with_names_and_the_librarys_dicts_arrive_as_the_plain_ones_they_are():
    assert alike(crossed(Pair(1.0, [2])), (1.0, [2]))
    ordered = collections.OrderedDict(a=1, b=2)
    ordered.move_to_end("a")
    assert alike(crossed(ordered), {"b": 2, "a": 1})
    assert alike(crossed(collections.defaultdict(list, a=[1])), {"a": [1]})
    assert alike(crossed(collections.Counter("aab")), {"a": 2, "b": 1})


def test_half_characters_arrive_as_question_marks():
    assert crossed("a\ud800b") == "a?b"


class Thing:
    pass


class Float(float):
    pass


class List(list):
    pass


class Dict(dict):
    pass


class Array(np.ndarray):
    pass


@pytest.mark.parametrize(
    ("value", "description"),
    [
        ((i for i in ()), "a generator"),
        (Thing(), "an object of class Thing"),
        (Thing, "a class"),
        (math, "a module"),
        (len, "a function"),
        (lambda: 0, "a function"),
        ({1}, "a set"),
        (b"", "a bytes"),
        (range(3), "a range"),
        (map(len, ()), "a map"),
        (Float(1), "an object of class Float"),
        (List(), "an object of class List"),
        (Dict(), "an object of class Dict"),
        (np.zeros(2).view(Array), "an object of class Array"),
        (np.array([None]), "an array of object"),
        (np.array(["2026"], "M8[s]"), "an array of datetime64[s]"),
        (np.zeros(2, "f8,i4"), "an array of void96"),
        (np.ma.masked_equal([1, 2], 1), "an array with masked entries"),
        (np.ma.masked, "an array with masked entries"),
        (np.datetime64("2026"), "an object of class datetime64"),
        (NotPlain("as it was"), "as it was"),
        (np.random.RandomState(1), "an object of class RandomState"),
        (np.float64, "a class"),
        (np.exp, "an object of class ufunc"),
        (2**5000, "a whole number too long to be sent"),
        (object(), "an object"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_is_no_plain_data_is_described_wherever_it_stands(value, description):
    for arrived in (crossed(value), crossed([value])[0], crossed({"x": (value,)})["x"][0]):
        assert type(arrived) is NotPlain and arrived.description == description


def test_a_key_that_is_no_plain_data_becomes_its_description():
    assert crossed({len: 1, frozenset(): 2}) == {"a function": 1, "a frozenset": 2}


def test_a_list_that_contains_itself_ends_somewhere():
    own: list = []
    own.append(own)
    arrived, depth = crossed(own), 0
    while type(arrived) is list:
        arrived, depth = arrived[0], depth + 1
    assert 30 < depth < 100 and arrived.description == "something nested too deeply"


def test_a_long_name_of_a_class_is_cut():
    assert len(describe(type("X" * 10_000, (), {})())) < 200


def test_a_reference_to_a_function_arrives_as_one_where_it_is_understood():
    arrived = crossed(Reference("import", ("numpy", "tanh")), functions=True)
    assert (type(arrived), arrived.place, arrived.names) == (Reference, "import", ("numpy", "tanh"))
    with pytest.raises(Garbled):
        crossed(Reference("import", ("numpy", "tanh")))


# ---- what arrives from who does not keep to the rules -----------------------------------------------------------


def _parsed(node, arrays=b""):
    return parse(json.dumps({"dict": [["x", node]]}).encode(), arrays)["x"]


def _npy(header: str, body: bytes = b"") -> bytes:
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode("latin1") + body


def _header(descr: str = "'<f8'", shape: str = "(1,)", order: str = "False") -> str:
    return f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"null",
        b"1",
        b"[]",
        b"\xff",
        b"NaN",
        b'{"dict": []} x',
        b'{"list": []}',
        b'{"dict": [[1, 2]]}',
        b"[" * 100_000,
        b'{"dict":[["x",' * 1000 + b"1" + b"]]}" * 1000,
        b"9" * 10_000,
        b'{"dict": {}}',
    ],
)
def test_what_is_no_message_is_garbled(text):
    with pytest.raises(Garbled):
        parse(text, b"")


@pytest.mark.parametrize(
    "node",
    [
        [],
        {},
        1.5,
        {"f": 1},
        {"f": "x"},
        {"f": "0x1p9999"},
        {"f64": None},
        {"c": ["1"]},
        {"list": "ab"},
        {"list": {}},
        {"tuple": 1},
        {"dict": [[1]]},
        {"dict": [[{"tuple": [{"list": []}]}, 1]]},
        {"no": 1},
        {"a": 1, "b": 2},
        {"unheard of": 1},
        {"array": [0]},
        {"array": [-1, 5]},
        {"array": [0, 10**9]},
        {"array": ["0", 1]},
        {"own": 1},
        {"generator": {"dict": []}},
        {"generator": 1},
        {"generator": {"dict": [["bit_generator", "default_rng"]]}},
        2**5000,
    ],
    ids=lambda node: json.dumps(node)[:40],
)
def test_what_is_no_value_is_garbled(node):
    with pytest.raises(Garbled):
        _parsed(node)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "(",
        "{",
        "'''",
        "{\n  x\n y",
        "[" * 900,
        "\x00",
        "1L",
        "{[]: 1}",
        _header("'|O'"),
        _header("'|V8'"),
        _header("'<M8[s]'"),
        _header("'|S8'"),
        _header("'(2,3'"),
        _header("'f8,('"),
        _header("[('a', '<f8')]"),
        _header("('<f8', (1,))"),
        _header("'>f8'"),
        _header("5"),
        _header("'<U0'"),
        _header("'<U0'", "(1000000,)"),
        _header(shape="(-1,)"),
        _header(shape="(2,)"),
        _header(shape="(1,)*9"),
        _header(shape="(1.0,)"),
        _header(shape="1"),
        _header(shape="(0, 10**30)"),
        _header(shape="(0, 1" + "0" * 30 + ")"),
        _header(shape="(1," * 100 + ")"),
        _header(order="2"),
        _header("'|b1'", "(8,)").replace("b1", "b2"),
        _header("'\\ud800'"),
        _header() + " " * 2000,
    ],
    ids=lambda header: header[:60],
)
@pytest.mark.filterwarnings("error")
def test_an_array_whose_header_is_not_as_it_is_written_here_is_garbled(header):
    data = _npy(header, bytes(8))
    with pytest.raises(Garbled):
        _parsed({"array": [0, len(data)]}, data)


@pytest.mark.parametrize(
    ("header", "body"),
    [
        (_header("'|b1'", "(2,)"), b"\x01\x02"),
        (_header("'<U1'"), struct.pack("<I", 0x110000)),
        (_header("'<U1'"), struct.pack("<I", 0xD800)),
    ],
    ids=["truth value", "character", "half a character"],
)
def test_an_array_with_entries_that_numpy_does_not_make_is_garbled(header, body):
    data = _npy(header, body)
    with pytest.raises(Garbled):
        _parsed({"array": [0, len(data)]}, data)


def test_an_array_that_is_sent_once_arrives_once():
    data = bytearray()
    node = pack(np.zeros(1000), data)
    with pytest.raises(Garbled):  # else a message of some megabytes makes arrays of some terabytes
        _parsed({"list": [node] * 100}, bytes(data))


def test_half_a_character_of_a_process_that_does_not_replace_it_is_garbled():
    with pytest.raises(Garbled):  # it can be written into no record
        _parsed("\ud800")


@pytest.mark.parametrize(
    ("kind", "place"), [(np.random.MT19937, ("state", "pos")), (np.random.Philox, ("buffer_pos",))]
)
@pytest.mark.parametrize("position", [-1, -(10**8), 625, 10**9])
def test_a_generator_that_would_read_memory_of_others_is_garbled(kind, place, position):
    state = kind(1).state
    inner = state
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = position
    data = bytearray()
    node = pack(state, data)
    with pytest.raises(Garbled):
        _parsed({"generator": node}, bytes(data))


def test_keys_that_all_fall_on_one_place_are_garbled():
    keys = [[number * (2**61 - 1), 0] for number in range(2000)]
    with pytest.raises(Garbled):  # a dict of many more of them would take hours to build
        _parsed({"dict": keys})


# ---- the channel -------------------------------------------------------------------------------------------------


@pytest.fixture
def ends():
    here, there = socket.socketpair()
    with here, there:
        yield SimpleNamespace(here=here, there=there, channel=Channel(here, LARGEST))


def _soon():
    """A deadline for what does not come."""
    return time.monotonic() + 0.05


def test_what_is_too_large_is_neither_sent_nor_read(ends):
    with pytest.raises(TooLarge, match="at most 1 MB"):
        ends.channel.send({"value": np.zeros(LARGEST)})
    with pytest.raises(TooLarge):
        Channel(ends.here, 100 * LARGEST).send({"value": "x" * 9_000_000})
    ends.channel.send({"value": 1})  # and nothing of it was left behind
    assert Channel(ends.there, LARGEST).receive(_late()) == {"value": 1}
    ends.there.sendall(struct.pack(">II", 5, LARGEST))
    with pytest.raises(TooLarge):
        ends.channel.receive(_late())


def test_half_a_message_is_waited_for_until_the_deadline_and_no_longer(ends):
    ends.there.sendall(struct.pack(">II", 100, 0) + b"{")
    with pytest.raises(TimeoutError):
        ends.channel.receive(_soon())


def test_a_deadline_that_has_passed_is_kept_when_sending_and_receiving(ends):
    with pytest.raises(TimeoutError):
        ends.channel.receive(time.monotonic() - 1)
    with pytest.raises(TimeoutError):
        ends.channel.send({"value": 1}, time.monotonic() - 1)


def test_a_message_that_nobody_reads_is_given_up(ends):
    with pytest.raises(TimeoutError):
        Channel(ends.here, 100 * LARGEST).send({"value": np.zeros(1_000_000)}, _soon())


@pytest.mark.parametrize("sent", [b"", b"\x00", struct.pack(">II", 5, 5), struct.pack(">II", 5, 5) + b"12345"])
def test_the_end_of_the_stream_is_told_wherever_it_comes(ends, sent):
    ends.there.sendall(sent)
    ends.there.close()
    with pytest.raises(EOFError):
        ends.channel.receive(_late())


def test_messages_arrive_one_by_one_in_their_order(ends):
    for number in range(3):
        Channel(ends.there, LARGEST).send({"number": number, "array": np.arange(number)})
    for number in range(3):
        message = ends.channel.receive(_late())
        assert message["number"] == number and message["array"].shape == (number,)


def test_descriptions_are_in_plain_words():
    assert re.fullmatch(r"an object of class Thing", describe(Thing()))
    assert describe([].append) == "a function" and describe(iter([])) == "a list_iterator"


def test_all_that_was_seen_of_a_function_over_there_arrives():
    lists = {part: ["a", "b", "c"] for part in ("reads", "unused", "whole", "rows", "unpaired", "misread", "products")}
    texts = ("text", "line", "inside", "unwritten", "shapes", "close", "caller", "blank")
    trouble = Trouble(
        name="NameError",
        classes=("NameError",),
        number=3,
        left=2,
        places=3,
        promised=True,
        answered=True,
        **{one: one for one in texts},
    )
    lines = {"returns_in_loop": 3, "returns_early": 4, "returns_twice": 5}
    glance = _glance({"glance": {**asdict(Glance()), **lists, **lines, "of_all": "np.all(z > 0)"}})
    assert glance.of_all == "np.all(z > 0)"
    assert (glance.returns_in_loop, glance.returns_early, glance.returns_twice) == (3, 4, 5)
    assert _seen({"trouble": asdict(trouble)}).trouble == trouble
    assert all(getattr(glance, part) == ("a", "b", "c") for part in lists)
