"""What the visible checks say to the course's own answers, its variants and its planted mistakes.

Runs here and in a browser's Python, so it imports nothing but `utils`: what is asked comes as JSON in `ASKED`, and what
was found is the value of the last line. Every check draws the same points in both.
"""

import functools
import io
import json
import linecache
import os
import sys
import time
from contextlib import nullcontext, redirect_stderr, redirect_stdout


def execute(source, name, namespace):
    filename = f"<cell {name}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    exec(compile(source, filename, "exec"), namespace)


def outcome_of(error):
    said = getattr(error, "outcome", None)
    if said is None:
        return {"passed": False, "kinds": [], "headline": f"{type(error).__name__}: {error}".splitlines()[0]}
    return {"passed": False, "kinds": list(said.kinds), "headline": said.headline}


def quietly(run, seed, look=False):
    from utils import drawn
    from utils.checks.seeds import repeatable

    started = time.process_time()
    found = {"passed": True, "kinds": [], "headline": ""}
    nobody_looks = nullcontext() if look else drawn.nothing_drawn("while checks are tried")
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()), nobody_looks, repeatable(seed):
        try:
            run()
        except BaseException as error:
            found = outcome_of(error)
    return {**found, "seconds": round(time.process_time() - started, 2)}


def try_one(variant, namespace, below):
    namespace = dict(namespace)
    execute(variant["body"], variant["exercise"], namespace)
    for cell in below:
        try:
            execute(cell["source"], cell["label"], namespace)
        except Exception:
            if cell["test"]:  # another cell is only a reader's own trial
                raise


def asked_of(name, notebook):
    """What is found in one notebook: its solved cells in order, then each variant in its exercise's place."""
    from utils import progress

    os.chdir(notebook["folder"])
    namespace, stages, found = {"__name__": "__main__"}, {}, []
    for number, cell in enumerate(notebook["cells"]):
        if cell["exercise"] in notebook["last"]:
            below = notebook["cells"][number + 1 : notebook["last"][cell["exercise"]] + 1]
            stages[cell["exercise"]] = (dict(namespace), below)
        if cell["left_out"]:
            continue
        run = functools.partial(execute, cell["source"], cell["label"], namespace)
        said = quietly(run, f"{name}{number}", look=notebook["drawn"])
        if cell["test"] or not said["passed"]:
            found.append({"notebook": name, "what": "solved", "exercise": cell["label"], "name": "", **said})
    progress.forget()
    for variant in notebook["variants"]:
        if variant["exercise"] not in stages:
            continue
        said = quietly(
            functools.partial(try_one, variant, *stages[variant["exercise"]]), variant["exercise"] + variant["name"]
        )
        found.append(
            {"notebook": name, "what": variant["kind"], **{key: variant[key] for key in ("exercise", "name")}, **said}
        )
        progress.forget()
    return found


if sys.platform == "emscripten":
    from utils import browser

    sys.setrecursionlimit(browser.DEEPEST + 10)  # in a notebook it is counted from where the cell begins
QUESTIONS = json.loads(ASKED)  # noqa: F821
FOUND = json.dumps([one for name, notebook in QUESTIONS.items() for one in asked_of(name, notebook)])
FOUND  # noqa: B018
