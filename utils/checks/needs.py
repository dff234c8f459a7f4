"""What some checks need that not everybody has installed, such as PyTorch, and what is said where it is missing."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Sequence

from utils.browser import in_a_browser
from utils.checks.refusals import CannotJudge
from utils.outcomes import NotAttempted, NotJudged

# Package -> how it is called, and what installs it.
_KNOWN = {"torch": ("PyTorch", "pip install torch")}


def missing(packages: Iterable[str]) -> list[str]:
    """Those of the packages that cannot be imported here. They are looked for, not imported: some take seconds."""
    return [package for package in packages if importlib.util.find_spec(package) is None]


def and_how(packages: Iterable[str]) -> str:
    """Missing packages in words, with what installs them: "PyTorch, which is not installed (pip install torch)"."""
    names, commands = _in_words(packages)
    return f"{names}, which is not installed ({commands})"


def not_judged(exercise: str, packages: Sequence[str]) -> NotJudged:
    """The outcome of an exercise whose check needs packages that are missing."""
    names, commands = _in_words(packages)
    if in_a_browser():
        step = "It is judged where the course is installed, and when it is graded. Nothing is said about your answer."
        return NotJudged(exercise, f"{names} does not run in a browser", (("next", step),))
    smaller = "; the text of the notebook has the whole line, for a smaller download" if "torch" in packages else ""
    step = f"Install it ({commands}{smaller}), restart Python, and check again. Nothing is said about your answer."
    return NotJudged(exercise, f"{names} is not installed here", (("next", step),))


def _in_words(packages: Iterable[str]) -> tuple[str, str]:
    known = [_KNOWN.get(package, (package, f"pip install {package}")) for package in packages]
    return " and ".join(name for name, _ in known), "; ".join(command for _, command in known)


def refuse_without(exercise: str, packages: Iterable[str], ask: Callable[[], object]) -> None:
    """Judge nothing where a package is missing, but for whether there is an answer at all.

    Args:
        exercise: the exercise's name.
        packages: what its check needs.
        ask: calls the reader's function once.

    Raises:
        CannotJudge: something is missing; the outcome says that there is no answer yet, or what is missing.
    """
    if lacking := missing(packages):
        try:
            ask()
        except CannotJudge as cannot:
            if isinstance(cannot.outcome, NotAttempted):
                raise
        raise CannotJudge(not_judged(exercise, lacking))
