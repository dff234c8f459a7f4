"""Right answers are right however they are written: random spellings of a program for every kind of exercise."""

from __future__ import annotations

import contextlib
import io
import random
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
import spellings
from spellings import GIVEN, ways, written

from utils import (
    CheckFailed,
    Returns,
    check,
    check_descent,
    check_task,
    check_training,
    models,
    progress,
    tasks,
    two_layer,
)  # fmt: skip
from utils.graph import OPS
from utils.tasks.node_cases import ALL_OPS

Check = Callable[[dict[str, Any]], None]  # of what a program defines


def by_task(name: str, task: Any) -> Check:
    return lambda found: check_task(name, found[name], task, count=3)


def by_program(name: str, program: Any, returns: Returns) -> Check:
    return lambda found: check(name, found[name], program, returns, count=3)


def evaluate(Node: type) -> Callable:
    """As notebook 08 gives it."""
    operators: dict[str, Callable] = {
        "add": lambda u, v: u + v, "sub": lambda u, v: u - v, "mul": lambda u, v: u * v, "div": lambda u, v: u / v,
        "power": lambda u, c: u**c, "neg": lambda u: -u, "square": lambda u: u**2, "half_square": lambda u: u**2 / 2,
        "exp": lambda u: u.exp(), "logistic": lambda u: u.logistic(), "tanh": lambda u: u.tanh(),
    }  # fmt: skip
    assert set(operators) == set(ALL_OPS)

    def evaluate(graph, inputs):
        nodes = {}
        for name, op, parents in graph:
            at = [nodes[parent] if isinstance(parent, str) else parent for parent in parents]
            nodes[name] = Node(inputs[name]) if op == "input" else operators[op](*at)
        nodes[graph[-1][0]].backward()
        return nodes[graph[-1][0]].value, {name: node.bar for name, node in nodes.items()}

    return evaluate


UNIT, MEAN = models.logistic_least_squares, models.mean_logistic_least_squares
SEVEN = Returns.as_dict("L_reg_bar", "R_bar", "L_bar", "y_bar", "z_bar", "w_bar", "b_bar")
TRIPLE = Returns.as_tuple("J", "dJ_dw", "dJ_db")
EXERCISES: dict[str, tuple[str, Check]] = {
    "forward": (spellings.FORWARD, by_program("forward", UNIT, Returns.as_dict("z", "y", "L"))),
    "gradients_by_hand": (
        spellings.BY_HAND, by_program("gradients_by_hand", UNIT, Returns.as_tuple("dL_dw", "dL_db")),
    ),
    "backward": (
        spellings.BACKWARD, by_program("backward", UNIT, Returns.as_dict("y_bar", "z_bar", "w_bar", "b_bar")),
    ),
    "backward_regularised": (
        spellings.REGULARISED, by_program("backward_regularised", models.regularised_logistic_least_squares, SEVEN),
    ),
    "cost_and_gradients, 04": (spellings.COST_04, by_program("cost_and_gradients", MEAN, TRIPLE)),
    "gradient_descent": (
        spellings.COST_04 + spellings.DESCENT,
        lambda found: check_descent("gradient_descent", found["gradient_descent"], MEAN, found["cost_and_gradients"]),
    ),
    "forward_pass": (spellings.FORWARD_PASS, by_task("forward_pass", tasks.passes.forward_pass)),
    "backward_pass": (spellings.BACKWARD_PASS, by_task("backward_pass", tasks.passes.backward_pass)),
    "backward_pass, gathered": (spellings.GATHERED_PASS, by_task("backward_pass", tasks.passes.backward_pass)),
    "softmax": (spellings.SOFTMAX, by_task("softmax", tasks.softmax.softmax)),
    "softmax_regression": (
        spellings.SOFTMAX_REGRESSION,
        by_program("softmax_regression", models.softmax_regression, Returns.as_tuple("J", "W_bar", "b_bar")),
    ),
    "backward_vectorised": (
        spellings.BACKWARD_VECTORISED,
        by_program("backward_vectorised", two_layer.one_example, Returns.as_dict(*two_layer.BACKWARD)),
    ),
    "backward_indices": (
        spellings.BACKWARD_INDICES,
        by_program("backward_indices", two_layer.one_example, Returns.as_dict(*two_layer.BACKWARD)),
    ),
    "cost_and_gradients, 06": (
        spellings.COST_06, by_program("cost_and_gradients", two_layer.batch, two_layer.gradients),
    ),
    "train": (
        spellings.COST_06 + spellings.TRAIN,
        lambda found: check_training("train", found["train"], two_layer.training, found["cost_and_gradients"]),
    ),
    "minibatches": (spellings.MINIBATCHES, by_task("minibatches", tasks.minibatches.minibatches)),
    "sgd_step": (spellings.SGD_STEP, by_task("sgd_step", tasks.sgd_step.sgd_step)),
    "early_stopping": (spellings.EARLY_STOPPING, by_task("early_stopping", tasks.early_stopping.early_stopping)),
    "linear_classifier": (spellings.LINEAR_CLASSIFIER, by_task("linear_classifier", tasks.gates.linear_classifier)),
    "dense": (spellings.DENSE, by_task("dense", tasks.layers.dense)),
    "mlp": (spellings.MLP, by_task("mlp", tasks.layers.mlp)),
    "collapse": (spellings.COLLAPSE, by_task("collapse", tasks.layers.collapse)),
    **{
        f"Node, {called}": (
            program, lambda found: check_task("Node", evaluate(found["Node"]), tasks.nodes.node_graphs, count=3),
        )
        for called, program in (
            ("parents", spellings.NODE), ("closures", spellings.CLOSURES), ("counted", spellings.COUNTED),
        )
    },
}  # fmt: skip


@cache
def given() -> dict[str, Any]:
    namespace: dict[str, Any] = {"OPS": OPS}
    exec(GIVEN, namespace)
    return namespace


def refused(name: str, rng: random.Random) -> str:
    """What is said of a random spelling where it is refused, and the program; empty where it is right."""
    template, judge = EXERCISES[name]
    program, namespace = written(template, rng), dict(given())
    progress.forget()
    try:
        exec(program, namespace)
        with contextlib.redirect_stdout(io.StringIO()):
            judge(namespace)
    except CheckFailed as failed:
        return f"{failed.outcome.text()}\n{program}"
    return ""


def tried(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """So many random spellings, the exercises one after the other: the exercise, and what is said of it."""
    rng, names = random.Random(seed), list(EXERCISES)
    for i in range(count):
        name = names[i % len(names)]
        yield name, refused(name, rng)


def test_a_choice_is_made_in_every_place_the_innermost_first():
    rng = random.Random(0)
    assert {written("⟨a¦b⟨c¦d⟩⟩ e", rng) for _ in range(50)} == {"a e", "bc e", "bd e"}
    assert written("x", rng) == "x" and ways("⟨a¦b⟩ ⟨c¦d⟩") == 4


@pytest.mark.parametrize("name", EXERCISES)
def test_a_right_answer_is_right_however_it_is_written(name):
    assert ways(EXERCISES[name][0]) >= 8
    rng = random.Random(name)
    assert not [said for _ in range(2) if (said := refused(name, rng))]


def test_a_wrong_answer_among_them_would_be_seen():
    template, judge = EXERCISES["sgd_step"]
    namespace = dict(given())
    exec(written(template, random.Random(0)), namespace)
    right = namespace["sgd_step"]
    namespace["sgd_step"] = lambda *arguments: {key: -value for key, value in right(*arguments).items()}
    with pytest.raises(CheckFailed):
        judge(namespace)


@pytest.mark.second_stage
def test_none_of_many_random_right_programs_is_refused():
    said = list(tried(1000, seed=14))
    assert Counter(name for name, _ in said).total() == 1000
    assert not [text for _, text in said if text]
