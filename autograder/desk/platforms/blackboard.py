"""Knows how Blackboard names what students handed in.

    Assignment_username_attempt_2025-03-04-10-15-00_original
    Assignment_username_attempt_2025-03-04-10-15-00.txt          its receipt: who, when, what was typed

Both the assignment's title and the username may hold underscores. The receipt says the username in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from autograder.desk.archive import Member, Refused
from autograder.desk.times import read_time
from autograder.desk.upload import RECEIPT, Context, Person, Upload

_TIME = r"\d{4}(?:-\d\d){5}"
_NAME = re.compile(rf"(?P<before>.+?)_attempt_(?P<time>{_TIME})(?:_(?P<original>.+)|\.txt)", re.DOTALL)
_WHO = re.compile(r"\s*[^:\n]{1,40}:\s*(?P<name>[^\n]*?)\s*\((?P<user>[^()\n]+)\)\s*$", re.MULTILINE)
_LARGEST = 4000  # characters of a receipt that are looked at


def place(parts: tuple[str, ...]) -> int | None:
    """Blackboard names files."""
    return len(parts) - 1 if _NAME.fullmatch(parts[-1]) else None


def read(context: Context, members: list[Member]) -> Iterator[Upload]:
    """Whose each file is, and when it was handed in."""
    found = [(member, match) for member in members if (match := _NAME.fullmatch(member.name)) is not None]
    names: dict[str, str] = {}  # username -> name
    users: dict[str, str] = {}  # what stands before the time -> username
    for member, match in found:
        who = None if match["original"] else _receipt(context, member)
        if who is not None and match["before"].casefold().endswith(f"_{who[1].casefold()}"):
            users[match["before"]] = who[1]
            names[who[1].casefold()] = who[0]
    without = [match["before"] for _, match in found if match["before"] not in users]
    title = _title(without, users)
    for member, match in found:
        before = match["before"]
        user = users.get(before) or ("" if title is None else before[len(title) + 1 :])
        if not user:
            context.refuse(member, "nothing says where the username begins: keep Blackboard's .txt files beside it")
            continue
        order, time = context.when(read_time(match["time"]))
        person = Person(
            (f"blackboard:{user.casefold()}", f"login:{user.casefold()}"), names.get(user.casefold(), ""), user
        )
        original, kind = (match["original"], "") if match["original"] else (member.name, RECEIPT)
        yield Upload(member, "blackboard", person, original, order, hand_in=order, time=time, kind=kind)


def _receipt(context: Context, member: Member) -> tuple[str, str] | None:
    """The name and the username in a receipt, whose first line has them in every language."""
    try:
        text = context.source.read(member)[:_LARGEST].decode("utf-8-sig", "replace")
    except Refused:
        return None
    who = _WHO.match(text)
    return None if who is None else (" ".join(who["name"].split()), who["user"].strip())


def _title(without: Iterable[str], known: dict[str, str]) -> str | None:
    """The assignment's title, where receipts are missing; None where names could be taken apart in several ways."""
    if known:
        titles = {before[: -len(user) - 1] for before, user in known.items()}
    else:
        titles = {before.rpartition("_")[0] for before in without}
    shortest = min(titles, key=len, default="")
    fits = shortest and all(before.startswith(f"{shortest}_") for before in (*without, *known))
    return shortest if fits else None
