"""Mistakes that people make, each as a program, and what has to be said of it: kinds that any exercise can have."""

from __future__ import annotations

import numpy as np
import pytest
from node_order import parents_first
from scipy.optimize import linprog
from scipy.special import expit

from utils import CheckFailed, Returns, check, check_differentiator, check_task, models, tasks, two_layer
from utils.elementwise import logistic
from utils.graph import OPS
from utils.models import signed
from utils.reference import Program


def said(run, *arguments, **keywords):
    with pytest.raises(CheckFailed) as failed:
        run(*arguments, **keywords)
    return failed.value.outcome


def explanation(found):
    return dict(found.rows).get("consistent with", "")


# A numerical derivative


@pytest.mark.parametrize(
    "formula, kind, says",
    [
        (lambda f, x, h: (f(x + h) - f(x)) / (2 * h), "one-sided difference", "divides by 2h"),
        (lambda f, x, h: (f(x + 2 * h) - f(x)) / (2 * h), "one-sided difference", "x + 2h"),
        (lambda f, x, h: abs(f(x + h) - f(x - h)) / (2 * h), "sign", "absolute value"),
        (lambda f, x, h: f(x + h) - f(x - h), "not divided", "not divided by the distance"),
        (lambda f, x, h: (f(x + h) - f(x - h)) / 2, "not divided", "divided by 2, and not by h"),
        (lambda f, x, h: f(x + h) - f(x - h) / (2 * h), "brackets", "only the second value is divided"),
        (lambda f, x, h: (f(x + h) + f(x - h)) / (2 * h), "sum for difference", "added"),
        (lambda f, x, h: f(x), "value for derivative", "f(x) itself"),
        (lambda f, x, h: 0.0, "zeros", "zero everywhere"),
        (lambda f, x, h: (f(x + h) - 2 * f(x) + f(x - h)) / h**2, "second difference", "second difference"),
        (lambda f, x, h: f(x + 0.1) - f(x - 0.1), "step ignored", "the same answer for h = 0.001 and 0.1"),
    ],
)
def test_what_a_numerical_derivative_computes_instead_is_named(formula, kind, says):
    found = said(check_differentiator, "numerical_derivative", lambda f, x, h=1e-5: formula(f, x, h))
    assert found.kinds[0] == kind and says in explanation(found)


def test_an_answer_that_does_not_change_with_h_has_no_ignored_step_where_another_formula_explains_it():
    found = said(check_differentiator, "numerical_derivative", lambda f, x, h=1e-5: f(x))
    assert "h" not in explanation(found).split()


def test_a_right_answer_with_a_step_of_its_own_is_wrong_where_the_given_one_is_not_used():
    def overwritten(f, x, h=1e-5):
        h = 1e-5
        return (f(x + h) - f(x - h)) / (2 * h)

    found = said(check_differentiator, "numerical_derivative", overwritten)
    assert found.headline == "the step h is not used" and found.kinds == ("step ignored",)
    assert "the same for h = 0.001 and h = 0.1" in dict(found.rows)["yours"]


# Another function in the place of an activation


def activation(function):
    return Program(
        ("w", "x", "t"),
        {"z": lambda w, x: w * x, "y": function, "L": lambda y, t: (y - t) ** 2 / 2},
        lambda rng: dict(zip(("w", "x", "t"), signed(rng, 3), strict=True)),
    )


@pytest.mark.parametrize(
    "right, other, slope, name",
    [
        (lambda z: np.sin(z), np.cos, lambda z: -np.sin(z), "the cosine"),
        (lambda z: np.cos(z), np.sin, lambda z: np.exp(z), "the sine"),
        (lambda z: np.exp(z), lambda z: np.exp(-z), lambda z: -np.exp(-z), "exp(−z)"),
        (lambda z: np.tanh(z), np.arctan, lambda z: 1 / (1 + z * z), "the arc tangent"),
        (lambda z: logistic(z), lambda z: np.log1p(np.exp(z)), lambda z: 1 / np.cosh(z) ** 2, "softplus"),
    ],
)
def test_another_function_is_named_in_a_value_and_in_a_slope(right, other, slope, name):
    program = activation(right)
    found = said(check, "f", lambda w, x, t: other(w * x), program, Returns.as_value("y"))
    assert "another function" in found.kinds and name in explanation(found)

    def backward(w, x, t):
        y_bar = right(w * x) - t
        return {"y_bar": y_bar, "z_bar": y_bar * slope(w * x)}

    found = said(check, "f", backward, program, Returns.as_dict("y_bar", "z_bar"))
    assert "another slope" in found.kinds


UNIT = models.logistic_least_squares


@pytest.mark.parametrize(
    "slope, kinds",
    [
        (lambda y: y, ("value for derivative",)),  # and the slope of softplus
        (lambda y: 1, ("local derivative left out",)),  # and the slope of the cross-entropy
        (lambda y: 2 * y * (1 - y), ("factor",)),  # and the slope of 2σ(z) − 1
    ],
)
def test_nothing_is_said_of_another_functions_slope_where_a_plain_mistake_fits(slope, kinds):
    def by_hand(w, b, x, t):
        y = logistic(w * x + b)
        return (y - t) * slope(y) * x, (y - t) * slope(y)

    assert said(check, "f", by_hand, UNIT, Returns.as_tuple("dL_dw", "dL_db")).kinds == kinds


def test_the_line_with_return_is_to_be_looked_at_where_the_answer_needs_no_name():
    found = said(check, "f", lambda y, t: t - y, models.squared_error, Returns.as_value("dL_dy"))
    assert dict(found.rows)["next"] == "Look at the line with return, and at the values it uses at that moment."


def test_a_given_logistic_is_advised_where_an_exponential_overflows(monkeypatch):
    def naive(w, b, x, t):
        z = w * x + b
        y = 1 / (1 + np.exp(-z))
        return {"z": z, "y": y, "L": (y - t) ** 2 / 2}

    returns = Returns.as_dict("z", "y", "L")
    assert "call it" not in dict(said(check, "forward", naive, UNIT, returns).rows)["next"]
    monkeypatch.setattr("utils.session.giver", lambda name: f"in the cell that begins with `import expit as {name}`")
    assert "The given logistic does not: call it." in dict(said(check, "forward", naive, UNIT, returns).rows)["next"]


def test_a_branch_that_is_lost_is_no_threshold():
    def lost(w, b, x, t, lam):
        y = logistic(w * x + b)
        return {"z_bar": (y - t) * y * (1 - y), "w_bar": (y - t) * y * (1 - y) * x}

    regularised = models.regularised_logistic_least_squares
    found = said(check, "f", lost, regularised, Returns.as_dict("z_bar", "w_bar"))
    assert found.kinds == ("branch lost",) and explanation(found) == "It lacks what w receives from R."


# An argument of a task


@pytest.mark.parametrize(
    "function, task, kind, says",
    [
        (lambda x, w, b, phi: phi(x @ w + 2 * b), tasks.threshold.unit, "factor", "b counts twice"),
        (lambda x, w, b, phi: phi(x @ np.abs(w) + b), tasks.threshold.unit, "sign", "w loses its sign"),
        (lambda x, w, b, phi: phi(x @ w[::-1] + b), tasks.threshold.unit, "order", "opposite order"),
        (lambda W1, shape: W1.reshape(len(W1), *shape)[::-1], tasks.detectors.weights_as_images, "order", "its end"),
        (lambda X, w, b: (X @ w + 2 * b > 0).astype(int), tasks.gates.linear_classifier, "factor", "X counts half"),
        (lambda z: expit(z) + 1, tasks.activations.logistic_function, "answer changed", "1 more than"),
        (lambda z: np.round(expit(z), 2), tasks.activations.logistic_function, "answer changed", "2 places"),
    ],
)
def test_what_was_done_with_an_argument_or_with_the_answer_is_named_in_any_task(function, task, kind, says):
    found = said(check_task, "exercise", function, task)
    assert found.kinds[:1] == (kind,) and says in explanation(found)


# A node that hands over another number of partials than it has parents


class Node:
    handed = staticmethod(lambda op, parents, partials: (parents, partials))

    def __init__(self, value, parents=(), partials=()):
        self.value, self.bar, self.parents, self.partials = value, 0.0, parents, partials

    @classmethod
    def made(cls, op, *parents):
        at = [parent.value for parent in parents]
        return cls(OPS[op].value(*at), *cls.handed(op, parents, OPS[op].partials(*at)))

    def backward(self):
        self.bar = 1.0
        for node in reversed(parents_first(self)):
            for parent, partial in zip(node.parents, node.partials, strict=False):
                parent.bar += node.bar * partial


def evaluate(kind):
    def evaluate(graph, inputs):
        nodes = {}
        for name, op, parents in graph:
            at = [nodes[parent] if isinstance(parent, str) else kind(parent) for parent in parents]
            if op == "div":
                nodes[name] = kind.made("mul", at[0], kind(1 / at[1].value, (at[1],), (-(at[1].value ** -2),)))
            elif op == "power":
                u, v = at[0].value, at[1].value
                nodes[name] = kind(u**v, (at[0],), (v * u ** (v - 1),))
            else:
                nodes[name] = kind(inputs[name]) if op == "input" else kind.made(op, *at)
        nodes[graph[-1][0]].backward()
        return nodes[graph[-1][0]].value, {name: node.bar for name, node in nodes.items()}

    return evaluate


@pytest.mark.parametrize("task", [tasks.nodes.node_partials, tasks.nodes.node_graphs])
@pytest.mark.parametrize(
    "wrong, says",
    [
        (
            lambda op, parents, partials: (parents, partials[:1] if op == "mul" else partials),
            "parents of mul only the first",
        ),
        (
            lambda op, parents, partials: (parents[1:] if op == "add" else parents, partials),
            "parents of add only the second",
        ),
        (
            lambda op, parents, partials: ((), partials) if op == "tanh" else (parents, partials),
            "Nothing is sent by tanh",
        ),
        (lambda op, parents, partials: (parents, ()) if op == "mul" else (parents, partials), "Nothing is sent by mul"),
    ],
)
def test_an_operation_that_hands_over_too_few_partials_or_parents_is_named(task, wrong, says):
    check_task("Node", evaluate(Node), task)
    spoilt = type("Spoilt", (Node,), {"handed": staticmethod(wrong)})
    found = said(check_task, "Node", evaluate(spoilt), task)
    assert says in explanation(found) and "as many partials" in explanation(found)


def test_pythons_complaint_about_zip_is_led_back_to_partials_in_a_node_and_to_lengths_elsewhere():
    def strictly(*arguments):
        return list(zip((1, 2), (1,), strict=True))

    assert "partials as parents" in dict(said(check_task, "Node", strictly, tasks.nodes.node_partials).rows)["next"]
    assert "Print both lengths" in dict(said(check_task, "dense", strictly, tasks.layers.dense).rows)["next"]


# PyTorch's losses


def trained(torch, loss, last=()):
    nn = torch.nn

    def train(X_train, t_train, X_test, seed):
        torch.manual_seed(seed)
        layers = [nn.Linear(64, 16), nn.ReLU(), nn.Linear(16, 10), *(getattr(nn, name)(dim=1) for name in last)]
        network, X, t = nn.Sequential(*layers), torch.tensor(X_train, dtype=torch.float32), torch.tensor(t_train)
        for _ in range(3):
            loss(torch)(network(X), t).backward()
        return np.zeros(len(X_test), dtype=int)

    return train


@pytest.mark.parametrize(
    "loss, last, kind",
    [
        (lambda torch: torch.nn.functional.cross_entropy, ["Softmax"], "softmax twice"),
        (lambda torch: torch.nn.CrossEntropyLoss(), ["Softmax"], "softmax twice"),
        (lambda torch: torch.nn.NLLLoss(), ["Softmax"], "no logarithms"),
        (lambda torch: torch.nn.NLLLoss(), [], "no logarithms"),
        (lambda torch: torch.nn.CrossEntropyLoss(), [], "one label for all"),
        (lambda torch: torch.nn.CrossEntropyLoss(), ["LogSoftmax"], "one label for all"),
        (lambda torch: torch.nn.functional.nll_loss, ["LogSoftmax"], "one label for all"),
    ],
)
def test_a_loss_that_is_handed_what_it_is_not_meant_for_is_seen_whatever_the_network_learns(loss, last, kind):
    torch = pytest.importorskip("torch", reason="PyTorch is an extra of the course; CI installs it before its tests")
    before = torch.nn.functional.cross_entropy, torch.nn.functional.nll_loss
    found = said(
        check_task, "train_deep_classifier", trained(torch, loss, last), tasks.deep.train_deep_classifier, count=1
    )
    assert found.kinds == (kind,)
    assert before == (torch.nn.functional.cross_entropy, torch.nn.functional.nll_loss)


# Sizes that no case would reach


LARGEST = {  # of every argument that is an array: axis -> the length of the largest that is asked
    "gates.linear_classifier": {"X": (50, 6)},
    "gates.xor_feature_map": {"X": (50,)},
    "separability.separable_data": {"X": (60, 5)},
    "threshold.hard_threshold": {"z": (20, 10)},
    "threshold.unit": {"x": (60, 12)},
    "threshold.xor_network": {"X": (60,)},
    "layers.dense": {"X": (40, 12), "W": (15,)},
    "layers.output_layer": {"h": (60, 12)},
    "softmax.softmax": {"Z": (60, 20)},
    "hidden_units.distinct": {"W1": (60, 12)},
    "polynomials.polynomial_features": {"x": (40,)},
    "polynomials.ridge_fit": {"Phi": (60, 8)},
    "early_stopping.early_stopping": {"val_costs": (600,)},
}


@pytest.mark.parametrize("place", LARGEST)
def test_a_limit_that_somebody_built_in_is_met_by_a_case(place):
    module, name = place.split(".")
    task = getattr(getattr(tasks, module), name)
    cases = [*task.first, *task.edges]
    for argument, sizes in LARGEST[place].items():
        shapes = [np.shape(case[task.arguments.index(argument)]) for case in cases]
        for axis, size in enumerate(sizes):
            assert max(shape[axis] for shape in shapes if len(shape) > axis) >= size


# Kinds that people make without meaning to


def softmax_of(change):
    def softmax(Z):
        E = np.exp(change(Z))
        return E / E.sum(axis=1, keepdims=True)

    return softmax


def divided_inside(Z):
    m = Z - Z.max(axis=1, keepdims=True)
    return np.exp(m / np.exp(m).sum(axis=1, keepdims=True))


def in_whole_numbers(X):
    psi = np.zeros((len(X), 3), dtype=int)
    psi[:, 0], psi[:, 1], psi[:, 2] = X[:, 0], X[:, 1], X[:, 0] * X[:, 1]
    return psi


def all_read_the_input(X, layers):
    out = X
    for W, b, phi in layers:
        out = phi(np.dot(X, W.T) + b)
    return out


def set_of_parents(graph, inputs):
    values = dict(inputs)
    for name, op, parents in graph:
        if op != "input":
            values[name] = OPS[op].value(*[values[parent] for parent in sorted(set(parents))])
    return values


def bias_in_the_sum(X, W, b, phi):
    return phi(np.array([[np.sum(x * w + bias) for w, bias in zip(W, b, strict=True)] for x in X]))


def once_more_at_the_end(X, layers):
    for W, b, phi in layers:
        X = phi(X @ W.T + b)
    return phi(X)


def returns_the_first_row(X, W, b, phi):
    out = np.zeros((len(X), len(W)))
    for i in range(len(X)):
        out[i] = phi(W @ X[i] + b)
        return out


def both_formulas_everywhere(z):
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


def keeps_the_last_row(X):
    for x in X:
        psi = np.array([x[0], x[1], x[0] * x[1]])
    return psi


def moves_nothing(f, x, g, tol=1e-6):
    for index in np.ndindex(*x.shape):
        step = np.zeros(x.shape, dtype=int)
        step[index] = 1e-5
        measured = (f(x + step) - f(x - step)) / 2e-5
        if abs(g[index] - measured) > tol * max(abs(g[index]), abs(measured), 1e-3):
            return False
    return True


def one_for_ever(tolerance):
    return 77


def rounded_weights(W1, b1, tol=1e-8):
    return len({tuple(row) for row in np.round(W1 / tol)})


@pytest.mark.parametrize(
    "function, task, kind, says",
    [
        (softmax_of(lambda Z: Z - Z.max()), tasks.softmax.softmax, "largest of all", "each row has its own"),
        (divided_inside, tasks.softmax.softmax, "brackets", "inside the exponential"),
        (softmax_of(lambda Z: Z), tasks.softmax.softmax, "nothing subtracted", "nothing is subtracted"),
        (in_whole_numbers, tasks.gates.xor_feature_map, "answer changed", "whole numbers"),
        (all_read_the_input, tasks.layers.mlp, "layer left out", "every layer reads X"),
        (lambda X, W, b, phi: phi(np.dot(X, W) + b), tasks.layers.dense, "transpose", "W[from, to]"),
        (lambda x, w, b, phi: phi(w @ x + b), tasks.threshold.unit, "one example alone", "w @ x"),
        (set_of_parents, tasks.passes.forward_pass, "used twice", "a set"),
        (one_for_ever, tasks.threshold.smallest_scale, "always the same", "the same in every case: 77"),
        (rounded_weights, tasks.hidden_units.distinct, "input left out", "biases are not looked at"),
        (lambda X, w, b: int(np.sum(X * w) + b > 0), tasks.gates.linear_classifier, "one for all", "one number"),
        (lambda X, W, b, phi: phi(X @ W.T + b).sum(), tasks.layers.dense, "one for all", "the sum of all"),
        (bias_in_the_sum, tasks.layers.dense, "bias many times", "once for each of the columns in X"),
        (lambda X, W, b, phi: phi(phi(X @ W.T + b)), tasks.layers.dense, "extra step", "phi is applied twice"),
        (lambda x, w, b, phi: phi(phi(x @ w + b)), tasks.threshold.unit, "extra step", "phi is applied twice"),
        (once_more_at_the_end, tasks.layers.mlp, "extra step", "once more, behind it"),
        (lambda x, w, b, phi: phi(x * w + b), tasks.threshold.unit, "sum missing", "@ sums them"),
        (returns_the_first_row, tasks.layers.dense, "return in the loop", ""),
        (lambda z: np.where(z > 0), tasks.activations.relu, "type", ""),
        (
            both_formulas_everywhere,
            tasks.activations.logistic_function,
            "both branches",
            "computes both at every entry",
        ),
        (keeps_the_last_row, tasks.gates.xor_feature_map, "some examples", "the last row of what is expected, alone"),
        (moves_nothing, tasks.autodiff.gradient_check, "always the same", "False in every case"),
    ],
)
def test_what_a_task_is_answered_with_is_named(function, task, kind, says):
    found = said(check_task, "exercise", function, task)
    assert kind in found.kinds and says in explanation(found)


def reads_rows_for_columns(X):
    s = X[:, 0] + X[:, 1]
    h = np.stack([s > 0.5, s > 1.5], axis=1).astype(float)
    return h, (h[0] - h[1] > 0.5).astype(float)


def no_return_at_the_end(val_costs, patience):
    if patience < 1:
        raise ValueError("patience")
    for epoch, cost in enumerate(val_costs):
        if cost > 100:
            return epoch, epoch


def turns_the_graph_round(graph, values):
    for name, _, _ in graph.reverse():
        values[name] = 0.0


@pytest.mark.parametrize(
    "function, task, step",
    [
        (lambda X, layers: [X, X @ layers[0][0].T], tasks.layers.mlp, "there are several"),
        (reads_rows_for_columns, tasks.threshold.xor_network, "The first column is h[:, 0]."),
        (no_return_at_the_end, tasks.early_stopping.early_stopping, "If one stands inside a loop or an if"),
        (turns_the_graph_round, tasks.passes.backward_pass, "reversed(graph) leaves it as it is"),
        (
            lambda: (
                {name: (np.ones((len(w), 1)), -0.5) for name, w in {"NOT": "1", "AND": "11"}.items()}
                | {name: (np.ones((2, 1)), -0.5) for name in ("OR", "NAND")}
            ),
            tasks.gates.gate_weights,
            "one dimension, as np.array([1.0, 2.0]) has",
        ),
    ],
)
def test_the_next_step_fits_what_was_returned(function, task, step):
    assert step in dict(said(check_task, "exercise", function, task).rows)["next"]


def test_a_mean_that_is_missing_is_not_looked_for_in_brackets():
    def cost(w, b, x, t):
        return (logistic(w * x + b) - t) ** 2 / 2, 0.0, 0.0

    found = said(check, "f", cost, models.mean_logistic_least_squares, Returns.as_tuple("J", "dJ_dw", "dJ_db"))
    assert "their mean is missing" in explanation(found)
    assert "which operation makes one number of these" in dict(found.rows)["next"]


def test_a_number_in_brackets_is_no_missing_sum():
    gates = {name: (np.full(1 if name == "NOT" else 2, 1.0), np.array([-0.5])) for name in ("NOT", "AND", "OR", "NAND")}
    assert said(check_task, "gate_weights", lambda: gates, tasks.gates.gate_weights).kinds == ("shape",)


def test_a_bias_inside_the_sum_of_the_small_network_is_named():
    def by_hand(x, W1, b1, W2, b2):
        z = [np.sum(W1[j] * x + b1[j]) for j in range(2)]
        return {"z1": z[0], "z2": z[1]}

    found = said(
        check, "f", by_hand, two_layer.by_hand, Returns.as_dict("z1", "z2"), hypotheses=two_layer.by_hand_hypotheses
    )
    assert found.kinds == ("bias many times",)


def test_the_next_step_is_about_what_was_seen_and_not_to_print_shapes():
    steps = {
        returns_the_first_row: "stands below the loop",
        lambda X, W, b, phi: phi(W @ X + b): "Look at that product: which of the two stands first",
    }
    for function, step in steps.items():
        assert step in dict(said(check_task, "dense", function, tasks.layers.dense).rows)["next"]
    found = said(check_task, "relu", lambda z: np.where(z > 0), tasks.activations.relu)
    assert found.headline == "relu(z) is a tuple of indices and should be an array"
    assert "np.where(condition, a, b)" in dict(found.rows)["next"]


def test_the_next_step_for_a_product_that_does_not_exist_gives_way_to_the_mistake_that_leads_to_it():
    found = said(check_task, "mlp", all_read_the_input, tasks.layers.mlp)
    assert "transposed" not in dict(found.rows)["next"]


def test_a_bias_with_the_opposite_sign_is_named_where_weights_make_a_gate():
    gates = {"NOT": (-1.0, 0.5), "AND": (1.0, -1.5), "OR": (1.0, -0.5), "NAND": (-1.0, 1.5)}
    wrong = {name: (np.full(1 if name == "NOT" else 2, w), -b) for name, (w, b) in gates.items()}
    found = said(check_task, "gate_weights", lambda: wrong, tasks.gates.gate_weights)
    assert found.kinds == ("sign",) and "opposite sign of b" in explanation(found)


def test_answers_that_are_written_down_are_seen_by_their_number():
    from utils import check_feature

    found = said(check_feature, "my_feature_map", lambda X: np.array([[0.0], [1.0], [1.0], [0.0]]))
    assert found.kinds == ("always the same",) and "four rows" in found.headline


def test_a_dict_that_is_the_same_in_every_call_is_found_out_though_it_equals_itself():
    def backward_pass(graph, values, bars={}):  # noqa: B006
        bars[graph[-1][0]] = 1.0
        for name, op, parents in reversed(graph):
            bars.setdefault(name, 0.0)
            if op != "input":
                for parent, slope in zip(parents, OPS[op].partials(*[values[p] for p in parents]), strict=True):
                    bars[parent] = bars.get(parent, 0.0) + bars[name] * slope
        return bars

    assert said(check_task, "backward_pass", backward_pass, tasks.passes.backward_pass).kinds == ("not repeatable",)


class Sending(Node):
    """Goes back without an order, to parents in a set: who is reached twice sends again."""

    def backward(self):
        self.bar = 1.0

        def send(node):
            for parent, partial in zip(node.parents, node.partials, strict=True):
                parent.bar += partial * node.bar
            for parent in {*node.parents}:
                send(parent)

        send(self)


class Adding(Node):
    """Adds the partial to the child's bar."""

    def backward(self):
        super().backward()
        for parent, partial in zip(self.parents, self.partials, strict=True):
            parent.bar += partial + self.bar - partial * self.bar if len(self.parents) == 2 else 0.0


def test_a_node_that_sends_in_another_order_each_time_is_not_told_that_something_stays():
    found = said(check_task, "Node", evaluate(Sending), tasks.nodes.node_graphs)
    assert found.kinds == ("too early",)


def test_a_partial_that_is_added_is_no_wrong_start():
    found = said(check_task, "Node", evaluate(Adding), tasks.nodes.node_graphs)
    assert found.kinds == ("sum for product", "start")


def test_indices_in_each_others_place_are_asked_for_where_the_entry_would_be_there():
    def backward_indices(x, t, W1, b1, W2, b2):
        return {"y_bar": sum(W2[j, k] for j in range(len(b1)) for k in range(len(b2)))}

    found = said(check, "f", backward_indices, two_layer.one_example, Returns.as_dict("y_bar"))
    assert "would be in it" in found.text() and "each other's place" in dict(found.rows)["next"]


@pytest.mark.parametrize(
    "slope, says",
    [
        (lambda h, h_bar: h_bar * (1 - h_bar), "error signal of h, not of h"),
        (lambda h, h_bar: h_bar * (1 - h) * (1 + h), "tanh"),
    ],
)
def test_a_slope_formed_of_the_error_signal_is_named(slope, says):
    def backward(x, t, W1, b1, W2, b2):
        h = logistic(W1 @ x + b1)
        y_bar = W2 @ h + b2 - t
        return {"y_bar": y_bar, "h_bar": W2.T @ y_bar, "z_bar": slope(h, W2.T @ y_bar)}

    found = said(check, "f", backward, two_layer.one_example, Returns.as_dict("y_bar", "h_bar", "z_bar"))
    assert found.kinds[0] == "another slope" and says in explanation(found)


@pytest.mark.parametrize(
    "loss, kind, says",
    [
        (lambda y, t: (y - t**2) / 2, "another loss", "not of their squares"),
        (lambda y, t: (y**2 - t**2) / 2, "another loss", "each by itself"),
        (lambda y, t: (y + t) ** 2 / 2, "another loss", "added"),
        (lambda y, t: ((y - t) / 2) ** 2, "factor", "half"),
    ],
)
def test_a_loss_with_a_slip_in_its_square_is_named(loss, kind, says):
    found = said(check, "f", lambda y, t: loss(y, t), models.squared_error, Returns.as_value("L"))
    assert kind in found.kinds and says in explanation(found)


def test_a_bracket_in_the_wrong_place_is_named():
    found = said(check, "f", lambda w, b, x, t: w * (x + b), models.logistic_least_squares, Returns.as_value("z"))
    assert "bracket" in explanation(found)


def test_a_named_mistake_is_followed_by_its_own_step_and_not_by_that_of_the_warning_or_of_the_exercise():
    def softmax(Z):
        shares = np.exp(Z - Z.max())
        return shares / shares.sum(axis=1, keepdims=True)

    def is_separable(X, t):
        sides = np.where(t == 1, -1.0, 1.0)[:, None]
        rows = sides * np.column_stack([X, np.ones(len(X))])
        return linprog(np.zeros(rows.shape[1]), A_ub=rows, b_ub=-np.ones(len(X))).status == 0

    steps = [
        dict(said(check_task, "softmax", softmax, tasks.softmax.softmax).rows)["next"],
        dict(said(check_task, "is_separable", is_separable, tasks.separability.separable_data).rows)["next"],
    ]
    assert "one number for each row" in steps[0] and "bounds" in steps[1]


def test_append_takes_one_thing():
    def multiply_adds(sizes):
        counted = []
        counted.append(1, 2)
        return tuple(counted)

    found = said(check_task, "multiply_adds", multiply_adds, tasks.multiply_adds.multiply_adds)
    assert "append takes one thing" in dict(found.rows)["next"]
