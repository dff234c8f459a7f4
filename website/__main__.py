"""The command: ``python -m website``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from autograder.course import Course
from autograder.errors import CourseError
from autograder.saying import say
from website.build import build
from website.edition import Edition
from website.errors import SiteError

EXAMPLES = """\
examples:
  python -m website                                  the whole site, in _site
  python -m website 00 04 --out /tmp/site            two notebooks live, elsewhere
  python -m website --self-contained ~/pyodide       Python comes from the site itself, too
  python -m http.server --directory _site            look at it: http://localhost:8000
"""


def parser() -> argparse.ArgumentParser:
    """What the command takes."""
    made = argparse.ArgumentParser(
        prog="python -m website",
        description="Build the site: pages to read, and the notebooks live in a browser. Nothing is fetched.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("names", nargs="*", metavar="NAME", help="notebooks that are live (04 will do); all unless told")
    made.add_argument("--out", type=Path, default=Path("_site"), metavar="DIR", help="where to (default: _site)")
    made.add_argument(
        "--self-contained", type=Path, metavar="DIR", help="a local copy of Pyodide, which becomes part of the site"
    )
    made.add_argument(
        "--lock", type=Path, metavar="FILE", help="a lock to compare that copy with, in the place of Pyodide's own"
    )
    made.add_argument(
        "--repository", default="", metavar="OWNER/NAME", help="on GitHub, for the doors to Binder and Colab"
    )
    return made


def main(arguments: list[str] | None = None) -> int:
    """Build, and say what is done; 0 where a site was built."""
    args = parser().parse_args(arguments)
    try:
        edition = Edition.of(Course.find(), args.names, args.repository)
        build(edition, args.out, args.self_contained, args.lock, say)
    except (SiteError, CourseError) as error:
        say(*str(error).splitlines(), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("stopped; no site was changed", file=sys.stderr)
        return 130
    say(f"{args.out} is ready. To look at it: python -m http.server --directory {args.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
