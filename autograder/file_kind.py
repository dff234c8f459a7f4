"""Knows what a file is by how it begins and by what it is called; decides nothing."""

from __future__ import annotations

import re

# How archives begin, which all say what they are. A tar archive says it later.
_ARCHIVES = {
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "RAR",
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
}
_OTHERS = {
    b"%PDF": "a PDF",
    b"{\\rtf": "a text of a word processor",
    b"\x89PNG\r\n\x1a\n": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\xd0\xcf\x11\xe0": "a document of an office program",
}
_ENDINGS = {
    "html": "a web page",
    "htm": "a web page",
    "pdf": "a PDF",
    "py": "a Python file, without the notebook's cells",
    "rtf": "a text of a word processor",
    "odt": "a document of an office program",
    "doc": "a document of an office program",
    "docx": "a document of an office program",
    "pages": "a document of an office program",
    "webloc": "a link",
    "url": "a link",
    "lnk": "a link to a file on the student's computer",
    "gdoc": "a link",
    "png": "a picture",
    "jpg": "a picture",
    "jpeg": "a picture",
    "heic": "a picture",
    "md": "a text",
    "txt": "a text",
    "crdownload": "a download that did not finish",
    "part": "a download that did not finish",
}
_SCRIPTS = (
    b"#!",
    b"# -*- coding",
    b"#!/usr",
    b"# coding",
    b"# in[",
    b"# %%",
    b"# ---\n# jupyter",
    b"import ",
    b"from ",
)
_ARCHIVE_NAME = re.compile(r"\.(zip|7z|rar|tar|tgz|gz|bz2|xz)$", re.IGNORECASE)


def archive_kind(head: bytes) -> str:
    """What archive a file is that begins so; empty where it is none."""
    found = next((kind for begin, kind in _ARCHIVES.items() if head.startswith(begin)), "")
    return found or ("tar" if head[257:262] == b"ustar" else "")


def is_archive(name: str) -> bool:
    """Whether a file calls itself an archive."""
    return _ARCHIVE_NAME.search(name.strip()) is not None


def file_kind(name: str, head: bytes) -> str:
    """What a file is, in words for a person.

    >>> file_kind("04_name.pdf", b"%PDF-1.7"), file_kind("homework", b"<!DOCTYPE html>")
    ('a PDF', 'a web page')
    """
    ending = name.strip().lower().rpartition(".")[2] if "." in name else ""
    if not head.strip(b"\0 \r\n\t"):
        return "an empty file"
    by_ending = _ENDINGS.get(ending, "")
    if (kind := archive_kind(head)) and not by_ending:  # documents of office programs are zip archives inside
        return f"a {kind} archive"
    begins = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if begins.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    if begins.startswith(_SCRIPTS):
        return _ENDINGS["py"]
    known = next((what for begin, what in _OTHERS.items() if head.startswith(begin)), "")
    return known or by_ending or "no notebook"
