"""Looking into folders and archives that strangers filled: what is read, what is refused, and that nothing is unpacked."""

from __future__ import annotations

import os
import tracemalloc
import unicodedata
import warnings
import zipfile

import pytest
from archives import DEVICE, LINK, TIME, make_zip, patch_entries
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.desk.archive import ArchiveLimits, Refused, open_source, printable
from autograder.errors import CourseError

SMALL = ArchiveLimits(members=20, listing=10_000, file=3_000_000, total=5_000_000, depth=4, name=100)

# What is wrong with an entry -> its name, its content, its attributes, and the reason.
HOSTILE = {
    "climbs out": ("../../gradebook.db", b"x", 0, "a path that climbs out"),
    "climbs out after a folder": ("a/../../b.ipynb", b"x", 0, "a path that climbs out"),
    "climbs out as on Windows": ("..\\..\\b.ipynb", b"x", 0, "a path that climbs out"),
    "begins at the root": ("/etc/passwd", b"x", 0, "an absolute path"),
    "names a drive": ("C:\\b.ipynb", b"x", 0, "an absolute path"),
    "names a share": ("\\\\host\\b.ipynb", b"x", 0, "an absolute path"),
    "is a link": ("b.ipynb", b"/etc/passwd", LINK, "a link"),
    "is a device": ("b.ipynb", b"", DEVICE, "not a file"),
    "moves the cursor": ("b\x1b[2J.ipynb", b"x", 0, "control characters in its name"),
    "turns the line round": ("b\u202ebnypi.exe", b"x", 0, "control characters in its name"),
    "is a line's end": ("b\n.ipynb", b"x", 0, "control characters in its name"),
    "lies deep": ("a/" * 5 + "b.ipynb", b"x", 0, "folders too deep"),
    "has a long name": ("a" * 101, b"x", 0, "a path too long"),
    "is a bomb": ("b.ipynb", b"\0" * 2_000_000, 0, "a zip bomb"),
    "is too large": ("b.ipynb", os.urandom(3_000_001), 0, "larger than 3 MB"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_entry_is_refused_with_its_reason_and_the_others_are_read(case, tmp_path):
    name, content, attributes, reason = HOSTILE[case]
    path = make_zip(tmp_path / "a.zip", [(name, content, attributes), ("good.ipynb", b"{}")])
    with open_source(path, SMALL) as source:
        bad, good = source.members
        assert bad.refused.startswith(reason)
        assert bad.shown.isprintable()
        with pytest.raises(Refused):
            source.read(bad)
        assert source.read(good) == b"{}"
    assert sorted(os.listdir(tmp_path)) == ["a.zip"]


@pytest.mark.parametrize("patch, reason", [({"flag": 1}, "encrypted"), ({"method": 12}, "compressed in a way")])
def test_what_cannot_be_opened_says_why(patch, reason, tmp_path):
    path = patch_entries(make_zip(tmp_path / "a.zip", [("b.ipynb", b"{}")]), **patch)
    with open_source(path) as source:
        assert source.members[0].refused.startswith(reason)


def test_an_entry_that_lies_about_its_size_is_damaged_not_large(tmp_path):
    path = make_zip(tmp_path / "a.zip", [("b.ipynb", b"x" * 100_000)])
    data = path.read_bytes().replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(data)
    with open_source(path) as source, pytest.raises(Refused, match="damaged in the archive"):
        source.read(source.members[0])


def test_a_bomb_costs_no_memory(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("b.ipynb", "w") as file:
        for _ in range(200):
            file.write(b"\0" * 1_000_000)
    tracemalloc.start()
    with open_source(path) as source, pytest.raises(Refused):
        source.read(source.members[0])
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_thousands_of_files_and_a_long_listing_are_refused_as_a_whole(tmp_path):
    many = make_zip(tmp_path / "many.zip", [(f"{i}", b"") for i in range(21)])
    with pytest.raises(CourseError, match="more than 20 files"), open_source(many, SMALL):
        pass
    long = make_zip(tmp_path / "long.zip", [("a" * 12_000, b"")])
    with pytest.raises(CourseError, match="more than 20 files"), open_source(long, SMALL):
        pass
    folder = tmp_path / "folder"
    folder.mkdir()
    for number in range(21):
        (folder / str(number)).touch()
    with pytest.raises(CourseError, match="more than 20 files"), open_source(folder, SMALL):
        pass


def test_all_files_together_have_a_limit_that_overlapping_entries_cannot_pass(tmp_path):
    path = make_zip(tmp_path / "a.zip", [(f"{i}.ipynb", os.urandom(2_900_000)) for i in range(3)])
    with open_source(path, SMALL) as source:
        read = [len(source.read(member)) for member in source.members[:2]]
        assert read == [2_900_000, 2_900_000]
        with pytest.raises(Refused, match="hand over fewer at a time"):
            source.read(source.members[2])


@pytest.mark.parametrize("content", [b"", b"no archive"])
def test_a_file_that_is_no_archive_is_one_line(content, tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(CourseError, match="is no zip archive and no folder") as said, open_source(path):
        pass
    assert len(str(said.value).splitlines()) == 1


KINDS = {
    "tar": b"a" * 257 + b"ustar\0" + b"0" * 300,
    "gzip": b"\x1f\x8b\x08\0",
    "7z": b"7z\xbc\xaf\x27\x1c\0\4",
    "RAR": b"Rar!\x1a\x07\x01\0",
    "bzip2": b"BZh91AY&SY",
    "xz": b"\xfd7zXZ\0\0",
}


@pytest.mark.parametrize("kind", KINDS)
def test_another_archive_says_what_it_is_and_what_to_do(kind, tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(KINDS[kind])
    with (
        pytest.raises(CourseError, match=f"is a {kind} archive, .*: unpack it into an empty folder"),
        open_source(path),
    ):
        pass


def test_a_pipe_is_not_waited_for(tmp_path):
    path = tmp_path / "pipe.zip"
    os.mkfifo(path)
    with pytest.raises(CourseError, match="is no zip archive and no folder"), open_source(path):
        pass


def _zip_bytes(tmp_path, entries):
    return make_zip(tmp_path / "inner.zip", entries, (2099, 1, 1, 0, 0, 0)).read_bytes()


def test_a_zip_inside_is_looked_into_once_and_has_the_date_of_the_outer_one(tmp_path):
    innermost = _zip_bytes(tmp_path, [("c.ipynb", b"c")])
    inner = _zip_bytes(tmp_path, [("work/b.ipynb", b"b"), ("in.zip", innermost), ("../c", b""), ("l", b"/etc", LINK)])
    path = make_zip(tmp_path / "a.zip", [("x/a.zip", inner), ("b.ipynb", b"other")])
    with open_source(path) as source:
        outer, other = source.members
        b, deeper, climbing, link = source.inside(outer)
        assert (b.parts, b.shown, b.time) == (("x", "a.zip", "work", "b.ipynb"), "x/a.zip/work/b.ipynb", TIME)
        assert source.read(b) == b"b" and source.read(other) == b"other" and source.begins(b) == b"b"
        assert (climbing.refused, climbing.parts, link.refused) == ("a path that climbs out", (), "a link")
        with pytest.raises(Refused, match="inside an archive inside the archive"):
            source.inside(deeper)


def test_zips_inside_share_the_limits_of_the_whole(tmp_path):
    many = _zip_bytes(tmp_path, [(str(number), b"") for number in range(11)])
    path = make_zip(tmp_path / "a.zip", [("1.zip", many), ("2.zip", many)])
    with open_source(path, SMALL) as source:
        assert len(source.inside(source.members[0])) == 11
        with pytest.raises(Refused, match="more than 20 files"):
            source.inside(source.members[1])
    heavy = _zip_bytes(tmp_path, [("1", os.urandom(2_500_000))])
    path = make_zip(tmp_path / "b.zip", [("1.zip", heavy), ("2.zip", heavy)])
    with open_source(path, SMALL) as source:  # 5 MB in all, of which two archives are read, and what is in them
        first, second = (source.inside(member)[0] for member in source.members)
        with pytest.raises(Refused, match="hand over fewer at a time"):
            source.read(first)
            source.read(second)
    bomb = _zip_bytes(tmp_path, [("1.ipynb", b"\0" * 2_000_000)])
    with open_source(make_zip(tmp_path / "c.zip", [("1.zip", bomb)]), SMALL) as source:
        assert source.inside(source.members[0])[0].refused.startswith("a zip bomb")
    long = _zip_bytes(tmp_path, [("a" * 12_000, b"")])
    path = make_zip(tmp_path / "d.zip", [("1.zip", long)])
    with open_source(path, SMALL) as source, pytest.raises(Refused, match="an archive of more than 20 files"):
        source.inside(source.members[0])


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no archive"])
def test_a_zip_inside_that_is_damaged_is_a_reason(content, tmp_path):
    path = make_zip(tmp_path / "a.zip", [("1.zip", content)])
    with open_source(path) as source, pytest.raises(Refused, match="a damaged archive"):
        source.inside(source.members[0])


def test_sparse_files_and_devices_in_a_folder_cost_nothing(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    with (folder / "sparse.ipynb").open("wb") as file:
        file.truncate(10**12)
    with open_source(folder) as source:
        (member,) = source.members
        assert member.refused == "larger than 50 MB"


def test_an_archive_cut_short_is_one_line(tmp_path):
    path = make_zip(tmp_path / "a.zip", [(f"{i}.ipynb", os.urandom(1000)) for i in range(5)])
    path.write_bytes(path.read_bytes()[:3000])
    with (
        pytest.raises(CourseError, match="a.zip is a damaged archive .it breaks off.: download it again"),
        open_source(path),
    ):
        pass


def test_an_archive_without_its_beginning_gives_reasons_for_its_files(tmp_path):
    path = make_zip(tmp_path / "a.zip", [(f"{i}.ipynb", os.urandom(1000)) for i in range(5)])
    path.write_bytes(path.read_bytes()[3000:])
    with open_source(path) as source, pytest.raises(Refused, match="damaged in the archive"):
        source.read(source.members[0])


@pytest.mark.parametrize("name", ["Zwölf.ipynb", unicodedata.normalize("NFD", "Zwölf.ipynb")])
def test_accents_are_read_composed_whoever_wrote_them(name, tmp_path):
    path = make_zip(tmp_path / "a.zip", [(name, b"")])
    with open_source(path) as source:
        assert source.members[0].parts == ("Zwölf.ipynb",)


def test_utf_8_that_does_not_say_so_is_read_as_such_and_old_code_pages_as_they_are(tmp_path):
    path = make_zip(tmp_path / "a.zip", [("Zw__lf.ipynb", b""), ("Zw_lf.txt", b"")])
    data = path.read_bytes().replace(b"Zw__lf.ipynb", "Zwölf.ipynb".encode()).replace(b"Zw_lf.txt", b"Zw\x94lf.txt")
    path.write_bytes(data)
    with open_source(path) as source:
        assert [member.parts for member in source.members] == [("Zwölf.ipynb",), ("Zwölf.txt",)]


def test_links_and_pipes_in_a_folder_are_refused_also_if_they_become_so_later(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "file.ipynb").write_text("{}")
    (folder / "link.ipynb").symlink_to(secret)
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.ipynb")
    with open_source(folder) as source:
        refused = {member.shown: member.refused for member in source.members}
        assert refused == {"file.ipynb": "", "link.ipynb": "a link", "loop": "a link", "pipe.ipynb": "not a file"}
        file = next(member for member in source.members if not member.refused)
        (folder / "file.ipynb").unlink()
        (folder / "file.ipynb").symlink_to(secret)
        with pytest.raises(Refused, match="cannot be read"):
            source.read(file)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8"), min_size=1, max_size=40),
            st.binary(max_size=50),
            st.integers(0, 0xFFFFFFFF),
        ),
        max_size=6,
    )
)
def test_whatever_an_archive_holds_no_usable_name_leads_anywhere_else(tmp_path, entries):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that occur twice
        path = make_zip(tmp_path / "a.zip", entries)
    with open_source(path) as source:
        assert len(source.members) == len(entries)
        for member in source.members:
            assert member.shown.isprintable()
            assert not {"..", ".", ""} & set(member.parts) and not any("/" in p or "\\" in p for p in member.parts)
            assert member.parts or member.refused
            if member.refused:
                with pytest.raises(Refused):
                    source.read(member)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_archive_ends_in_one_line_or_a_reason_never_in_a_crash(tmp_path, data):
    path = make_zip(tmp_path / "a.zip", [("a.ipynb", b"some content " * 20), ("b/c.ipynb", b"{}")])
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(len(content) // 2, len(content)))])
    try:
        with open_source(path) as source:
            for member in source.members:
                try:
                    source.read(member)
                except Refused as reason:
                    assert str(reason).isprintable()
    except CourseError as error:
        assert len(str(error).splitlines()) == 1


@given(st.text())
def test_what_is_shown_can_be_printed(text):
    assert printable(text).isprintable() and len(printable(text)) <= 200
    printable(text).encode()
