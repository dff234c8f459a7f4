"""Knows from where this program, and all that it starts, may import: Python and the course, never a student's folder.

Python looks for modules in the folder that it is started in before it looks in its own. A submission with a `numpy.py`
or a `multiprocessing.py` beside the notebook would then run as whoever grades it. This is asked before anything else,
so it imports nothing that is not loaded already.
"""

import os
import sys

# What lies in these was written by students: nbgrader's folders of what was handed in, and of what was graded.
_STUDENTS = ("submitted", "autograded", "inbound", "downloaded")


def import_the_course_alone() -> None:
    """Takes the working directory from the places that this process, and whatever it starts, imports and runs from."""
    here, course = os.path.realpath(os.curdir), own_folder()
    theirs = {here} - {course}  # started in the checkout itself, everything there is the instructor's
    sys.path[:] = [
        place
        for place in sys.path
        if os.path.realpath(place) not in theirs and (os.path.isabs(place) or not os.path.exists(place or os.curdir))
    ]
    os.environ["PYTHONSAFEPATH"] = "1"
    for name in {"PYTHONPATH", "PATH"} & set(os.environ):  # an empty place in them is the working directory too
        places = os.environ[name].split(os.pathsep)
        os.environ[name] = os.pathsep.join(filter(os.path.isabs, places))


def among_submissions(folder: str) -> str:
    """The folder of students' files that `folder` lies in; empty where it lies in none.

    A checkout that lies in such a folder as a whole, by whatever chance, is the instructor's.
    """
    inside, course = os.path.realpath(folder), own_folder()
    while inside != os.path.dirname(inside):
        if os.path.basename(inside) in _STUDENTS and os.path.commonpath([inside, course]) != inside:
            return inside
        inside = os.path.dirname(inside)
    return ""


def own_folder() -> str:
    """The folder that holds this package: the checkout, or where it was installed."""
    return os.path.realpath(os.path.dirname(os.path.dirname(__file__)))
