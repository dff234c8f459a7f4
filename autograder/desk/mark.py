"""Knows what an instructor says to mark answers on a page, and how long the page is served."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import signal
import tempfile
import webbrowser
from pathlib import Path

from autograder.arguments import classroom_of
from autograder.course import Course
from autograder.desk.marking.ledger import Ledger
from autograder.desk.marking.questions import read_questions
from autograder.desk.marking.server import Desk, application, listen
from autograder.desk.marks import read_marks
from autograder.errors import CourseError
from autograder.gradebook import open_gradebook
from autograder.saying import say


def run(args: argparse.Namespace) -> int:
    """Serves the page until it is interrupted, which is how it ends."""
    course = Course.find()
    classroom = classroom_of(args, course)
    graded = read_marks(classroom, course.resolve(args.names))
    questions = {name: read_questions(classroom, name) for name in graded}
    path = ""
    if args.question:
        path = _path(args.question, questions)
    with open_gradebook(classroom) as gradebook:
        desk = Desk(classroom, Ledger(classroom, gradebook), questions, args.anonymous, args.marker or "")
        token = secrets.token_urlsafe(24)
        with tempfile.TemporaryDirectory() as private:
            asyncio.run(_serve(desk, token, args.port, path, Path(private) if args.browser else None))
    say(f"stopped; every mark is in {course.shown(classroom.gradebook)}")
    return 0


def _path(called: str, questions: dict) -> str:
    found = [(name, one.name) for name, those in questions.items() for one in those if one.name == called]
    if not found:
        known = [one.name for those in questions.values() for one in those]
        raise CourseError(f"there is no question {called!r}", f"choose from {', '.join(known) or 'another notebook'}")
    return "mark/{}/{}".format(*found[0])


def way_to(address: str, private: Path) -> Path:
    """A page that leads a browser there. Other people of this machine see what a browser is started with, and the
    address is for nobody else; they cannot read a file in a private folder."""
    page = private / "open.html"
    page.write_text(
        f'<!DOCTYPE html><title>autograder mark</title><meta http-equiv="refresh" content="0;url={address}">'
        f'<p><a href="{address}">To the page for marking</a></p>',
        encoding="utf-8",
    )
    return page


async def _serve(desk: Desk, token: str, port: int, path: str, private: Path | None) -> None:
    server, port = listen(application(desk, token), port)
    address = f"http://127.0.0.1:{port}/{token}/{path}"
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    say(f"open {address}", "Whoever has this address can mark. Ctrl-C stops it; every mark is kept at once.")
    if private is not None:
        webbrowser.open(way_to(address, private).as_uri())
    await ended.wait()
    server.stop()
    await server.close_all_connections()
