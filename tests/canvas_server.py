"""A small Canvas on this machine: what its documentation says of courses, submissions, files, progress and throttling."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

TOKEN = "1234~secretsecretsecret"
COURSE, ASSIGNMENT = 12, 34
PAGE = 2  # entries of a page at most, whatever is asked for
REFUSED = {"errors": [{"message": "Invalid access token."}]}


@dataclass
class Failure:
    """An answer that takes the place of the right one.

    Attributes:
        method: of the requests that it is for.
        path: a pattern of their path.
        status: and `body`: what is answered.
        spare: how many such requests are answered rightly before.
        times: how many times it is answered then.
        done: whether the request is carried out all the same.
    """

    method: str
    path: str
    status: int
    body: object = ""
    spare: int = 0
    times: int = 1
    done: bool = False


@dataclass
class FakeCanvas:
    """What stands in it, and what it was asked.

    Attributes:
        users: as the interface gives them.
        assignment: likewise.
        scores: what was entered, by the student's number; None where nothing was.
        comments: by the student's number.
        states: of the jobs that enter marks, one after the other; the last one stays.
        ignores: students whose marks a job passes over.
        instfs: whether files are kept by another service, which asks for a third step.
        failures: what goes wrong.
        requests: what was asked: method and path.
    """

    users: list[dict]
    assignment: dict = field(default_factory=dict)
    scores: dict[int, float | None] = field(default_factory=dict)
    comments: dict[int, list[dict]] = field(default_factory=dict)
    about: dict[int, dict] = field(default_factory=dict)
    states: tuple[str, ...] = ("queued", "running", "completed")
    ignores: set[int] = field(default_factory=set)
    instfs: bool = True
    failures: list[Failure] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    base: str = ""
    files: dict[int, dict] = field(default_factory=dict)
    jobs: dict[int, list] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Of the assignment, as a browser shows it."""
        return f"{self.base}/courses/{COURSE}/assignments/{ASSIGNMENT}"

    def pages_of(self, user: int) -> list[str]:
        """The names of the files attached to comments."""
        return [one["display_name"] for comment in self.comments.get(user, []) for one in comment["attachments"]]

    def submission(self, user: int) -> dict:
        """As the interface gives it."""
        score = self.scores.get(user)
        return {
            "user_id": user,
            "assignment_id": ASSIGNMENT,
            "score": score,
            "entered_score": score,
            "excused": False,
            "submission_comments": self.comments.get(user, []),
            **self.about.get(user, {}),
        }

    def enter(self, job: int) -> None:
        """What a job does at its end."""
        for user, score in self.jobs[job][1].items():
            if user not in self.ignores:
                self.scores[user] = score


@contextmanager
def serving(canvas: FakeCanvas) -> Iterator[FakeCanvas]:
    """Answers for it, at `base`, until the end."""

    class Handler(_Handler):
        fake = canvas

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    canvas.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield canvas
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    fake: FakeCanvas

    def log_message(self, *args: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        path = parts.path.removeprefix("/api/v1")
        self.fake.requests.append((self.command, path))
        if path != "/inst-fs" and self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self._send(401, REFUSED, {"WWW-Authenticate": 'Bearer realm="canvas-lms"'})
            return
        failure = self._failure(path)
        if failure is not None and not failure.done:
            self._send(failure.status, failure.body)
            return
        status, answer, headers = self._right(path, dict(parse_qsl(parts.query)), body)
        if failure is not None:
            status, answer, headers = failure.status, failure.body, {}
        self._send(status, answer, headers)

    def _failure(self, path: str) -> Failure | None:
        for one in self.fake.failures:
            if one.method == self.command and re.search(one.path, path) and one.times > 0:
                if one.spare > 0:
                    one.spare -= 1
                    return None
                one.times -= 1
                return one
        return None

    def _right(self, path: str, query: dict[str, str], body: bytes) -> tuple[int, object, dict[str, str]]:
        fake, of_course = self.fake, f"/courses/{COURSE}"
        of_assignment = f"{of_course}/assignments/{ASSIGNMENT}"
        if path == of_course:
            return 200, {"id": COURSE, "name": "A course"}, {}
        if path == of_assignment:
            return 200, {"id": ASSIGNMENT, "course_id": COURSE, "name": "Tiny", **fake.assignment}, {}
        if path == f"{of_course}/search_users":
            return self._page(fake.users, path, query)
        if path == f"{of_assignment}/submissions":
            return self._page(
                [fake.submission(one["id"]) for one in fake.users if one["id"] in fake.scores], path, query
            )
        if path == f"{of_assignment}/submissions/update_grades" and self.command == "POST":
            given = {
                int(found[1]): float(value)
                for key, value in parse_qsl(body.decode())
                if (found := re.fullmatch(r"grade_data\[(\d+)\]\[posted_grade\]", key))
            }
            job = len(fake.jobs) + 1
            fake.jobs[job] = [list(fake.states), given]
            return 200, self._progress(job), {}
        if found := re.fullmatch(r"/progress/(\d+)", path):
            return 200, self._progress(int(found[1])), {}
        if found := re.fullmatch(rf"{of_assignment}/submissions/(\d+)/comments/files", path):
            asked = dict(parse_qsl(body.decode()))
            number = len(fake.files) + 1
            fake.files[number] = {"name": asked["name"], "size": int(asked["size"])}
            params = {"number": str(number), "filename": asked["name"]}
            return 200, {"upload_url": f"{fake.base}/inst-fs", "upload_params": params}, {}
        if path == "/inst-fs":
            number = int(re.search(rb'name="number"\r\n\r\n(\d+)', body)[1])
            fake.files[number]["content"] = body
            place = f"{fake.base}/api/v1/files/{number}/create_success?uuid=abc"
            if fake.instfs:
                return 201, {"location": place, "instfs_uuid": "abc"}, {"Location": place}
            return 200, self._file(number), {}
        if found := re.fullmatch(r"/files/(\d+)/create_success", path):
            return 200, self._file(int(found[1])), {}
        if (found := re.fullmatch(rf"{of_assignment}/submissions/(\d+)", path)) and self.command == "PUT":
            asked = parse_qsl(body.decode())
            attached = [self._file(int(value)) for key, value in asked if key == "comment[file_ids][]"]
            fake.comments.setdefault(int(found[1]), []).append(
                {"comment": dict(asked)["comment[text_comment]"], "attachments": attached}
            )
            return 200, fake.submission(int(found[1])), {}
        return 404, {"errors": [{"message": "The specified resource does not exist."}]}, {}

    def _file(self, number: int) -> dict:
        name = self.fake.files[number]["name"]
        return {"id": number, "display_name": name, "filename": name, "url": f"{self.fake.base}/files/{number}"}

    def _progress(self, job: int) -> dict:
        states = self.fake.jobs[job][0]
        state = states.pop(0) if len(states) > 1 else states[0]
        if state == "completed":
            self.fake.enter(job)
        return {"id": job, "workflow_state": state, "message": "a job died" if state == "failed" else None}

    def _page(self, entries: list[dict], path: str, query: dict[str, str]) -> tuple[int, object, dict[str, str]]:
        number = int(query.get("page", 1))
        links = {"Link": f'<{self.fake.base}/api/v1{path}?page={number + 1}&per_page={PAGE}>; rel="next"'}
        last = number * PAGE >= len(entries)
        return 200, entries[(number - 1) * PAGE : number * PAGE], {} if last else links

    def _send(self, status: int, answer: object, headers: dict[str, str] | None = None) -> None:
        data = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
        self.send_response(status)
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
