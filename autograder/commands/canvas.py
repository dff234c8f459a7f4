"""What a person says to `autograder canvas`."""

from __future__ import annotations

import argparse

from autograder.arguments import add_course
from autograder.commands import run_of, statuses
from autograder.commands.export import add_final, add_scale


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """The command `canvas`."""
    parser = subparsers.add_parser(
        "canvas",
        help="send marks and pages to Canvas through its interface",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Send the marks of a notebook to an assignment in Canvas, and with --pages each student's page,\n"
        "attached to a comment. Only what is not there yet is sent: after an error, or when marks have\n"
        "changed, run the same command again.",
        epilog="examples:\n"
        "  autograder canvas 04 https://canvas.example.edu/courses/123/assignments/456 --dry-run\n"
        "  autograder canvas 04 https://canvas.example.edu/courses/123/assignments/456 --pages\n\n"
        "ADDRESS is what your browser shows on the page of the assignment. The token comes from the variable\n"
        "CANVAS_TOKEN; without it you are asked, and what you type is not shown. You make one in Canvas under\n"
        "Account > Settings > New Access Token. It is kept nowhere. Students are found by Canvas's number, SIS\n"
        "id, login or e-mail, which `collect` and its --roster keep, or by a folder that is called like a\n"
        "number, SIS id or login. Needs the package canvasapi: pip install -e '.[canvas]'."
        + statuses("something was not sent: the last lines say what, why, and what was sent before"),
    )
    parser.add_argument("name", metavar="NAME", help="the notebook, 04 for short")
    parser.add_argument("address", metavar="ADDRESS", help="of the assignment in Canvas")
    add_course(parser)
    parser.add_argument("--pages", action="store_true", help="also attach each student's feedback page")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be sent")
    add_scale(parser)
    add_final(parser)
    parser.set_defaults(run=run_of("autograder.desk.to_canvas.send", "reading the class's marks …"))
