"""What the functions of the notebooks are to do, each as a task that ``check_task`` takes.

The modules, each standing only on those before it:

* ``gates``          a unit, weights for gates, feature maps
* ``planted``        data sets made so that it is known whether a line separates them
* ``separability``   that question, and how many tables it is answered with yes for; with ``separability_mistakes``
* ``networks``       runs a threshold network, and says on which input and in which layer it goes wrong
* ``threshold``      threshold units and networks of them, from ``threshold_units``, ``threshold_weights``,
  ``threshold_scale``
* ``activations``, ``layers``, ``bumps``   activation functions, layers, and a network built by hand
* ``orders``         a topological order of a graph
* ``wiring``         error signals of a graph as equations, and mistakes in them
* ``small_graphs``   graphs that are easily looked at
* ``passes``         the forward and the backward pass on any graph
* ``two_paths``, ``softmax``, ``multiply_adds``   two paths from one input, softmax, and what the passes cost
* ``hidden_units``   how many different units a hidden layer has
* ``nodes``          a class that differentiates by overloading operators, from ``node_cases`` and ``node_mistakes``
* ``autodiff``       a gradient check, and a network's gradients by a framework
* ``deep``           a deep network that has learned digits
* ``detectors``      a detector of strokes, and weights as images
* ``polynomials``    powers as features, and least squares with a penalty
* ``minibatches``, ``sgd_step``, ``early_stopping``   the parts of a training, and a split in two
* ``digits``         a network that has learned digits; ``digit_names`` says which digit is called what

Four exercises have a check of their own, of the same name as its module, because no task holds what they ask for:

* ``my_feature_map``         a feature of the reader's own, in which one threshold separates XOR
* ``numerical_derivative``   as accurate as the centred difference
* ``training``               costs and parameters of a descent on arrays, and the check of any descent; it stands on
  ``descents`` and ``training_mistakes``
* ``gradient_descent``       the same check for the rows of a descent on two numbers

A task judges by what an answer does: on all inputs of a gate, on data made so that the answer is known, by running
the network whose weights were returned. Known mistakes stand beside the task that they belong to.

Each module is imported when its name is first asked for.
"""

from __future__ import annotations

import importlib
from types import ModuleType

__all__ = [
    "activations",
    "autodiff",
    "bumps",
    "deep",
    "detectors",
    "digits",
    "early_stopping",
    "gates",
    "hidden_units",
    "layers",
    "minibatches",
    "multiply_adds",
    "nodes",
    "orders",
    "passes",
    "polynomials",
    "separability",
    "sgd_step",
    "softmax",
    "threshold",
    "two_paths",
]


def __getattr__(name: str) -> ModuleType:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return importlib.import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
