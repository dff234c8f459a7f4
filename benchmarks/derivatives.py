"""Numerical derivatives, ours and the libraries': how exact they are and how long they take, in one run.

    python -m benchmarks.derivatives          from the repository's folder; see benchmarks/README.md for what to install
    python -m benchmarks.derivatives --quick  fewer repeats

Errors are entry by entry, ``|g − exact| / |exact|``, the largest of the gradient; ``exact`` is a gradient derived by
hand and evaluated in extended precision where the machine has one. A second column relates the largest error to the
largest entry of the gradient: where an entry is small because larger terms cancel in it, only this says something of
the method. Times are of one gradient; ratios are the median over repeats, in each of which every method is timed once
for the same function, of its time to that of our centred difference in the same repeat.

What PyTorch's finite differences reach is asked of ``torch.autograd.gradcheck`` itself: it is given the same NumPy
function with the exact gradient as its backward pass, and the least ``rtol`` at which it accepts (``atol`` 0) is found
by bisection. Its time is of a whole such check, which runs the backward pass a few times besides.

What is not installed is left out, with a line saying so. Exits 1 if the error that a docstring of ``utils.numerical``
states does not hold.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import inspect
import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.checkers import table
from utils.elementwise import logistic
from utils.numerical import centred_gradient, complex_step_gradient

BASE = "ours, centred"
Gradient = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Problem:
    """A scalar function of a vector, where to differentiate it, and its exact gradient there.

    Attributes:
        f: analytic, takes real or complex vectors.
        size_one: values, arguments and lengths over which it changes are about one, as the docstrings assume.
    """

    name: str
    f: Callable[[np.ndarray], float]
    x: np.ndarray
    exact: np.ndarray
    size_one: bool


def exponential_sine(scale: float) -> Problem:
    """f(x) = Σ exp(u) sin(u) with u = x / scale, at arguments of the size of ``scale``."""
    x = scale * np.linspace(-1.5, 1.5, 10)
    u = np.longdouble(x) / np.longdouble(scale)
    exact = np.exp(u) * (np.sin(u) + np.cos(u)) / np.longdouble(scale)
    return Problem(
        f"exp·sin, x of size {scale:g}", lambda x: np.sum(np.exp(x / scale) * np.sin(x / scale)), x, exact, scale == 1
    )


def exponential_of_sine() -> Problem:
    """f(x) = Σ exp(sin(x)) at arguments of size 1000: they are large, the lengths over which f changes are not."""
    x = 1000 * np.linspace(-1.5, 1.5, 10)
    precise = np.longdouble(x)
    exact = np.exp(np.sin(precise)) * np.cos(precise)
    return Problem("exp(sin x), x of size 1000", lambda x: np.sum(np.exp(np.sin(x))), x, exact, False)


def logistic_cost() -> Problem:
    """The mean squared error of σ(Xw + b), 20 examples, 49 weights and a bias."""
    rng = np.random.default_rng(1)
    X, t = rng.standard_normal((20, 49)), rng.integers(0, 2, 20).astype(float)
    theta = 0.3 * rng.standard_normal(50)

    def f(theta):
        return np.mean((logistic(X @ theta[:-1] + theta[-1]) - t) ** 2) / 2

    precise = np.longdouble(theta)
    y = 1 / (1 + np.exp(-(X @ precise[:-1] + precise[-1])))
    z_bar = (y - t) * y * (1 - y) / len(t)
    return Problem("logistic cost, 50 parameters", f, theta, np.append(X.T @ z_bar, z_bar.sum()), True)


def two_layer_cost() -> Problem:
    """The mean squared error of a 5–7–2 network, σ then linear, 12 examples: 58 parameters."""
    rng = np.random.default_rng(2)
    X, T = rng.standard_normal((12, 5)), rng.standard_normal((12, 2))
    theta = 0.5 * rng.standard_normal(58)

    def parts(theta):
        return theta[:35].reshape(7, 5), theta[35:42], theta[42:56].reshape(2, 7), theta[56:]

    def f(theta):
        W1, b1, W2, b2 = parts(theta)
        return np.sum((logistic(X @ W1.T + b1) @ W2.T + b2 - T) ** 2) / (2 * len(X))

    W1, b1, W2, b2 = parts(np.longdouble(theta))
    H = 1 / (1 + np.exp(-(X @ W1.T + b1)))
    Y_bar = (H @ W2.T + b2 - T) / len(X)
    Z_bar = Y_bar @ W2 * H * (1 - H)
    exact = [Z_bar.T @ X, Z_bar.sum(axis=0), Y_bar.T @ H, Y_bar.sum(axis=0)]
    return Problem("two-layer cost, 58 parameters", f, theta, np.concatenate([np.ravel(g) for g in exact]), True)


# ---- the methods -----------------------------------------------------------------------------------------------------


def ours_centred(problem: Problem) -> Gradient:
    return lambda x: centred_gradient(problem.f, x)


def ours_complex(problem: Problem) -> Gradient:
    return lambda x: complex_step_gradient(problem.f, x)


def scipy_fprime(problem: Problem) -> Gradient:
    from scipy.optimize import approx_fprime

    return lambda x: approx_fprime(x, problem.f)


def scipy_approx_derivative(method: str) -> Callable[[Problem], Gradient]:
    def make(problem: Problem) -> Gradient:
        from scipy.optimize._numdiff import approx_derivative  # private; what scipy.optimize.minimize(jac=…) runs

        return lambda x: approx_derivative(problem.f, x, method=method)

    return make


def scipy_jacobian(problem: Problem) -> Gradient:
    from scipy.differentiate import jacobian

    def many(x: np.ndarray) -> np.ndarray:
        return np.apply_along_axis(problem.f, 0, x)  # it asks for f at many points at once, one in each column

    return lambda x: jacobian(many, x).df


def numdifftools_gradient(method: str) -> Callable[[Problem], Gradient]:
    def make(problem: Problem) -> Gradient:
        import numdifftools

        return numdifftools.Gradient(problem.f, method=method)

    return make


METHODS: dict[str, Callable[[Problem], Gradient]] = {
    BASE: ours_centred,
    "ours, complex step": ours_complex,
    "SciPy approx_fprime (2-point)": scipy_fprime,
    "SciPy approx_derivative 3-point": scipy_approx_derivative("3-point"),
    "SciPy approx_derivative cs": scipy_approx_derivative("cs"),
    "SciPy differentiate.jacobian": scipy_jacobian,
    "numdifftools Gradient, central": numdifftools_gradient("central"),
    "numdifftools Gradient, complex": numdifftools_gradient("complex"),
}
TORCH = "torch gradcheck"


def torch_check(problem: Problem) -> Callable[[float, float], bool]:
    """``accepts(rtol, atol)``: whether gradcheck finds the exact gradient right."""
    import torch

    exact = torch.from_numpy(problem.exact.astype(np.float64))

    class Function(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return torch.tensor(problem.f(x.numpy()), dtype=torch.float64)

        @staticmethod
        def backward(ctx, g):
            return g * exact

    x = torch.tensor(problem.x, requires_grad=True)
    return lambda rtol, atol: torch.autograd.gradcheck(
        Function.apply, (x,), rtol=rtol, atol=atol, raise_exception=False
    )


def least_accepted(accepts: Callable[[float], bool]) -> float:
    """The least tolerance between 1e-17 and 10 that is accepted, to three digits."""
    low, high = -17.0, 1.0
    if not accepts(10**high):
        return math.inf
    while high - low > 5e-4:
        middle = (low + high) / 2
        low, high = (low, middle) if accepts(10**middle) else (middle, high)
    return 10**high


# ---- what docstrings state -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Statement:
    """A docstring's own words, and the error that they allow; "about" is read as within a factor of ten.

    Attributes:
        of_largest: the words relate the error to the conditioning, so it is taken of the gradient's largest entry,
            and not of the entry itself.
        size_one: they speak of functions of size one only.
    """

    function: Callable
    words: str
    method: str
    limit: float
    of_largest: bool
    size_one: bool


STATEMENTS = (
    Statement(
        complex_step_gradient,
        "relative error about 1e-16 times the conditioning",
        "ours, complex step",
        1e-15,
        of_largest=True,
        size_one=False,
    ),
    Statement(
        centred_gradient,
        "Error about 1e-10 of the gradient's largest entry for smooth functions of size one",
        BASE,
        1e-9,
        of_largest=True,
        size_one=True,
    ),
)


def held(problems: list[Problem], errors: list[dict[str, tuple[float, float]]]) -> list[tuple[str, bool]]:
    """A line for each statement and each problem it speaks of, with whether it holds there."""
    lines = []
    for one in STATEMENTS:
        name = one.function.__name__
        if one.words not in " ".join(inspect.getdoc(one.function).split()):
            lines.append((f"{name} no longer says “{one.words}”: bring STATEMENTS up to date", False))
            continue
        for problem, measured in zip(problems, errors, strict=True):
            if problem.size_one or not one.size_one:
                error = measured[one.method][one.of_largest]
                lines.append((f"{name}, “{one.words}”: {error:.1e}, {problem.name}", error <= one.limit))
    return lines


# ---- measuring -------------------------------------------------------------------------------------------------------


def seconds(action: Callable[[], object], calls: int) -> float:
    start = time.perf_counter()
    for _ in range(calls):
        action()
    return (time.perf_counter() - start) / calls


def measure(problem: Problem, repeats: int) -> tuple[list[list[str]], dict[str, tuple[float, float]], set[str]]:
    """The rows of one problem, each method's errors (of an entry, of the largest entry), and what is missing."""
    errors: dict[str, tuple[float, float]] = {}
    actions: dict[str, Callable[[], object]] = {}
    missing: set[str] = set()
    size = np.abs(problem.exact)
    for name, make in METHODS.items():
        try:
            gradient = make(problem)
            error = np.abs(np.asarray(gradient(problem.x), dtype=np.longdouble).ravel() - problem.exact)
        except ImportError as reason:
            missing.add(f"left out: {name} ({reason})")
            continue
        errors[name] = float(np.max(error / size)), float(np.max(error) / np.max(size))
        actions[name] = lambda gradient=gradient: gradient(problem.x)
    try:
        accepts = torch_check(problem)
    except ImportError as reason:
        missing.add(f"left out: {TORCH} ({reason})")
    else:
        of_largest = least_accepted(lambda atol: accepts(0.0, atol * float(np.max(size))))
        errors[TORCH] = least_accepted(lambda rtol: accepts(rtol, 0.0)), of_largest
        actions[TORCH] = lambda: accepts(1e-3, 1e-5)

    calls = {name: max(1, min(200, int(5e-3 / seconds(action, 1)))) for name, action in actions.items()}
    names = list(actions)
    times: dict[str, list[float]] = {name: [] for name in names}
    for repeat in range(repeats):
        for name in names[repeat % len(names) :] + names[: repeat % len(names)]:  # nobody is always first
            times[name].append(seconds(actions[name], calls[name]))
    rows = []
    for name in names:
        ratio = np.median(np.divide(times[name], times[BASE]))
        entry, largest = errors[name]
        rows.append([name, f"{entry:.1e}", f"{largest:.1e}", f"{np.median(times[name]):.2e}", f"{ratio:.2f}"])
    return rows, errors, missing


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.derivatives",
        description="Accuracy and time of numerical gradients: ours, SciPy's, numdifftools' and PyTorch's.",
    )
    parser.add_argument("--quick", action="store_true", help="5 repeats in place of 25")
    options = parser.parse_args(arguments)

    versions = [f"Python {sys.version.split()[0]}"]
    for name in ("numpy", "scipy", "numdifftools", "torch"):
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    print(", ".join(versions))
    print(f"numpy.longdouble has {np.finfo(np.longdouble).nmant + 1} bits of precision")

    problems = [exponential_sine(scale) for scale in (1e-3, 1.0, 1e3)]
    problems += [exponential_of_sine(), logistic_cost(), two_layer_cost()]
    header = ["method", "largest relative error", "of the largest entry", "seconds per gradient", f"ratio to {BASE}"]
    measured: list[dict[str, tuple[float, float]]] = []
    left_out: set[str] = set()
    for problem in problems:
        with np.errstate(over="ignore", invalid="ignore"):  # some libraries' first steps are large, whatever x is
            rows, errors, missing = measure(problem, 5 if options.quick else 25)
        print(f"\n{problem.name}\n\n{table(header, rows)}", flush=True)
        measured.append(errors)
        left_out |= missing
    print("\nWhat the docstrings state\n")
    statements = held(problems, measured)
    for said, holds in statements:
        print(f"- {said}: {'holds' if holds else 'DOES NOT HOLD'}")
    print(*sorted(left_out), sep="\n")
    return 0 if all(holds for _, holds in statements) else 1


if __name__ == "__main__":
    sys.exit(main())
