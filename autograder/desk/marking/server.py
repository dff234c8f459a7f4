"""Knows how the page for marking is served: to this machine alone, to whoever has its address, and to no other page.

The address holds a token that nobody can guess; without it there is nothing. A browser that was sent here under another
host's name, or by another site, is refused. No page here may run a script but ours, or load anything from elsewhere.
"""

from __future__ import annotations

import hmac
import json
import re
import socket
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPServerRequest
from tornado.log import access_log
from tornado.routing import Matcher
from tornado.web import Application, HTTPError, RequestHandler

from autograder.course import Classroom
from autograder.desk.marking import showing
from autograder.desk.marking.answers import Answer
from autograder.desk.marking.ledger import Ledger, Outdated
from autograder.desk.marking.questions import Question
from autograder.desk.marking.rubric import NotGiven, Rubric, clean, plain_rubric, read_given, read_rubric
from autograder.desk.page import render
from autograder.errors import CourseError, gradebook_error

_HERE = Path(__file__).parent / "pages"
_SCRIPTS = tuple(f"{one}.js" for one in ("state", "shown", "given", "rubric", "others", "keys", "begin"))  # in order
_HOSTS = ("127.0.0.1", "localhost")
_LARGEST = 1_000_000  # bytes of what a browser sends
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Desk:
    """What is served: the questions of some notebooks, and what was given to their answers."""

    def __init__(
        self,
        classroom: Classroom,
        ledger: Ledger,
        questions: dict[str, list[Question]],
        anonymous: bool = False,
        marker: str = "",
    ) -> None:
        self.classroom = classroom
        self.ledger = ledger
        self.questions = questions
        self.anonymous = anonymous
        self.marker = marker

    def question(self, name: str, called: str) -> Question:
        """The question of that name."""
        for question in self.questions.get(name, ()):
            if question.name == called:
                return question
        raise HTTPError(404)

    def student(self, name: str, question: Question, id: str) -> str:
        """Whose answer it is."""
        for answer in self.ledger.answers(name, question):
            if answer.id == id:
                return answer.student
        raise HTTPError(404)

    def plain(self, name: str, question: Question) -> dict:
        """A question's rubric and answers as the page gets them."""
        rubric, answers = self.ledger.state(name, question)
        labels = self.labels(answers)
        order = sorted(answers, key=lambda answer: answer.id) if self.anonymous else answers
        return {
            "rubric": plain_rubric(rubric) | {"version": rubric.version},
            "answers": [plain_answer(answer, labels[answer.id]) for answer in order],
        }

    def labels(self, answers: list[Answer]) -> dict[str, str]:
        """How each student is called on the page. Numbers follow from what nobody outside the gradebook knows."""
        if self.anonymous:
            return {id: f"No. {number}" for number, id in enumerate(sorted(answer.id for answer in answers), 1)}
        return {answer.id: f"{answer.name} ({answer.student})" if answer.name else answer.student for answer in answers}


def plain_answer(answer: Answer, label: str) -> dict:
    """An answer's mark as the page gets it."""
    return {
        "id": answer.id,
        "label": label,
        "points": answer.points,
        "state": "waits" if answer.waits else "marked" if answer.by_hand else "automatic",
        "outdated": answer.outdated,
        "extra": sum(score.extra for score in answer.scores),
        "lines": list(answer.given.lines),
        "own": answer.given.own,
        "remark": answer.given.remark,
        "marker": answer.marker,
        "marked_at": answer.marked_at,
        "elsewhere": answer.elsewhere,
        "version": answer.version,
    }


class _Handler(RequestHandler):
    desk: Desk

    def initialize(self, desk: Desk) -> None:
        self.desk = desk

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("Content-Security-Policy", _POLICY)
        self.set_header("Cross-Origin-Opener-Policy", "same-origin")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("X-Frame-Options", "DENY")
        self.set_header("Cache-Control", "no-store")

    def prepare(self) -> None:
        """Raises where a browser was sent here by somebody else."""
        if self.request.host_name not in _HOSTS:
            raise HTTPError(403, reason="Not served under this name")
        origin = self.request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != self.request.host:
            raise HTTPError(403, reason="Sent by another page")
        # A file that this program wrote may send a browser here, but no other page may ask for anything from within.
        arriving = self.request.method == "GET" and self.request.headers.get("Sec-Fetch-Mode") == "navigate"
        if not arriving and self.request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
            raise HTTPError(403, reason="Sent by another page")
        if self.request.method not in ("GET", "HEAD") and not self.request.headers.get("Content-Type", "").startswith(
            "application/json"
        ):
            raise HTTPError(415)

    def body(self) -> dict:
        """What was sent."""
        try:
            data = json.loads(self.request.body)
        except ValueError:
            data = None
        if not isinstance(data, dict):
            raise HTTPError(400, reason="No JSON object")
        return data

    def write_error(self, status_code: int, **about) -> None:
        """One line, as text."""
        error = about.get("exc_info", (None, None))[1]
        said = self._reason
        if isinstance(error, NotGiven):
            self.set_status(400)
            said = str(error)
        elif isinstance(error, SQLAlchemyError):
            self.set_status(503)
            said = gradebook_error(self.desk.classroom.gradebook, error).message
        self.set_header("Content-Type", "text/plain; charset=UTF-8")
        self.finish(said)

    def log_exception(self, typ, value, tb) -> None:
        """What is answered in a line needs no traceback in the terminal."""
        if not isinstance(value, HTTPError | NotGiven | SQLAlchemyError):
            super().log_exception(typ, value, tb)


class _Index(_Handler):
    def get(self) -> None:
        rows = []
        for name, questions in self.desk.questions.items():
            for question in questions:
                answers = self.desk.ledger.answers(name, question)
                waiting = sum(answer.waits for answer in answers)
                rows.append((name, question, waiting, sum(answer.by_hand for answer in answers), len(answers)))
        self.finish(render("mark_index.html", title="What there is to mark", rows=rows, pages="./"))


class _Page(_Handler):
    def get(self, name: str, called: str) -> None:
        question = self.desk.question(name, called)
        about = {"name": name, "question": called, "most": question.most, "marker": self.desk.marker}
        about["written"] = question.is_written
        self.finish(
            render(
                "mark.html",
                title=f"Mark {called}",
                notebook=name,
                question=question,
                asked=showing.markdown(question.asked),
                model=showing.code(question.model) if question.is_code else showing.markdown(question.model),
                about=json.dumps(about),
                scripts=_SCRIPTS,
                pages="../../",
            )
        )


class _Notebook(_Handler):
    def get(self, name: str, id: str) -> None:
        questions = self.desk.questions.get(name)
        if not questions:
            raise HTTPError(404)
        student = self.desk.student(name, questions[0], id)
        labels = self.desk.labels(self.desk.ledger.answers(name, questions[0]))
        self.finish(
            render(
                "mark_notebook.html",
                title=f"{name} of {labels[id]}",
                cells=showing.notebook(self.desk.classroom, name, student),
                pages="../../",
            )
        )


class _State(_Handler):
    def get(self, name: str, called: str) -> None:
        self.finish(self.desk.plain(name, self.desk.question(name, called)))

    def put(self, name: str, called: str) -> None:
        """Another rubric."""
        question, data = self.desk.question(name, called), self.body()
        changed = waiting = 0
        try:
            changed, waiting = self.desk.ledger.change_rubric(
                name, question, read_rubric(data), str(data.get("version")), _marker(data)
            )
        except Outdated:
            self.set_status(409)
        self.finish(self.desk.plain(name, question) | {"changed": changed, "waiting": waiting})


class _Answer(_Handler):
    def get(self, name: str, called: str, id: str) -> None:
        question = self.desk.question(name, called)
        self.finish(
            {"html": showing.answer(self.desk.classroom, name, question, self.desk.student(name, question, id))}
        )

    def put(self, name: str, called: str, id: str) -> None:
        """A mark."""
        question, data = self.desk.question(name, called), self.body()
        answers = {answer.id: answer for answer in self.desk.ledger.answers(name, question)}
        if id not in answers:
            raise HTTPError(404)
        label = self.desk.labels(list(answers.values()))[id]
        rubric = self.desk.ledger.rubric(name, question)
        if rubric.version != data.get("rubric"):  # lines that it names may not be there any more
            self._outdated(answers[id], rubric, label)
            return
        given = read_given(data, rubric, question.most)
        try:
            answer = self.desk.ledger.give(
                name, question, id, given, str(data.get("version")), rubric.version, _marker(data)
            )
        except KeyError:  # the submission was removed meanwhile
            raise HTTPError(404) from None
        except Outdated as stands:
            self._outdated(stands.answer or answers[id], stands.rubric, label)
        else:
            self.finish({"answer": plain_answer(answer, label)})

    def _outdated(self, answer: Answer, rubric: Rubric, label: str) -> None:
        self.set_status(409)
        self.finish(
            {"answer": plain_answer(answer, label), "rubric": plain_rubric(rubric) | {"version": rubric.version}}
        )


class _File(_Handler):
    def get(self, file: str) -> None:
        """The page's own script and style."""
        if file == "mark.css":
            self.set_header("Content-Type", "text/css; charset=UTF-8")
            page = Path(__file__).parents[1] / "templates" / "page.css"
            self.finish(page.read_text(encoding="utf-8") + (_HERE / file).read_text(encoding="utf-8"))
        else:
            self.set_header("Content-Type", "text/javascript; charset=UTF-8")
            self.finish((_HERE / file).read_text(encoding="utf-8"))


class _Nothing(_Handler):
    def prepare(self) -> None:
        raise HTTPError(404)


class _Token(Matcher):
    """Whether the first part of an address is the token; compared in a time that says nothing of it."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()

    def match(self, request: HTTPServerRequest) -> dict | None:
        first = request.path.split("/")[1] if request.path.startswith("/") else ""
        return {} if hmac.compare_digest(first.encode(), self._token) else None


def application(desk: Desk, token: str) -> Application:
    """All addresses, each below `token`."""
    below, kept = "/[^/]+", {"desk": desk}
    files = "|".join(map(re.escape, ("mark.css", *_SCRIPTS)))
    name, id = "([A-Za-z0-9_.-]+)", "([0-9a-f]{1,32})"
    ours = Application(
        [
            (rf"{below}/", _Index, kept),
            (rf"{below}/({files})", _File, kept),
            (rf"{below}/mark/{name}/{name}", _Page, kept),
            (rf"{below}/notebook/{name}/{id}", _Notebook, kept),
            (rf"{below}/state/{name}/{name}", _State, kept),
            (rf"{below}/state/{name}/{name}/{id}", _Answer, kept),
        ],
        default_handler_class=_Nothing,
        default_handler_args=kept,
        log_function=_log_failures,
    )
    return Application([(_Token(token), ours)], default_handler_class=_Nothing, default_handler_args=kept)


def _log_failures(handler: RequestHandler) -> None:
    """Addresses hold the token, and a terminal's scroll-back is read by others; failures are enough."""
    if handler.get_status() >= 500:
        access_log.error("%d: a request failed", handler.get_status())


def listen(app: Application, port: int) -> tuple[HTTPServer, int]:
    """Serves on this machine alone; the port, a free one where 0 is asked for.

    Raises:
        CourseError: the port is in use or may not be used.
    """
    here = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        here.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        here.bind(("127.0.0.1", port))
        here.listen(64)
    except (OSError, OverflowError) as error:
        here.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise CourseError(f"port {port} cannot be used ({reason})", "choose another with --port") from None
    here.setblocking(False)
    server = HTTPServer(app, max_body_size=_LARGEST, max_buffer_size=2 * _LARGEST)
    server.add_socket(here)
    return server, here.getsockname()[1]


def _marker(data: dict) -> str:
    name = data.get("marker")
    return " ".join(clean(name).split())[:60] if isinstance(name, str) else ""
