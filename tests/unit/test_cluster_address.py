"""With which scheduler a command speaks: encrypted, unless nobody else can reach it."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

from autograder.cluster.address import address_of, refuse_open
from autograder.cluster.no_objects import Unpickling, nothing_unpickled
from autograder.errors import CourseError


@pytest.mark.parametrize("text", ["tcp://127.0.0.1:8786", "tcp://localhost:8786", "tcp://[::1]:8786", "127.0.0.1:8786"])
def test_on_this_machine_alone_no_encryption_is_needed(text):
    assert address_of(text).text.startswith("tcp://") and not address_of(text).encrypted


@pytest.mark.parametrize(
    "text", ["tcp://192.0.2.1:8786", "desk:8786", "tcp://desk:8786", "tcp://0.0.0.0:8786", "tcp://127.0.0.1.nip:8786"]
)
def test_beyond_it_encryption_is_required_and_the_refusal_says_how(text):
    with pytest.raises(CourseError, match=r"not encrypted.*tls://HOST:PORT and --tls DIR"):
        address_of(text)
    assert address_of(text.replace("tcp://", "tls://") if "://" in text else f"tls://{text}").encrypted


@pytest.mark.parametrize(
    "text", ["", "desk", "tcp://", "ws://127.0.0.1:1", "inproc://127.0.0.1:1", "tcp://127.0.0.1:x"]
)
def test_what_is_no_address_is_named(text):
    with pytest.raises(CourseError, match="no address of a scheduler"):
        address_of(text)


def test_a_folder_without_certificates_names_the_file_that_is_not_there(tmp_path):
    (tmp_path / "ca.pem").write_text("")
    with pytest.raises(CourseError, match="cert.pem is not there"):
        address_of("tls://desk:8786", tmp_path)


def test_a_scheduler_that_listens_to_the_network_is_refused_however_it_was_named():
    here = address_of("tcp://127.0.0.1:8786")
    refuse_open(here, "tcp://127.0.0.1:8786", "the scheduler")
    refuse_open(here, "tls://192.0.2.1:8786", "the scheduler")
    with pytest.raises(CourseError, match=r"192\.0\.2\.1:8786, unencrypted.*--host 127\.0\.0\.1"):
        refuse_open(here, "tcp://192.0.2.1:8786", "the scheduler")


class _Planted:
    def __reduce__(self):
        return print, ("ran",)


@pytest.mark.parametrize("loads", [pickle.loads, pickle._loads], ids=["in C", "in Python"])
def test_while_it_listens_no_pickle_that_names_anything_is_read(loads, capsys):
    data = pickle.dumps(_Planted())
    with nothing_unpickled(), pytest.raises(Unpickling, match="print"):
        loads(data)
    assert capsys.readouterr().out == ""
    loads(data)
    assert capsys.readouterr().out == "ran\n"


def test_a_command_on_one_machine_imports_nothing_of_it():
    start = (
        "import sys, autograder.grade, autograder.worker, autograder.commands.grade\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'dask', 'distributed', 'msgpack'}),"
        "[name for name in sys.modules if name.startswith('autograder.cluster')])"
    )
    done = subprocess.run([sys.executable, "-c", start], capture_output=True, text=True, check=True)
    assert done.stdout == "[] []\n"


def test_what_a_worker_imports_to_relay_takes_no_library_with_it():
    start = "import sys, autograder.cluster.there; print({'numpy', 'nbformat', 'nbgrader'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", start], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
