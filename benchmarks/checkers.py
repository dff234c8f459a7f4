"""Planted mistakes, shown to well-known gradient checkers and to ``utils.check``, side by side.

    python -m benchmarks.checkers            from the repository's folder; see benchmarks/README.md for what to install
    python -m benchmarks.checkers --messages  adds what our check says of each mistake

Each mistake is a whole function as a student would have written it: the student's own loss and own gradient, or a
layer's output and what it sends back. A library's checker is given exactly this, at the point said in the row, in the
way its documentation tells: vector functions where it takes them, the sum of the outputs where it sums, a Jacobian
put together from the student's backward pass where it wants one. ``utils.check`` is given the same function and a
trusted loss, and draws its own points. No library is asked about a loss the student did not write: that none of them
has one is what the first table is about. The second shows the libraries the same mistakes at one of our random points:
it tells what good points are worth without a trusted loss. The third holds mistakes that show anywhere: it tells
whether the checkers are called properly. Every checker is shown the right answer of the exercise at each point, too.

Checkers that are courses' own (CS231n, DeepLearning.AI, CMU's dlsys, minitorch) are re-implemented here from their
published formula, step and tolerance. Where a checker prints a number and names no limit, the limit is ours and said
in ``LIMITS``. What is not installed is left out, with a line saying so. Nothing is fetched.

Exits 1 if ours misses a mistake or rejects a right answer.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.metadata
import io
import os
import sys
from collections.abc import Callable

import numpy as np

from benchmarks.planted import Exercise, Mistake, Own, mistakes
from utils import CheckFailed, check
from utils.outcomes import NotAttempted, Outcome, Raised

WORDS = """\
caught: rejects the mistake and accepts the right answer of the exercise there. passes: accepts the mistake.
alarm: rejects the right answer there, so that what it says of the mistake means nothing.
raises: the student's own code raises an error at these shapes; counted as caught."""

LIMITS = """\
Limits: CS231n 1e-7 relative (its notes: "1e-7 and less you should be happy"); DL.AI 2e-7; dlsys 1e-6 absolute;
minitorch 1e-2; torch, JAX and autograd their defaults, first order; check_deriv 1e-6 (its docstring);
check_grad 1e-5 and numdifftools np.allclose's defaults, our choice, for they name none."""


# ---- the checkers: each says whether it rejects ----------------------------------------------------------------------


def centred(f: Callable, x: np.ndarray, index: int, h: float) -> np.ndarray:
    above, below = x.copy(), x.copy()
    above[index] += h
    below[index] -= h
    return (f(above) - f(below)) / (2 * h)


def cs231n(own: Own) -> bool:
    """eval_numerical_gradient(_array) and rel_error; grad_check_sparse, ten entries, for a large matrix."""
    rng = np.random.default_rng(231)
    g = rng.standard_normal(own.value(own.x).shape) if own.exercise.upstream else np.ones(())
    mine = own.pullback(own.x, g)
    large = own.x.size > 1000
    entries = rng.integers(own.x.size, size=10) if large else range(own.x.size)
    errors = []
    for i in entries:
        numerical = np.sum(centred(own.value, own.x, i, 1e-5) * g)
        errors.append(abs(numerical - mine[i]) / max(1e-8, abs(numerical) + abs(mine[i])))
    return max(errors) > 1e-7


def deeplearning_ai(own: Own) -> bool:
    """gradient_check_n: ‖grad − approx‖ / (‖grad‖ + ‖approx‖), step 1e-7."""
    mine = own.summed_gradient(own.x)
    approx = np.array([centred(own.summed, own.x, i, 1e-7) for i in range(own.x.size)])
    with np.errstate(invalid="ignore"):  # 0 / 0 where both are zero: not a number, and not above the limit
        difference = np.linalg.norm(mine - approx) / (np.linalg.norm(mine) + np.linalg.norm(approx))
    return bool(difference > 2e-7)


def dlsys(own: Own) -> bool:
    """gradient_check of homework 1: the sum of the outputs, step 1e-4, the sum of the parameters' norms."""
    mine = own.summed_gradient(own.x)
    numerical = np.array([centred(own.summed, own.x, i, 1e-4) for i in range(own.x.size)])
    return sum(np.linalg.norm((mine - numerical)[part]) for part in own.parts) >= 1e-6


def minitorch(own: Own) -> bool:
    """grad_check: the sum of the outputs, step 1e-6, one random entry of each parameter."""
    rng = np.random.default_rng(10)
    mine = own.summed_gradient(own.x)
    entries = [rng.choice(part) for part in own.parts]
    return not all(np.isclose(mine[i], centred(own.summed, own.x, i, 1e-6), 1e-2, 1e-2) for i in entries)


def torch_gradcheck(fast: bool) -> Callable[[Own], bool]:
    import torch

    def rejects(own: Own) -> bool:
        class Student(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                ctx.save_for_backward(x)
                return torch.from_numpy(np.array(own.value(x.numpy())))

            @staticmethod
            def backward(ctx, g):
                (x,) = ctx.saved_tensors
                return torch.from_numpy(own.pullback(x.numpy(), g.numpy()))

        torch.manual_seed(0)
        x = torch.tensor(own.x, requires_grad=True)
        return not torch.autograd.gradcheck(Student.apply, (x,), raise_exception=False, fast_mode=fast)

    return rejects


def jax_check_grads() -> Callable[[Own], bool]:
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    import jax
    from jax.test_util import check_grads

    jax.config.update("jax_enable_x64", True)

    def rejects(own: Own) -> bool:
        shaped = jax.ShapeDtypeStruct(own.value(own.x).shape, np.float64)
        like_x = jax.ShapeDtypeStruct(own.x.shape, np.float64)

        @jax.custom_vjp
        def student(x):
            return jax.pure_callback(lambda x: own.value(np.array(x)), shaped, x)

        def backward(x, g):
            pull = lambda x, g: own.pullback(np.array(x), np.array(g))  # noqa: E731
            return (jax.pure_callback(pull, like_x, x, g),)

        student.defvjp(lambda x: (student(x), x), backward)
        return _raises(lambda: check_grads(student, (jax.numpy.asarray(own.x),), order=1, modes=("rev",)))

    return rejects


def autograd_check_grads() -> Callable[[Own], bool]:
    from autograd.extend import defvjp, primitive
    from autograd.test_util import check_grads

    def rejects(own: Own) -> bool:
        student = primitive(lambda x: own.value(x) if own.exercise.upstream else float(own.value(x)))
        defvjp(student, lambda ans, x: lambda g: own.pullback(x, np.asarray(g)))
        np.random.seed(0)
        return _raises(lambda: check_grads(student, modes=["rev"], order=1)(own.x))

    return rejects


def scipy_check_grad() -> Callable[[Own], bool]:
    from scipy.optimize import check_grad

    return lambda own: bool(check_grad(own.summed, own.summed_gradient, own.x) > 1e-5)


def scipy_check_derivative() -> Callable[[Own], bool]:
    from scipy.optimize._numdiff import check_derivative  # documented there, though the module is private

    return lambda own: bool(check_derivative(own.value, own.jacobian, own.x) > 1e-6)


def numdifftools_compared() -> Callable[[Own], bool]:
    import numdifftools

    def rejects(own: Own) -> bool:
        derivative = numdifftools.Jacobian if own.exercise.upstream else numdifftools.Gradient
        return not np.allclose(derivative(own.value)(own.x), own.jacobian(own.x))

    return rejects


def _raises(action: Callable[[], object]) -> bool:
    try:
        action()
    except AssertionError:
        return True
    return False


# Column -> (the distribution it comes from, None where re-implemented here; what makes the checker).
CHECKERS: dict[str, tuple[str | None, Callable[[], Callable[[Own], bool]]]] = {
    "CS231n": (None, lambda: cs231n),
    "DL.AI": (None, lambda: deeplearning_ai),
    "dlsys": (None, lambda: dlsys),
    "minitorch": (None, lambda: minitorch),
    "torch": ("torch", lambda: torch_gradcheck(fast=False)),
    "torch fast": ("torch", lambda: torch_gradcheck(fast=True)),
    "JAX": ("jax", jax_check_grads),
    "autograd": ("autograd", autograd_check_grads),
    "check_grad": ("scipy", scipy_check_grad),
    "check_deriv": ("scipy", scipy_check_derivative),
    "numdifftools": ("numdifftools", numdifftools_compared),
}


# ---- the table -------------------------------------------------------------------------------------------------------


def ours(exercise: Exercise, function: Callable, seed: int) -> Outcome | None:
    """What ``utils.check`` says against the function; None where it finds nothing."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            check(function.__name__, function, exercise.program, exercise.returns, seed=seed)
    except CheckFailed as failed:
        return failed.outcome
    return None


def shown(rejects: Callable[[Own], bool], case: Mistake, point: dict[str, np.ndarray]) -> str:
    """What one library's checker makes of a mistake at a point: one of ``WORDS``."""
    if rejects(Own(case.exercise, case.exercise.right, point)):
        return "alarm"
    try:
        return "caught" if rejects(Own(case.exercise, case.function, point)) else "passes"
    except ValueError:
        return "raises"  # the student's own code: shapes that do not fit


def shown_to_ours(case: Mistake, seed: int, said: list[str]) -> str:
    """The same of our check, at its own points; what it says is appended to ``said``."""
    if ours(case.exercise, case.exercise.right, seed) is not None:
        return "alarm"
    outcome = ours(case.exercise, case.function, seed)
    said.append(f"{case.name}\n{outcome.text() if outcome else 'nothing'}\n")
    if outcome is None or isinstance(outcome, NotAttempted):
        return "passes"
    return "raises" if isinstance(outcome, Raised) else "caught"


def available() -> tuple[dict[str, Callable[[Own], bool]], list[str], list[str]]:
    """The checkers that can be loaded, the versions of what they come from, and a line for each that cannot."""
    found, missing, versions = {}, [], [f"numpy {np.__version__}"]
    for name, (distribution, load) in CHECKERS.items():
        try:
            found[name] = load()
        except ImportError as error:
            missing.append(f"left out: {name} ({error})")
            continue
        if distribution:
            version = f"{distribution} {importlib.metadata.version(distribution)}"
            versions += [version] * (version not in versions)
    return found, versions, missing


def table(header: list[str], rows: list[list[str]]) -> str:
    """Rows of cells as a Markdown table with columns of equal width."""
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]
    lines = [header, ["-" * width for width in widths], *rows]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    )


def count(name: str, rows: list[list[str]], words: tuple[str, ...]) -> list[str]:
    """A last row: how many cells of each column are one of ``words``."""
    columns = list(zip(*rows, strict=True))[2:]
    return [f"**{name}**", "", *(f"**{sum(cell in words for cell in column)} of {len(rows)}**" for column in columns)]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.checkers",
        description="Planted mistakes against the gradient checkers of libraries and courses, and against ours.",
    )
    parser.add_argument("--seed", type=int, default=1, help="of our check's random points (default 1)")
    parser.add_argument("--messages", action="store_true", help="print what our check says of each mistake")
    options = parser.parse_args(arguments)

    checkers, versions, missing = available()
    hiding, plain = mistakes()
    print(f"Python {sys.version.split()[0]}, {', '.join(versions)}")
    print(*missing, sep="\n", end="\n\n" if missing else "\n")

    said: list[str] = []

    def row(case: Mistake, elsewhere: bool = False) -> list[str]:
        point, where = case.point, case.where
        if elsewhere:
            point, where = case.exercise.program.random_point(np.random.default_rng(options.seed)), "drawn as ours"
        verdicts = [shown(rejects, case, point) for rejects in checkers.values()]
        return [case.name, where, *verdicts, shown_to_ours(case, options.seed, [] if elsewhere else said)]

    header = ["", "the libraries' point", *checkers, "ours"]
    found = ("caught", "raises")
    hidden, visible = [row(case) for case in hiding], [row(case) for case in plain]
    good_points = [row(case, elsewhere=True) for case in hiding]
    print("Mistakes that hide: in the student's own loss, at the point, or from what a checker looks at\n")
    print(table(header, [*hidden, count("caught", hidden, found), count("alarms", hidden, ("alarm",))]))
    print("\nThe same, and every library is shown one of our random points\n")
    print(table(header, [*good_points, count("caught", good_points, found), count("alarms", good_points, ("alarm",))]))
    print("\nMistakes that show at any point\n")
    print(table(header, [*visible, count("caught", visible, found), count("alarms", visible, ("alarm",))]))
    print(f"\n{WORDS}\n\n{LIMITS}")
    if options.messages:
        print("\nOurs says\n", *said, sep="\n")
    not_ours = [line[0] for line in hidden + visible if line[-1] not in found]
    if not_ours:
        print(f"\nOurs is wrong about: {', '.join(not_ours)}")
    return 1 if not_ours else 0


if __name__ == "__main__":
    sys.exit(main())
