"""The tasks of notebook 08 that need no framework: what their cases hide, and what they let pass."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from node_order import parents_first
from scipy.special import expit

from autograder.source import read_source
from utils import functions
from utils.checks.check_task import check_task
from utils.graph import measure
from utils.numerical import centred_gradient, complex_step_gradient
from utils.outcomes import CheckFailed
from utils.tasks import autodiff, node_cases, nodes
from utils.trace import written_down

NAMED = [functions.wave, functions.log_sum_exp, functions.hill, functions.ripples, functions.first_only,
         functions.steep_and_flat, functions.row_by_row, functions.basin]  # fmt: skip


@pytest.mark.parametrize("f", NAMED)
@pytest.mark.parametrize("shape", [(4,), (2, 3), (1,)])
def test_a_function_returns_one_number_and_its_gradient_can_be_measured_in_two_ways(f, shape):
    x = np.random.default_rng(len(shape)).uniform(-1, 1, size=shape)
    assert np.shape(f(x)) == ()
    np.testing.assert_allclose(complex_step_gradient(f, x), centred_gradient(f, x), rtol=1e-6, atol=1e-7)


def cases():
    rng = np.random.default_rng(5)
    task = autodiff.gradient_check
    return [*task.first, *task.edges, *(task.draw(rng) for _ in range(200))]


def test_right_gradients_err_far_less_than_tol_and_wrong_ones_far_more():
    for f, x, g, *tol in cases():
        exact = complex_step_gradient(f, x)
        size = np.maximum(np.maximum(np.abs(g), np.abs(exact)), 1e-9)
        worst = float((np.abs(g - exact) / size).max())
        limit = tol[0] if tol else autodiff.TOLERANCE
        assert worst <= 0.11 * limit or worst >= 4 * limit
        if worst > limit:  # also for whose floor is 0.1, or who divides by the sum of both sizes
            assert float((np.abs(g - exact) / np.maximum(2 * size, 0.1)).max()) > 1.9 * limit


def checker(floor, h=1e-5):
    def answer(f, x, g, tol=1e-6):
        for index in np.ndindex(x.shape):
            e = np.zeros(x.shape)
            e[index] = h
            n = (f(x + e) - f(x - e)) / (2 * h)
            if abs(n - g[index]) > tol * max(abs(n), abs(g[index]), floor):
                return False
        return True

    return answer


@pytest.mark.parametrize("h", [1e-4, 1e-5, 1e-6])
def test_a_check_with_any_sensible_step_and_floor_passes(h):
    for floor in (1e-3, 1e-2, 0.1):
        check_task("gradient_check", checker(floor, h), autodiff.gradient_check, count=10)


@pytest.mark.parametrize("floor", [1e-8, 1e-12, 1e-15])
def test_a_floor_that_divides_rounding_by_next_to_nothing_is_named(floor):
    for seed in range(3):
        with pytest.raises(CheckFailed, match="a right gradient was refused") as failed:
            check_task("gradient_check", checker(floor), autodiff.gradient_check, seed=seed)
        assert failed.value.outcome.kinds == ("floor too small",) and "rounding" in failed.value.outcome.text()


def test_a_floor_that_hides_small_slopes_is_named():
    with pytest.raises(CheckFailed, match="a wrong gradient passed") as failed:
        check_task("gradient_check", checker(1.0), autodiff.gradient_check)
    assert failed.value.outcome.kinds == ("floor too large",)


def test_a_g_within_a_given_tol_is_not_called_right():
    def strict(f, x, g, tol=1e-6):
        return checker(1e-3)(f, x, g)

    with pytest.raises(CheckFailed, match="a g that errs by less than tol was refused"):
        check_task("gradient_check", strict, autodiff.gradient_check)


def test_bars_that_are_all_1_are_told_as_a_backward_that_begins_again():
    def ones(graph, inputs):
        values, signals = measure(graph, inputs, nodes.ALL_OPS)
        return values[graph[-1][0]], {name: float(signal != 0) for name, signal in signals.items()}

    with pytest.raises(CheckFailed) as failed:
        check_task("Node", ones, nodes.node_graphs)
    assert "begun again" in failed.value.outcome.kinds and "mul records" not in failed.value.outcome.text()


def test_a_check_of_a_step_says_which_step_comes_next_and_not_that_the_exercise_is_done(capsys):
    check_task("Node", lambda graph, inputs: measure(graph, inputs, nodes.ALL_OPS)[0][graph[-1][0]], nodes.node_values)
    said = capsys.readouterr().out
    assert (
        said.startswith("✓ Node · right so far") and "The values are right. The next check looks at the local" in said
    )


class Slopes:
    """A node without a way back."""

    def __init__(self, value, parents=(), partials=()):
        self.value, self.parents, self.partials = value, parents, partials


def recorded(wrong=None):
    """What a class wrote down that is right save for the partials of one operation."""

    def derivatives(graph, inputs):
        made = {}
        for name, op, parents in graph:
            if op == "input":
                made[name] = Slopes(inputs[name])
                continue
            parents = [made[parent] if isinstance(parent, str) else Slopes(parent) for parent in parents]
            numbers = [parent.value for parent in parents]
            value, partials = nodes.ALL_OPS[op].value(*numbers), tuple(nodes.ALL_OPS[op].partials(*numbers))
            if wrong is not None and op == wrong[0]:
                partials = wrong[1](value, *numbers)
            made[name] = Slopes(value, tuple(parents), partials)
        return made[graph[-1][0]].value, written_down(made[graph[-1][0]], made)

    return derivatives


def test_local_derivatives_are_judged_before_there_is_a_way_back(capsys):
    for seed in range(3):
        check_task("Node", recorded(), nodes.node_partials, seed=seed)
    said = capsys.readouterr().out
    assert said.startswith("✓ Node · right so far") and "Step 1 is done" in said


@pytest.mark.parametrize(
    ("op", "partials", "kind", "says"),
    [
        ("mul", lambda y, u, v: (u, v), "exchanged", "factors exchanged"),
        ("add", lambda y, u, v: (1.0, 0.0), "not passed on", "Does it hand its parents to Node"),
        ("logistic", lambda y, u: (y,), "one factor", "only one of the two factors"),
        ("tanh", lambda y, u: (y**2 - 1,), "sign", "opposite"),
        ("exp", lambda y, u: (1.0,), "local derivative left out", "does not multiply by its slope"),
    ],
)
def test_a_wrong_local_derivative_is_named_with_its_operation_and_its_own_number(op, partials, kind, says):
    with pytest.raises(CheckFailed, match=f"the local derivative of {op} with respect to") as failed:
        check_task("Node", recorded((op, partials)), nodes.node_partials)
    assert failed.value.outcome.kinds == (kind,) and says in failed.value.outcome.text()
    assert f"what {op} records" in failed.value.outcome.text()
    assert "does backward go" not in failed.value.outcome.text()


def test_a_class_that_keeps_something_else_is_judged_by_its_own_way_back():
    check_task("Node", through(SetNode), nodes.node_partials)


def test_a_bar_of_0_that_is_taken_for_none_is_not_laid_to_an_operation():
    def taken(graph, inputs):
        values, signals = measure(graph, inputs, nodes.ALL_OPS)
        used = {parent for _, _, parents in graph for parent in parents}
        return values[graph[-1][0]], {name: signal or float(name in used) for name, signal in signals.items()}

    with pytest.raises(CheckFailed) as failed:
        check_task("Node", taken, nodes.node_graphs)
    assert failed.value.outcome.kinds == ("begun again",) and "a bar of 0" in failed.value.outcome.text()


def test_graphs_for_nodes_hide_nothing_and_numbers_may_be_parents():
    rng = np.random.default_rng(2)
    for _ in range(10):
        graph, inputs = nodes.node_partials.draw(rng)
        assert {op for _, op, _ in graph} == {"input", *node_cases.NODE_OPS}
        used = [parent for _, _, parents in graph for parent in parents]
        assert len(used) == len(set(used)) == len(graph) - 1
    for graph, inputs in nodes.node_graphs.edges:
        values, signals = measure(graph, inputs, nodes.ALL_OPS)
        assert set(values) == set(signals) == {name for name, _, _ in graph}
    y = measure([("u", "input", ()), ("y", "div", (4.0, "u"))], {"u": 2.0}, nodes.ALL_OPS)
    assert y == ({"u": 2.0, "y": 2.0}, {"u": -1.0, "y": 1.0})


def test_the_network_is_the_one_of_notebook_06_and_its_gradients_are_measured_ones():
    X, T, W1, b1, W2, b2 = arguments = autodiff.torch_cost_and_gradients.draw(np.random.default_rng(0))
    H = 1 / (1 + np.exp(-(X @ W1.T + b1)))
    Y = H @ W2.T + b2
    J, grads = autodiff._by_the_program(autodiff.network, *arguments)
    assert pytest.approx(np.sum((Y - T) ** 2) / (2 * len(X))) == J
    Y_bar = (Y - T) / len(X)
    np.testing.assert_allclose(grads["W2_bar"], Y_bar.T @ H)
    np.testing.assert_allclose(grads["W1_bar"], ((Y_bar @ W2) * H * (1 - H)).T @ X)


def test_the_class_to_repair_has_the_symptom_that_is_told_and_is_refused(capsys):
    source = read_source(Path(__file__).parents[3] / "solutions" / "08_automatic_differentiation.py")
    cells = [cell.source for cell in source.cells if cell.cell_type == "code"]
    broken = next(cell for cell in cells if cell.startswith("class Sender"))
    asked = next(cell for cell in cells if "\ndef slopes" in cell)
    namespace = {"np": np}
    exec(broken, namespace)
    exec(asked, namespace)
    product, *with_sum = capsys.readouterr().out.splitlines()
    assert len(set(re.findall(r"-?\d\.\d+", product))) == 1
    assert [len(set(re.findall(r"-?\d\.\d+", line))) for line in with_sum] == [2, 2]
    with pytest.raises(CheckFailed, match="the derivative of tanh x . x tanh x is wrong"):
        check_task("slopes", namespace["slopes"], nodes.slopes, explained=False)


@pytest.mark.parametrize(
    ("mended", "refused"),
    [
        ("self", "tanh x . .tanh x. x is wrong|tanh x . x tanh x is wrong"),
        ("other", "tanh x . .tanh x. x is wrong"),
        ("both", ""),
    ],
)
def test_half_a_repair_is_refused(mended, refused):
    source = read_source(Path(__file__).parents[3] / "solutions" / "08_automatic_differentiation.py")
    cells = [cell.source for cell in source.cells if cell.cell_type == "code"]
    broken = next(cell for cell in cells if cell.startswith("class Sender"))
    for one in ("self", "other") if mended == "both" else (mended,):
        broken = broken.replace(f"{one}.signal = result", f"{one}.signal += result")
    namespace = {"np": np}
    exec(broken, namespace)
    exec(next(cell for cell in cells if "\ndef slopes" in cell), namespace)
    if not refused:
        check_task("slopes", namespace["slopes"], nodes.slopes, explained=False)
        return
    with pytest.raises(CheckFailed, match=refused):
        check_task("slopes", namespace["slopes"], nodes.slopes, explained=False)


def right(X, T, W1, b1, W2, b2):
    return autodiff._by_the_program(autodiff.network, X, T, W1, b1, W2, b2)


def test_double_precision_is_asked_for():
    check_task("f", right, autodiff.torch_cost_and_gradients)
    for spoil, said in (
        (lambda g: g.astype(np.float32), "holds float32"),
        (lambda g: g.astype(np.float32).astype(np.float64), "not precise enough"),
    ):
        with pytest.raises(CheckFailed, match=said):
            check_task("f", lambda *a, spoil=spoil: (right(*a)[0], {k: spoil(g) for k, g in right(*a)[1].items()}),
                       autodiff.torch_cost_and_gradients)  # fmt: skip


class SetNode:
    """A node whose parents are a set, as closures often keep them: each call visits them in another order."""

    order = np.random.default_rng(0)

    def __init__(self, value, parents=()):
        self.value, self.bar = value, 0.0
        self._hash = int(self.order.integers(1000))
        self.parents, self.send = set(parents), lambda: None

    def __hash__(self):
        return self._hash

    def _made(self, value, *slopes):
        made = SetNode(value, [parent for parent, _ in slopes])

        def send():
            for parent, slope in slopes:
                parent.bar += slope * made.bar

        made.send = send
        return made

    def __add__(self, other):
        other = other if isinstance(other, SetNode) else SetNode(other)
        return self._made(self.value + other.value, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, SetNode) else SetNode(other)
        return self._made(self.value * other.value, (self, other.value), (other, self.value))

    def __pow__(self, c):
        return self._made(self.value**c, (self, c * self.value ** (c - 1)))

    def exp(self):
        return self._made(np.exp(self.value), (self, np.exp(self.value)))

    def tanh(self):
        return self._made(np.tanh(self.value), (self, 1 - np.tanh(self.value) ** 2))

    def logistic(self):
        y = 1 / (1 + np.exp(-self.value)) if self.value > 0 else np.exp(self.value) / (1 + np.exp(self.value))
        return self._made(y, (self, y * (1 - y)))

    def backward(self):
        self.bar = 1.0
        for node in reversed(parents_first(self)):
            node.send()


def through(cls):
    ops = {
        "add": lambda u, v: u + v if isinstance(u, cls) else v + u,
        "sub": lambda u, v: u + v * -1 if isinstance(u, cls) else v * -1 + u,
        "mul": lambda u, v: u * v if isinstance(u, cls) else v * u,
        "div": lambda u, v: v**-1 * u if isinstance(v, cls) else u * v**-1,
        "power": lambda u, c: u**c,
        "neg": lambda u: u * -1,
        "square": lambda u: u**2,
        "half_square": lambda u: u**2 * 0.5,
        **{name: lambda u, name=name: getattr(u, name)() for name in ("exp", "logistic", "tanh")},
    }

    def evaluate(graph, inputs):
        made = {}
        for name, op, parents in graph:
            arguments = [made[parent] if isinstance(parent, str) else parent for parent in parents]
            made[name] = cls(inputs[name]) if op == "input" else ops[op](*arguments)
        made[graph[-1][0]].backward()
        return made[graph[-1][0]].value, {name: node.bar for name, node in made.items()}

    return evaluate


def test_a_class_that_keeps_its_parents_in_a_set_passes_every_time():
    for seed in range(10):
        check_task("Node", through(SetNode), nodes.node_graphs, seed=seed)


def ways(place, send, then="for parent in node.parents: visit(parent)", start="visit(self)", turn=reversed):
    """A check of right operations with a way back that is put together from these lines."""
    lines = f"""
def backward(self):
    order, seen = [], set()
    def visit(node):
        if node not in seen:
            seen.add(node)
{place.replace("THEN", then)}
    {start}
    self.bar = 1.0
    for node in turn(order):
        for parent, partial in zip(node.parents, node.partials):
            {send}
"""
    namespace = {"turn": turn}
    exec(lines, namespace)

    def evaluate(graph, inputs):
        made = {}
        for name, op, parents in graph:
            parents = [] if op == "input" else parents
            parents = [made[parent] if isinstance(parent, str) else Slopes(parent) for parent in parents]
            numbers = [parent.value for parent in parents]
            value = inputs[name] if op == "input" else nodes.ALL_OPS[op].value(*numbers)
            partials = () if op == "input" else tuple(nodes.ALL_OPS[op].partials(*numbers))
            made[name] = Slopes(value, tuple(parents), partials)
            for node in (made[name], *parents):
                node.bar = 0.0
        output = made[graph[-1][0]]
        namespace["backward"](output)
        return output.value, {name: node.bar for name, node in made.items()}, written_down(output, made)

    return evaluate


AFTER = "            THEN\n            order.append(node)"
TO_PARENT = "parent.bar += node.bar * partial"


def test_a_right_way_back_passes_with_what_the_operations_wrote_down():
    for seed in range(3):
        check_task("Node", ways(AFTER, TO_PARENT), nodes.node_graphs, seed=seed)


@pytest.mark.parametrize(
    ("backward", "kind", "says"),
    [
        (ways("            for parent in node.parents:\n                visit(parent)\n                "
              "order.append(node)", TO_PARENT), "listed twice", "len(set(order))"),
        (ways(AFTER, TO_PARENT, turn=list), "too early", "from the inputs to the output"),
        (ways("            order.append(node)\n            THEN", TO_PARENT), "too early",
         "put into the list before its parents are visited"),
        (ways(AFTER, TO_PARENT, then="pass"), "too early", "hold the output alone"),
        (ways(AFTER, "parent.bar += self.bar * partial"), "upstream ignored", "node.bar that is sent on, and not self.bar"),
        (ways(AFTER, TO_PARENT, start="pass"), "not passed on", "is visit(self) called"),
        (ways(AFTER, "node.bar += parent.bar * partial"), "not passed on", "is it not the parent whose bar grows"),
        (ways(AFTER, "parent.bar += node.bar * node.partials[0]"), "first partial for each", "the first partial"),
        (ways(AFTER, TO_PARENT, then="for parent in self.parents: visit(parent)"), "not passed on", "those of self"),
        (ways(AFTER, TO_PARENT, turn=lambda order: [order[-1]] * len(order)), "self in each round", "Does order hold node, or self again"),
        (ways(AFTER, "parent.bar += node.bar + partial"), "sum for product", "added to the child's bar"),
    ],
)  # fmt: skip
def test_a_wrong_way_back_is_named_and_no_operation_where_the_partials_are_right(backward, kind, says):
    with pytest.raises(CheckFailed) as failed:
        check_task("Node", backward, nodes.node_graphs)
    said = failed.value.outcome.text()
    assert kind in failed.value.outcome.kinds and says in said
    assert "records" not in said and "hand its parents" not in said
    if "before its parents are visited: " in said:  # three mistakes with the same numbers, in one sentence
        assert "Or: " not in said


def test_slopes_by_cosh_and_exponentials_are_right_as_far_as_the_notebook_asks():
    class ByCosh(SetNode):
        def tanh(self):
            return self._made(np.tanh(self.value), (self, 1 / np.cosh(self.value) ** 2))

    def by_exponentials(y, z):
        return (4 / (np.exp(z) + np.exp(-z)) ** 2,)

    check_task("Node", through(ByCosh), nodes.node_graphs)
    check_task("Node", recorded(("tanh", by_exponentials)), nodes.node_partials)


def by_rows(of_a_row):
    def answer(f, x, g, tol=1e-6):
        for index in range(len(x)):
            step = np.zeros_like(x)
            step[index] = 1e-5
            n = (f(x + step) - f(x - step)) / 2e-5
            size = max(abs(g[index]), abs(n), 1e-3) if of_a_row is None else np.maximum(abs(g[index]), abs(n))
            wrong = abs(g[index] - n) > tol * size
            if wrong if of_a_row is None else of_a_row(wrong):
                return False
        return True

    return answer


@pytest.mark.parametrize("of_a_row", [None, np.any, np.all])
def test_an_index_that_is_a_row_is_told_of_ndindex_and_of_no_other_maximum(of_a_row):
    with pytest.raises(CheckFailed) as failed:
        check_task("gradient_check", by_rows(of_a_row), autodiff.gradient_check)
    said = failed.value.outcome.text()
    assert "np.ndindex(x.shape)" in said and "the larger of two" not in said


def test_a_0_that_is_begun_with_1_is_said_to_be_so_where_the_partials_are_right():
    right = ways(AFTER, TO_PARENT)

    def begun(graph, inputs):
        value, bars, rows = right(graph, inputs)
        used = {parent for _, _, parents in graph for parent in parents}
        return value, {name: bar or float(name in used) for name, bar in bars.items()}, rows

    with pytest.raises(CheckFailed) as failed:
        check_task("Node", begun, nodes.node_graphs)
    assert failed.value.outcome.kinds == ("begun again",)


def refused(task, exercise, function):
    with pytest.raises(CheckFailed) as failed:
        check_task(exercise, function, task)
    return dict(failed.value.outcome.rows)["next"]


def test_0_divided_by_0_is_told_of_a_floor_and_of_no_root():
    def without_floor(f, x, g, tol=1e-6):
        measured = centred_gradient(f, x)
        return bool(np.all(np.abs(g - measured) / np.maximum(np.abs(g), np.abs(measured)) <= tol))

    step = refused(autodiff.gradient_check, "gradient_check", without_floor)
    assert "a floor" in step and "root" not in step


class Node:
    def __init__(self, value):
        self.value = value

    def logistic(self):
        return expit(self)

    def power(self):
        return np.e**self

    def backward(self):
        self.visit(self)

    def by_the_parent(self):
        parent = Node(1.0)
        parent.visit()

    def all_parents(self):
        def visit(node):
            return node.parents

        visit((self,))

    def all_partials(self):
        self.bar, self.partials = 1.0, (2.0, 3.0)
        return self.bar * self.partials


@pytest.mark.parametrize(
    ("method", "says"),
    [
        ("logistic", "expit(self.value)"),
        ("power", "np.exp(self.value)"),
        ("backward", "visit(…)"),
        ("by_the_parent", "visit(parent)"),
        ("all_parents", "for parent in node.parents:"),
        ("all_partials", "zip(node.parents, node.partials)"),
    ],
)
def test_a_node_that_stands_for_its_number_is_told_what_to_write(method, says):
    assert says in refused(nodes.node_values, "Node", lambda graph, inputs: getattr(Node(1.0), method)())


def test_a_tensor_that_numpy_is_given_is_told_of_its_own_method():
    torch = pytest.importorskip("torch", reason="PyTorch is an extra of the course; CI installs it before its tests")

    def cost(*arguments):
        return np.sum(torch.tensor(arguments[0]) ** 2)

    assert "(…).sum()" in refused(autodiff.torch_cost_and_gradients, "torch_cost_and_gradients", cost)
