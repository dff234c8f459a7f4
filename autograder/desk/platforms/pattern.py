"""Knows how to read names by what the instructor says of them: `--pattern '{student}_{time}_{file}'`.

    {student}  whose it is           {time}  when it was handed in (see `times`)
    {name}     the student's name    {file}  what the student called the file, with folders of the student's own
    {any}      anything, or nothing

A slash divides folders. A pattern without {file} describes whole names, such as '{student}.zip'. A name that fits in
two ways is asked about, unless one of them ends in the name of a notebook, or names somebody who is known.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from autograder.desk.archive import Member
from autograder.desk.times import read_time
from autograder.desk.upload import Context, Person, Upload
from autograder.errors import CourseError
from autograder.saying import printable

_FIELDS = ("student", "name", "time", "file", "any")
_MOST_STEPS = 10_000  # tries for one name; a pattern of five fields that fits needs a hundred
_Token = tuple[str, str]  # a text as it stands, or a field


def read(context: Context, members: list[Member]) -> Iterator[Upload]:
    """Whose each file is.

    Raises:
        CourseError: it is no pattern, or none of the files fits.
    """
    pattern = [_tokens(part) for part in _parts(context.pattern)]
    start = next((start for start in range(4) if any(_readings(pattern, one.parts[start:]) for one in members)), None)
    if start is None and members:
        raise CourseError(
            f"no file in {context.source.path} fits {context.pattern!r} (such as {members[0].shown})",
            "the pattern describes the whole path in the archive, folders too: '{student}/{file}'",
        )
    for member in members:
        found = _readings(pattern, member.parts[start or 0 :])
        best = [one for one in found if context.notebook_named(one.get("file", member.name))] or found
        best = [one for one in best if context.names_student(one["student"])] or best
        said = {(one["student"], one.get("name", ""), one.get("time", "")): one for one in best}
        if len(said) != 1:
            ways = " or ".join(printable(one[0]) for one in list(said)[:2])
            context.refuse(
                member, f"can be read as {ways}: make the pattern say more" if said else "does not fit the pattern"
            )
            continue
        (one,) = said.values()
        order, time = context.when(read_time(one["time"]) if "time" in one else None)
        if context.trust_dates and not order:
            order = member.time
        student = one["student"].strip()
        person = Person((f"folder:{student}",), one.get("name", ""), student)
        original = one.get("file", member.name).rpartition("/")[2]
        yield Upload(member, "pattern", person, original, order, hand_in=order, time=time)


def _parts(pattern: str) -> list[str]:
    parts = [part for part in unicodedata.normalize("NFC", pattern).split("/") if part not in ("", ".")]
    fields = re.findall(r"\{(.*?)\}", pattern)
    unknown = sorted(set(fields) - set(_FIELDS))
    wrong = (
        f"{{{unknown[0]}}} is no part of a name"
        if unknown
        else "it has no {student}, or several"
        if fields.count("student") != 1
        else "{file} is not its end"
        if "file" in fields and (not parts[-1].endswith("{file}") or fields.count("file") > 1)
        else "nothing stands between two of its parts"
        if "}{" in pattern
        else ""
    )
    if wrong:
        raise CourseError(f"--pattern {pattern!r}: {wrong}", "write such as '{student}_{time}_{file}'")
    return parts


def _tokens(part: str) -> list[_Token]:
    pieces = re.split(r"\{(\w+)\}", part)
    return [("field" if number % 2 else "text", piece) for number, piece in enumerate(pieces) if piece]


def _readings(pattern: list[list[_Token]], path: tuple[str, ...]) -> list[dict[str, str]]:
    """Every way in which a path fits."""
    if len(path) < len(pattern):
        return []
    parts = list(path)
    if pattern[-1][-1] == ("field", "file"):  # whatever folders the student has made
        parts = [*path[: len(pattern) - 1], "/".join(path[len(pattern) - 1 :])]
    if len(parts) != len(pattern):
        return []
    steps = [_MOST_STEPS]
    found: list[dict[str, str]] = [{}]
    for tokens, part in zip(pattern, parts, strict=True):
        found = [{**before, **one} for before in found for one in _ways(tokens, part, steps)]
    return found


def _ways(tokens: list[_Token], text: str, steps: list[int]) -> Iterator[dict[str, str]]:
    steps[0] -= 1
    if steps[0] < 0:
        return
    if not tokens:
        if not text:
            yield {}
        return
    (kind, what), rest = tokens[0], tokens[1:]
    if kind == "text":
        if text.startswith(what):
            yield from _ways(rest, text[len(what) :], steps)
        return
    # Behind a field stands a text, or nothing.
    for end in [found.start() for found in re.finditer(f"(?={re.escape(rest[0][1])})", text)] if rest else [len(text)]:
        value = text[:end]
        if (what != "any" and not value.strip()) or (what != "file" and "/" in value):
            continue
        if what == "time" and read_time(value) is None:
            continue
        for one in _ways(rest, text[end:], steps):
            yield one if what == "any" else {what: value, **one}
