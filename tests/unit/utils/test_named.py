"""Mistakes that people make, each as a program, and what has to be said of it: kinds that any exercise can have."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from utils import CheckFailed, Returns, check, check_differentiator, check_task, tasks
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
        (lambda z: np.cos(z), np.sin, lambda z: np.cos(z), "the sine"),
        (lambda z: np.exp(z), lambda z: np.exp(-z), lambda z: -np.exp(-z), "exp(−z)"),
        (lambda z: np.tanh(z), np.arctan, lambda z: 1 / (1 + z * z), "the arc tangent"),
        (lambda z: logistic(z), lambda z: np.log1p(np.exp(z)), logistic, "softplus"),
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


# An argument of a task


@pytest.mark.parametrize(
    "function, task, kind, says",
    [
        (lambda x, w, b, phi: phi(x @ w + 2 * b), tasks.threshold.unit, "factor", "b counts twice"),
        (lambda x, w, b, phi: phi(x @ np.abs(w) + b), tasks.threshold.unit, "sign", "w loses its sign"),
        (lambda x, w, b, phi: phi(x @ w[::-1] + b), tasks.threshold.unit, "order", "opposite order"),
        (lambda W1, shape: W1.reshape(len(W1), *shape)[::-1], tasks.detectors.weights_as_images, "order", "its end"),
        (lambda X, w, b: (X @ w + 2 * b > 0).astype(int), tasks.gates.linear_classifier, "factor", "X counts half"),
        (lambda z: expit(z) + 1, tasks.activations.logistic_function, "something else of it", "1 more than"),
        (lambda z: np.round(expit(z), 2), tasks.activations.logistic_function, "something else of it", "2 places"),
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
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for parent in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        self.bar = 1.0
        for node in reversed(order):
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


def trained(loss, last=()):
    torch = pytest.importorskip("torch")
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
    torch = pytest.importorskip("torch")
    before = torch.nn.functional.cross_entropy, torch.nn.functional.nll_loss
    found = said(check_task, "train_deep_classifier", trained(loss, last), tasks.deep.train_deep_classifier, count=1)
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
