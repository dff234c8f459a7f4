"""What a person says to `autograder feedback`."""

from __future__ import annotations

import argparse

from autograder.arguments import add_course, add_names
from autograder.commands import run_of, statuses
from autograder.desk.platforms import CANVAS, GRADESCOPE, MOODLE


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """The command `feedback`."""
    parser = subparsers.add_parser(
        "feedback",
        help="write what each student is told, one page per notebook",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Write DIR/feedback/STUDENT/NAME/NAME.html: points, what the checks said, the student's own\n"
        "answer beside it, comments and marks given in the formgrader, and what was repaired. No hidden\n"
        "test, no answer of the course, no other student. Only pages that changed are written.",
        epilog="examples:\n  autograder feedback                      everything that is graded in classroom/\n"
        "  autograder feedback 04 --course spring   one notebook of another class\n"
        "  autograder feedback 04 --archive moodle  also feedback/NAME-moodle.zip, to upload\n\n"
        "The archive is for Canvas's `Upload Submissions` and Moodle's `Upload multiple feedback files in a\n"
        "zip`; for Gradescope it is an autograder that tells students what was marked here (Configure\n"
        "Autograder). It holds the pages of submissions that `autograder collect` took from there. Canvas shows\n"
        "a page under the name of the file that was handed in; saved as .html it opens.\n\n"
        "nbgrader keeps its feedback in the same place, and its formgrader and `nbgrader release_feedback`\n"
        "hand out what lies there. `nbgrader generate_feedback --force` puts nbgrader's own pages there (the\n"
        "whole notebook, hidden tests taken out), and this command puts these there again: the last one wins."
        + statuses("the pages or the archive could not be written; what was written stays"),
    )
    add_names(parser)
    add_course(parser)
    parser.add_argument(
        "--archive", choices=(CANVAS, MOODLE, GRADESCOPE), help="also pack the pages for upload to this platform"
    )
    parser.set_defaults(run=run_of("autograder.desk.feedback", "reading the class's marks …"))
