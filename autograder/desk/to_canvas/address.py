"""Knows which assignment is meant, by the address that a browser shows, and where the token comes from."""

from __future__ import annotations

import getpass
import os
import re
import sys
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from autograder.errors import CourseError
from autograder.saying import printable

VARIABLE = "CANVAS_TOKEN"
_HERE = ("localhost", "127.0.0.1", "::1")  # what stays on this machine needs no encryption
_EXAMPLE = "https://canvas.example.edu/courses/123/assignments/456"


@dataclass(frozen=True)
class Address:
    """An assignment's place.

    Attributes:
        base: of all addresses of this Canvas, such as `https://canvas.example.edu`.
        host: what messages call it.
        course: Canvas's number for the course.
        assignment: Canvas's number for the assignment.
    """

    base: str
    host: str
    course: int
    assignment: int


def read_address(text: str) -> Address:
    """What an address says, as it stands in the browser's address bar on the page of the assignment.

    Raises:
        CourseError: it is no assignment's, or what is sent there could be read on the way.
    """
    try:
        parts = urlsplit(text.strip())
        host, port, secret = parts.hostname or "", parts.port, parts.username or parts.password
    except ValueError:
        raise _not_an_address(text) from None
    found = re.search(r"^/courses/([0-9]{1,18})/assignments/([0-9]{1,18})(?:/|$)", parts.path)
    if secret or "token" in parts.query:
        raise CourseError("the address holds a password or a token", f"leave it out; the token comes from ${VARIABLE}")
    if parts.scheme not in ("https", "http") or not host or found is None:
        raise _not_an_address(text)
    if parts.scheme == "http" and host not in _HERE:
        raise CourseError(
            f"{printable(host)} would be spoken to without encryption, the token too", "write https:// in the address"
        )
    shown = f"[{host}]" if ":" in host else host
    base = f"{parts.scheme}://{shown}" + (f":{port}" if port else "")
    return Address(base, printable(host), int(found[1]), int(found[2]))


def read_token(host: str) -> str:
    """The token: of the environment, or asked for, without being shown.

    Raises:
        CourseError: there is none, and nobody to be asked.
    """
    token = os.environ.get(VARIABLE, "").strip()
    if not token and sys.stdin.isatty():
        with suppress(EOFError):  # Ctrl-D
            token = getpass.getpass(f"Token for {host} (it is not shown): ").strip()
    if not token:
        raise CourseError(
            f"no token for {host}",
            f"in Canvas make one (Account > Settings > New Access Token), and put it into the variable {VARIABLE}",
        )
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise CourseError(f"what {VARIABLE} holds, or what was typed, is no token", "copy it from Canvas again")
    return token


def _not_an_address(text: str) -> CourseError:
    return CourseError(
        f"{printable(text)!r} is not the address of an assignment in Canvas",
        f"open the assignment and copy what the browser shows, such as {_EXAMPLE}",
    )
