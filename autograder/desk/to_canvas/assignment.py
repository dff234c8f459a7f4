"""Knows what one assignment of Canvas holds, and how a mark and a page get there; nothing of a class on this machine.

Canvas itself is the record of what was sent: a mark is there when its entered score says so, a page when a comment has
a file of its name attached. So a command that ended half-way needs no memory to go on.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from canvasapi.course import Course
from canvasapi.submission import Submission
from canvasapi.upload import Uploader

from autograder.desk.headings import CANVAS
from autograder.desk.roster import Roster, made_of
from autograder.desk.to_canvas.address import Address
from autograder.desk.to_canvas.connection import Connection
from autograder.errors import CourseError
from autograder.saying import printable

_HEADER = ["Student", "ID", "SIS User ID", "SIS Login ID", "Email", "Section"]
_LONGEST = 600  # seconds that Canvas may take to enter marks
_SLOWEST = 5.0  # seconds between two questions whether it has


@dataclass(frozen=True)
class There:
    """What Canvas holds of one student.

    Attributes:
        score: the mark that was entered; None where there is none.
        deducted: what Canvas itself takes off because it was late.
        excused: whether the student need not do it.
        files: the names of what is attached to comments.
    """

    score: float | None
    deducted: float
    excused: bool
    files: frozenset[str]

    def has(self, file: str) -> bool:
        """Whether a file is there; Canvas may put a number behind a name."""
        return any(Path(file).stem in name for name in self.files)


class Assignment:
    """One assignment.

    Attributes:
        name: as Canvas shows it.
        maximum: up to how many points it counts; empty where Canvas does not say.
        posts_by_hand: whether students see nothing before somebody posts grades.
    """

    def __init__(self, connection: Connection, address: Address) -> None:
        self._connection = connection
        self._path = f"courses/{address.course}/assignments/{address.assignment}"
        with connection.explaining():
            self._course = Course(connection, connection.request("GET", f"courses/{address.course}").json())
            self._assignment = self._course.get_assignment(address.assignment)
            self.name = printable(str(self._assignment.name))
            worth = getattr(self._assignment, "points_possible", None)
            self.maximum = "" if worth is None else str(float(worth))
            self.posts_by_hand = bool(getattr(self._assignment, "post_manually", False))
        if reason := self._reason():
            raise CourseError(
                f"{self.name!r} {reason}",
                "change that in Canvas, or carry marks and pages with `export` and `feedback`",
            )

    def _reason(self) -> str:
        """Why marks cannot be sent there one by one; empty where they can."""
        said = self._assignment
        if getattr(said, "published", True) is False:
            return "is not published, and takes no marks"
        if getattr(said, "grading_type", "points") in ("pass_fail", "not_graded"):
            return "is not marked with points"
        if getattr(said, "anonymize_students", False):
            return "hides who is who while it is marked"
        if getattr(said, "group_category_id", None) and not getattr(said, "grade_group_students_individually", False):
            return "gives one mark to a whole group"
        return ""

    def people(self) -> Roster:
        """Everybody who takes the course, with what Canvas tells this token of them: number, SIS id, login, e-mail."""
        with self._connection.explaining():
            users = list(self._course.get_users(enrollment_type=["student"], include=["email"]))
            rows = [
                [
                    str(getattr(user, key, None) or "")
                    for key in ("sortable_name", "id", "sis_user_id", "login_id", "email")
                ]
                + [""]
                for user in users
            ]
        return made_of(Roster(Path("Canvas"), CANVAS, _HEADER, _HEADER, rows, {}, False))

    def there(self) -> dict[int, There]:
        """What Canvas holds of everybody who has this assignment, by Canvas's number for the student."""
        with self._connection.explaining():
            found = self._assignment.get_submissions(include=["submission_comments"])
            return {int(one.user_id): _there(one) for one in found}

    def send_marks(self, marks: Mapping[int, str]) -> None:
        """Has these marks entered, and comes back when Canvas says that it is done.

        Raises:
            CourseError: it cannot be asked for, failed, or takes too long. Some of the marks may be entered.
        """
        with self._connection.explaining():
            progress = self._assignment.submissions_bulk_update(
                grade_data={str(user): {"posted_grade": mark} for user, mark in marks.items()}
            )
            waited, pause = 0.0, 0.25
            while progress.workflow_state in ("queued", "running"):
                if waited > _LONGEST:
                    raise CourseError(
                        f"Canvas has not entered the marks after {_LONGEST // 60} minutes",
                        "look at its gradebook later, then run the same command again: it sends what is missing",
                    )
                self._connection.wait(pause)
                waited, pause = waited + pause, min(2 * pause, _SLOWEST)
                progress = progress.query()
            if progress.workflow_state != "completed":
                said = printable(str(getattr(progress, "message", None) or progress.workflow_state))
                raise CourseError(
                    f"Canvas could not enter the marks ({said})",
                    "look at the assignment in Canvas, then run the same command again: it sends what is missing",
                )

    def send_page(self, user: int, page: bytes, file: str, comment: str) -> None:
        """Attaches a page to a new comment. Nobody sees anything of it before it is whole.

        Args:
            user: Canvas's number for the student.
            page: what the file holds.
            file: what it is called.
            comment: the comment's text.
        """
        with tempfile.TemporaryDirectory() as folder, self._connection.explaining():
            path = Path(folder) / file
            path.write_bytes(page)
            _, said = Uploader(
                self._connection, f"{self._path}/submissions/{user}/comments/files", path, content_type="text/html"
            ).start()
            if "id" not in said:  # the third step: the place where the file was put has to be asked for
                said = self._confirmed(said["location"])
            self._connection.request(
                "PUT",
                f"{self._path}/submissions/{user}",
                _kwargs=[("comment[text_comment]", comment), ("comment[file_ids][]", int(said["id"]))],
            )

    def _confirmed(self, location: str) -> dict:
        if not location.startswith(self._connection.base_url):  # the token is for Canvas alone
            raise ValueError(location)
        return self._connection.request("GET", _url=location).json()


def _there(one: Submission) -> There:
    score = getattr(one, "entered_score", None)
    score = getattr(one, "score", None) if score is None else score
    return There(
        None if score is None else float(score),
        float(getattr(one, "points_deducted", None) or 0),
        bool(getattr(one, "excused", False)),
        frozenset(_files(getattr(one, "submission_comments", None) or [])),
    )


def _files(comments: Iterable[dict]) -> Iterable[str]:
    for comment in comments:
        for attached in comment.get("attachments") or []:
            for key in ("display_name", "filename"):
                yield str(attached.get(key) or "")
