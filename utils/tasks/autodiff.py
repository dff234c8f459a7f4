"""The tasks of a gradient check, and of a network's gradients by a framework's automatic differentiation."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from utils import functions, two_layer
from utils.checks.answers import Returns, array, number
from utils.checks.comparison import consistent_with
from utils.checks.diagnosis import Finding
from utils.checks.judges import difference, whole
from utils.checks.kinds import FACTOR, INPUT_LEFT_OUT, SIGN, STEP_LEFT_OUT, TYPE
from utils.checks.refusals import CannotJudge, cannot_judge, with_step
from utils.checks.task import Mistake, Task
from utils.checks.writing import short, show
from utils.elementwise import logistic
from utils.models import signed
from utils.numerical import complex_step_gradient
from utils.outcomes import Wrong
from utils.reference import Point, Program

# A gradient check

TOLERANCE = 1e-6  # of the exercise, where none is given
# A right gradient errs by rounding alone, measured with a centred difference by some 1e-8; a wrong one here by at least
# 2e-4 of an entry. So it does not matter which step is taken, or by what an entry's error is divided.
FUNCTIONS = (functions.wave, functions.log_sum_exp, functions.hill, functions.ripples)
TINY_FLOOR = "floor too small"


def _once(derivative: Callable) -> Callable:
    """The derivative, computed once for each function and point: every known mistake is tried on the same cases."""

    @functools.lru_cache(maxsize=256)
    def kept(f: Callable, x: bytes, shape: tuple[int, ...]) -> np.ndarray:
        found = derivative(f, np.frombuffer(x).reshape(shape).copy())
        found.flags.writeable = False
        return found

    return lambda f, x: kept(f, np.ascontiguousarray(x, dtype=np.float64).tobytes(), x.shape)


@_once
def _exact(f: Callable, x: np.ndarray) -> np.ndarray:
    return complex_step_gradient(f, x)


def _entry_errors(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    larger = np.maximum(np.abs(one), np.abs(other))
    return np.where(larger > 1e-9, np.abs(one - other) / np.maximum(larger, 1e-9), 0.0)


def _is_right(f: Callable, x: np.ndarray, g: np.ndarray, tol: float = TOLERANCE) -> bool:
    return bool((_entry_errors(g, _exact(f, x)) <= tol).all())


def _in_words(f: Callable, x: np.ndarray, g: np.ndarray, *tol: float) -> str:
    error = _entry_errors(g, _exact(f, x))
    off = [tuple(map(int, index)) for index in np.argwhere(error > 1e-7)]
    about = "g is right in every entry"
    if len(off) == g.size:
        about = "g errs in every entry"
    elif off:
        entries = ", ".join(f"g[{', '.join(map(str, index))}]" for index in off[:3])
        about = f"g errs in {entries}{' and more' if len(off) > 3 else ' alone'}"
    if off:
        about += f"; the largest relative error is {short(float(error.max()))}"
    given = f"\ntol = {tol[0]:g}" if tol else ""
    return f"f = utils.functions.{f.__name__}\nx = {show(x, 4)}\ng = {show(g, 4)}{given}\n({about})"


def _only_rounding(f: Callable, x: np.ndarray, g: np.ndarray) -> bool:
    """Whether there are slopes of 0 for which g and what is measured differ by next to nothing."""
    zero = (np.maximum(np.abs(g), np.abs(_exact(f, x))) < 1e-9) & (_centred(f, x) != g)
    return bool(zero.any())


def _verdict_is_right(exercise: str, arguments: tuple, answer: Any, where: str) -> None:
    answer = Returns.as_value("the answer").unpack(exercise, answer, where)["the answer"]
    said = bool(whole(exercise, "the answer", answer, np.array(True), where))
    expected = _is_right(*arguments)
    if said != expected:
        step = "Print your numerical derivative beside g here, and the relative error of every entry."
        evidence = [("yours", str(said)), ("expected", str(expected))]
        kinds: tuple[str, ...] = ()
        if expected and _only_rounding(*arguments[:3]):
            says = (
                "Where a slope is 0, g and what is measured differ here by rounding, or by the little that every "
                "difference quotient errs. That counts where the floor is too small, or where there is none."
            )
            evidence += consistent_with([Finding(TINY_FLOOR, says)])
            kinds = (TINY_FLOOR,)
        headline = "a wrong gradient passed" if said else "a right gradient was refused"
        if arguments[3:]:  # right is here what errs by no more than so much
            headline = f"a g that errs by {'more' if said else 'less'} than tol {'passed' if said else 'was refused'}"
        raise CannotJudge(Wrong(exercise, headline, (("where", where), *evidence, ("next", step)), kinds))


def _scaled(factor: float, *at: int) -> Callable[[np.ndarray], np.ndarray]:
    """Multiplies one entry, or all where none is named."""

    def changed(g: np.ndarray) -> np.ndarray:
        g = g.copy()
        g[at or ...] *= factor
        return g

    return changed


def _case(f: Callable, x: np.ndarray, change: Callable = lambda g: g, *tol: float) -> tuple:
    return (f, x, np.array(change(_exact(f, x))), *tol)


def _draw_claim(rng: np.random.Generator) -> tuple:
    """A random function at a random vector or matrix, with a right gradient, or one that is off by a few percent."""
    f = FUNCTIONS[int(rng.integers(len(FUNCTIONS)))]
    shape = ((4,), (2, 3), (3, 2), (5,))[int(rng.integers(4))]
    x = signed(rng, *shape).round(2)
    entry = tuple(int(rng.integers(size)) for size in shape)
    changes = (lambda g: g, lambda g: g, _scaled(1.03), _scaled(0.96, *entry), _scaled(-1.0, *entry))
    return _case(f, x, changes[int(rng.integers(5))])


_VECTOR, _MATRIX = np.array([0.5, -1.2, 0.9]), np.array([[0.4, -0.8, 1.3], [-1.1, 0.6, 0.2]])
_SQUARE = np.array([[0.4, -0.8, 1.3], [-1.1, 0.6, 0.2], [0.9, -0.3, -1.4]])
_WITH_ZEROS = np.array([0.8, -0.4, 1.1])
_LOWEST = np.log(np.arange(1.0, 7.0)).reshape(2, 3)  # of the basin
_LARGE = np.sin(np.arange(240.0)).reshape(12, 20).round(2)  # who looks at some entries, drawn or the first, misses one
_STEEP = np.array([0.3, -0.9, 1.2, 0.7])
_FAR_OUT = np.array([3.0, -2.0, 1.5])  # where the slopes of the hill are about 0.001


def _difference(f: Callable, x: np.ndarray, h: float, left: float = 1.0, width: float = 2.0) -> np.ndarray:
    """(f(x + h) − f(x − left·h)) / (width·h), entry by entry."""
    found = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += h
        down[index] -= left * h
        found[index] = (f(up) - f(down)) / (width * h)
    return found


def _with(numerical: Callable, judge: Callable | None = None) -> Callable:
    """A gradient check with another numerical derivative, or another way to compare."""

    def check(f: Callable, x: np.ndarray, g: np.ndarray, tol: float = TOLERANCE) -> bool:
        measured = numerical(f, x)
        return bool(judge(measured, g, tol) if judge else (_entry_errors(measured, g) <= tol).all())

    return check


@_once
def _centred(f: Callable, x: np.ndarray) -> np.ndarray:
    return _difference(f, x, 1e-5)


def _all_at_once(f: Callable, x: np.ndarray) -> np.ndarray:
    return np.full(x.shape, (f(x + 1e-5) - f(x - 1e-5)) / 2e-5)


def _from_one_entry(f: Callable, x: np.ndarray) -> np.ndarray:
    """Differences between arrays that are x[index] everywhere, but for the entry that is moved."""
    return np.array([_difference(f, np.full(x.shape, entry), 1e-5).flat[i] for i, entry in enumerate(x.flat)]).reshape(
        x.shape
    )


def _of_one_entry(f: Callable, x: np.ndarray) -> np.ndarray:
    """The numerical derivative of f of an entry alone, in the place of f of all x."""
    return np.reshape([(f(entry + 1e-5) - f(entry - 1e-5)) / 2e-5 for entry in x.flat], x.shape)


def _by_rows(f: Callable, x: np.ndarray, g: np.ndarray, tol: float, of_a_row: Callable) -> bool:
    """The verdict where an index is taken for that of an entry, and is that of a row; all or any of it has to fit."""
    for row in range(len(x)):
        step = np.zeros(x.shape)
        step[row] = 1e-5
        measured = (f(x + step) - f(x - step)) / 2e-5
        size = np.maximum(np.maximum(np.abs(g[row]), abs(measured)), 1e-3)
        if not of_a_row(np.abs(g[row] - measured) <= tol * size):
            return False
    return True


def _norm(array: np.ndarray) -> float:
    return float(np.sqrt(np.sum(array * array)))


def _largest(array: np.ndarray) -> float:
    return float(np.abs(array).max())


def _all_together(
    size: Callable[[np.ndarray], float], floor: float, both: bool
) -> Callable[[np.ndarray, np.ndarray, float], bool]:
    """Compares one number made of all differences with one made of the whole gradient, or of both gradients."""
    return lambda measured, g, tol: size(measured - g) <= tol * max(size(g) + both * size(measured), floor)


_WHEN = "This is what you get when"
_HIDES = (
    f"{_WHEN} all entries together, by a length or by the largest, are compared with all of g. There a small entry "
    "hides behind a large one."
)
_BESIDE_G = (  # what a derivative is that is far off, no verdict tells
    "Print your numerical derivative beside g here. Is it the slope? Or too small (`/ 2 * h` is not `/ (2 * h)`), or 0 "
    "because x + move is x still (an array with dtype=int holds no step of 1e-5)?"
)
gradient_check = Task(
    ("f", "x", "g"),
    _draw_claim,
    _verdict_is_right,
    first=(
        _case(functions.wave, _VECTOR),
        _case(functions.wave, _VECTOR, _scaled(-1.0)),
        _case(functions.log_sum_exp, _MATRIX),
        _case(functions.log_sum_exp, _MATRIX, _scaled(1.01, 1, 2)),
        _case(functions.hill, _MATRIX, _scaled(0.97, 0, 0)),
        _case(functions.first_only, _WITH_ZEROS),
        _case(functions.first_only, _WITH_ZEROS, lambda g: np.where(g == 0, 0.02, g)),
        _case(functions.ripples, _MATRIX),
        _case(functions.ripples, _MATRIX, lambda g: np.where(np.arange(6).reshape(2, 3) == 3, 0.0, g)),
        _case(functions.ripples, _SQUARE, np.transpose),
        _case(functions.steep_and_flat, _STEEP),
        _case(functions.steep_and_flat, _STEEP, _scaled(1.0005, 3)),
        _case(functions.ripples, _MATRIX, _scaled(1.01), 0.1),
        _case(functions.ripples, _MATRIX, _scaled(1.045, 0, 1), 0.01),
        _case(functions.hill, _FAR_OUT),
        _case(functions.hill, _FAR_OUT, _scaled(1.0005)),
        _case(functions.steep_and_flat, _STEEP, _scaled(1.001, 0), 0.01),
        _case(functions.hill, _VECTOR, _scaled(1.01), 1e-4),
        _case(functions.log_sum_exp, _MATRIX, lambda g: g, 1e-4),
        _case(functions.wave, np.array([1.1])),
    ),
    edges=(
        _case(functions.wave, np.array([np.pi / 2, 0.3])),  # a slope that is 0 but for rounding
        _case(functions.hill, np.zeros(3)),
        _case(functions.basin, _LOWEST, lambda g: np.zeros(g.shape)),
        _case(functions.row_by_row, _MATRIX),
        _case(functions.row_by_row, _MATRIX, _scaled(1.02, 1, 0)),
        *(_case(functions.ripples, _LARGE, _scaled(1.5, *entry)) for entry in ((7, 11), (3, 2), (11, 18))),
        _case(functions.wave, np.array([1.1]), _scaled(1.02)),
        _case(functions.log_sum_exp, np.array([[0.7]])),
        _case(functions.ripples, _VECTOR, lambda g: np.zeros(3)),
        _case(functions.log_sum_exp, np.array([[0.3, -0.2], [1.0, 0.8]]), _scaled(2.0)),
    ),
    mistakes=(
        Mistake("one-sided difference", f"{_WHEN} the step goes to one side only.",
                _with(lambda f, x: _difference(f, x, 1e-5, left=0.0, width=1.0))),
        Mistake("tolerance ignored", f"{_WHEN} tol is not used.",
                lambda f, x, g, tol=TOLERANCE: _is_right(f, x, g)),
        Mistake("absolute error", f"{_WHEN} the error of an entry is not divided by its size.",
                _with(_centred, lambda measured, g, tol: (np.abs(measured - g) <= tol).all())),
        *(Mistake("one number for all", _HIDES, _with(_centred, _all_together(size, floor, both)))
          for size in (_norm, _largest) for floor, both in ((0.0, False), (1e-3, False), (0.0, True))),
        Mistake("without the sign", f"{_WHEN} no absolute value is taken: a g that is too large has a negative error.",
                _with(_centred, lambda measured, g, tol: ((measured - g) <= tol * np.maximum(np.abs(g), 1e-3)).all())),
        Mistake("without the sign", f"{_WHEN} no absolute value is taken: a g that is too small has a negative error.",
                _with(_centred, lambda measured, g, tol: ((g - measured) <= tol * np.maximum(np.abs(g), 1e-3)).all())),
        Mistake("without the sign", f"{_WHEN} g and the numerical derivative are compared by size alone.",
                _with(_centred, lambda measured, g, tol: (_entry_errors(np.abs(measured), np.abs(g)) <= tol).all())),
        Mistake("without the sign", f"{_WHEN} an error is divided by the larger of g and the numerical derivative "
                "and not by the larger of their sizes.",
                _with(_centred, lambda measured, g, tol: (np.abs(measured - g)
                                                          <= tol * np.maximum(np.maximum(g, measured), 1e-3)).all())),
        Mistake("floor too large", f"{_WHEN} the floor is 1: slopes that are small are then judged by the difference "
                "alone.",
                _with(_centred, lambda measured, g, tol: (np.abs(measured - g) <= tol * np.maximum(
                    np.maximum(np.abs(g), np.abs(measured)), 1.0)).all())),
        *(Mistake("min for max", f"{_WHEN} min stands where max belongs: the denominator is the larger of the two "
                  "sizes, and at least 0.001.", _with(_centred, lambda measured, g, tol, size=size: (
                      np.abs(measured - g) <= tol * size(np.abs(g), np.abs(measured))).all()))
          for size in (lambda a, b: np.minimum(np.minimum(a, b), 1e-3), lambda a, b: np.minimum(np.maximum(a, b), 1e-3),
                       lambda a, b: np.minimum(a, 1e-3), lambda a, b: np.minimum(b, 1e-3))),
        Mistake("wrong point", f"{_WHEN} f is given x[index] + move: x[index] is one number, and is then added to each "
                "entry of move. f takes all of x: x + move.", _with(_from_one_entry)),
        Mistake("mean of the errors", f"{_WHEN} the mean of the relative errors is compared with tol. There one wrong "
                "entry hides among right ones.",
                _with(_centred, lambda measured, g, tol: _entry_errors(measured, g).mean() <= tol)),
        Mistake("any for all", f"{_WHEN} a single right entry is enough.",
                _with(_centred, lambda measured, g, tol: (_entry_errors(measured, g) <= tol).any())),
        Mistake("some entries", f"{_WHEN} only the first entry is looked at.",
                _with(_centred, lambda measured, g, tol: _entry_errors(measured, g).flat[0] <= tol)),
        Mistake("some entries", f"{_WHEN} only the last entry is looked at.",
                _with(_centred, lambda measured, g, tol: _entry_errors(measured, g).flat[-1] <= tol)),
        Mistake("some entries", f"{_WHEN} only the first row is looked at.",
                _with(_centred, lambda measured, g, tol: (_entry_errors(measured, g)[0] <= tol).all())),
        Mistake("some entries", f"{_WHEN} not every entry is looked at: here there are many, and only some are wrong.",
                lambda f, x, g, tol=TOLERANCE: x.size > 20 or _is_right(f, x, g, tol)),
        Mistake("made flat", f"{_WHEN} f is called with x made flat. f takes an array of the shape of x, and may tell "
                "its rows apart.",
                lambda f, x, g, tol=TOLERANCE: _with(_centred)(f, x.ravel(), g.ravel(), tol)),
        Mistake("zeros skipped", f"{_WHEN} entries are left out where g is 0.",
                _with(_centred, lambda measured, g, tol: ((_entry_errors(measured, g) <= tol) | (g == 0)).all())),
        Mistake("zeros skipped", f"{_WHEN} entries are left out where the numerical derivative is 0.",
                _with(_centred, lambda measured, g, tol: ((_entry_errors(measured, g) <= tol)
                                                          | (np.abs(measured) < 1e-8)).all())),
        Mistake("errors cancel", f"{_WHEN} errors are added up before they are compared: they cancel.",
                _with(_centred, lambda measured, g, tol: abs((measured - g).sum()) <= tol * np.abs(g).sum())),
        Mistake("one entry for x", f"{_WHEN} f gets one number, such as x[index] + h, and not the whole x.",
                _with(_of_one_entry), "f needs the whole x, of which one entry has moved: f(x + move)."),
        Mistake("all moved at once", f"{_WHEN} all entries of x are moved at once.", _with(_all_at_once)),
        Mistake("rows moved", f"{_WHEN} whole rows of a matrix are moved at once: range(len(x)) counts rows. "
                "np.ndindex(x.shape) goes through the single entries.",
                lambda f, x, g, tol=TOLERANCE: _by_rows(f, x, g, tol, np.all)),
        Mistake("rows moved", f"{_WHEN} whole rows of a matrix are moved at once: range(len(x)) counts rows. "
                "np.ndindex(x.shape) goes through the single entries.",
                lambda f, x, g, tol=TOLERANCE: _by_rows(f, x, g, tol, np.any)),
        Mistake("inverted", "Yours is the opposite in every case.", lambda *case: not _is_right(*case)),
        Mistake("always the same", "It is True in every case.", lambda *case: True),
        Mistake("always the same", "It is False in every case.", lambda *case: False, _BESIDE_G),
    ),
    against="the right verdict",
    say=_in_words,
)  # fmt: skip

# A two-layer network's gradients by a framework

network = two_layer.batch  # of notebook 06
GRADIENTS = ("W1_bar", "b1_bar", "W2_bar", "b2_bar")
# Autograd in float64 agrees to 1e-14; in float32 with 1e-7 or so. The usual 1e-6 would let some of the latter pass.
DOUBLE, SINGLE = 1e-10, 1e-4


def _by_the_program(program: Program, *arguments: np.ndarray) -> tuple[float, dict[str, np.ndarray]]:
    values = program.values(dict(zip(program.inputs, arguments, strict=True)))
    signals = program.error_signals(values, tuple(name.removesuffix("_bar") for name in GRADIENTS))
    return float(values["J"]), {f"{name}_bar": signal for name, signal in signals.items()}


def _as_arguments(point: Point) -> tuple[np.ndarray, ...]:
    return tuple(point[name] for name in network.inputs)


def _sizes(X: np.ndarray, T: np.ndarray, W1: np.ndarray, *rest: np.ndarray) -> str:
    """A case in words; its six arrays would fill a screen, and none of their numbers means anything."""
    (N, D), K, H = X.shape, T.shape[1], len(W1)
    return f"N = {N} examples, D = {D} inputs, {H} hidden units, K = {K} outputs"


def _gradients_equal(exercise: str, arguments: tuple, answer: Any, where: str) -> None:
    J, expected = _by_the_program(network, *arguments)
    parts = Returns.as_tuple("J", "grads").unpack(exercise, answer, where)
    grads = Returns.as_dict(*GRADIENTS).unpack(exercise, parts["grads"], where)
    mine: dict[str, tuple[np.ndarray, np.ndarray]] = {"J": (np.array(number(exercise, "J", parts["J"], where)),
                                                           np.array(J))}  # fmt: skip
    for name, value in grads.items():
        found = array(exercise, name, value, expected[name].shape, where)
        if value.dtype != np.float64:
            step = "Where do the numbers come in as float32, or are made so? PyTorch's own default is float32."
            raise cannot_judge(exercise, f"{name} holds {value.dtype} and should hold float64", where, step, TYPE)
        mine[name] = found, expected[name]
    for name, (found, wanted) in mine.items():
        error = np.abs(found - wanted).max() / max(float(np.abs(wanted).max()), 1e-12)
        if error <= DOUBLE:
            continue
        if error <= SINGLE:
            says = "The numbers are right to single precision. Somewhere on the way they were float32."
            rows = (("where", where), ("evidence", f"{name} has a relative error of {short(error)}"),
                    ("consistent with", says), ("next", "Print the dtype of each tensor."))  # fmt: skip
            raise CannotJudge(Wrong(exercise, f"{name} is not precise enough", rows, ("single precision",)))
        step = f"Go through your lines with the formulas above, as far as {name}. What is summed, and divided by what?"
        raise with_step(CannotJudge(difference(exercise, name, found, wanted, where)), step)


def _other(kind: str, says: str, **steps: Callable) -> Mistake:
    """What comes out when some steps of the network are others."""
    program = Program(network.inputs, {**network.steps, **steps}, network.draw)
    return Mistake(kind, f"{_WHEN} {says}.", lambda *arguments: _by_the_program(program, *arguments))


def _scaled_gradients(kind: str, says: str, factor: Callable[[np.ndarray], float]) -> Mistake:
    def made(*arguments: np.ndarray) -> tuple[float, dict[str, np.ndarray]]:
        J, grads = _by_the_program(network, *arguments)
        return J, {name: factor(arguments[0]) * signal for name, signal in grads.items()}

    return Mistake(kind, f"{_WHEN} {says}.", made)


torch_cost_and_gradients = Task(
    network.inputs,
    lambda rng: _as_arguments(network.random_point(rng)),
    _gradients_equal,
    edges=tuple(map(_as_arguments, network.edges)),
    mistakes=(
        _other(FACTOR, "the ½ is missing", J=lambda Y, T: np.sum((Y - T) ** 2) / len(Y)),
        _other("sum for mean", "the cost is the sum over the examples", J=lambda Y, T: np.sum((Y - T) ** 2) / 2),
        _other("mean over outputs", "the mean is taken over the outputs as well",
               J=lambda Y, T: np.mean((Y - T) ** 2) / 2),
        _other("mean over outputs", "the mean is taken over the outputs as well, and the ½ is missing",
               J=lambda Y, T: np.mean((Y - T) ** 2)),
        _other(STEP_LEFT_OUT, "σ is left out", A=lambda Z: Z),
        _other(INPUT_LEFT_OUT, "b1 is left out", Z=lambda X, W1, b1: X @ W1.T + 0 * b1),
        _other(INPUT_LEFT_OUT, "b2 is left out", Y=lambda A, W2, b2: A @ W2.T + 0 * b2),
        _other("extra step", "σ is applied to the outputs as well", Y=lambda A, W2, b2: logistic(A @ W2.T + b2)),
        _other("wrong activation", "the hidden units have tanh for σ", A=lambda Z: np.tanh(Z)),
        _other("wrong activation", "the hidden units have ReLU for σ", A=lambda Z: Z * (Z.real > 0)),
        _other(SIGN, "the sign of the cost is the opposite", J=lambda Y, T: -np.sum((Y - T) ** 2) / (2 * len(Y))),
        _scaled_gradients("added up", "backward is called twice: gradients add up", lambda X: 2.0),
        _scaled_gradients(FACTOR, "the gradients lack the mean's 1/N", lambda X: float(len(X))),
        _scaled_gradients(SIGN, "the gradients have the opposite sign", lambda X: -1.0),
    ),
    against="the numerical derivative",
    say=_sizes,
)  # fmt: skip
