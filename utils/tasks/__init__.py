"""What the functions of the notebooks are to do, each as a task that ``check_task`` takes.

The modules, each standing only on those before it:

* ``gates``          a unit, weights for gates, feature maps
* ``planted``        data sets made so that it is known whether a line separates them
* ``guesses``        answers to that question with a mistake in them
* ``separability``   that question, and how many tables it is answered with yes for
* ``networks``       runs a threshold network, and says on which input and in which layer it goes wrong
* ``threshold``      threshold units and networks of them; made in ``threshold_units``, ``_weights`` and ``_scale``
* ``activations``, ``layers``, ``bumps``   activation functions, layers, and a network built by hand
* ``orders``         a topological order of a graph
* ``wiring``         error signals of a graph as equations, and slips in them
* ``small_graphs``   graphs that are easily looked at
* ``passes``         the forward and the backward pass on any graph
* ``instances``      two paths from one input, softmax, and what the passes cost
* ``hidden_units``   how many different units a hidden layer has
* ``nodes``          a class that differentiates by overloading operators
* ``autodiff``       a gradient check, and a network's gradients by a framework
* ``deep``           a deep network that has learned digits
* ``detectors``      a detector of strokes, and weights as images
* ``polynomials``    powers as features, and least squares with a penalty
* ``steps``          minibatches, a step with weight decay, when to stop, and a split in two
* ``digits``         a network that has learned digits

A task judges by what an answer does: on all inputs of a gate, on data made so that the answer is known, by running
the network whose weights were returned. Known mistakes stand beside the task that they belong to.
"""

from __future__ import annotations

from utils.tasks import (
    activations,
    autodiff,
    bumps,
    deep,
    detectors,
    digits,
    gates,
    hidden_units,
    instances,
    layers,
    nodes,
    orders,
    passes,
    polynomials,
    separability,
    steps,
    threshold,
)

__all__ = [
    "activations",
    "autodiff",
    "bumps",
    "deep",
    "detectors",
    "digits",
    "gates",
    "hidden_units",
    "instances",
    "layers",
    "nodes",
    "orders",
    "passes",
    "polynomials",
    "separability",
    "steps",
    "threshold",
]
