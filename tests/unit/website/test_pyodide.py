"""The Python of a site: from its makers' address with digests, or from a copy of which every file has the right one."""

from __future__ import annotations

import hashlib
import json

import pytest

from website.errors import SiteError
from website.pyodide import ENTRY, LOCK, ROOTS, Distribution, Own, canonical, needed, place

OURS = Own("ours", "1.0", "ours-1.0-py3-none-any.whl", b"a wheel", ("ours",), ("numpy",))


@pytest.fixture
def small(tmp_path):
    """A distribution of two files, and a copy of it."""
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in (ENTRY, "numpy-2.whl"):
        (copy / name).write_bytes(name.encode())
    digest = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in copy.iterdir()}
    numpy = {"name": "numpy", "file_name": "numpy-2.whl", "sha256": digest["numpy-2.whl"], "depends": []}
    return Distribution("314.0.3", {ENTRY: digest[ENTRY]}, {"python": "3.14.0"}, {"numpy": numpy}), copy


def test_the_course_knows_a_digest_of_everything_that_a_kernel_loads():
    known = Distribution.known()
    assert set(map(canonical, ROOTS)) <= set(known.packages)
    digests = [*known.core.values(), *(entry["sha256"] for entry in known.packages.values())]
    assert all(len(one) == 64 and int(one, 16) for one in digests)
    assert needed(known.packages, ROOTS) == dict(known.packages)  # no package that nobody needs


def test_by_default_python_comes_from_its_makers_and_the_rest_from_the_site(small, tmp_path):
    pytest.importorskip("jupyterlite_pyodide_kernel", reason="make site installs what a site is built with")
    known, _ = small
    entry = place(tmp_path / "out", known, [OURS], None)
    lock = json.loads((tmp_path / "out" / LOCK).read_text(encoding="utf-8"))
    address = lock["packages"]["numpy"]["file_name"]
    assert address.startswith("https://") and "/v314.0.3/" in address and address.endswith("/numpy-2.whl")
    assert entry == address.replace("numpy-2.whl", ENTRY)
    assert (
        lock["packages"]["ours"]["file_name"] == OURS.file and (tmp_path / "out" / OURS.file).read_bytes() == b"a wheel"
    )
    assert lock["packages"]["ours"]["sha256"] == hashlib.sha256(b"a wheel").hexdigest()
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [OURS.file, LOCK]


def test_a_copy_becomes_part_of_the_site_and_nothing_is_asked_of_others(small, tmp_path):
    known, copy = small
    assert place(tmp_path / "out", known, [OURS], copy) == ENTRY
    assert "https" not in (tmp_path / "out" / LOCK).read_text(encoding="utf-8")
    assert (tmp_path / "out" / "numpy-2.whl").read_bytes() == b"numpy-2.whl"


@pytest.mark.parametrize("name", [ENTRY, "numpy-2.whl"])
def test_a_file_that_is_missing_or_another_is_named(small, tmp_path, name):
    known, copy = small
    (copy / name).write_bytes(b"another")
    with pytest.raises(SiteError, match=f"{name} in .* has another digest"):
        place(tmp_path / "one", known, [], copy)
    (copy / name).unlink()
    with pytest.raises(SiteError, match=f"{name} is not in"):
        place(tmp_path / "two", known, [], copy)
