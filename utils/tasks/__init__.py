"""What the functions of the first notebooks are to do, each as a task that ``check_task`` takes.

The modules, in the order of the notebooks; none stands on another:

* ``separability``   gates, weights, separating lines and feature maps
* ``threshold``      networks of threshold units
* ``activations``, ``layers``, ``bumps``   activation functions, layers, and a network built by hand

A task judges by what an answer does: on all inputs of a gate, on data made so that the answer is known, by running
the network whose weights were returned. Known mistakes stand beside the task that they belong to.
"""

from __future__ import annotations

from utils.tasks import activations, bumps, layers

__all__ = ["activations", "bumps", "layers"]
