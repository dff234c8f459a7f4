"""Knows Gradescope's export: folders by number, and a list in YAML that says whose each one is.

    submission_NUMBER/…original, and beside these folders submission_metadata.yml

The list is a stranger's file: it becomes plain data or nothing, and what would end or fill the process is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import yaml

from autograder.desk.archive import Member, Refused, Source
from autograder.desk.upload import Context, Person, Upload
from autograder.errors import CourseError

METADATA = "submission_metadata.yml"
_FOLDER = re.compile(r"submission_(\d+)")
_DEEPEST = 50  # lists in lists; Gradescope's own have six


def place(parts: tuple[str, ...]) -> int | None:
    """The outermost folder that is named so."""
    return next((number for number, part in enumerate(parts[:-1]) if _FOLDER.fullmatch(part)), None)


def read(context: Context, members: list[Member]) -> Iterator[Upload]:
    """Every file that the list says somebody handed in.

    Raises:
        CourseError: there is no list, or it cannot be read.
    """
    source = context.source
    # A student's own file of that name lies deeper: its path begins at the student's folder.
    lists = [member for member in members if member.name == METADATA and not _FOLDER.fullmatch(member.parts[0])]
    if not lists:
        raise CourseError(f"{source.path} has no {METADATA}, which Gradescope adds", "hand over the whole export")
    if len(lists) > 1:
        raise CourseError(f"{source.path} holds {len(lists)} exports of Gradescope's", "hand over one at a time")
    about = _metadata(source, lists[0])
    for member in members:
        number = _FOLDER.fullmatch(member.parts[0])
        if member is lists[0]:
            continue
        entry = about.get(member.parts[0])
        if number is None or len(member.parts) < 2 or not isinstance(entry, dict):
            context.refuse(member, f"not in a folder that {METADATA} lists")
            continue
        people = [person for one in _list(entry.get(":submitters")) if (person := _submitter(one)) is not None]
        if not people:
            context.refuse(member, f"{METADATA} names nobody who handed it in")
        order = (int(number[1]),)
        for person in people:  # a group hands in once, for each of its members
            time = _time(entry.get(":created_at"))
            yield Upload(member, "gradescope", person, member.name, order, hand_in=order, time=time)


_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Safe):
    """Plain data only; Ruby's own objects as the plain data they are made of."""


def _plain(loader: yaml.Loader, suffix: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node)
    return loader.construct_sequence(node) if isinstance(node, yaml.SequenceNode) else loader.construct_scalar(node)


_Loader.add_multi_constructor("!ruby/", _plain)


def _check_yaml(text: bytes) -> None:
    """What is nested thousands deep ends the C library's process; what is merged again and again fills the memory."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise ValueError(f"nested more than {_DEEPEST} deep")
        if isinstance(event, yaml.ScalarEvent) and event.value == "<<":
            raise ValueError("a merge key")


def _metadata(source: Source, member: Member) -> dict:
    try:
        text = source.read(member)
        _check_yaml(text)
        about = yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, ValueError, RecursionError, Refused) as error:
        raise CourseError(
            f"{METADATA} in {source.path} cannot be read ({' '.join(str(error).split())[:100]})",
            "export again from Gradescope",
        ) from None
    if not isinstance(about, dict):
        raise CourseError(f"{METADATA} in {source.path} lists no submissions", "export again from Gradescope")
    return about


def _list(value: object) -> list:
    return value if isinstance(value, list) else []


def _submitter(entry: object) -> Person | None:
    if not isinstance(entry, dict):
        return None
    name, number, email = (" ".join(str(entry.get(key) or "").split())[:200] for key in (":name", ":sid", ":email"))
    keys = [f"gradescope:{email.casefold()}"] if email else []
    keys += [f"gradescope-sid:{number.casefold()}"] if number else []
    return Person(tuple(keys), name, name or email.partition("@")[0], email=email) if keys else None


def _time(value: object) -> datetime | None:
    """In UTC, without saying so, as nbgrader keeps times."""
    if isinstance(value, dict):
        value = value.get("utc") or value.get("time")
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip().replace(" UTC", "+00:00"))
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
