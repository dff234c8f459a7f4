"""What people hand in, made of a notebook: cells that moved, were copied or joined, lost their marks, or are elsewhere.

Of the tiny course: its exercises are `double`, which uses the given `factor`, and `square`.
"""

from __future__ import annotations

import copy
import json

import nbformat

DOUBLE = "def double(x):\n    return factor * x"
SQUARE = "def square(x):\n    return x * x"
WRONG = "def double(x):\n    return 3 * x"
TEST = 'assert double(3) == 6, "double(3) is 6"'
STUB = '"""Twice x."""\n    # YOUR CODE HERE\n    raise NotImplementedError()'


class Sheet:
    """A submission in the making."""

    def __init__(self, nb):
        self.nb = json.loads(nbformat.writes(nb))
        self.cells = self.nb["cells"]
        for cell in self.cells:
            cell["source"] = "".join(cell["source"])

    def at(self, name):
        return next(
            number
            for number, cell in enumerate(self.cells)
            if name in (cell["metadata"].get("nbgrader", {}).get("grade_id"), cell["id"])
        )

    def __getitem__(self, name):
        return self.cells[self.at(name)]

    def write(self, name, text):
        self[name]["source"] = text
        return self

    def delete(self, *names):
        for name in names:
            del self.cells[self.at(name)]
        return self

    def add(self, number, text, kind="code", **more):
        more |= {"execution_count": None, "outputs": []} if kind == "code" else {}
        self.cells.insert(number, {"cell_type": kind, "id": f"own{number}", "metadata": {}, "source": text, **more})
        return self

    def end(self, text, kind="code", **more):
        return self.add(len(self.cells), text, kind, **more)

    def copy(self, name, number, text):
        """As JupyterLab pastes a cell: its marks come along, its id is new."""
        pasted = {**copy.deepcopy(self[name]), "id": f"pasted{number}", "source": text}
        self.cells.insert(number, pasted)
        return self

    def strip(self):
        for cell in self.cells:
            cell["metadata"].pop("nbgrader", None)
            cell.pop("id")
        self.nb["nbformat_minor"] = 0
        return self


def _in_place(s):
    return s.delete("double").add(s.at("test_double") - 1, DOUBLE)


def _third_format(s):
    for cell in s.strip().cells:
        if cell["cell_type"] == "code":
            cell["input"], cell["language"] = cell.pop("source"), "python"
    s.nb = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": s.cells, "metadata": {}}]}
    return s


def _swapped(s):
    one, other = s["double"], s["square"]
    one["metadata"], other["metadata"] = other["metadata"], one["metadata"]
    one["id"], other["id"] = other["id"], one["id"]
    return s


def _formatted(s):
    for cell in s.strip().cells:
        if cell["cell_type"] == "code":
            cell["source"] = cell["source"].replace('"', "'").replace("assert double(3)", "assert  double( 3 )")
    return s


def _without_prose(s):
    s.cells[:] = [cell for cell in s.strip().cells if cell["cell_type"] == "code"]
    return s


def _moved(s, name, number):
    cell = s.cells.pop(s.at(name))
    s.cells.insert(number if number >= 0 else len(s.cells), cell)
    return s


FOUND = {
    "cell deleted, the same in a cell of one's own": lambda s: s.delete("double").add(3, DOUBLE),
    "below the stub": lambda s: s.add(s.at("double") + 1, DOUBLE),
    "above the stub": lambda s: s.add(s.at("double"), DOUBLE),
    "below the test": lambda s: s.add(s.at("test_double") + 1, DOUBLE),
    "below the test, the cell deleted": lambda s: s.add(s.at("test_double") + 1, DOUBLE).delete("double"),
    "in one cell at the top": lambda s: s.add(0, f"{DOUBLE}\n{SQUARE}"),
    "in one cell at the top, the others deleted": lambda s: s.delete("double", "square").add(0, f"{DOUBLE}\n{SQUARE}"),
    "in one cell at the end": lambda s: s.end(f"{DOUBLE}\n{SQUARE}"),
    "in one cell at the end, the others deleted": lambda s: s.end(f"{DOUBLE}\n{SQUARE}").delete("double", "square"),
    "joined with another answer": lambda s: s.write("double", f"{DOUBLE}\n{SQUARE}").delete("square"),
    "joined with its test": lambda s: s.write("double", f"{DOUBLE}\n{TEST}").delete("test_double"),
    "typed into the test": lambda s: s.write("test_double", f"{DOUBLE}\n{TEST}"),
    "typed into the test, the cell deleted": lambda s: s.write("test_double", f"{DOUBLE}\n{TEST}").delete("double"),
    "typed into another test": lambda s: s.write("test_square", f"{DOUBLE}\nassert square(3) == 9"),
    "typed into a given cell": lambda s: s.write("given", f"factor = 2\n{DOUBLE}"),
    "in a copy at the end": lambda s: s.copy("double", len(s.cells), DOUBLE),
    "in a copy above": lambda s: s.copy("double", 0, DOUBLE),
    "in a copy of another's cell": lambda s: s.copy("square", s.at("double"), DOUBLE).delete("double"),
    "below a magic": lambda s: s.delete("double").add(3, f"%%time\n{DOUBLE}"),
    "beside a magic": lambda s: s.delete("double").add(3, f"%matplotlib inline\n!true\n{DOUBLE}"),
    "as a value": lambda s: s.end("double = lambda x: 2 * x"),
    "split in two with the marks on both": lambda s: s.write("double", "two = 2").copy(
        "double", s.at("double") + 1, "def double(x):\n    return two * x"
    ),
    "below a stub copied without marks": lambda s: s.write("double", DOUBLE).end(f"def double(x):\n    {STUB}"),
    "in raw cells": lambda s: s.write("double", DOUBLE) and s["double"].update(cell_type="raw") or s,
}
RIGHT = {
    "a broken copy at the end": lambda s: s.copy("double", len(s.cells), WRONG),
    "a broken copy below the test": lambda s: s.copy("double", s.at("test_double") + 1, WRONG),
    "a broken copy at the top": lambda s: s.copy("double", 0, WRONG),
    "a broken cell of one's own at the end": lambda s: s.end(WRONG),
    "a blank copy below": lambda s: s.copy("double", s.at("double") + 1, f"def double(x):\n    {STUB}"),
    "ids gone": lambda s: [cell.pop("id") for cell in s.cells] and s,
    "ids and marks gone": Sheet.strip,
    "the third format": _third_format,
    "the marks of two answers exchanged": _swapped,
    "formatted anew, without marks": _formatted,
    "without prose and marks": _without_prose,
    "the answer moved to the end": lambda s: _moved(s, "double", -1),
    "the answer moved to the top": lambda s: _moved(s, "double", 0),
    "the test moved to the top": lambda s: _moved(s, "test_double", 0),
    "from last to first": lambda s: s.cells.reverse() or s,
    "an import added to a given cell": lambda s: s.write("given", "import math\nfactor = 2").write(
        "square", "def square(x):\n    return math.pow(x, 2)"
    ),
    "the test copied": lambda s: s.copy("test_double", 0, TEST),
    "ends of lines of old Macs": lambda s: (
        [cell.update(source=cell["source"].replace("\n", "\r")) for cell in s.cells] and s
    ),
    "another language's name": lambda s: s.nb["metadata"]["kernelspec"].update(language="R", name="ir") or s,
}
